"""A tally as figures to read: the JSON answer and the CSV table, with the same keys."""

from __future__ import annotations

import csv
import io
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.classes import NO_VALUE
from layers.headline import headline
from layers.listed import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.coverage import Source
    from geo.snapshot import Snapshot
    from geo.tally import Tally
    from layers.listed import Listed

WHOLE = (
    *("class", "incidents", "killed", "killed_low", "killed_high", "injured", "injured_unknown", "casualties"),
    *("rank", "base", "population", "population_year", "focus"),
)
"""The columns that hold whole numbers, or nothing."""
Plain = object
"""What strict JSON can say: None, str, int, float, list, dict."""


def answer(snapshot: Snapshot, tally: Tally) -> dict[str, Plain]:
    """Give a tally as strict JSON says it; the README explains each key.

    Examples
    --------
    >>> from geo.tally import tally
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> said = answer(world, tally(world, world.ask([])))
    >>> said["total"], said["unit"], said["regions"][0]["value"]
    (1, 'incidents per 1,000 km² and year', 0.25)
    """
    return about(snapshot, tally) | {"regions": rows(tally)}


def about(snapshot: Snapshot, tally: Tally) -> dict[str, Plain]:
    """Give everything of an answer but its regions."""
    query = tally.query
    said = headline(tally, snapshot.names, country_names(snapshot))
    first, last = tally.period
    points = listed(snapshot, query)
    return {
        "query": query.parameters(),
        "canonical": query.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "source": source(tally.sources[0]) if len(tally.sources) == 1 else [source(s) for s in tally.sources],
        "coverage": {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "years": tally.years,
            "countries": list(tally.countries),
            "mapped": list(tally.mapped),
        },
        "measure": query.measure,
        "per": query.per,
        "unit": terms.unit(query.measure, query.per),
        "breaks": tally.breaks,
        "total": tally.total,
        "counted": tally.counted,
        "unplaced": {
            "n": tally.unplaced.n,
            "near_edge": tally.unplaced.near_edge,
            "regions": [{"id": i or None, "provider_region": p or None, "n": n} for i, p, n in tally.unplaced.groups],
        },
        "excluded": {"n": sum(tally.excluded.values()), "reasons": {k: n for k, n in tally.excluded.items() if n}},
        "headline": {"text": said.text, "short": said.short, "sub": said.sub, "left_out": said.left_out},
        "compared_with": _compared(tally),
        "first_year": tally.calendar.start if tally.calendar else first.year,
        "listed": points and _listed(snapshot, points),
        "warnings": warnings(tally, points),
    }


def _compared(tally: Tally) -> Plain:
    if tally.change is None:
        return None
    first, last = tally.change.period
    return {"from": first.isoformat(), "to": last.isoformat()}


def _listed(snapshot: Snapshot, of: Listed) -> Plain:
    return {
        "source": [s.id for s in of.sources],
        "short": of.short,
        "asked": of.asked,
        "n": len(of.rows),
        "drawn": of.drawn,
        "items": of.items(snapshot.revision),
    }


def source(of: Source) -> dict[str, Plain]:
    """Describe a source: what it covers, counts, and how it asks to be cited."""
    return {
        "id": of.id,
        "name": of.name,
        "short": of.short,
        "counts": of.counts,
        "countries": list(of.countries),
        "from": of.first.isoformat(),
        "to": of.last.isoformat(),
        "complete": of.complete,
        "knows": list(of.knows),
        "licence": of.licence,
        "cite": of.cite,
        "url": of.url or None,
        "accessed": of.accessed,
    }


def country_names(snapshot: Snapshot) -> Mapping[str, str]:
    """Give the names of the countries of the study area by code."""
    countries = snapshot.regions.at("country", "now")
    return dict(zip(countries.id, countries.name, strict=True))


def warnings(tally: Tally, points: Listed | None) -> list[str]:
    """Say what a careful reader of this answer must know."""
    found = []
    if len(tally.sources) > 1:
        found.append("Several sources are added up: an event that two of them report is counted twice.")
    if any(not s.complete for s in tally.sources):
        found.append("A source that is not complete gives no rate, rank, share, change or zero.")
    asked = tally.query.period
    if tally.countries and tally.period != asked:
        found.append(f"Only {tally.period[0]} to {tally.period[1]} of the period asked for is covered.")
    unknown = int(tally.sums.injured_unknown.sum())
    if unknown and tally.query.measure in ("injured", "casualties"):
        found.append(f"The injured of {unknown:,} incidents are not known; they are not counted as zero.")
    if points and not points.drawn:
        found.append(points.warning)
    return found


