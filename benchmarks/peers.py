"""Other ways to the regions of points: each is prepared with the regions, then given points, then timed.

What a way gives are pairs of a point and a region that it lies in; to choose the lowest region of each point is left
out of its time. Where nothing else is said, making its own points out of two columns is part of it, as it is of ours.
"""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.columns import Numbers, Objects

Pairs: TypeAlias = tuple[Any, Any]
Way: TypeAlias = "Callable[[Numbers, Numbers], Callable[[], Pairs]]"
"""Takes points as far as is not timed, and gives the rest of the work."""


def ways(regions: Objects) -> dict[str, Way]:
    """Prepare each of them."""
    shapely.prepare(regions)
    frame = gpd.GeoDataFrame({"region": np.arange(len(regions), dtype=np.int32)}, geometry=[*regions], crs=4326)
    return {
        "geopandas.sjoin, intersects": partial(_sjoin, frame, "intersects"),
        "geopandas.sjoin, within": partial(_sjoin, frame, "within"),
        "geopandas.sjoin, intersects, its points made before": partial(_sjoin_made, frame),
        "shapely: tree of regions": partial(_tree_of_regions, shapely.STRtree(regions)),
        "shapely: tree of points": partial(tree_of_points, regions),
        "shapely: prepared regions, one by one": partial(_one_by_one, regions),
        "sedonadb": _sedonadb(frame),
        "polars-st": _polars(regions),
        "DuckDB spatial": _duckdb(regions),
    }


def versions() -> str:
    """Name what is measured against."""
    names = ("geopandas", "shapely", "sedonadb", "polars", "polars-st", "duckdb")
    return ", ".join(f"{name} {version(name)}" for name in names) + f", GEOS {shapely.geos_version_string}"


def _points(lon: Numbers, lat: Numbers) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4326))


def _sjoin(frame: gpd.GeoDataFrame, predicate: str, lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
    def work() -> Pairs:
        joined = gpd.sjoin(_points(lon, lat), frame, predicate=predicate)
        return joined.index.to_numpy(), joined["region"].to_numpy()

    return work


def _sjoin_made(frame: gpd.GeoDataFrame, lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
    points = _points(lon, lat)

    def work() -> Pairs:
        joined = gpd.sjoin(points, frame, predicate="intersects")
        return joined.index.to_numpy(), joined["region"].to_numpy()

    return work


def _tree_of_regions(tree: shapely.STRtree, lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
    return lambda: tree.query(shapely.points(lon, lat), predicate="intersects")


def tree_of_points(regions: Objects, lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
    """Put the points into a tree, and ask it for those of each region."""
    return lambda: shapely.STRtree(shapely.points(lon, lat)).query(regions, predicate="intersects")[::-1]


def _one_by_one(regions: Objects, lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
    """Ask each region about the points in its box that no other has yet."""

    def work() -> Pairs:
        owner = np.full(len(lon), -1, np.int32)
        for region, (west, south, east, north) in enumerate(shapely.bounds(regions)):
            inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north) & (owner < 0)
            some = np.flatnonzero(inside)
            owner[some[shapely.intersects_xy(regions[region], lon[some], lat[some])]] = region
        found = np.flatnonzero(owner >= 0)
        return found, owner[found]

    return work


def _columns(lon: Numbers, lat: Numbers) -> pa.Table:
    return pa.table({"point": np.arange(len(lon), dtype=np.int32), "lon": lon, "lat": lat})


def _sedonadb(frame: gpd.GeoDataFrame) -> Way:
    import sedonadb

    database = sedonadb.connect()
    database.create_data_frame(frame).to_view("regions")
    join = """
    SELECT p.point, r.region FROM points p
    JOIN regions r ON ST_Intersects(r.geometry, ST_SetSRID(ST_Point(p.lon, p.lat), 4326))
    """

    def way(lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
        points = _columns(lon, lat)

        def work() -> Pairs:
            database.create_data_frame(points).to_view("points", overwrite=True)
            found = pa.table(database.sql(join))
            return found["point"].to_numpy(), found["region"].to_numpy()

        return work

    return way


def _polars(regions: Objects) -> Way:
    import polars as pl
    import polars_st as st

    held = pl.DataFrame({"region": np.arange(len(regions), dtype=np.int32), "wkb": [*shapely.to_wkb(regions)]})
    areas = held.select("region", geometry=st.from_wkb("wkb"))

    def way(lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
        points = pl.DataFrame({"point": np.arange(len(lon), dtype=np.int32), "lon": lon, "lat": lat})

        def work() -> Pairs:
            made = points.select("point", geometry=st.point(pl.concat_arr("lon", "lat")))
            found = made.st.sjoin(areas, on="geometry", predicate="intersects", how="inner")  # type: ignore[attr-defined]
            return found["point"].to_numpy(), found["region"].to_numpy()

        return work

    return way


def _duckdb(regions: Objects) -> Way:
    import duckdb

    database = duckdb.connect()
    database.execute(f"LOAD '{_extension(duckdb.__version__)}'")
    wkb = pa.array([*shapely.to_wkb(regions)], pa.binary())
    database.register("wkb", pa.table({"region": np.arange(len(regions), dtype=np.int32), "wkb": wkb}))
    database.execute("CREATE TABLE regions AS SELECT region, ST_GeomFromWKB(wkb) AS area FROM wkb")
    join = "SELECT p.point, r.region FROM points p JOIN regions r ON ST_Intersects(r.area, ST_Point(p.lon, p.lat))"

    def way(lon: Numbers, lat: Numbers) -> Callable[[], Pairs]:
        points = _columns(lon, lat)

        def work() -> Pairs:
            database.register("points", points)
            found = database.execute(join).fetchnumpy()
            return found["point"], found["region"]

        return work

    return way


def _extension(version: str) -> Path:
    spec = find_spec("duckdb_extension_spatial")
    folder = Path(spec.origin if spec and spec.origin else "").parent
    return folder / "extensions" / f"v{version}" / "spatial.duckdb_extension"
