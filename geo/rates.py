"""Exposure: what a count is divided by to become a rate.

A rate divides by area x years or people x years, added up over the periods that a source covers and over the shapes a
region had in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.coverage import clip, covered, years

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.coverage import Period, Source
    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tables import Populations, Regions

PER_KM2 = 1_000
PER_PEOPLE = 100_000


@dataclass(frozen=True, eq=False)
class Exposure:
    """What stands under a rate, one value for each region.

    Attributes
    ----------
    years : ndarray of float64
        Covered calendar years; zero where nothing is covered.
    km2_years, person_years : ndarray of float64
        Person-years are NaN where no census is known.
    population, population_year : ndarray of float64
        The census that was used, NaN if none.
    """

    years: Numbers
    km2_years: Numbers
    person_years: Numbers
    population: Numbers
    population_year: Numbers

    def rate(self, counts: Numbers, per: str) -> Numbers:
        """Turn counts into what ``per`` asks for; NaN where nothing is covered or the divisor is unknown.

        Examples
        --------
        >>> one = np.array([1.0])
        >>> Exposure(one * 2, one * 4000, one * np.nan, one * np.nan, one * np.nan).rate(one * 10, "area").tolist()
        [2.5]
        """
        divisor: Numbers = {
            "area": self.km2_years / PER_KM2,
            "population": self.person_years / PER_PEOPLE,
            "none": np.where(self.years > 0, 1.0, np.nan),
        }[per]
        rate: Numbers = np.divide(counts, divisor, out=np.full(len(counts), np.nan), where=divisor > 0)
        return rate


class Shapes(NamedTuple):
    """The shapes that regions have or had, the oldest of each first.

    Attributes
    ----------
    region : ndarray of int64, shape (shapes,)
        The position of each one's region in its set.
    lives : list of (str, (date, date))
        The country and the first and last day of shapes, each pair once.
    life : ndarray of int64, shape (shapes,)
        The position of each one's own among them.
    """

    region: npt.NDArray[np.int64]
    lives: list[tuple[str, Period]]
    life: npt.NDArray[np.int64]
    table: Regions


def exposure(snapshot: Snapshot, query: Query, sources: Sequence[Source] | None = None) -> Exposure:
    """Work out the exposure of each region over the part of a question's period that sources cover.

    Parameters
    ----------
    sources : sequence of Source, optional
        Only these, such as the ones that record what is measured; all that the question asks if not given.
    """
    asked = [snapshot.sources[s] for s in query.source] if sources is None else sources
    shapes = shapes_of(snapshot, query)
    known = {c: covered(asked, c, query.period) for c in {c for c, _ in shapes.lives}}
    parts = [[p for a in known[country] if (p := clip(valid, a))] for country, valid in shapes.lives]
    covered_years = np.array([years(p) for p in parts])[shapes.life]
    until = np.array([max((last for _, last in p), default=query.end).year for p in parts])[shapes.life]
    people, census = _people(snapshot, query, shapes, until)
    # a region is what it was while it was covered; one that never was is as it came to be
    last = np.append(shapes.region[1:] != shapes.region[:-1], [True])
    n = len(snapshot.regions_at(query))
    never = np.bincount(shapes.region, covered_years, n) == 0
    kept = np.flatnonzero((covered_years > 0) | (last & never[shapes.region]))
    region, newest = shapes.region[kept], np.empty(n, np.int64)
    newest[region] = kept  # the last one written stays
    return Exposure(
        years=np.bincount(region, covered_years[kept], n).astype(np.float64),
        km2_years=np.bincount(region, (covered_years * shapes.table.area_km2)[kept], n).astype(np.float64),
        person_years=np.bincount(region, (covered_years * people)[kept], n).astype(np.float64),
        population=people[newest],
        population_year=census[newest],
    )


def shapes_of(snapshot: Snapshot, query: Query) -> Shapes:
    """Give the shapes of the regions of a question, in the periods in which they held."""
    return snapshot.once(("shapes", query.level, query.epoch), lambda: _shapes(snapshot, query))


def _shapes(snapshot: Snapshot, query: Query) -> Shapes:
    regions = snapshot.regions_at(query)
    table = regions if query.epoch == "now" else snapshot.regions.take(snapshot.regions.level == query.level)
    table = table.take(np.isin(table.id, regions.id))
    ever = np.where(np.isnat(table.valid_to), np.datetime64("9999-12-31"), table.valid_to)
    table = table.take(np.lexsort((ever, table.id)))
    whole = (date.min, date.max)
    lives = [(c, whole if query.epoch == "now" else _validity(table, i)) for i, c in enumerate(table.country)]
    each = list(dict.fromkeys(lives))
    life = np.array([each.index(mine) for mine in lives], np.int64)
    return Shapes(np.searchsorted(regions.id.astype(str), table.id.astype(str)), each, life, table)


def _validity(regions: Regions, row: int) -> Period:
    first, end = regions.valid_from[row], regions.valid_to[row]
    return (
        date.min if np.isnat(first) else first.item(),
        date.max if np.isnat(end) else end.item() - timedelta(days=1),  # valid_to is the first day after
    )


def _people(snapshot: Snapshot, query: Query, shapes: Shapes, year: npt.NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Give the census that counts for each shape in a year of its own: people, and when they were counted."""
    people, census = np.empty(len(year)), np.empty(len(year))
    for one in set(year.tolist()):
        make = partial(_censuses, snapshot.populations, shapes.table, one)
        counted = snapshot.once(("census", query.level, query.epoch, str(one)), make)
        mine = year == one
        people[mine], census[mine] = counted[mine].T
    return people, census


def _censuses(people: Populations, shapes: Regions, year: int) -> Numbers:
    ended = ~np.isnat(shapes.valid_to)
    found = [_census(people, i, year, ended=bool(e)) for i, e in zip(shapes.id, ended, strict=True)]
    return np.array(found).reshape(-1, 2)


def _census(people: Populations, region: str, year: int, *, ended: bool) -> tuple[float, float]:
    """Give the latest census of a shape not after a year, else its first one: (people, year), NaN if there is none."""
    mine = (people.region == region) & (np.isnat(people.valid_to) != ended)
    if not np.any(mine):
        return np.nan, np.nan
    known = people.year[mine]
    best = known[known <= year].max(initial=-np.inf)
    best = best if np.isfinite(best) else known.min()
    return float(people.n[mine & (people.year == best)][0]), float(best)
