"""A density as map tiles, and the TileJSON that tells programs where they are and what their colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Request, Response

from geo.density.tile import SIZE, Tile, classes
from geo.errors import BadQuery
from layers import tiles
from service.caching import of_state
from service.surfaces import asked, at_hand, surface
from service.threads import quick, slow

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.density import Density, Heat
    from geo.snapshot import Snapshot

    Find = Callable[[Request, Snapshot, Heat], Density]

router = APIRouter()
THEMES = tuple(tiles.THEMES)


class NotAtHand(Exception):
    """The surface has to be worked out first, which takes too long for a quick thread."""


@router.get("/heat/tiles.json")
async def tilejson(request: Request) -> Response:
    """Answer with what is known of the tiles."""
    try:
        return await _tilejson_at_hand(request)
    except NotAtHand:
        return await _tilejson_made(request)


@router.get("/heat/tiles/{z}/{x}/{y}@2x.png")
async def large(request: Request, z: str, x: str, y: str) -> Response:
    """Answer with a tile for screens with twice as many pixels."""
    return await _either(request, z=z, x=x, y=y, scale="2")


@router.get("/heat/tiles/{z}/{x}/{y}.png")
async def usual(request: Request, z: str, x: str, y: str) -> Response:
    """Answer with a tile of 256 pixels."""
    return await _either(request, z=z, x=x, y=y, scale="1")


async def _either(request: Request, **named: str) -> Response:
    try:
        return await _tile_at_hand(request, **named)
    except NotAtHand:
        return await _tile_made(request, **named)


def _only_at_hand(request: Request, state: Snapshot, heat: Heat) -> Density:
    found = at_hand(request, state, heat)
    if found is None:
        raise NotAtHand
    return found


def _tile(request: Request, find: Find, *, z: str, x: str, y: str, scale: str) -> Response:
    where, theme = Tile.read(z, x, y), _theme(request)
    state, heat = asked(request, but="theme")

    def made() -> bytes:
        found = find(request, state, heat)
        return tiles.tile(found, classes(found, where, SIZE * int(scale)), theme)

    name = ("tile", heat.canonical, *map(str, where), scale, theme)
    return of_state(request, state, *name, make=made, media_type="image/png")


def _tilejson(request: Request, find: Find) -> Response:
    theme = _theme(request)
    state, heat = asked(request, but="theme")
    parts = [heat.canonical, *([f"theme={theme}"] if "theme" in request.query_params else [])]
    question = "&".join(filter(None, parts))
    base = f"{request.url.scheme}://{request.url.netloc}/heat/tiles/{{z}}/{{x}}/{{y}}.png"
    address = f"{base}?{question}" if question else base
    made = lambda: orjson.dumps(tiles.tilejson(find(request, state, heat), tiles=[address]))  # noqa: E731
    return of_state(request, state, "tilejson", address, make=made, media_type="application/json")


@quick
def _tile_at_hand(request: Request, **named: str) -> Response:
    return _tile(request, _only_at_hand, **named)


@slow
def _tile_made(request: Request, **named: str) -> Response:
    return _tile(request, surface, **named)


@quick
def _tilejson_at_hand(request: Request) -> Response:
    return _tilejson(request, _only_at_hand)


@slow
def _tilejson_made(request: Request) -> Response:
    return _tilejson(request, surface)


def _theme(request: Request) -> str:
    """Read the theme, which is a matter of the drawing and no part of the question."""
    given = request.query_params.getlist("theme")
    if len(given) > 1:
        raise BadQuery("theme", "given more than once.")
    theme = given[0] if given else THEMES[0]
    if theme not in THEMES:
        raise BadQuery.unknown("theme", theme, THEMES)
    return theme
