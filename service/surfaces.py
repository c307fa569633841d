"""The densities that were asked for lately: a map asks for dozens of tiles of the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.density import Density, Heat, ask, density
from service.answers import Once
from service.state import snapshot

if TYPE_CHECKING:
    from fastapi import Request

    from geo.snapshot import Snapshot

BUDGET = 256_000_000
"""Bytes of surfaces that stay in memory; the last one does, however large it is."""


class Surfaces(Once[Density]):
    """Densities by the digest of their state and their canonical question."""

    def __init__(self) -> None:
        super().__init__(BUDGET, lambda found: min(found.values.nbytes, BUDGET))


def asked(request: Request, *, but: str = "") -> tuple[Snapshot, Heat]:
    """Give the state of the data and the question about density that the address asks of it.

    Parameters
    ----------
    but : str
        The name of a parameter that is no part of the question.
    """
    state = snapshot(request)
    return state, ask(state, [pair for pair in request.query_params.multi_items() if pair[0] != but])


def at_hand(request: Request, state: Snapshot, heat: Heat) -> Density | None:
    """Give the density that answers a question if somebody asked for it lately."""
    surfaces: Surfaces = request.app.state.surfaces
    return surfaces.get((state.digest, heat.canonical))


def surface(request: Request, state: Snapshot, heat: Heat) -> Density:
    """Give the density that answers a question."""
    surfaces: Surfaces = request.app.state.surfaces
    return surfaces.of((state.digest, heat.canonical), lambda: density(state, heat))
