"""How much of it there was in each month, whatever the period."""

from __future__ import annotations

from hashlib import sha256

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from geo.months import months
from geo.query import apart
from geo.stacks import allowed
from layers.months import answer, table
from service.caching import of_state
from service.filenames import named
from service.state import asked, snapshot, words
from service.threads import quick

router = APIRouter()
OWN = ("stack",)


@router.get("/months.json")
@quick
def months_json(request: Request) -> Response:
    """Answer with the months of a question, stacked if it asks so, and the events beside them."""
    state = snapshot(request)
    own, pairs = apart(request.query_params.multi_items(), OWN)
    query, stack, events = state.ask(pairs), own.get("stack", "none"), ground.events()
    allowed(state, query, stack)
    made = lambda: orjson.dumps(answer(state, months(state, query, stack=stack), events, words(request)))  # noqa: E731
    # the events are no part of the state
    parts = ("months", query.canonical, stack, sha256(orjson.dumps(events)).hexdigest())
    file = named("months", query, "json")
    return of_state(request, state, *parts, make=made, media_type="application/json", **file)


@router.get("/months.csv")
@quick
def months_csv(request: Request) -> Response:
    """Answer with the months of a question as a table."""
    state, query = asked(request)
    made = lambda: table(state, months(state, query))  # noqa: E731
    kind, file = "text/csv; charset=utf-8; header=present", named("months", query, "csv")
    return of_state(request, state, "months.csv", query.canonical, make=made, media_type=kind, **file)
