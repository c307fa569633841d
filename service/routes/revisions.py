"""The revisions of the data: what there is, and what changed between two."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from data.changes import between
from data.snapshots import LONGEST, log
from data.store import Store
from geo.errors import BadQuery, NotFound
from service.caching import cached, etag
from service.state import settings
from service.threads import slow

router = APIRouter()
JSON = "application/json"
USUAL, MOST = 1_000, 10_000


@router.get("/revisions")
@slow
def revisions(request: Request) -> Response:
    """Answer with all revisions, the newest first."""
    _only(request)
    found = [r.record() for r in reversed(log(_store(request)))]
    body = orjson.dumps({"revisions": found})
    return cached(request, etag("revisions", body.decode()), lambda: body, JSON)


@router.get("/revisions/{which}")
@slow
def revision(request: Request, which: str) -> Response:
    """Answer with one revision (``3``), or with what leads from one to another (``2...3``)."""
    first, dots, last = which.partition("...")
    log_ = {str(r.number): r for r in log(_store(request))}
    for number in (first, last) if dots else (first,):
        if number not in log_:
            raise NotFound(f"revision {number[:LONGEST]!r} does not exist; accepted: 1 to {len(log_)}")
    if not dots:
        _only(request)
        body = orjson.dumps(log_[first].record())
        return cached(request, etag("revision", body.decode()), lambda: body, JSON)
    limit = _limit(request)
    name = etag("changes", log_[first].revision_digest, log_[last].revision_digest, str(limit))
    return cached(request, name, lambda: orjson.dumps(between(_store(request), int(first), int(last), limit)), JSON)


def _store(request: Request) -> Store:
    store = settings(request).versions.store
    if store is None:
        raise NotFound("this service shows files that were not imported: they have no revisions")
    return store


def _only(request: Request, *accepted: str) -> None:
    for name in request.query_params:
        if name not in accepted:
            raise BadQuery.unknown("query", name, accepted)


def _limit(request: Request) -> int:
    _only(request, "limit")
    text = request.query_params.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and int(text) > 0):
        raise BadQuery("limit", f"{text!r} is not a number of rows. Accepted: 1 to {MOST}.")
    return min(int(text), MOST)
