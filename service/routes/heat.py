"""A density in each of its forms: the extension changes the form, not the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Request, Response

from data import ground
from layers import heat as figures
from layers.contours import contours
from service.caching import of_state
from service.filenames import named
from service.state import words
from service.surfaces import asked, surface
from service.threads import slow

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.density import Density
    from geo.snapshot import Snapshot
    from layers.language import Language
    from service.rasters import Rasters

router = APIRouter()
GEOTIFF = "image/tiff; application=geotiff; profile=cloud-optimized"


def _picture(state: Snapshot, found: Density, _said_in: Language) -> bytes:
    from layers.picture.heat import picture  # matplotlib is half a second and 60 MB that only a picture needs

    around = {"places": ground.places(), "labels": ground.labels()}
    return picture(state, found, land=ground.basemap(), **around)


FORMS: dict[str, tuple[str, Callable[[Snapshot, Density, Language], bytes]]] = {
    "json": ("application/json", lambda s, f, w: orjson.dumps(figures.about(s, f, ground.places(), w))),
    "geojson": ("application/geo+json", lambda s, f, _: contours(s, f, ground.places())),
    "png": ("image/png", _picture),
}


def _form(name: str, request: Request) -> Response:
    media_type, make = FORMS[name]
    state, heat = asked(request)
    made = lambda: make(state, surface(request, state, heat), words(request))  # noqa: E731
    file = named("heat", heat.query, name)
    return of_state(request, state, "heat", name, heat.canonical, make=made, media_type=media_type, **file)


@router.get("/heat.json")
@slow
def heat_json(request: Request) -> Response:
    """Answer with what the surface says and rests on as JSON."""
    return _form("json", request)


@router.get("/heat.geojson")
@slow
def heat_geojson(request: Request) -> Response:
    """Answer with contours at the bounds of the legend."""
    return _form("geojson", request)


@router.get("/heat.png")
@slow
def heat_png(request: Request) -> Response:
    """Answer with a map to paste into a report."""
    return _form("png", request)


@router.get("/heat.tif")
@slow
def heat_tif(request: Request) -> Response:
    """Answer with the values as a Cloud Optimized GeoTIFF."""
    state, heat = asked(request)
    rasters: Rasters = request.app.state.rasters
    made = lambda: rasters.file(state, surface(request, state, heat))  # noqa: E731
    file = named("heat", heat.query, "tif")
    return of_state(request, state, "heat", "tif", heat.canonical, make=made, media_type=GEOTIFF, **file)
