"""A planner's own sites: read for one map, kept nowhere else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import orjson

from data.formats import separated
from data.rows import Unfit, check_columns
from data.sources.coordinates import looks_swapped, place
from data.text import read_text
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from data.rows import Row

ACCEPTED = "accepted: a CSV with columns lon, lat and name, or a GeoJSON FeatureCollection of points with a name"
Site = dict[str, object]


def sites(path: Path) -> bytes:
    """Read sites from GeoJSON or CSV, whichever the content is, and give them as GeoJSON.

    Raises
    ------
    UnreadableFile
        The file cannot be read, or any site in it is not a named point on the globe: a plan is shown whole or not.
        The message names the line or feature and the reason, never a site's own content.
    """
    text = read_text(path)
    try:
        found = _geojson(text) if text.lstrip().startswith("{") else _table(text)
    except ValueError as error:
        raise UnreadableFile(f"{path}: {error}; {ACCEPTED}") from None
    return orjson.dumps({"type": "FeatureCollection", "features": found})


def _geojson(text: str) -> list[Site]:
    content = orjson.loads(text)
    if content.get("type") != "FeatureCollection" or not isinstance(content.get("features"), list):
        raise ValueError("is JSON, but not a FeatureCollection")
    return [_feature(i, f) for i, f in enumerate(content["features"], start=1)]


def _feature(number: int, feature: object) -> Site:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point" or not isinstance(properties, dict):
        raise ValueError(f"feature {number} is not a point with properties")
    spot = geometry.get("coordinates")
    if not isinstance(spot, list) or len(spot) not in (2, 3):
        raise ValueError(f"feature {number} has no longitude and latitude")
    return _site(f"feature {number}", str(spot[0]), str(spot[1]), properties)


def _table(text: str) -> list[Site]:
    table = separated.read(io.BytesIO(text.encode()))
    check_columns(table.header, ("lon", "lat", "name"))
    return [_row(line, row) for line, row in table.lines]


def _row(line: int, row: Row | Unfit) -> Site:
    if isinstance(row, Unfit):
        raise ValueError(f"line {line} {row}")  # noqa: TRY004 it is the file that is wrong
    cells: Site = dict(row)
    return _site(f"line {line}", str(cells.pop("lon")), str(cells.pop("lat")), cells)


def _site(where: str, lon: str, lat: str, properties: dict[str, object]) -> Site:
    try:
        x, y = _place(lon, lat)
    except ValueError:
        raise ValueError(
            f"{where}: lon and lat are not a place on the globe in decimal degrees, or are swapped"
        ) from None
    if not x:
        raise ValueError(f"{where}: lon and lat are empty")
    if not str(properties.get("name") or "").strip():
        raise ValueError(f"{where}: name is empty")
    said = {str(k): str(v) for k, v in properties.items() if v not in (None, "")}
    point = {"type": "Point", "coordinates": [float(x), float(y)]}
    return {"type": "Feature", "geometry": point, "properties": said}


def _place(lon: str, lat: str) -> tuple[str, str]:
    """Read a place; a plan drawn at the wrong end of the world must not be taken for one."""
    x, y = place(lon, lat)
    if x and looks_swapped(float(x), float(y)):
        raise ValueError("swapped")
    return x, y
