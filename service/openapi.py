"""The OpenAPI 3.0 document, written from the table of parameters and the forms that the routes serve."""

from __future__ import annotations

from collections.abc import Sequence

from geo import terms
from geo.behind import ORDERS
from geo.clusters import DEEPEST
from geo.density.question import BANDWIDTH_KM, COARSE
from geo.density.question import NARROWEST_KM as NARROWEST_BANDWIDTH_KM
from geo.density.question import WIDEST_KM as WIDEST_BANDWIDTH_KM
from geo.density.tile import HIGHEST_ZOOM
from geo.hotspots.question import HEXAGON_KM, NARROWEST_KM, OVERS, WIDEST_KM
from geo.query import CLOSED, LISTS, NAMES
from geo.stacks import STACKS
from layers.collections import NAMES as COLLECTIONS
from layers.tiles import THEMES
from service.settings import PROGRAM_VERSION

MEANING = {
    "level": "Which regions.",
    "region": "Region ids (current ISO 3166-2), joined by commas; all if absent.",
    "from": "First day, included; an incident counts on the day it began.",
    "to": "Last day, included.",
    "source": "Source ids joined by commas, or * for all: these are then added up.",
    "kind": "Kinds of incident, joined by commas.",
    "group": "Groups, joined by commas; an incident of several counts once.",
    "tactic": "Tactics, joined by commas.",
    "target": "Targets, joined by commas.",
    "precision": "The coarsest place that is accepted; nothing coarser than district can be counted in a district.",
    "measure": "What is counted.",
    "per": "What it is divided by; none is a raw count.",
    "compare": "The period to compare with.",
    "epoch": "Regions as they are now, or as they were (former FATA apart until 2018-05-31).",
    "breaks": "Class bounds: fixed ones, or those of this view.",
    "version": "The revision to answer from.",
}
DEFAULTS = {
    "level": "province",
    "region": "all",
    "from": "the source's first day",
    "to": "the source's last day",
    "source": "the default source",
    "kind": "attack,clash,operation",
    "group": "all",
    "tactic": "all",
    "target": "all",
    "precision": "province (district if level=district)",
    "measure": "incidents",
    "per": "area",
    "compare": "none",
    "epoch": "now",
    "breaks": "fixed",
    "version": "latest",
}
FORMS = {
    "/choropleth.json": ("Figures for each region", "application/json"),
    "/choropleth.geojson": ("Figures on their regions", "application/geo+json"),
    "/choropleth.csv": ("Figures as a table", "text/csv"),
    "/choropleth.gpkg": ("Figures on their regions for a GIS", "application/geopackage+sqlite3"),
    "/choropleth.png": ("A map to paste into a report", "image/png"),
    "/choropleth.html": ("The page as one file that opens without a network", "text/html"),
    "/facets.json": ("How many incidents each other choice would give", "application/json"),
    "/choropleth": ("The map in a browser", "text/html"),
}
HOTSPOTS = {
    "/hotspots.json": ("Hot and cold spots, and what they mean", "application/json"),
    "/hotspots.geojson": ("Hot and cold spots on the map", "application/geo+json"),
    "/hotspots.csv": ("Hot and cold spots as a table", "text/csv"),
    "/hotspots.png": ("A map of hot spots to paste into a report", "image/png"),
}
HEAT = {
    "/heat": ("The map in a browser with its heat map", "text/html"),
    "/heat.json": ("What a density says, and what it rests on", "application/json"),
    "/heat.tif": ("A density as a Cloud Optimized GeoTIFF", "image/tiff; application=geotiff; profile=cloud-optimized"),
    "/heat.geojson": ("A density as contours at the bounds of its legend", "application/geo+json"),
    "/heat.png": ("A density as a map to paste into a report", "image/png"),
}
TILES = {
    "/heat/tiles.json": ("The tiles of a density as TileJSON 3.0.0", "application/json"),
    "/heat/tiles/{z}/{x}/{y}.png": ("A tile of a density, 256 pixels, Web Mercator", "image/png"),
    "/heat/tiles/{z}/{x}/{y}@2x.png": ("The same with 512 pixels", "image/png"),
}
POINTS = {
    "/points": ("The map in a browser with its incidents as points", "text/html"),
    "/points.json": ("The incidents that are counted as dots with numbers", "application/json"),
}
LISTS_OF = {
    "/incidents.json": ("The incidents behind the figures, in pages", "application/json"),
    "/incidents.csv": ("All of them as a table", "text/csv"),
    "/incidents.geojson": ("All of them on the map", "application/geo+json"),
    "/incidents.gpkg": ("Up to 200,000 of them for a GIS", "application/geopackage+sqlite3"),
    "/shares.json": ("What part of them is of each group, tactic, target and kind", "application/json"),
}
MONTHS = {
    "/months.json": ("How much there was in each month, and events beside it", "application/json"),
    "/months.csv": ("The months as a table", "text/csv"),
}
PLAIN = {
    "/basemap.geojson": ("The land around the study area", "application/geo+json"),
    "/places.json": ("Towns and names for labels", "application/json"),
    "/revisions": ("The states of the data there are, the newest first", "application/json"),
    "/healthz": ("Whether the service is alive", "application/json"),
    "/openapi.json": ("This document", "application/vnd.oai.openapi+json;version=3.0"),
}
Json = dict[str, object]


