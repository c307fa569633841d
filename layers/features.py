"""GeoJSON (RFC 7946, WGS 84 longitude and latitude): a tally on its regions, and the tables as collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely

from layers.figures import Plain, about, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.columns import Numbers, Objects
    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tables import Table
    from geo.tally import Tally


def choropleth(snapshot: Snapshot, tally: Tally) -> bytes:
    """Give a tally as a FeatureCollection: the rows as properties, the rest of the answer as foreign members."""
    shapes = _shapes(snapshot, tally.query)
    features = [feature(row["id"], None, row) | {"geometry": shapes[row["id"]]} for row in rows(tally)]
    return collection(features, about(snapshot, tally))


def _shapes(snapshot: Snapshot, query: Query) -> Mapping[Plain, orjson.Fragment]:
    """Give the geometries of a question's regions by id, written once for each set of regions."""
    regions = snapshot.regions_at(query)
    made = lambda: dict(zip(regions.id, map(_written, regions.geometry), strict=True))  # noqa: E731
    return snapshot.once(("geometry as text", query.level, query.epoch), made)


def feature(id_: Plain, geometry: shapely.Geometry | None, properties: Mapping[str, Plain]) -> dict[str, Plain]:
    """Give one feature; a place that is not known is a null geometry."""
    shape = None if geometry is None else _written(geometry)
    return {"type": "Feature", "id": id_, "geometry": shape, "properties": dict(properties)}


def _written(geometry: shapely.Geometry) -> orjson.Fragment:
    return orjson.Fragment(shapely.to_geojson(geometry))


def collection(features: Iterable[dict[str, Plain]], members: Mapping[str, Plain] | None = None) -> bytes:
    """Give features as the bytes of a FeatureCollection, with foreign members after them."""
    return orjson.dumps({"type": "FeatureCollection", "features": list(features), **(members or {})})


def points(lon: Numbers, lat: Numbers) -> Objects:
    """Make points; None where a coordinate is not known."""
    known = np.isfinite(lon) & np.isfinite(lat)
    shapes = np.full(len(lon), None, dtype=object)
    shapes[known] = shapely.points(lon[known], lat[known])
    return shapes


def records(table: Table) -> list[dict[str, Plain]]:
    """Give the rows of a table as plain values: what is not known is null, whole numbers are integers.

    Examples
    --------
    >>> from tests.worlds import incidents
    >>> records(incidents([(0.5, 0.25)], injured=[None]))[0]["injured"] is None
    True
    """
    columns = {n: [_plain(v) for v in c] for n, c in table.columns().items() if n != "geometry"}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(value: object) -> Plain:
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, float):
        return None if np.isnan(value) else int(value) if value.is_integer() else float(value)
    return value or None
