"""What a route is given: the settings and the state of the data that its address names, and the question as parsed.

What only looks something up is ``async``, so that it needs no thread: health is told while every thread works.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from geo.query import Query
from geo.snapshot import Snapshot
from layers.collections import Collection, collection
from service.settings import Settings


async def settings(request: Request) -> Settings:
    """Give the settings of the running service."""
    found: Settings = request.app.state.settings
    return found


async def latest(told: Told) -> Snapshot:
    """Give the newest state of the data, whatever the address says."""
    return told.versions.latest()


def snapshot(request: Request, told: Told) -> Snapshot:
    """Give the state of the data that the address names by ``version``."""
    return told.versions.at(request.query_params.get("version", "latest"))


def question(request: Request, state: Data) -> Query:
    """Parse the query string."""
    return state.ask(request.query_params.multi_items())


def kept(state: Snapshot, name: str) -> Collection:
    """Give a collection of a state, serialised when it is first asked for and then kept with it."""
    return state.once(("collection", name), lambda: collection(state, name))


Asked = Annotated[Query, Depends(question)]
Data = Annotated[Snapshot, Depends(snapshot)]
Newest = Annotated[Snapshot, Depends(latest)]
Told = Annotated[Settings, Depends(settings)]