def document(server: str) -> Json:
    """Give the document for a service at an address.

    Examples
    --------
    >>> said = document("http://localhost:8000")
    >>> said["openapi"], "/collections/{collectionId}/items" in said["paths"]
    ('3.0.3', True)
    """
    asked: list[Json] = [{"$ref": f"#/components/parameters/{name}"} for name in NAMES]
    paths: Json = {path: _get(says, kind, asked) for path, (says, kind) in FORMS.items()}
    paths |= {path: _get(says, kind, [*asked, *CELLS]) for path, (says, kind) in HOTSPOTS.items()}
    paths |= {path: _get(says, kind, [*asked, *SMOOTHED]) for path, (says, kind) in HEAT.items()}
    for path, (says, kind) in TILES.items():
        paths[path] = _get(says, kind, [*(WHERE if "{z}" in path else ()), *asked, *SMOOTHED, THEME])
    for path, (says, kind) in POINTS.items():
        paths[path] = _get(says, kind, [*asked, *(DOTS if path == "/points.json" else ())])
    for path, (says, kind) in LISTS_OF.items():
        paths[path] = _get(says, kind, [*asked, *IN_PAGES.get(path, ())])
    for path, (says, kind) in MONTHS.items():
        paths[path] = _get(says, kind, [*asked, *(STACKED if path == "/months.json" else ())])
    paths |= {path: _get(says, kind) for path, (says, kind) in PLAIN.items()}
    paging = [*_paging(), *asked]
    paths["/collections/{collectionId}/items"] = _get("A page of features", "application/geo+json", paging)
    paths["/revisions/{which}"] = _get(
        "One revision (3), or what changed between two (2...3)", "application/json", WHICH
    )
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Sarhad",
            "version": PROGRAM_VERSION,
            "description": "Security incidents in the Iran-Pakistan borderlands: figures with their coverage.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"parameters": {name: parameter(name) for name in NAMES}, "schemas": {"Problem": PROBLEM}},
    }


def parameter(name: str) -> Json:
    """Describe one parameter of the question."""
    schema: Json = {"type": "string"}
    if name in CLOSED:
        schema["enum"] = list(CLOSED[name])
    elif name in ("from", "to"):
        schema["format"] = "date"
    elif name in LISTS:
        items: Json = {"type": "string"}
        schema = {"type": "array", "items": items | ({"enum": list(terms.KINDS)} if name == "kind" else {})}
    way: Json = {"style": "form", "explode": False} if name in LISTS else {}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{MEANING[name]} Default: {DEFAULTS[name]}.",
        "schema": schema,
        **way,
    }


def _paging() -> list[Json]:
    text: Json = {"type": "string"}
    collection: Json = {"type": "string", "enum": list(COLLECTIONS)}
    return [
        {"name": "collectionId", "in": "path", "required": True, "schema": collection},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 100}},
        {"name": "after", "in": "query", "description": "The id of the last feature seen.", "schema": text},
        {"name": "bbox", "in": "query", "description": BBOX, "schema": text, "example": "66.5,29.5,67.5,30.5"},
        {"name": "decimals", "in": "query", "description": DECIMALS, "schema": {"type": "integer", "maximum": 6}},
    ]