def rows(tally: Tally) -> list[dict[str, Plain]]:
    """Give one row for each region, in the order of their ids."""
    return [_row(tally, i) for i in range(len(tally.regions))]


def _row(tally: Tally, i: int) -> dict[str, Plain]:
    return {
        **_place(tally, i),
        **_counts(tally, i),
        "share": _number(tally.share[i]),
        "rank": _whole(tally.rank[i]),
        **_change(tally, i),
        "years": _number(tally.exposure.years[i]),
        "area_km2": _number(tally.regions.area_km2[i]),
        "population": _whole(tally.exposure.population[i]),
        "population_year": _whole(tally.exposure.population_year[i]),
        "focus": _whole(tally.regions.focus[i]),
        **_spread(tally, i),
    }


def _spread(tally: Tally, i: int) -> dict[str, Plain]:
    """Give incidents by precision and by year; null where nothing is reported outside the coverage."""
    silent = _silent(tally, i)
    grades = zip(terms.PRECISIONS, tally.sums.precision[i], strict=True)
    return {
        "precision": {p: None if silent else int(n) for p, n in grades},
        "yearly": None if silent else [int(n) for n in tally.sums.yearly[i]],
    }


def _silent(tally: Tally, i: int) -> bool:
    return bool(not tally.covered[i] and tally.sums.incidents[i] == 0)


def _place(tally: Tally, i: int) -> dict[str, Plain]:
    regions = tally.regions
    return {
        "id": regions.id[i],
        "name": regions.name[i],
        "name_fa": regions.name_fa[i] or None,
        "name_ur": regions.name_ur[i] or None,
        "pcode": regions.pcode[i] or None,
        "country": regions.country[i],
        "status": "covered" if tally.covered[i] else "not_covered",
        "value": _number(tally.value[i]),
        "class": None if tally.classes[i] == NO_VALUE else int(tally.classes[i]),
    }


def _counts(tally: Tally, i: int) -> dict[str, Plain]:
    """Give the sums of one region, each null where it would say more than is known.

    Outside the coverage nothing reported is no zero, and nor is what no source records.
    """
    sums = tally.sums
    silent = _silent(tally, i)
    knows = {word for s in tally.sources for word in s.knows}
    killed, injured = (not silent and word in knows for word in ("killed", "injured"))
    killed = killed and not np.isnan(sums.of("killed")[i])
    return {
        "incidents": None if silent else _whole(sums.incidents[i]),
        "killed": _whole(sums.killed[i]) if killed else None,
        "killed_low": _whole(sums.killed_low[i]) if killed else None,
        "killed_high": _whole(sums.killed_high[i]) if killed else None,
        "injured": _whole(sums.of("injured")[i]) if injured else None,
        "injured_unknown": None if silent else _whole(sums.injured_unknown[i]),
        "casualties": _whole(sums.of("casualties")[i]) if killed and injured else None,
    }


def _change(tally: Tally, i: int) -> dict[str, Plain]:
    change = tally.change
    return {
        "change": None if change is None else _number(change.ratio[i]),
        "change_low": None if change is None else _number(change.low[i]),
        "change_high": None if change is None else _number(change.high[i]),
        "base": None if change is None else _whole(change.base[i]),
    }


def _number(value: float) -> float | None:
    return None if isnan(value) or not np.isfinite(value) else float(value)


def _whole(value: float) -> int | None:
    return None if isnan(value) else int(value)


def table(snapshot: Snapshot, tally: Tally) -> bytes:
    """Give a tally as CSV (RFC 4180, UTF-8): the keys of the JSON as columns, and the basis of the figures in each row.

    A value that is not covered, or not known, is empty.
    """
    basis = {
        "total": tally.total,
        "unplaced": tally.unplaced.n,
        "excluded": sum(tally.excluded.values()),
        "unit": terms.unit(tally.query.measure, tally.query.per),
        "source": " + ".join(s.id for s in tally.sources),
        "from": tally.period[0].isoformat(),
        "to": tally.period[1].isoformat(),
        "query": tally.query.canonical,
        "revision": snapshot.revision,
        "digest": snapshot.digest,
    }
    flat = [_flat(row) | basis for row in rows(tally)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(flat[0]) if flat else list(basis), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(flat)
    return out.getvalue().encode()


def _flat(row: dict[str, Plain]) -> dict[str, Plain]:
    flat: dict[str, Plain] = {}
    for key, cell in row.items():
        if isinstance(cell, dict):
            flat |= {f"{key}_{name}": n for name, n in cell.items()}
        else:
            flat[key] = " ".join(map(str, cell)) if isinstance(cell, list) else cell
    return flat
