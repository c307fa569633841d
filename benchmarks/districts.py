"""Invented districts, as many as wanted, inside the real provinces of two countries: for measuring only."""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from data.snapshots import snapshot

COUNTRIES = ("PK", "IR")


def write(path: Path, n: int) -> int:
    """Write about n districts as a GeoPackage and give their number; the same n gives the same ones."""
    provinces = snapshot().set_of("province", "now")
    ours = np.isin(provinces.country, COUNTRIES)
    land = shapely.union_all(provinces.geometry[ours])
    found = gpd.GeoDataFrame(
        [
            {"id": f"X{i:02}-{j:03}", "name": f"District {i}-{j}", "parent": parent, "geometry": piece}
            for i, (parent, province) in enumerate(zip(provinces.id[ours], provinces.geometry[ours], strict=True))
            for j, piece in enumerate(_cut(province, max(1, round(n * province.area / land.area)), seed=i))
        ],
        crs="EPSG:4326",
    )
    found.to_file(path, driver="GPKG", layer="districts")
    return len(found)


def _cut(province: shapely.Geometry, n: int, *, seed: int) -> list[shapely.Geometry]:
    """Cut a province into what lies nearest to each of n points in it."""
    chance, (west, south, east, north) = np.random.default_rng(seed), province.bounds
    points: list[shapely.Point] = []
    while len(points) < n:
        more = shapely.points(chance.uniform(west, east, 4 * n), chance.uniform(south, north, 4 * n))
        points += list(more[shapely.contains(province, more)])[: n - len(points)]
    if n == 1:
        return [province]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=province))
    pieces = shapely.intersection(cells, province)
    return [_areas(piece) for piece in pieces if piece.area > 0]


def _areas(piece: shapely.Geometry) -> shapely.Geometry:
    """Keep the areas: cells may meet a border along a line, too."""
    return shapely.multipolygons([part for part in shapely.get_parts(piece) if part.geom_type == "Polygon"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("districts", type=int)
    arguments = parser.parse_args()
    write(arguments.path, arguments.districts)
