"""What a route looks up: the settings, and the state of the data and the question that its address names."""

from __future__ import annotations

from fastapi import Request

from geo.query import Query
from geo.snapshot import Snapshot
from layers.collections import Collection, collection
from layers.language import Language, language
from service.settings import Settings


def settings(request: Request) -> Settings:
    """Give the settings of the running service."""
    found: Settings = request.app.state.settings
    return found


def words(request: Request) -> Language:
    """Give the language that the running service speaks."""
    return language(settings(request).language)


def snapshot(request: Request) -> Snapshot:
    """Give the state of the data that the address names by ``version``."""
    return settings(request).versions.at(request.query_params.get("version", "latest"))


def asked(request: Request) -> tuple[Snapshot, Query]:
    """Give the state of the data and the question that the address asks of it."""
    state = snapshot(request)
    return state, state.ask(request.query_params.multi_items())


def kept(state: Snapshot, name: str) -> Collection:
    """Give a collection of a state, serialised when it is first asked for and then kept with it."""
    return state.once(("collection", name), lambda: collection(state, name))
