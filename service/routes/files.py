"""Answers to take away as files: GeoPackages, and the page with all that it shows in it."""

from __future__ import annotations

from hashlib import sha256

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from geo.behind import ORDERS
from geo.errors import BadQuery
from geo.tally import tally
from service.caching import of_state
from service.filenames import named
from service.orders import ordered
from service.state import asked, words
from service.threads import slow

router = APIRouter()
GEOPACKAGE = "application/geopackage+sqlite3"


@router.get("/choropleth.gpkg")
@slow
def choropleth_gpkg(request: Request) -> Response:
    """Answer with the figures on their regions, as a GeoPackage."""
    from layers.geopackage import regions  # it opens SQLite, and then GDAL

    state, query = asked(request)
    made = lambda: regions(state, tally(state, query))  # noqa: E731
    file = named("regions", query, "gpkg")
    return of_state(request, state, "gpkg", query.canonical, make=made, media_type=GEOPACKAGE, **file)


@router.get("/incidents.gpkg")
@slow
def incidents_gpkg(request: Request) -> Response:
    """Answer with the incidents that are counted, as a GeoPackage."""
    from layers.geopackage import MOST_INCIDENTS, incidents

    state, query = asked(request)
    rows = ordered(request, state, query, ORDERS[0])
    if len(rows) > MOST_INCIDENTS:
        upto = f"A GeoPackage holds up to {MOST_INCIDENTS:,} incidents, and these are {len(rows):,}"
        raise BadQuery(
            "extension", f"{upto}: ask for fewer. Accepted for any number: csv, geojson.", ("csv", "geojson")
        )
    made = lambda: incidents(state, query, rows)  # noqa: E731
    file, parts = named("incidents", query, "gpkg"), ("incidents", "gpkg", query.canonical)
    return of_state(request, state, *parts, make=made, media_type=GEOPACKAGE, **file)


@router.get("/choropleth.html")
@slow
def choropleth_html(request: Request) -> Response:
    """Answer with the page as one file that opens without a network."""
    from service.export import document  # folium takes a second to import

    state, query = asked(request)
    made = lambda: document(state, query, words(request)).encode()  # noqa: E731
    file = named("regions", query, "html", shown="attachment")  # it is a page of the reader's disk, not of ours
    parts = (
        "html",
        query.canonical,
        sha256(orjson.dumps(ground.events())).hexdigest(),
    )  # events are no part of the state
    return of_state(request, state, *parts, make=made, media_type="text/html; charset=utf-8", **file)
