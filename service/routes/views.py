"""The choropleth in each of its forms: the extension changes the form, not the question."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from geo.density import ask as ask_heat
from geo.density.question import NAMES as OF_HEAT
from geo.errors import BadQuery, SarhadError
from geo.facets import facets
from geo.tally import tally
from layers import choices, features, figures
from layers.headline import headline
from service.answers import Answer
from service.caching import of_state, sent
from service.errors import describe
from service.state import asked, settings, snapshot
from service.threads import quick, slow

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.query import Query
    from geo.snapshot import Snapshot

router = APIRouter()
FOREIGN = {"regions": OF_HEAT, "heat": ("per",)}
"""What an address may hold that the other view of the page takes: switching leaves it behind, and does not break."""


def _picture(state: Snapshot, query: Query) -> bytes:
    from layers.picture import picture  # matplotlib is half a second and 60 MB that only a picture needs

    around = {"places": ground.places(), "labels": ground.labels()}
    return picture(state, tally(state, query), land=ground.basemap(), **around)


def _choices(state: Snapshot, query: Query) -> dict[str, object]:
    return choices.labelled(state, query, facets(state, query))


FORMS: dict[str, tuple[str, Callable[[Snapshot, Query], bytes]]] = {
    "json": ("application/json", lambda s, q: orjson.dumps(figures.answer(s, tally(s, q)))),
    "geojson": ("application/geo+json", lambda s, q: features.choropleth(s, tally(s, q))),
    "csv": ("text/csv; charset=utf-8; header=present", lambda s, q: figures.table(s, tally(s, q))),
    "png": ("image/png", _picture),
    "facets": ("application/json", lambda s, q: orjson.dumps(_choices(s, q))),
}


def _form(name: str, request: Request) -> Response:
    media_type, make = FORMS[name]
    more = {"content-disposition": 'inline; filename="sarhad-choropleth.csv"'} if name == "csv" else {}
    state, query = asked(request)
    made = lambda: make(state, query)  # noqa: E731
    return of_state(request, state, name, query.canonical, make=made, media_type=media_type, **more)


@router.get("/choropleth.json")
@quick
def choropleth_json(request: Request) -> Response:
    """Answer with the figures as JSON."""
    return _form("json", request)


@router.get("/choropleth.geojson")
@slow
def choropleth_geojson(request: Request) -> Response:
    """Answer with the figures on their regions."""
    return _form("geojson", request)


@router.get("/choropleth.csv")
@quick
def choropleth_csv(request: Request) -> Response:
    """Answer with the figures as a table."""
    return _form("csv", request)


@router.get("/choropleth.png")
@slow
def choropleth_png(request: Request) -> Response:
    """Answer with a map to paste into a report."""
    return _form("png", request)


@router.get("/facets.json")
@quick
def facets_json(request: Request) -> Response:
    """Answer with how many incidents each other choice would give."""
    return _form("facets", request)


@router.get("/")
@router.get("/choropleth")
@router.get("/heat")
@slow
def page(request: Request) -> Response:
    """Answer with the map; an address that cannot be answered shows the default view and says why."""
    from layers.page import csp, page  # folium and pandas take over a second to import and JSON never needs them

    told, nonce, refusal = settings(request), secrets.token_urlsafe(16), None
    view = "heat" if request.url.path == "/heat" else "regions"
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name not in FOREIGN[view]]
    state = told.versions.latest()
    try:
        state = snapshot(request)
        heat = ask_heat(state, pairs) if view == "heat" else None
        query = heat.query if heat else state.ask(pairs)
    except BadQuery as error:
        query, heat, refusal = state.ask([]), None, error
    options = {
        "defaults": {"source": state.default_source},
        "headline": None if view == "heat" else _finding(state, query),
        "private": told.private_sites is not None,
        "problem": _said(refusal),
        "view": view,
    }
    asked = (heat or query).parameters()
    html = page(nonce=nonce, facets=_choices(state, query), query=asked, options=options)
    headers = {"content-security-policy": csp(nonce), "cache-control": "no-store"}
    return sent(request, Answer(html.encode(), "text/html; charset=utf-8", headers))


def _finding(state: Snapshot, query: Query) -> dict[str, str]:
    said = headline(tally(state, query), state.names, figures.country_names(state))
    return {"text": said.text, "short": said.short, "sub": said.sub, "left_out": said.left_out}


def _said(refusal: SarhadError | None) -> dict[str, object] | None:
    return None if refusal is None else {k: v for k, v in describe(refusal).items() if k != "status"}
