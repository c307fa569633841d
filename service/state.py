"""What a route is given: the settings and the snapshot of its app, and the question as parsed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from geo.query import Query
from geo.snapshot import Snapshot
from service.settings import Settings


def settings(request: Request) -> Settings:
    """Give the settings of the running service."""
    found: Settings = request.app.state.settings
    return found


def snapshot(request: Request) -> Snapshot:
    """Give the state of the data to answer from."""
    return settings(request).snapshot


def question(request: Request) -> Query:
    """Parse the query string."""
    return snapshot(request).ask(request.query_params.multi_items())


Asked = Annotated[Query, Depends(question)]
Data = Annotated[Snapshot, Depends(snapshot)]
Told = Annotated[Settings, Depends(settings)]
