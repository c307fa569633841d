"""The measure in each region, from the incidents that may become a figure.

A list that is not complete gives no rate, rank, share or change, and a source that does not record a thing says nothing
of it: neither may add to a figure, not even a zero.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.cube import MEASURES, pick
from geo.selection import day_number, days, wanted
from geo.sums import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.columns import Numbers, Words
    from geo.coverage import Source
    from geo.query import Query
    from geo.snapshot import Snapshot


def counted(snapshot: Snapshot, query: Query) -> npt.NDArray[np.bool_]:
    """Select the incidents that a question counts: they match, and their place is known well enough."""
    return snapshot.matches(query, graded=True)


def counts(snapshot: Snapshot, query: Query, edges: Sequence[int], measures: int) -> npt.NDArray[np.int64]:
    """Add up what a question counts, between days and by source.

    Returns
    -------
    ndarray of int64, shape (sources, places, bins, measures)
        The places are the regions, in order, and what is outside of all; see `geo.cube` for the rest.
    """
    cube = snapshot.cube(query.level, query.epoch)
    chosen = pick(cube.records, wanted(cube.records, query), {"source": query.source})
    return cube.sums(chosen, edges, measures=measures)


def tellers(snapshot: Snapshot, query: Query) -> list[Source]:
    """Give the asked sources that are complete and record what is measured."""
    asked = (snapshot.sources[s] for s in query.source)
    return [s for s in asked if s.complete and set(terms.NEEDS[query.measure]) <= set(s.knows)]


def amount(snapshot: Snapshot, query: Query) -> Numbers:
    """Give the measure in each region; NaN where nothing is known of it.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)], killed=[2, None])
    >>> amount(world, world.ask([("measure", "killed")])).tolist()
    [2.0, nan]
    """
    return told(snapshot, query, counts(snapshot, query, days(query), len(MEASURES))[:, :, 0])


def told(snapshot: Snapshot, query: Query, sums: npt.NDArray[np.int64]) -> Numbers:
    """Give the measure in each region from sums by source, shape (sources, places, measures)."""
    tell, regions = tellers(snapshot, query), snapshot.regions_at(query)
    if not tell:
        return np.full(len(regions), np.nan)
    heard = [sums[query.source.index(s.id), : len(regions)] * may_tell(s, tell, regions.country) for s in tell]
    return known(np.sum(heard, axis=0), query.measure)


def yearly_amount(snapshot: Snapshot, query: Query, calendar: range) -> Numbers:
    """Give the measure in each region and calendar year, of what is known.

    Returns
    -------
    ndarray of float64, shape (regions, years)
    """
    tell, regions = tellers(snapshot, query), snapshot.regions_at(query)
    if not tell:
        return np.full((len(regions), len(calendar)), np.nan)
    sums = counts(snapshot, query, year_edges(query, calendar), len(MEASURES))[:, : len(regions)]
    parts = [query.measure] if query.measure in MEASURES else ["killed", "injured"]
    whole = sums[..., [MEASURES.index(p) for p in parts]].sum(axis=-1).astype(np.float64)
    heard = [whole[query.source.index(s.id)] * may_tell(s, tell, regions.country) for s in tell]
    return np.asarray(np.sum(heard, axis=0))


def year_edges(query: Query, calendar: range) -> list[int]:
    """Give the days that part calendar years, none before or after a question's period.

    Examples
    --------
    >>> from geo.query import Query
    >>> asked = Query(start=date(1970, 1, 11), end=date(1971, 12, 31), source=("s",))
    >>> year_edges(asked, range(1970, 1972)), year_edges(asked, range(0))
    ([10, 365, 730], [10])
    """
    first, end = days(query)
    years = [*calendar, calendar.stop] if calendar else []
    starts = map(_new_year, years)
    return [min(max(day, first), end) for day in starts] or [first]


@cache
def _new_year(year: int) -> int:
    return day_number(date(min(year, date.max.year), 1, 1))


def measured(snapshot: Snapshot, query: Query) -> npt.NDArray[np.bool_]:
    """Select the incidents that the measure is made of: counted, and of a source that may speak of where they are."""
    tell, rows = tellers(snapshot, query), snapshot.incidents
    country = snapshot.regions_at(query).country[snapshot.placement(query.level, query.epoch).owner]
    mask = np.zeros(len(rows), dtype=np.bool_)
    for s in tell:
        mask |= (rows.source == s.id) & may_tell(s, tell, country)[:, 0]
    return counted(snapshot, query) & mask


def may_tell(source: Source, tell: list[Source], country: Words) -> npt.NDArray[np.bool_]:
    """Tell in which regions a source may speak: not in a country that only another one covers; shape (regions, 1)."""
    claimed = {c for s in tell for c in s.countries} - set(source.countries)
    if not claimed:
        return np.ones((len(country), 1), dtype=np.bool_)
    return np.array([[c not in claimed] for c in country], dtype=np.bool_).reshape(-1, 1)
