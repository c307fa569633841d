"""The measure in each region, from the incidents that may become a figure.

A list that is not complete gives no rate, rank, share or change, and a source that does not record a thing says nothing
of it: neither may add to a figure, not even a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.sums import Sums, sum_by_region

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Words
    from geo.coverage import Source
    from geo.query import Query
    from geo.snapshot import Snapshot


def counted(snapshot: Snapshot, query: Query) -> npt.NDArray[np.bool_]:
    """Select the incidents that a question counts: they match, and their place is known well enough."""
    return snapshot.matches(query) & np.isin(snapshot.incidents.precision, terms.accepted(query.precision))


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
    return _told(snapshot, query, range(0)).of(query.measure)


def yearly_amount(snapshot: Snapshot, query: Query, calendar: range) -> Numbers:
    """Give the measure in each region and calendar year.

    Returns
    -------
    ndarray of float64, shape (regions, years)
    """
    return _told(snapshot, query, calendar).yearly_of(query.measure)


def measured(snapshot: Snapshot, query: Query) -> npt.NDArray[np.bool_]:
    """Select the incidents that the measure is made of: counted, and of a source that may speak of where they are."""
    owner = snapshot.placement(query.level, query.epoch).owner
    told, country = tellers(snapshot, query), snapshot.regions_at(query).country[owner]
    return counted(snapshot, query) & _in_its_place(snapshot, told, country)


def _told(snapshot: Snapshot, query: Query, calendar: range) -> Sums:
    owner, n = snapshot.placement(query.level, query.epoch).owner, len(snapshot.regions_at(query))
    sums = sum_by_region(snapshot.incidents, owner, measured(snapshot, query), regions=n, calendar=calendar)
    return sums if tellers(snapshot, query) else sums.unknown()


def _in_its_place(snapshot: Snapshot, told: list[Source], country: Words) -> npt.NDArray[np.bool_]:
    """Select the rows of sources, but not those in a country that only another one of them covers."""
    claimed = {c for s in told for c in s.countries}
    mask = np.zeros(len(country), dtype=np.bool_)
    for s in told:
        mask |= (snapshot.incidents.source == s.id) & ~np.isin(country, sorted(claimed - set(s.countries)))
    return mask
