"""The system of record: one SQLite file in which nothing is ever overwritten."""

from data.store.connection import Store, StoreError, usual_folder
from data.store.draft import Draft
from data.store.revisions import Revision

__all__ = ["Draft", "Revision", "Store", "StoreError", "usual_folder"]
