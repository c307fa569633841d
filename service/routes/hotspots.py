"""Hot spots in each of their forms: the extension changes the form, not the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from data import ground
from geo.hotspots import ask, hotspots
from layers import hotspots as said
from service.caching import of_state
from service.filenames import named
from service.state import snapshot
from service.threads import slow

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.hotspots import HotSpots
    from geo.snapshot import Snapshot

router = APIRouter()


def _picture(state: Snapshot, spots: HotSpots) -> bytes:
    from layers.picture.hotspots import picture  # matplotlib is half a second and 60 MB that only a picture needs

    around = {"places": ground.places(), "labels": ground.labels()}
    return picture(state, spots, land=ground.basemap(), **around)


FORMS: dict[str, tuple[str, Callable[[Snapshot, HotSpots], bytes]]] = {
    "json": ("application/json", said.answer),
    "geojson": ("application/geo+json", said.features),
    "csv": ("text/csv; charset=utf-8; header=present", said.table),
    "png": ("image/png", _picture),
}


def _form(name: str, request: Request) -> Response:
    media_type, make = FORMS[name]
    state = snapshot(request)
    asked = ask(state, request.query_params.multi_items())
    more = named("hotspots", asked.query, name)
    made = lambda: make(state, hotspots(state, asked))  # noqa: E731
    parts = ("hotspots", name, asked.canonical)
    return of_state(request, state, *parts, make=made, media_type=media_type, **more)


@router.get("/hotspots.json")
@slow
def hotspots_json(request: Request) -> Response:
    """Answer with the cells and what their classes mean as JSON."""
    return _form("json", request)


@router.get("/hotspots.geojson")
@slow
def hotspots_geojson(request: Request) -> Response:
    """Answer with the cells on the map."""
    return _form("geojson", request)


@router.get("/hotspots.csv")
@slow
def hotspots_csv(request: Request) -> Response:
    """Answer with the cells as a table."""
    return _form("csv", request)


@router.get("/hotspots.png")
@slow
def hotspots_png(request: Request) -> Response:
    """Answer with a map to paste into a report."""
    return _form("png", request)
