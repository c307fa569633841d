"""The tables as OGC API collections: ``/collections/{collectionId}/items``."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import quote, urlencode

import numpy as np
import orjson
from fastapi import APIRouter, Request, Response

from geo.errors import BadQuery, NotFound
from geo.query import NAMES as QUERY_NAMES
from geo.snapshot import Snapshot
from geo.terms import EPOCHS
from layers.collections import LEVELS, NAMES, Collection, Points, everything, regions
from layers.listed import matching
from service.caching import of_state
from service.state import kept, snapshot
from service.threads import slow

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers

router = APIRouter()
USUAL, MOST = 100, 10_000
PAGING = ("limit", "after")
EARTH = (180.0, 90.0)
FILTERS = {"incidents": (*QUERY_NAMES, "bbox")} | dict.fromkeys(LEVELS, ("epoch", "version", "decimals"))
MEDIA_TYPE = "application/geo+json"
DECIMALS = ("1", "2", "3", "4", "5", "6")
Pairs = list[tuple[str, str]]


class Paging(NamedTuple):
    """Which part of a collection: at most so many features, from the one after an id."""

    limit: int
    after: str | None

    @classmethod
    def of(cls, pairs: Pairs) -> Paging:
        """Read it from the query string."""
        given = dict(pairs)
        text = given.get("limit", str(USUAL))
        digits = text.lstrip("0")
        if not (digits.isascii() and digits.isdigit()):
            raise BadQuery("limit", f"{text!r} is not a number of features. Accepted: 1 to {MOST}.")
        return cls(MOST if len(digits) > len(str(MOST)) else min(int(digits), MOST), given.get("after"))


class Box(NamedTuple):
    """A part of the earth in degrees, its edges included."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, text: str) -> Self:
        """Read it as OGC API - Features spells it: west,south,east,north."""
        try:
            west, south, east, north = map(float, text.split(","))
        except ValueError:
            west = south = east = north = nan
        if not (-EARTH[0] <= west <= east <= EARTH[0] and -EARTH[1] <= south <= north <= EARTH[1]):
            accepted = "west,south,east,north in degrees, such as 66.5,29.5,67.5,30.5"
            raise BadQuery("bbox", f"{text[:60]!r} is no part of the earth. Accepted: {accepted}.")
        return cls(west, south, east, north)

    def holds(self, lon: Numbers, lat: Numbers) -> npt.NDArray[np.bool_]:
        """Tell which places lie in it; an unknown one does not."""
        return (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)


@router.get("/collections/{collectionId}/items")
@slow
def items(request: Request, collectionId: str) -> Response:  # noqa: N803 as the standard spells it
    """Answer with a page of features."""
    if collectionId not in NAMES:
        raise NotFound(f"There is no collection {collectionId!r}. Accepted: {', '.join(NAMES)}.")
    state = snapshot(request)
    pairs = _each_once(request.query_params.multi_items())
    filters = [(n, v) for n, v in pairs if n not in PAGING]
    paging = Paging.of([(n, v) for n, v in pairs if n in PAGING])
    found = _found(state, kept(state, collectionId), collectionId, filters)
    start = 0 if paging.after is None else _position(found, paging.after) + 1
    links = _links(request, found, filters, start=start, limit=paging.limit)
    made = lambda: _page(found, start, paging.limit, links)  # noqa: E731
    kind = "regions" if collectionId in LEVELS else "items"
    return of_state(request, state, kind, collectionId, str(request.url), make=made, media_type=MEDIA_TYPE)


def _each_once(pairs: Pairs) -> Pairs:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise BadQuery(name, "given more than once.")
    return pairs


def _found(state: Snapshot, whole: Collection, name: str, filters: Pairs) -> Collection:
    allowed = FILTERS.get(name, ("version",))
    for given, _ in filters:
        if given not in allowed:
            raise BadQuery.unknown("query", given, (*allowed, *PAGING))
    if not filters:
        return whole
    if name == "incidents":
        return _points(state, dict(filters))
    epoch = dict(filters).get("epoch", "now")
    if epoch not in EPOCHS:
        raise BadQuery.unknown("epoch", epoch, EPOCHS)
    return regions(state, LEVELS[name], epoch=epoch, decimals=_decimals(dict(filters).get("decimals")))


def _decimals(text: str | None) -> int | None:
    if text is None:
        return None
    if text not in DECIMALS:
        raise BadQuery.unknown("decimals", text, DECIMALS)
    return int(text)


def _points(state: Snapshot, asked: dict[str, str]) -> Points:
    box = Box.read(asked.pop("bbox")) if "bbox" in asked else None
    rows = matching(state, state.ask(everything(asked))) if asked else np.arange(len(state.incidents))
    return Points(state, rows if box is None else rows[box.holds(state.incidents.lon[rows], state.incidents.lat[rows])])


def _position(found: Collection, key: str) -> int:
    at = found.position(key)
    if at is None:
        raise BadQuery("after", f"{key!r} is not the id of a feature that matches.")
    return at


def _links(request: Request, found: Collection, filters: Pairs, *, start: int, limit: int) -> list[dict[str, str]]:
    links = [{"rel": "self", "type": MEDIA_TYPE, "href": str(request.url)}]
    end = start + limit
    if end < len(found):
        query = urlencode([*filters, ("limit", str(limit)), ("after", found.key(end - 1))], quote_via=quote)
        links.append({"rel": "next", "type": MEDIA_TYPE, "href": f"{request.url.replace(query='')}?{query}"})
    return links


def _page(found: Collection, start: int, limit: int, links: list[dict[str, str]]) -> bytes:
    part = found.part(start, start + limit)
    tail = orjson.dumps({"numberMatched": len(found), "numberReturned": len(part), "links": links})
    return b"".join((b'{"type":"FeatureCollection","features":[', b",".join(part), b"],", tail[1:]))
