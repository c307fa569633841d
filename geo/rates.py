"""Exposure: what a count is divided by to become a rate.

A rate divides by area x years or people x years, added up over the periods that a source covers and over the shapes a
region had in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

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


class Piece(NamedTuple):
    """A region while it had one shape: covered years, area, and the census that counted that shape."""

    years: float
    km2: float
    people: float
    census: float


def exposure(snapshot: Snapshot, query: Query, sources: Sequence[Source] | None = None) -> Exposure:
    """Work out the exposure of each region over the part of a question's period that sources cover.

    Parameters
    ----------
    sources : sequence of Source, optional
        Only these, such as the ones that record what is measured; all that the question asks if not given.
    """
    regions = snapshot.regions_at(query)
    asked = [snapshot.sources[s] for s in query.source] if sources is None else sources
    known = {c: covered(asked, c, query.period) for c in set(regions.country)}
    pieces = [_pieces(snapshot, query, i, known[c]) for i, c in zip(regions.id, regions.country, strict=True)]
    return Exposure(
        years=np.array([sum(p.years for p in mine) for mine in pieces]),
        km2_years=np.array([sum(p.years * p.km2 for p in mine) for mine in pieces]),
        person_years=np.array([sum(p.years * p.people for p in mine) for mine in pieces]),
        population=np.array([mine[-1].people for mine in pieces]),
        population_year=np.array([mine[-1].census for mine in pieces]),
    )


def _pieces(snapshot: Snapshot, query: Query, region: str, asked: Sequence[Period]) -> list[Piece]:
    """Give a region's shapes in the order of time: those with covered years, or the last one without any."""
    rows = snapshot.regions_at(query) if query.epoch == "now" else snapshot.regions
    mine = rows.take((rows.id == region) & (rows.level == query.level))
    found = []
    for row in np.argsort(mine.valid_to):  # NaT, still as drawn, comes last
        valid = (date.min, date.max) if query.epoch == "now" else _validity(mine, int(row))
        parts = [p for a in asked if (p := clip(valid, a))]
        until = max((p[1] for p in parts), default=query.end)
        census = _census(snapshot.populations, region, until.year, ended=not np.isnat(mine.valid_to[row]))
        found.append(Piece(years(parts), mine.area_km2[row], *census))
    return [p for p in found if p.years > 0] or found[-1:]


def _validity(regions: Regions, row: int) -> Period:
    first, end = regions.valid_from[row], regions.valid_to[row]
    return (
        date.min if np.isnat(first) else first.item(),
        date.max if np.isnat(end) else end.item() - timedelta(days=1),  # valid_to is the first day after
    )


def _census(people: Populations, region: str, year: int, *, ended: bool) -> tuple[float, float]:
    """Give the latest census of a shape not after a year, else its first one: (people, year), NaN if there is none."""
    mine = (people.region == region) & (np.isnat(people.valid_to) != ended)
    if not np.any(mine):
        return np.nan, np.nan
    known = people.year[mine]
    best = known[known <= year].max(initial=-np.inf)
    best = best if np.isfinite(best) else known.min()
    return float(people.n[mine & (people.year == best)][0]), float(best)
