"""The tables as OGC API collections: ``/collections/{collectionId}/items``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Request, Response

from geo.errors import BadQuery, NotFound
from geo.query import NAMES as QUERY_NAMES
from geo.terms import EPOCHS
from layers import collections as made
from service.caching import cached, etag
from service.state import Data

if TYPE_CHECKING:
    from geo.snapshot import Snapshot

router = APIRouter()
USUAL, MOST = 100, 10_000
PAGING = ("limit", "after")
FILTERS = {"incidents": QUERY_NAMES, "provinces": ("epoch",), "countries": ("epoch",)}


@router.get("/collections/{collectionId}/items")
def items(request: Request, state: Data, collectionId: str) -> Response:  # noqa: N803 the standard's own spelling
    """Answer with a page of features."""
    if collectionId not in made.NAMES:
        raise NotFound(f"There is no collection {collectionId!r}. Accepted: {', '.join(made.NAMES)}.")
    pairs = request.query_params.multi_items()
    limit, after = _paging(pairs)
    filters = [(n, v) for n, v in pairs if n not in PAGING]
    body_of = lambda: _page(request, state, collectionId, filters, limit, after)  # noqa: E731
    name = etag(state.digest, "items", collectionId, str(request.url.replace(fragment="")))
    return cached(request, name, body_of, "application/geo+json")


def _page(
    request: Request, state: Snapshot, name: str, filters: list[tuple[str, str]], limit: int, after: str
) -> bytes:
    found = _found(state, name, filters)
    start = _position(found, after) + 1 if after else 0
    end = min(start + limit, len(found.ids))
    base = str(request.url.replace(query=""))
    links = [_link("self", str(request.url))]
    if end < len(found.ids):
        links.append(_link("next", f"{base}?{urlencode([*filters, ('limit', limit), ('after', found.ids[end - 1])], quote_via=quote)}"))
    tail = orjson.dumps({"numberMatched": len(found.ids), "numberReturned": end - start, "links": links})
    return b'{"type":"FeatureCollection","features":[' + b",".join(found.features[start:end]) + b"]," + tail[1:]


def _found(state: Snapshot, name: str, filters: list[tuple[str, str]]) -> made.Collection:
    allowed = FILTERS.get(name, ())
    for given, _ in filters:
        if given not in allowed:
            raise BadQuery.unknown("query", given, (*allowed, *PAGING))
    if name == "incidents":
        given = {n for n, _ in filters}
        asked = state.ask([*filters, *((n, v) for n, v in made.EVERYTHING if n not in given)])
        whole = _whole(state, name)
        return whole if not filters else whole.take(made.matching(state, asked))
    epoch = dict(filters).get("epoch", "now")
    if epoch not in EPOCHS:
        raise BadQuery.unknown("epoch", epoch, EPOCHS)
    return made.regions(state, name, epoch=epoch) if epoch == "then" else _whole(state, name)


@lru_cache(maxsize=16)
def _whole(state: Snapshot, name: str) -> made.Collection:
    return made.collection(state, name)


def _position(found: made.Collection, key: str) -> int:
    try:
        return found.ids.index(key)
    except ValueError:
        raise BadQuery("after", f"{key!r} is not the id of a feature that matches.") from None


def _paging(pairs: list[tuple[str, str]]) -> tuple[int, str]:
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in PAGING and name in given:
            raise BadQuery(name, "given more than once.")
        given[name] = value
    text = given.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) or len(text) > 9:  # noqa: PLR2004
        raise BadQuery("limit", f"{text!r} is not a number of features. Accepted: 1 to {MOST}.")
    return min(int(text), MOST), given.get("after", "")


def _link(rel: str, href: str) -> dict[str, str]:
    return {"rel": rel, "type": "application/geo+json", "href": href}
