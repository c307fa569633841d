"""Small worlds whose figures can be worked out by head."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.coverage import Source
from geo.partition import areas_km2, mend
from geo.snapshot import Snapshot
from geo.tables import Borders, Incidents, Populations, Regions, Sites

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST, LAST = date(2010, 1, 1), date(2013, 12, 31)


def source(id_: str = "s", **changes: object) -> Source:
    """Give a complete source of country A over four years."""
    usual: dict[str, object] = {
        "id": id_,
        "name": f"Source {id_}",
        "short": id_.upper(),
        "counts": "events",
        "countries": ("A",),
        "first": FIRST,
        "last": LAST,
        "complete": True,
        "knows": ("kind", "group", "killed"),
        "licence": "none",
        "cite": f"The makers of {id_}.",
    }
    return Source(**(usual | changes))  # type: ignore[arg-type]


def squares(corners: Sequence[tuple[float, float]], *, country: Sequence[str]) -> Regions:
    """Give one-degree squares A, B, C, ... of 1,000 km2 each, in the given countries."""
    n = len(corners)
    return Regions.of(
        {
            "id": list("ABCDEFGH"[:n]),
            "level": ["province"] * n,
            "name": [f"Square {c}" for c in "ABCDEFGH"[:n]],
            "country": list(country),
            "area_km2": [1000.0] * n,
            "focus": [1.0] + [np.nan] * (n - 1),
            "geometry": [shapely.box(x, y, x + 1, y + 1) for x, y in corners],
        }
    )


def incidents(points: Sequence[tuple[float, float]], **columns: object) -> Incidents:
    """Give one attack of group G on each point on 2010-06-01, one killed each; any column can be given anew."""
    n = len(points)
    usual: dict[str, object] = {
        "source": ["s"] * n,
        "source_id": [str(i) for i in range(n)],
        "date_start": ["2010-06-01"] * n,
        "date_end": ["2010-06-01"] * n,
        "date_precision": ["day"] * n,
        "lon": [p[0] for p in points],
        "lat": [p[1] for p in points],
        "precision": ["exact"] * n,
        "kind": ["attack"] * n,
        "perpetrators": ["G"] * n,
        "killed_low": [1.0] * n,
        "killed": [1.0] * n,
        "killed_high": [1.0] * n,
        "country": ["A"] * n,
    }
    return Incidents.of(usual | columns)


def world(
    regions: Regions, rows: Incidents, *, sources: Sequence[Source] = (), people: Populations | None = None
) -> Snapshot:
    """Put regions and incidents together."""
    found = sources or (source(),)
    return Snapshot(
        revision=1,
        digest="0" * 64,
        regions=regions,
        borders=Borders.of({"id": [], "name": [], "length_km": [], "geometry": []}),
        populations=people or Populations.of({"region": [], "year": [], "n": []}),
        sources={s.id: s for s in found},
        default_source=found[0].id,
        incidents=rows,
        sites=Sites.of({name: [] for name in Sites.REQUIRED}),
        names={"G": "Group G"},
    )


def halves(points: Sequence[tuple[float, float]], **columns: object) -> Snapshot:
    """Give squares A in country A (covered) and B in country B (not), and A1 and A2, the districts of A: its halves."""
    regions = {
        "id": ["A", "B", "A1", "A2"],
        "level": ["province", "province", "district", "district"],
        "name": ["Square A", "Square B", "West", "East"],
        "pcode": ["", "", "P1", ""],
        "country": ["A", "B", "A", "A"],
        "parent": ["", "", "A", "A"],
        "area_km2": [1000.0, 1000.0, 500.0, 500.0],
        "focus": [1.0, None, None, None],
        "geometry": [shapely.box(*box) for box in ((0, 0, 1, 1), (1, 0, 2, 1), (0, 0, 0.5, 1), (0.5, 0, 1, 1))],
    }
    return world(Regions.of(regions), incidents(points, **columns))


def with_districts(snapshot: Snapshot, country: str, *, side: float = 1.5) -> Snapshot:
    """Give the same data with districts in one country: its provinces, cut along degrees."""
    above = snapshot.regions.at("province", "now")
    above = above.take(above.country == country)
    west, south, east, north = np.floor(shapely.total_bounds(above.geometry) / side)
    cells = [(x * side, y * side) for x in np.arange(west, east + 1) for y in np.arange(south, north + 1)]
    boxes = np.array([shapely.box(x, y, x + side, y + side) for x, y in cells], dtype=object)
    home, cell = shapely.STRtree(boxes).query(above.geometry, predicate="intersects")
    found = mend(shapely.intersection(above.geometry[home], boxes[cell]))
    kept = np.array([s is not None for s in found.shapes], dtype=np.bool_)
    n = int(kept.sum())
    own: dict[str, object] = {
        "id": [f"D{i:03}" for i in range(n)],
        "level": ["district"] * n,
        "name": [f"D{i}" for i in range(n)],
        "pcode": [f"{country}{i:03}" for i in range(n)],
        "country": [country] * n,
        "parent": above.id[home][kept],
        "area_km2": areas_km2(found.shapes[kept]),
        "geometry": found.shapes[kept],
    }
    all_ = snapshot.regions.columns()
    mine = Regions.of(own).columns()
    return replace(snapshot, regions=Regions.of({k: np.concatenate([all_[k], mine[k]]) for k in all_}))


def with_list(snapshot: Snapshot, points: Sequence[tuple[float, float]], **columns: object) -> Snapshot:
    """Give the same data with a list of one's own, "mine", which is not complete; any column can be given anew."""
    n = len(points)
    given = {"source": ["mine"] * n, "date_start": ["2025-05-12"] * n, "country": [""] * n} | columns
    rows = incidents(points, **(given | {"date_end": given["date_start"]})).columns()
    all_ = snapshot.incidents.columns()
    days = {"first": date(2025, 5, 1), "last": date(2025, 5, 31)}
    mine = source("mine", short="My list", countries=(), complete=False, **days)
    return replace(
        snapshot,
        incidents=Incidents.of({name: np.concatenate([all_[name], rows[name]]) for name in all_}),
        sources={**snapshot.sources, "mine": mine},
    )


def two_squares(points: Sequence[tuple[float, float]], **columns: object) -> Snapshot:
    """Give two squares side by side, A (covered) at longitude 0..1 and B (covered) at 1..2."""
    return world(squares([(0, 0), (1, 0)], country=["A", "A"]), incidents(points, **columns))
