"""Which region holds each of many points: Sarhad's index beside GeoPandas, shapely, SedonaDB, polars-st and DuckDB.

All are asked for the same points in the same regions, in turns, in one process. Sarhad works in one thread; the others
as they are, with their CPU time over all threads. Half the points are spread over the box of the regions, half lie in
60 clusters. A last table is about points that are all vertices of borders, and about reading as many bytes.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks import pairs, peers
from data import snapshots
from data.start import only_reference
from data.store import Store
from geo.locate import RegionIndex

if TYPE_CHECKING:
    from geo.columns import Numbers, Objects

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
DISTRICTS = SHARED / "data" / "districts" / "pk_districts.gpkg"
NOT_TOLD_OF = np.iinfo(np.int32).max
CLUSTERS, SPREAD = 60, 0.3
CHUNK = 10_000_000


def regions_of(name: str) -> Objects | None:
    """Give the product's own provinces, or the real districts of Pakistan where they lie beside the checkout."""
    if name == "districts":
        return gpd.read_file(DISTRICTS).geometry.to_numpy() if DISTRICTS.exists() else None
    store = Store(None)
    only_reference(store)
    return snapshots.at(store).regions.at("province", "now").geometry


def spread(n: int, regions: Objects, seed: int) -> tuple[Numbers, Numbers]:
    """Give points as a user's are: half of them anywhere, half around some places."""
    chance = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(regions)
    lon, lat = chance.uniform(west, east, n), chance.uniform(south, north, n)
    place = chance.integers(0, CLUSTERS, n)
    near = chance.random(n) < 1 / 2
    for degrees, low, high in ((lon, west, east), (lat, south, north)):
        middles = chance.uniform(low, high, CLUSTERS)
        degrees[near] = (middles[place] + SPREAD * chance.standard_normal(n))[near]
    return lon, lat


def on_vertices(n: int, regions: Objects) -> tuple[Numbers, Numbers]:
    """Give points each of which is a vertex."""
    vertices = shapely.get_coordinates(regions)
    some = vertices[np.random.default_rng(1).integers(0, len(vertices), n)]
    return np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])


def on_edges(n: int, regions: Objects) -> tuple[Numbers, Numbers]:
    """Give points each of which lies on an edge, as nearly as can be written, anywhere along it."""
    chance, rings = np.random.default_rng(2), shapely.get_rings(shapely.get_parts(regions))
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.flatnonzero(ring[1:] == ring[:-1])
    begin, along = edges[chance.integers(0, len(edges), n)], chance.random((n, 1))
    some = vertices[begin] + along * (vertices[begin + 1] - vertices[begin])
    return np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])


def same(ours: Numbers, theirs: peers.Pairs) -> bool:
    """Tell whether the lowest region of each point is the one that we gave."""
    point, region = (np.asarray(column) for column in theirs)
    owner = np.full(len(ours), NOT_TOLD_OF, np.int32)
    np.minimum.at(owner, point, region.astype(np.int32))
    owner[owner == NOT_TOLD_OF] = -1
    return np.array_equal(ours, owner)


def beside_peers(index: RegionIndex, ways: dict[str, peers.Way], lon: Numbers, lat: Numbers, **how: float) -> str:
    """Time one set of points."""
    others = {name: way(lon, lat) for name, way in ways.items()}
    ours = partial(index.locate, lon, lat)
    found = pairs.in_turns(ours, others, equal=same, **how)  # type: ignore[arg-type]
    return pairs.table(f"{len(lon):,} points", found, per=len(lon))


def beside_itself(index: RegionIndex, regions: Objects, n: int) -> str:
    """Time points on vertices, and the reading of as many bytes, beside the usual points."""
    lon, lat = spread(n, regions, 1)
    vertices, edges = on_vertices(n, regions), on_edges(n, regions)
    for points in (vertices, edges):
        if not same(index.locate(*points), peers.tree_of_points(regions, *points)()):
            raise SystemExit("points on vertices or edges have another answer")
    others = {
        "Sarhad, each point on a vertex": partial(index.locate, *vertices),
        "Sarhad, each point on an edge": partial(index.locate, *edges),
        "reading lon and lat once": lambda: (lon.max(), lat.max()),
    }
    found = pairs.in_turns(partial(index.locate, lon, lat), others, equal=lambda *_: True, turns=15)
    return pairs.table(f"{n:,} points", found, per=n)


def in_chunks(index: RegionIndex, regions: Objects, chunks: int) -> str:
    """Time many more points than are held at once."""
    spent = []
    for seed in range(chunks):
        lon, lat = spread(CHUNK, regions, 100 + seed)
        spent.append(pairs.timed(partial(index.locate, lon, lat))[1].cpu / CHUNK * 1e9)
    each = f"{median(spent):.2f} ns each ({min(spent):.2f} to {max(spent):.2f})"
    return f"{chunks * CHUNK:,} points in {chunks} chunks: {each}\n"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="./sarhad bench assign", description=__doc__)
    parser.add_argument("--regions", choices=["provinces", "districts"], help="only these")
    parser.add_argument("--points", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000], metavar="N")
    parser.add_argument("--turns", type=int, default=7, help="how often each is timed at most (default: 7)")
    parser.add_argument("--patience", type=float, default=120, help="seconds after which one has no further turn")
    parser.add_argument("--chunks", type=int, default=0, help=f"then locate so many times {CHUNK:,} points")
    asked = parser.parse_args()
    print(f"{pairs.machine()}; {peers.versions()}\n")
    for name in [asked.regions] if asked.regions else ["provinces", "districts"]:
        regions = regions_of(name)
        if regions is None:
            print(f"{DISTRICTS} is not there: no table of districts\n")
            continue
        index, built = pairs.timed(partial(RegionIndex.build, regions))
        held = sum(array.nbytes for array in index.arrays().values()) / 1e6
        vertices = shapely.get_num_coordinates(regions).sum()
        print(f"{len(regions)} {name}, {vertices:,} vertices; index built in {built.cpu:.2f} s, {held:.1f} MB\n")
        ways = peers.ways(regions)
        for n in asked.points:
            how = {"turns": asked.turns, "patience_s": asked.patience}
            print(beside_peers(index, ways, *spread(n, regions, 1), **how), flush=True)
        print(beside_itself(index, regions, 1_000_000), flush=True)
        if asked.chunks:
            print(in_chunks(index, regions, asked.chunks), flush=True)


if __name__ == "__main__":
    main()