DECIMALS = "Regions only: degrees are rounded to so many; 3 are 55 m at most."
BBOX = "Incidents only: west,south,east,north in degrees; those without a place are then left out."
DOTS: list[Json] = [
    {
        "name": "bbox",
        "in": "query",
        "description": "west,south,east,north in degrees, widened to whole cells. Default: where the regions are.",
        "schema": {"type": "string"},
        "example": "66.5,24.5,67.5,25.5",
    },
    {
        "name": "zoom",
        "in": "query",
        "description": "The zoom of the map for which the cells are made, 24 pixels wide. Default: 5.",
        "schema": {"type": "integer", "minimum": 0, "maximum": DEEPEST, "default": 5},
    },
]
ORDER: Json = {
    "name": "order",
    "in": "query",
    "description": "The latest first, or the most killed. Default: latest.",
    "schema": {"type": "string", "enum": [*ORDERS]},
}
IN_PAGES: dict[str, list[Json]] = {
    "/incidents.csv": [ORDER],
    "/incidents.geojson": [ORDER],
    "/incidents.json": [
        ORDER,
        {"name": "start", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}},
        {
            "name": "bbox",
            "in": "query",
            "description": "west,south,east,north in degrees; those whose place is not known to 25 km are left out.",
            "schema": {"type": "string"},
            "example": "66.5,29.5,67.5,30.5",
        },
    ],
}
STACKED: list[Json] = [
    {
        "name": "stack",
        "in": "query",
        "description": "What each month is made of; region is for the two to five that are asked. Default: none.",
        "schema": {"type": "string", "enum": list(STACKS)},
    },
]
SMOOTHED: list[Json] = [
    {
        "name": "bandwidth",
        "in": "query",
        "description": f"The standard deviation of the kernel in kilometres. Default: {BANDWIDTH_KM:g}.",
        "schema": {"type": "number", "minimum": NARROWEST_BANDWIDTH_KM, "maximum": WIDEST_BANDWIDTH_KM},
    },
    {
        "name": "coarse",
        "in": "query",
        "description": "What is known to its district or province only is spread over it, or dropped. Default: spread.",
        "schema": {"type": "string", "enum": list(COARSE)},
    },
]
CELLS: list[Json] = [
    {
        "name": "over",
        "in": "query",
        "description": "What is tested: hexagons of equal width, or the regions of the question. Default: hexagons.",
        "schema": {"type": "string", "enum": list(OVERS)},
    },
    {
        "name": "hexagon",
        "in": "query",
        "description": f"The width of a hexagon in kilometres. Default: {HEXAGON_KM:g}.",
        "schema": {"type": "number", "minimum": NARROWEST_KM, "maximum": WIDEST_KM},
    },
]
WHERE: list[Json] = [
    {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0, "maximum": most}}
    for name, most in (("z", HIGHEST_ZOOM), ("x", 2**HIGHEST_ZOOM - 1), ("y", 2**HIGHEST_ZOOM - 1))
]
THEME: Json = {
    "name": "theme",
    "in": "query",
    "description": "The colours. Default: light.",
    "schema": {"type": "string", "enum": [*THEMES]},
}
WHICH: list[Json] = [
    {"name": "which", "in": "path", "required": True, "schema": {"type": "string", "pattern": r"^\d+(\.\.\.\d+)?$"}},
    {
        "name": "limit",
        "in": "query",
        "description": "Rows of each kind of change at most; the counts are whole.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 1000},
    },
]


def _get(says: str, media_type: str, parameters: Sequence[Json] = ()) -> Json:
    ok = {"description": says, "content": {media_type: {}}}
    wrong = {
        "description": "Refused",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return {"get": {"summary": says, "parameters": list(parameters), "responses": {"200": ok, "400": wrong}}}


PROBLEM: Json = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string"},
        "accepted": {"type": "array", "items": {"type": "string"}},
    },
}
