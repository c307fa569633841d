"""The choropleth in each of its forms: the extension changes the form, not the question."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from geo.errors import BadQuery, SarhadError
from geo.facets import facets
from geo.tally import tally
from layers import choices, features, figures
from layers.headline import headline
from service.caching import cached, etag
from service.errors import describe
from service.state import Asked, Data, Told, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.query import Query
    from geo.snapshot import Snapshot

router = APIRouter()
FORMS: dict[str, tuple[str, Callable[[Snapshot, Query], bytes]]] = {
    "json": ("application/json", lambda s, q: orjson.dumps(figures.answer(s, tally(s, q)))),
    "geojson": ("application/geo+json", lambda s, q: features.choropleth(s, tally(s, q))),
    "csv": ("text/csv; charset=utf-8; header=present", lambda s, q: figures.table(s, tally(s, q))),
}


def _form(name: str, request: Request, state: Snapshot, asked: Query) -> Response:
    media_type, make = FORMS[name]
    more = {"content-disposition": 'inline; filename="sarhad-choropleth.csv"'} if name == "csv" else {}
    return cached(request, etag(state.digest, name, asked.canonical), lambda: make(state, asked), media_type, **more)


@router.get("/choropleth.json")
def choropleth_json(request: Request, state: Data, asked: Asked) -> Response:
    """Answer with the figures as JSON."""
    return _form("json", request, state, asked)


@router.get("/choropleth.geojson")
def choropleth_geojson(request: Request, state: Data, asked: Asked) -> Response:
    """Answer with the figures on their regions."""
    return _form("geojson", request, state, asked)


@router.get("/choropleth.csv")
def choropleth_csv(request: Request, state: Data, asked: Asked) -> Response:
    """Answer with the figures as a table."""
    return _form("csv", request, state, asked)


@router.get("/choropleth.png")
def choropleth_png(request: Request, state: Data, asked: Asked) -> Response:
    """Answer with a map to paste into a report."""
    from layers.picture import picture  # matplotlib is half a second and 60 MB that only a picture needs

    name = etag(state.digest, "png", asked.canonical)
    around = {"places": ground.places(), "labels": ground.labels()}
    made = lambda: picture(state, tally(state, asked), land=ground.basemap(), **around)  # noqa: E731
    return cached(request, name, made, "image/png")


@router.get("/facets.json")
def facets_json(request: Request, state: Data, asked: Asked) -> Response:
    """Answer with how many incidents each other choice would give."""
    name = etag(state.digest, "facets", asked.canonical)
    return cached(request, name, lambda: orjson.dumps(_choices(state, asked)), "application/json")


def _choices(state: Snapshot, asked: Query) -> dict[str, object]:
    return choices.labelled(state, asked, facets(state, asked))


@router.get("/")
@router.get("/choropleth")
def page(request: Request, told: Told) -> Response:
    """Answer with the map; an address that cannot be answered shows the default view and says why."""
    from layers.page import csp, page  # folium and pandas take over a second to import and JSON never needs them

    nonce, refusal, state = secrets.token_urlsafe(16), None, told.versions.latest()
    try:
        state = snapshot(request, told)
        asked = state.ask(request.query_params.multi_items())
    except BadQuery as error:
        asked, refusal = state.ask([]), error
    said = headline(tally(state, asked), state.names, figures.country_names(state))
    options = {
        "defaults": {"source": state.default_source},
        "headline": {"text": said.text, "short": said.short, "sub": said.sub, "left_out": said.left_out},
        "private": told.private_sites is not None,
        "problem": _said(refusal),
    }
    html = page(nonce=nonce, facets=_choices(state, asked), query=asked.parameters(), options=options)
    headers = {"content-security-policy": csp(nonce), "cache-control": "no-store"}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def _said(refusal: SarhadError | None) -> dict[str, object] | None:
    return None if refusal is None else {k: v for k, v in describe(refusal).items() if k != "status"}
