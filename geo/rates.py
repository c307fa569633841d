"""Exposure: what a count is divided by to become a rate.

A rate divides by area x years or people x years, added up over the periods that a source covers and over the shapes a
region had in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from geo.coverage import clip, covered, years

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def exposure(snapshot: Snapshot, query: Query) -> Exposure:
    """Work out the exposure of each region over the covered part of a question's period."""
    regions, everything = snapshot.regions_at(query), snapshot.regions
    sources, people = [snapshot.sources[s] for s in query.source], snapshot.populations
    rows = [_pieces(r, query, sources, regions, everything) for r in range(len(regions))]
    then = query.epoch == "then"
    census = [_census(id_, query.end.year, people, then=then) for id_ in regions.id]
    return Exposure(
        years=np.array([sum(y for y, _ in pieces) for pieces in rows]),
        km2_years=np.array([sum(y * km2 for y, km2 in pieces) for pieces in rows]),
        person_years=np.array([sum(y for y, _ in p) * n for p, (n, _) in zip(rows, census, strict=True)]),
        population=np.array([n for n, _ in census]),
        population_year=np.array([year for _, year in census]),
    )


def _pieces(
    row: int, query: Query, sources: Sequence[Source], regions: Regions, everything: Regions
) -> list[tuple[float, float]]:
    """Give (years, km2) for each shape of a region within the covered part of the period."""
    asked = covered(sources, regions.country[row], query.period)
    if query.epoch == "now":
        return [(years(asked), regions.area_km2[row])] if asked else []
    mine = np.flatnonzero((everything.id == regions.id[row]) & (everything.level == regions.level[row]))
    shapes = [(_validity(everything, int(i)), everything.area_km2[i]) for i in mine]
    parts = ((years(p for a in asked if (p := clip(valid, a))), km2) for valid, km2 in shapes)
    return [(y, km2) for y, km2 in parts if y > 0]


def _validity(regions: Regions, row: int) -> Period:
    first, end = regions.valid_from[row], regions.valid_to[row]
    return (
        date.min if np.isnat(first) else first.item(),
        date.max if np.isnat(end) else end.item() - timedelta(days=1),  # valid_to is the first day after
    )


def _census(region: str, year: int, people: Populations, *, then: bool) -> tuple[float, float]:
    """Give the latest census not after a year, else the first one: (people, year), NaN if there is none."""
    mine = (people.region == region) & np.isnat(people.valid_to)
    old = (people.region == region) & ~np.isnat(people.valid_to)
    mine = old if then and np.any(old) else mine
    if not np.any(mine):
        return np.nan, np.nan
    known = people.year[mine]
    best = known[known <= year].max(initial=-np.inf)
    best = best if np.isfinite(best) else known.min()
    return float(people.n[mine & (people.year == best)][0]), float(best)
