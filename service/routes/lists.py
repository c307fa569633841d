"""The incidents behind a figure, one by one, and who, how and against whom."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor

import numpy as np
import numpy.typing as npt
import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from geo.behind import ORDERS, within
from geo.errors import BadQuery
from geo.query import Query, apart
from geo.snapshot import Snapshot
from layers import behind, shares
from service.caching import REVALIDATE, etag, of_state, unchanged
from service.filenames import named
from service.orders import ordered
from service.routes.collections import Box
from service.state import asked, snapshot
from service.threads import quick

router = APIRouter()
OWN = ("order", "start", "limit", "bbox")
USUAL, MOST = behind.Page().limit, 1000
DIGITS = 12
"""Of a number that is read: more incidents there are nowhere."""
Write = Callable[[Snapshot, Query, npt.NDArray[np.int32]], Iterator[bytes]]


@router.get("/incidents.json")
@quick
def incidents_json(request: Request) -> Response:
    """Answer with a page of the incidents that are counted."""
    own, state, query = _asked(request, OWN)
    page = behind.Page(_order(own), _number(own, "start", 0, least=0), _number(own, "limit", USUAL, most=MOST))
    box = Box.read(own["bbox"]) if "bbox" in own else None

    def made() -> bytes:
        rows = ordered(request, state, query, page.order)
        return orjson.dumps(behind.answer(state, query, rows if box is None else within(state, rows, box), page))

    parts = ("incidents", query.canonical, *map(str, page), str(box))
    return of_state(request, state, *parts, make=made, media_type="application/json")


@router.get("/incidents.csv")
@quick
def incidents_csv(request: Request) -> Response:
    """Answer with all incidents that are counted, as a table."""
    return _streamed(request, behind.table, "csv", "text/csv; charset=utf-8; header=present")


@router.get("/incidents.geojson")
@quick
def incidents_geojson(request: Request) -> Response:
    """Answer with all incidents that are counted, on the map."""
    return _streamed(request, behind.features, "geojson", "application/geo+json")


@router.get("/shares.json")
@quick
def shares_json(request: Request) -> Response:
    """Answer with what part of the counted incidents is of each group, tactic, target and kind."""
    state, query = asked(request)
    made = lambda: orjson.dumps(shares.answer(state, query))  # noqa: E731
    return of_state(request, state, "shares", query.canonical, make=made, media_type="application/json")


def _streamed(request: Request, write: Write, form: str, media_type: str) -> Response:
    """Answer with as many incidents as there are, some thousand at a time: a million never lie in memory as text."""
    own, state, query = _asked(request, ("order",))
    order = _order(own)
    name = etag(state.digest, "incidents", form, query.canonical, order)
    if said := unchanged(request, name):
        return said
    headers = {"etag": name, "cache-control": REVALIDATE, **named("incidents", query, form)}
    pieces = write(state, query, ordered(request, state, query, order))
    return StreamingResponse(_each(request.app.state.threads.slow, pieces), media_type=media_type, headers=headers)


async def _each(threads: Executor, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Give pieces that are made in a thread, each when the one before has left."""
    while piece := await get_running_loop().run_in_executor(threads, next, pieces, b""):
        yield piece


def _asked(request: Request, own: tuple[str, ...]) -> tuple[dict[str, str], Snapshot, Query]:
    """Give what an address says beside the question, the state of the data, and the question."""
    state = snapshot(request)
    found, pairs = apart(request.query_params.multi_items(), own)
    return found, state, state.ask(pairs)


def _order(own: dict[str, str]) -> str:
    order = own.get("order", ORDERS[0])
    if order not in ORDERS:
        raise BadQuery.unknown("order", order, ORDERS)
    return order


def _number(own: dict[str, str], name: str, usual: int, *, least: int = 1, most: int = 10**DIGITS) -> int:
    text = own.get(name, str(usual))
    n = int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else -1
    if not least <= n <= most:
        upto = f"to {most}" if most < 10**DIGITS else "and up"
        raise BadQuery(name, f"{text[:DIGITS]!r} is not a number of incidents. Accepted: {least} {upto}.")
    return n
