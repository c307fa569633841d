"""The system of record: one SQLite file in which nothing is ever overwritten."""

from data.store.connection import WAIT_S, Store, StoreError, usual_folder
from data.store.draft import Draft
from data.store.revisions import Revision

__all__ = ["WAIT_S", "Draft", "Revision", "Store", "StoreError", "usual_folder"]
