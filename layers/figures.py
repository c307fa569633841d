"""A tally as figures to read: the JSON answer and the CSV table, with the same keys."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.classes import NO_VALUE
from layers import words as written
from layers.headline import headline
from layers.language import ENGLISH
from layers.listed import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.coverage import Source
    from geo.snapshot import Snapshot
    from geo.tables import Regions
    from geo.tally import Tally
    from layers.language import Language
    from layers.listed import Listed

KEYS = (
    *("id", "name", "name_fa", "name_ur", "pcode", "country", "status", "value", "class"),
    *("incidents", "killed", "killed_low", "killed_high", "injured", "injured_unknown", "casualties"),
    *("share", "rank", "change", "change_low", "change_high", "base", "years", "area_km2"),
    *("population", "population_year", "focus", "precision", "yearly"),
)
"""The keys of a row, in their order."""
WHOLE = (
    *("class", "incidents", "killed", "killed_low", "killed_high", "injured", "injured_unknown", "casualties"),
    *("rank", "base", "population", "population_year", "focus"),
)
"""The columns that hold whole numbers, or nothing."""
NULL = np.array(None, dtype=object)
Plain = object
"""What strict JSON can say: None, str, int, float, list, dict."""


def answer(snapshot: Snapshot, tally: Tally, words: Language = ENGLISH) -> dict[str, Plain]:
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
    return about(snapshot, tally, words) | {"regions": rows(tally)}


def about(snapshot: Snapshot, tally: Tally, words: Language = ENGLISH) -> dict[str, Plain]:
    """Give everything of an answer but its regions."""
    query = tally.query
    said = headline(tally, snapshot.names, country_names(snapshot), words)
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
        "unit": written.unit(query.measure, query.per, words),
        "breaks": tally.breaks,
        "total": tally.total,
        "counted": tally.counted,
        "ranked": tally.ranked,
        "unplaced": {
            "n": tally.unplaced.n,
            "near_edge": tally.unplaced.near_edge,
            "regions": [{"id": i or None, "provider_region": p or None, "n": n} for i, p, n in tally.unplaced.groups],
        },
        "excluded": {"n": sum(tally.excluded.values()), "reasons": {k: n for k, n in tally.excluded.items() if n}},
        "headline": {"text": said.text, "short": said.short, "sub": said.sub, "left_out": said.left_out},
        "compared_with": _compared(tally),
        "first_year": tally.calendar.start if tally.calendar else first.year,
        "listed": points and _listed(snapshot, points, words),
        "warnings": warnings(tally, points, words),
    }


def _compared(tally: Tally) -> Plain:
    if tally.change is None:
        return None
    first, last = tally.change.period
    return {"from": first.isoformat(), "to": last.isoformat()}


def _listed(snapshot: Snapshot, of: Listed, words: Language) -> Plain:
    return {
        "source": [s.id for s in of.sources],
        "short": of.short(words),
        "asked": of.asked,
        "n": of.n,
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
    return snapshot.once(("country names",), lambda: _names(snapshot.regions.at("country", "now")))


def _names(countries: Regions) -> Mapping[str, str]:
    return dict(zip(countries.id, countries.name, strict=True))


def warnings(tally: Tally, points: Listed | None, words: Language = ENGLISH) -> list[str]:
    """Say what a careful reader of this answer must know."""
    found = []
    if len(tally.sources) > 1:
        found.append(words.say("figures.twice"))
    if any(not s.complete for s in tally.sources):
        found.append(words.say("figures.partial"))
    asked = tally.query.period
    if tally.countries and tally.period != asked:
        found.append(words.say("figures.cut", first=tally.period[0], last=tally.period[1]))
    unknown = int(tally.sums.injured_unknown.sum())
    if unknown and tally.query.measure in ("injured", "casualties"):
        found.append(words.say("figures.injured", n=unknown))
    if points and not points.drawn:
        found.append(points.warning(words))
    return found


def rows(tally: Tally) -> list[dict[str, Plain]]:
    """Give one row for each region, in the order of their ids."""
    found = _words(tally) | _plain(tally) | _spread(tally)
    columns = [found[key] for key in KEYS]
    return [dict(zip(KEYS, row, strict=False)) for row in zip(*columns, strict=True)]


def _words(tally: Tally) -> dict[str, list[Plain]]:
    regions = tally.regions
    return {
        "id": regions.id.tolist(),
        "name": regions.name.tolist(),
        "name_fa": [word or None for word in regions.name_fa],
        "name_ur": [word or None for word in regions.name_ur],
        "pcode": [word or None for word in regions.pcode],
        "country": regions.country.tolist(),
        "status": ["covered" if here else "not_covered" for here in tally.covered.tolist()],
    }


def _plain(tally: Tally) -> dict[str, list[Plain]]:
    """Give the columns of numbers with null for NaN, which strict JSON does not have."""
    columns = {
        "value": tally.value,
        "class": np.where(tally.classes == NO_VALUE, np.nan, tally.classes),
        **_counts(tally),
        "share": tally.share,
        "rank": tally.rank,
        **_change(tally),
        "years": tally.exposure.years,
        "area_km2": tally.regions.area_km2,
        "population": tally.exposure.population,
        "population_year": tally.exposure.population_year,
        "focus": tally.regions.focus,
    }
    names = sorted(columns, key=WHOLE.__contains__)
    cells = np.array([columns[name] for name in names], np.float64)
    known, parts = np.isfinite(cells), sum(name not in WHOLE for name in names)
    whole = np.where(known[parts:], cells[parts:], 0).astype(np.int64)
    lists = [np.where(k, c, NULL).tolist() for k, c in ((known[:parts], cells[:parts]), (known[parts:], whole))]
    return dict(zip(names, [*lists[0], *lists[1]], strict=True))


def _counts(tally: Tally) -> dict[str, Numbers]:
    """Give the sums of each region, each NaN where it would say more than is known.

    Outside the coverage nothing reported is no zero, and nor is what no source records.
    """
    sums, heard = tally.sums, _heard(tally)
    knows = {word for s in tally.sources for word in s.knows}
    deaths, wounds = sums.of("killed"), sums.of("injured")
    killed = heard & ~np.isnan(deaths) & ("killed" in knows)
    injured = heard & ~np.isnan(wounds) & ("injured" in knows)
    return {
        "incidents": np.where(heard, sums.incidents, np.nan),
        "killed": np.where(killed, sums.killed, np.nan),
        "killed_low": np.where(killed, sums.killed_low, np.nan),
        "killed_high": np.where(killed, sums.killed_high, np.nan),
        "injured": np.where(injured, wounds, np.nan),
        "injured_unknown": np.where(heard, sums.injured_unknown, np.nan),
        "casualties": np.where(killed & injured, deaths + wounds, np.nan),
    }


def _heard(tally: Tally) -> npt.NDArray[np.bool_]:
    """Select the regions of which something is said, be it that nothing happened there."""
    return tally.covered | (tally.sums.incidents > 0)


def _change(tally: Tally) -> dict[str, Numbers]:
    change, nothing = tally.change, np.full(len(tally.regions), np.nan)
    return {
        "change": nothing if change is None else change.ratio,
        "change_low": nothing if change is None else change.low,
        "change_high": nothing if change is None else change.high,
        "base": nothing if change is None else change.base,
    }


def _spread(tally: Tally) -> dict[str, list[Plain]]:
    """Give incidents by precision and by year; null where nothing is reported outside the coverage."""
    heard = _heard(tally).tolist()
    graded, yearly = (table.astype(np.int64).tolist() for table in (tally.sums.precision, tally.sums.yearly))
    nothing = dict.fromkeys(terms.PRECISIONS)
    return {
        "precision": [
            dict(zip(terms.PRECISIONS, row, strict=True)) if said else nothing
            for row, said in zip(graded, heard, strict=True)
        ],
        "yearly": [row if said else None for row, said in zip(yearly, heard, strict=True)],
    }


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
    lines = [flat(row) | basis for row in rows(tally)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(lines[0]) if lines else list(basis), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


def flat(row: dict[str, Plain]) -> dict[str, Plain]:
    """Give a row as the cells of a table.

    Examples
    --------
    >>> flat({"precision": {"exact": 2}, "yearly": [0, 2]})
    {'precision_exact': 2, 'yearly': '0 2'}
    """
    cells: dict[str, Plain] = {}
    for key, cell in row.items():
        if isinstance(cell, dict):
            cells |= {f"{key}_{name}": n for name, n in cell.items()}
        else:
            cells[key] = " ".join(map(str, cell)) if isinstance(cell, list) else cell
    return cells
