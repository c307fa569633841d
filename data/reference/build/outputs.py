"""Writing the built files so that the same content always gives the same bytes."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

DECIMALS = 6  # about 0.1 m: far finer than the lines themselves, and the coverage stays valid


def rounded(geometry: BaseGeometry, decimals: int = DECIMALS) -> BaseGeometry:
    """Return the geometry with coordinates rounded; vertices shared by neighbours stay shared."""

    def round_all(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return coordinates.round(decimals)

    return shapely.transform(geometry, round_all)


def canonical(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry in one order of parts and points, outer rings anticlockwise as RFC 7946 asks."""
    return shapely.orient_polygons(shapely.normalize(geometry), exterior_cw=False)


def feature(properties: Mapping[str, object], geometry: BaseGeometry) -> dict[str, object]:
    """Return a GeoJSON feature; its properties must be plain JSON values."""
    drawn = json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": dict(properties), "geometry": drawn}


def write_geojson(path: Path, features: Iterable[Mapping[str, object]]) -> None:
    """Write a FeatureCollection, one feature a line so that a change of one is a change of one line."""
    lines = [json.dumps(f, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for f in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV table with a header; None becomes the empty value, which means unknown."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
