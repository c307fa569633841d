"""The incidents of an answer as the dots of a map."""

from __future__ import annotations

import orjson
import shapely
from fastapi import APIRouter, Request, Response

from geo.clusters import DEEPEST, MOST_CELLS, Grid
from geo.errors import BadQuery
from geo.query import Query, apart
from geo.snapshot import Snapshot
from layers.points import answer
from service.caching import of_state
from service.routes.collections import Box
from service.state import snapshot
from service.threads import quick

router = APIRouter()
OWN = ("bbox", "zoom")
ZOOM = 5
"""What the whole study area is seen at."""


@router.get("/points.json")
@quick
def points_json(request: Request) -> Response:
    """Answer with the incidents that are counted, grouped by the cells of a map at its zoom."""
    state = snapshot(request)
    own, pairs = apart(request.query_params.multi_items(), OWN)
    query = state.ask(pairs)
    grid = _grid(state, query, own)
    made = lambda: orjson.dumps(answer(state, query, grid))  # noqa: E731
    parts = ("points", query.canonical, *map(str, grid))
    return of_state(request, state, *parts, make=made, media_type="application/json")


def _grid(state: Snapshot, query: Query, own: dict[str, str]) -> Grid:
    box = Box.read(own["bbox"]) if "bbox" in own else _everywhere(state, query)
    grid = Grid.over(box, _zoom(own.get("zoom", str(ZOOM))))
    if grid.cells > MOST_CELLS:
        raise BadQuery("bbox", f"is {grid.cells:,} cells at zoom {grid.zoom}. Accepted: up to {MOST_CELLS:,}.")
    return grid


def _everywhere(state: Snapshot, query: Query) -> Box:
    """Give the part of the earth that the regions of a question are in."""
    west, south, east, north = shapely.total_bounds(state.regions_at(query).geometry).tolist()
    return Box(west, south, east, north)


def _zoom(text: str) -> int:
    accepted = [str(zoom) for zoom in range(DEEPEST + 1)]
    if text not in accepted:
        raise BadQuery("zoom", f"{text[:12]!r} is no zoom. Accepted: whole numbers from 0 to {DEEPEST}.", accepted)
    return int(text)
