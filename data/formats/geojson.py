"""GeoJSON: a FeatureCollection, or one Feature on each line."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO

import orjson

from data.formats import cells, separated, shapes
from data.rows import Table, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.rows import Row

MARK = b"\x1e"
"""May stand before each feature of a sequence (RFC 8142)."""
ACCEPTED = "accepted: a FeatureCollection, or one Feature on each line"
DEGREES = ("CRS84", "EPSG:4326", "EPSG::4326", "EPSG:0:4326", "OGC:1.3:CRS84", "OGC::CRS84", "OGC:CRS84")


def read(file: BinaryIO) -> Table:
    """Read features; a property that only some of them have is a column, empty elsewhere.

    Raises
    ------
    ValueError
        It is other JSON, or none, or not in degrees.
    """
    file.seek(0)
    first = file.readline(separated.LONGEST_LINE)
    try:
        single = orjson.loads(first.lstrip(MARK))
    except orjson.JSONDecodeError:
        single = None
    if isinstance(single, dict) and single.get("type") == "Feature":
        return _of_lines(file)
    return _of_collection(file)


def _of_collection(file: BinaryIO) -> Table:
    file.seek(0)
    try:
        found = orjson.loads(file.read().removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise ValueError(f"is not JSON ({error.msg} at character {error.pos}); {ACCEPTED}") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise ValueError(f"is JSON, but not GeoJSON; {ACCEPTED}")
    _check_system(found.get("crs"))
    names = _properties(features)
    return _table(names, enumerate(features, start=1))


def _of_lines(file: BinaryIO) -> Table:
    return _table(_properties(feature for _, feature in _features(file)), _features(file))


def _features(file: BinaryIO) -> Iterator[tuple[int, object]]:
    file.seek(0)
    for number, line in enumerate(iter(lambda: file.readline(separated.LONGEST_LINE), b""), start=1):
        if line.strip():
            try:
                yield number, orjson.loads(line.lstrip(MARK))
            except orjson.JSONDecodeError:
                yield number, None


def _check_system(crs: object) -> None:
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else str(crs)
    if name.removeprefix("urn:ogc:def:crs:") not in DEGREES:
        raise ValueError(f"its coordinates are in {name[:40]!r}; accepted: GeoJSON in degrees of WGS 84 (CRS84)")


def _properties(features: Iterable[object]) -> list[str]:
    """Give the properties that any feature has, in the order in which they come."""
    found: dict[str, None] = {}
    for feature in features:
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            found |= dict.fromkeys(feature["properties"])
            if len(found) > cells.MOST_COLUMNS:
                break
    return list(found)


def _table(properties: list[str], features: Iterable[tuple[int, object]]) -> Table:
    header = cells.names(properties) if properties else []
    lines = ((number, _row(feature, properties, header)) for number, feature in features)
    return Table("geojson", shapes.columns(header), lines)


def _row(feature: object, names: list[str], header: list[str]) -> Row | Unfit:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Unfit("is no feature")
    properties, geometry = feature.get("properties") or {}, feature.get("geometry")
    if not isinstance(properties, dict):
        return Unfit("has no properties")
    row = cells.row(header, [properties.get(name) for name in names])
    try:
        return shapes.laid(row, _geometry(geometry) if geometry is not None else {})
    except Unfit as error:
        return error


def _geometry(geometry: object) -> Row:
    if not isinstance(geometry, dict):
        raise Unfit("its geometry is none", column=shapes.GEOMETRY)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    return shapes.point(coordinates) if kind == "Point" else shapes.read(shapes.of_coordinates(kind, coordinates))
