"""What a map is drawn on: the basemap, town names, Leaflet, our own static files, and a planner's own sites."""

from __future__ import annotations

from hashlib import sha256
from mimetypes import guess_type

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from geo.errors import NotFound
from layers import assets
from service.caching import GREATEST_EFFORT, cached, etag
from service.state import settings
from service.threads import quick

router = APIRouter()
GEOJSON = "application/geo+json"


@router.get("/basemap.geojson")
@quick
def basemap(request: Request) -> Response:
    """Answer with the land around the study area."""
    return _file(request, ground.basemap(), GEOJSON)


@router.get("/places.json")
@quick
def places(request: Request) -> Response:
    """Answer with towns and the names of countries and seas."""
    return _file(request, orjson.dumps({"places": ground.places(), "labels": ground.labels()}), "application/json")


@router.get("/static/leaflet/{name}")
@quick
def leaflet(request: Request, name: str) -> Response:
    """Answer with a file of Leaflet."""
    return _file(request, assets.leaflet(name), _media_type(name))


@router.get("/static/{name}")
@quick
def static(request: Request, name: str) -> Response:
    """Answer with a style sheet or script of our own."""
    return _file(request, assets.static(name), _media_type(name))


@router.get("/private/sites.geojson")
@quick
def private_sites(request: Request) -> Response:
    """Answer with the planner's own sites; nothing on the way may keep them."""
    sites = settings(request).private_sites
    if sites is None:
        raise NotFound("No sites were given to this service (serve --sites FILE).")
    return Response(sites, media_type=GEOJSON, headers={"cache-control": "no-store, private"})


def _file(request: Request, body: bytes, media_type: str) -> Response:
    return cached(request, etag(sha256(body).hexdigest()), lambda: body, media_type, GREATEST_EFFORT)


def _media_type(name: str) -> str:
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
