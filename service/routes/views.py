"""The choropleth in each of its forms: the extension changes the form, not the question."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from geo.density import ask as ask_heat
from geo.density.question import NAMES as OF_HEAT
from geo.facets import facets
from geo.lenient import lenient
from geo.tally import tally
from layers import choices, features, figures
from layers.headline import headline
from service.answers import Answer
from service.caching import of_state, sent
from service.filenames import named
from service.state import asked, settings, words
from service.threads import quick, slow

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.density import Heat
    from geo.query import Query
    from geo.snapshot import Snapshot
    from layers.language import Language
    from service.versions import Versions

router = APIRouter()
FOREIGN = {"regions": OF_HEAT, "heat": ("per",), "points": OF_HEAT}
"""What an address may hold that the other view of the page takes: switching leaves it behind, and does not break."""


def _picture(state: Snapshot, query: Query, _said_in: Language) -> bytes:
    from layers.picture import picture  # matplotlib is half a second and 60 MB that only a picture needs

    around = {"places": ground.places(), "labels": ground.labels()}
    return picture(state, tally(state, query), land=ground.basemap(), **around)


def _choices(state: Snapshot, query: Query, said_in: Language) -> dict[str, object]:
    return choices.labelled(state, query, facets(state, query), said_in)


FORMS: dict[str, tuple[str, Callable[[Snapshot, Query, Language], bytes]]] = {
    "json": ("application/json", lambda s, q, w: orjson.dumps(figures.answer(s, tally(s, q), w))),
    "geojson": ("application/geo+json", lambda s, q, _: features.choropleth(s, tally(s, q))),
    "csv": ("text/csv; charset=utf-8; header=present", lambda s, q, _: figures.table(s, tally(s, q))),
    "png": ("image/png", _picture),
    "facets": ("application/json", lambda s, q, w: orjson.dumps(_choices(s, q, w))),
}


def _form(name: str, request: Request) -> Response:
    media_type, make = FORMS[name]
    state, query = asked(request)
    more = {} if name == "facets" else named("regions", query, name)
    made = lambda: make(state, query, words(request))  # noqa: E731
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
@router.get("/points")
@slow
def page(request: Request) -> Response:
    """Answer with the map; of an address that cannot be answered whole it leaves out what is refused, and says why."""
    from layers.page import VIEWS, csp, page  # folium and pandas take over a second to import and JSON never needs them

    told, said_in, nonce = settings(request), words(request), secrets.token_urlsafe(16)
    view = next((name for name, path in VIEWS.items() if path == request.url.path), "regions")
    # a form without a script sends what is not chosen, too, as nothing
    pairs = [(n, v) for n, v in request.query_params.multi_items() if v and n not in FOREIGN[view]]
    (state, asked, query), refused = lenient(lambda given: _asked(told.versions, view, given), pairs)
    options = {
        "defaults": {"source": state.default_source},
        "headline": None if view == "heat" else _finding(state, query, said_in),
        "private": told.private_sites is not None,
        "ignored": [str(error) for error in refused],
        "view": view,
    }
    offered = _choices(state, query, said_in)
    html = page(nonce=nonce, facets=offered, query=asked.parameters(), options=options, words=said_in)
    headers = {"content-security-policy": csp(nonce), "cache-control": "no-store"}
    return sent(request, Answer(html.encode(), "text/html; charset=utf-8", headers))


def _asked(versions: Versions, view: str, pairs: list[tuple[str, str]]) -> tuple[Snapshot, Heat | Query, Query]:
    """Give the state that a question names, the question as its view asks it, and which incidents it is about."""
    state = versions.at(dict(pairs).get("version", "latest"))
    if view != "heat":
        query = state.ask(pairs)
        return state, query, query
    heat = ask_heat(state, pairs)
    return state, heat, heat.query


def _finding(state: Snapshot, query: Query, said_in: Language) -> dict[str, str]:
    said = headline(tally(state, query), state.names, figures.country_names(state), said_in)
    return {"text": said.text, "short": said.short, "sub": said.sub, "left_out": said.left_out}
