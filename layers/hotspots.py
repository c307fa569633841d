"""Hot spots to read: the finding and what it means in words, the JSON answer, GeoJSON, and the CSV table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely

from geo.hotspots.hotspots import CLASSES, LEVELS
from geo.rates import PER_KM2
from layers import words
from layers.features import collection, feature
from layers.figures import country_names, source

if TYPE_CHECKING:
    from geo.hotspots import HotSpots
    from geo.snapshot import Snapshot
    from layers.figures import Plain

SHORT = {
    "hot-99": "hot spot; 1 in 100 of them by chance",
    "hot-95": "hot spot; 1 in 20 by chance",
    "none": "neither, as far as can be told",
    "cold-95": "cold spot; 1 in 20 by chance",
    "cold-99": "cold spot; 1 in 100 by chance",
}
"""For a legend."""
MEANS = {
    "hot-99": "With the cells around it, it has more incidents than its area and chance explain. Of the cells marked "
    "so, about one in a hundred is expected to be marked by mere chance.",
    "hot-95": "The same, with less certainty: of the cells marked hot, about one in twenty is expected to be marked "
    "by mere chance.",
    "none": "What it has with the cells around it may be chance. This is not a finding that nothing happens here.",
    "cold-95": "With the cells around it, it has fewer incidents than its area and chance explain. Of the cells marked "
    "cold, about one in twenty is expected to be marked by mere chance.",
    "cold-99": "The same, with more certainty: about one in a hundred is expected to be marked by mere chance.",
}
"""For somebody who has never heard of the test."""
TESTED = (
    "A cell and those around it are compared with what their area would have if all incidents were spread evenly. "
    "It is hot if that is too many both for incidents scattered at random and for the same cells shuffled: one place "
    "with a pile of incidents and little around it, such as a town that unplaced incidents are given to, is not hot. "
    "It says where reported incidents lie close together, not why, and foretells nothing."
)
FEWEST = 20
"""Cells: fewer cannot be shuffled in enough ways for any to stand out."""
A_PILE, TIMES, SOME = 0.03, 3, 10
"""A cell with this part of all incidents, so many times its share, and so many, is worth a word if it is not hot."""
KEYS = (
    *("id", "region", "region_name", "class", "incidents", "expected", "around", "expected_around"),
    *("gi", "p", "q", "value", "km2", "years"),
)
"""The keys of a cell, in their order."""


def answer(snapshot: Snapshot, spots: HotSpots) -> bytes:
    """Give everything as JSON; the README explains each key."""
    return orjson.dumps(about(snapshot, spots) | {"cells": rows(spots)})


def features(snapshot: Snapshot, spots: HotSpots) -> bytes:
    """Give the cells as a FeatureCollection (RFC 7946), the rest of the answer as foreign members."""
    shapes = shapely.orient_polygons(spots.cells.geometry)
    found = [feature(row["id"], shape, row) for row, shape in zip(rows(spots), shapes, strict=True)]
    return collection(found, about(snapshot, spots))


def table(snapshot: Snapshot, spots: HotSpots) -> bytes:
    """Give the cells as CSV (RFC 4180, UTF-8), and the basis of the figures in each row."""
    basis = {
        "total": spots.total,
        "excluded": sum(spots.excluded.values()),
        "source": " + ".join(s.id for s in spots.tally.sources),
        "from": spots.tally.period[0].isoformat(),
        "to": spots.tally.period[1].isoformat(),
        "shuffles": spots.shuffles,
        "seed": spots.seed,
        "query": spots.asked.canonical,
        "revision": snapshot.revision,
        "digest": snapshot.digest,
    }
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*KEYS, *basis], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(row | basis for row in rows(spots))
    return out.getvalue().encode()


def about(snapshot: Snapshot, spots: HotSpots) -> dict[str, Plain]:
    """Give everything of an answer but its cells.

    Examples
    --------
    >>> from geo.hotspots import ask, hotspots
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (9.0, 9.0)])
    >>> said = about(world, hotspots(world, ask(world, [("over", "regions")])))
    >>> said["counted"], said["excluded"], said["classes"][0]["cells"]
    (1, {'n': 1, 'reasons': {'uncovered': 1}}, 0)
    """
    asked, tally = spots.asked, spots.tally
    return {
        "query": asked.parameters(),
        "canonical": asked.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "source": source(tally.sources[0]) if len(tally.sources) == 1 else [source(s) for s in tally.sources],
        "coverage": {
            "from": tally.period[0].isoformat(),
            "to": tally.period[1].isoformat(),
            "years": tally.years,
            "countries": list(tally.countries),
        },
        "total": spots.total,
        "counted": spots.counted,
        "by_precision": spots.by_precision,
        "excluded": {"n": sum(spots.excluded.values()), "reasons": {k: n for k, n in spots.excluded.items() if n}},
        "test": {
            "statistic": "Getis-Ord Gi*",
            "shuffles": spots.shuffles,
            "seed": spots.seed,
            "correction": "Benjamini-Hochberg",
            "levels": list(LEVELS.values()),
            "says": TESTED,
        },
        "classes": [{"class": name, "cells": spots.kind.count(name), "means": MEANS[name]} for name in CLASSES],
        "headline": {"text": headline(spots), "sub": basis(snapshot, spots)},
        "warnings": warnings(spots),
    }


def headline(spots: HotSpots) -> str:
    """Say the finding in one sentence.

    Examples
    --------
    >>> from geo.hotspots import ask, hotspots
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> headline(hotspots(world, ask(world, [("over", "regions")])))
    'No hot spot can be told among 2 regions: they are too few'
    """
    cells, hot, what = len(spots.cells), spots.of("hot"), _what(spots)
    if not cells:
        return "Not covered: nothing can be said of hot spots here"
    if not spots.counted:
        return f"No incident in {_many(cells, what)}, so no hot spot"
    if not len(hot):
        if cells < FEWEST:
            return f"No hot spot can be told among {_many(cells, what)}: they are too few"
        return f"No hot spot among {_many(cells, what)}: nowhere do busy ones lie together more than by chance"
    where = _where(spots, hot.tolist()) if spots.asked.over == "hexagons" else _named(spots, hot.tolist())
    share = spots.n[hot].sum() / spots.counted
    held = f"{share * 100:.0f} % of incidents on {_land(spots, hot.tolist())} % of the land"
    verb = "is a hot spot" if len(hot) == 1 else "are hot spots"
    return f"{len(hot):,} of {_many(cells, what)} {verb}, {where}: {held}"


def _what(spots: HotSpots) -> str:
    return "hexagon" if spots.asked.over == "hexagons" else "region"


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _land(spots: HotSpots, cells: list[int]) -> str:
    share = 100 * spots.cells.km2[cells].sum() / spots.cells.km2.sum()
    return f"{share:.0f}" if share >= 1 else f"{share:.1g}"


def _where(spots: HotSpots, cells: list[int]) -> str:
    """Say in which regions cells lie, those with the most first."""
    region, n = np.unique(spots.cells.region[cells], return_counts=True)
    names = spots.regions.name[region]
    order = sorted(range(len(region)), key=lambda i: (-n[i], names[i]))
    if len(order) == 1:
        return f"all in {names[order[0]]}" if len(cells) > 1 else f"in {names[order[0]]}"
    found = [f"{names[i]} ({n[i]:,})" for i in order[:3]]
    return "in " + words.listing([*found, *([f"{len(order) - 3} more"] if len(order) > 3 else [])])  # noqa: PLR2004


def _named(spots: HotSpots, cells: list[int]) -> str:
    names = spots.regions.name[cells].tolist()
    return words.listing(names if len(names) <= 3 else [*names[:3], f"{len(names) - 3} more"])  # noqa: PLR2004


def basis(snapshot: Snapshot, spots: HotSpots) -> str:
    """Say what the finding rests on: source, coverage, cells, how many incidents, and what was left out."""
    tally, names = spots.tally, country_names(snapshot)
    sources = " + ".join(s.short for s in tally.sources)
    covers = words.listing([names.get(c, c) for c in tally.countries]) or "not covered"
    cells = f"hexagons {spots.asked.hexagon_km:g} km wide" if spots.asked.over == "hexagons" else "regions"
    left = sum(spots.excluded.values())
    out = f" · {left:,} left out: {left_out(spots)}" if left else ""
    n = f"n = {spots.counted:,} of {spots.total:,}"
    return f"{sources}, {words.period(tally.period)}, {covers} · {cells} · {n}{out}"


def left_out(spots: HotSpots) -> str:
    """Say why incidents were left out.

    Examples
    --------
    >>> from geo.hotspots import ask, hotspots
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (9.0, 9.0)], precision=["province", "exact"])
    >>> left_out(hotspots(world, ask(world, [])))
    '1 known less well than to the district, 1 outside the covered land'
    """
    to = {"exact": "exactly", "near": "to 25 km", "district": "to the district"}[spots.tally.query.precision]
    reasons = {
        "precision": f"known less well than {to}",
        "region": "in regions not asked for",
        "uncovered": "outside the covered land",
        "source": "of a list that is not complete",
    }
    return ", ".join(f"{spots.excluded[name]:,} {why}" for name, why in reasons.items() if spots.excluded[name])


def warnings(spots: HotSpots) -> list[str]:
    """Say what a careful reader must know."""
    found, what, cells = [], _what(spots), len(spots.cells)
    if len(spots.tally.sources) > 1:
        found.append("Several sources are added up: an event that two of them report is counted twice.")
    if 0 < cells < FEWEST:
        found.append(f"{_many(cells, what).capitalize()} can be shuffled in too few ways for any to stand out.")
    coarse = spots.by_precision.get("district", 0)
    if coarse and what == "hexagon":
        found.append(f"{coarse:,} incidents are known to their district only, each counted where its source puts it.")
    calm = np.array([0 if kind.startswith("hot") else n for kind, n in zip(spots.kind, spots.n, strict=True)])
    if cells >= FEWEST:
        i = int(np.argmax(calm))
        if calm[i] >= max(SOME, A_PILE * spots.counted, TIMES * spots.found.expected[i]):
            which = spots.regions.name[spots.cells.region[i]]
            where = f"One hexagon in {which}" if what == "hexagon" else which
            held = f"{calm[i]:,} incidents ({100 * calm[i] / spots.counted:.0f} %)"
            found.append(f"{where} holds {held} and is not hot: what lies around it holds few.")
    return found


def rows(spots: HotSpots) -> list[dict[str, Plain]]:
    """Give one row for each cell, in their order; what cannot be worked out is null."""
    cells, found, where = spots.cells, spots.found, spots.cells.region
    years = cells.km2_years / cells.km2
    columns: dict[str, list[Plain]] = {
        "id": list(cells.id),
        "region": spots.regions.id[where].tolist(),
        "region_name": spots.regions.name[where].tolist(),
        "class": list(spots.kind),
        "incidents": spots.n.tolist(),
        "expected": found.expected.round(4).tolist(),
        "around": found.around.astype(np.int64).tolist(),
        "expected_around": found.expected_around.round(4).tolist(),
        "gi": [None if np.isnan(z) else z for z in found.gi.round(4).tolist()],
        "p": found.p.round(6).tolist(),
        "q": found.q.round(6).tolist(),
        "value": (spots.n / cells.km2_years * PER_KM2).round(8).tolist(),
        "km2": cells.km2.round(3).tolist(),
        "years": years.round(6).tolist(),
    }
    return [dict(zip(KEYS, row, strict=True)) for row in zip(*(columns[k] for k in KEYS), strict=True)]
