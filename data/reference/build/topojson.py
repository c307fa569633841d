"""Decoding the countries of a TopoJSON topology."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Line = NDArray[np.float64]
_SMALLEST_RING = 4  # quantising leaves some islets with fewer points than a triangle and its closing one


@dataclass(frozen=True)
class Country:
    """A country of the topology: its ISO 3166-1 numeric code, if it has one, its name and its land."""

    numeric: str | None
    name: str
    geometry: BaseGeometry


def countries(topology: Mapping[str, Any]) -> Iterator[Country]:
    """Yield the countries of a quantised topology, each a valid polygon or multipolygon."""
    arcs = decoded_arcs(topology)
    for member in topology["objects"]["countries"]["geometries"]:
        polygons = member["arcs"] if member["type"] == "MultiPolygon" else [member["arcs"]]
        yield Country(member.get("id"), member["properties"]["name"], _land(polygons, arcs))


def decoded_arcs(topology: Mapping[str, Any]) -> list[Line]:
    """Return the arcs as longitudes and latitudes: stored are whole steps, each relative to the one before.

    >>> grid = {"scale": [0.5, 0.5], "translate": [60, 25]}
    >>> decoded_arcs({"transform": grid, "arcs": [[[0, 0], [2, 0], [0, 2]]]})[0].tolist()
    [[60.0, 25.0], [61.0, 25.0], [61.0, 26.0]]
    """
    scale, origin = (np.asarray(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.asarray(steps), axis=0) * scale + origin for steps in topology["arcs"]]


def _land(polygons: Sequence[Sequence[Sequence[int]]], arcs: Sequence[Line]) -> BaseGeometry:
    rings = [[_ring(ids, arcs) for ids in polygon] for polygon in polygons]
    drawn = [[ring for ring in polygon if len(ring) >= _SMALLEST_RING] for polygon in rings]
    return shapely.make_valid(shapely.MultiPolygon([(own[0], own[1:]) for own in drawn if own]))


def _ring(ids: Sequence[int], arcs: Sequence[Line]) -> Line:
    """Return a ring of arcs joined end to end; a negative number is an arc walked backwards."""
    walked = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ids]
    return np.concatenate([walked[0], *(arc[1:] for arc in walked[1:])])
