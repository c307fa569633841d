"""What a route is given: the settings and the snapshot of its app, and the question as parsed.

What only looks something up is ``async``, so that it needs no thread: health is told while every thread works.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from geo.query import Query
from geo.snapshot import Snapshot
from layers.collections import Collection, collection
from service.settings import Settings


class Shelf:
    """The collections of one snapshot, each serialised when it is first asked for and then kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._made: dict[str, Collection] = {}

    def collection(self, name: str) -> Collection:
        """Give a whole collection."""
        if name not in self._made:  # two threads may both make it: the same value, so no lock
            self._made[name] = collection(self._snapshot, name)
        return self._made[name]


async def settings(request: Request) -> Settings:
    """Give the settings of the running service."""
    found: Settings = request.app.state.settings
    return found


async def snapshot(told: Told) -> Snapshot:
    """Give the state of the data to answer from."""
    return told.snapshot


async def shelf(request: Request) -> Shelf:
    """Give the collections of the state."""
    found: Shelf = request.app.state.shelf
    return found


def question(request: Request, state: Data) -> Query:
    """Parse the query string."""
    return state.ask(request.query_params.multi_items())


Asked = Annotated[Query, Depends(question)]
Data = Annotated[Snapshot, Depends(snapshot)]
Shelved = Annotated[Shelf, Depends(shelf)]
Told = Annotated[Settings, Depends(settings)]
