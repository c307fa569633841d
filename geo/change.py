"""Change against another period, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from geo.amounts import amount, tellers
from geo.coverage import covered
from geo.errors import BadQuery

if TYPE_CHECKING:
    from geo.columns import Numbers
    from geo.coverage import Period
    from geo.query import Query
    from geo.snapshot import Snapshot

SMALL_BASE = 10
"""Under this many before, a percentage says nothing and is not given."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """Against the period before; NaN where there is nothing to say.

    Attributes
    ----------
    period : (date, date)
        The earlier period.
    base : ndarray of float64
        The measure then; NaN where either period is not covered whole.
    ratio, low, high : ndarray of float64
        Relative change (0.5 is half as many again) and its exact 95 % interval. NaN on a base under 10. The interval
        is of a count of independent events, so only
        ``measure=incidents`` has one, and only where the two periods do not overlap.
    """

    period: Period
    base: Numbers
    ratio: Numbers
    low: Numbers
    high: Numbers


def earlier(period: Period, compare: str) -> Period:
    """Give the period to compare with: the one of equal length just before, or the same days a year before.

    Examples
    --------
    >>> earlier((date(2014, 1, 1), date(2014, 12, 31)), "year")
    (datetime.date(2013, 1, 1), datetime.date(2013, 12, 31))
    >>> earlier((date(2014, 3, 1), date(2014, 3, 31)), "previous")
    (datetime.date(2014, 1, 29), datetime.date(2014, 2, 28))
    """
    first, last = period
    try:
        if compare == "previous":
            return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
        return _year_before(first), _year_before(last)
    except (OverflowError, ValueError):  # before the year 1
        raise BadQuery("compare", f"there is no period before {first} to {last} to compare with.") from None


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def change(snapshot: Snapshot, query: Query, now: Numbers) -> Change:
    """Compare the measure of each region with the earlier period that a question names.

    Parameters
    ----------
    now : ndarray of float64, shape (regions,)
        The measure in the question's own period.
    """
    from geo.intervals import ratio_interval  # scipy takes half a second to import and most questions do not compare

    before = earlier(query.period, query.compare)
    sources = tellers(snapshot, query)
    countries = snapshot.regions_at(query).country
    whole = np.array([all(covered(sources, c, p) == [p] for p in (before, query.period)) for c in countries])
    base = np.where(whole, amount(snapshot, query.with_dates(*before)), np.nan)
    enough = base >= SMALL_BASE
    ratio = np.divide(now, base, out=np.full(len(base), np.nan), where=enough) - 1
    low = high = np.full(len(base), np.nan)
    if query.measure == "incidents" and before[1] < query.start:  # a day on both sides is not counted independently
        bounds = ratio_interval(np.nan_to_num(base), np.nan_to_num(now))
        low, high = (np.where(enough, b - 1, np.nan) for b in bounds)
    return Change(period=before, base=base, ratio=ratio, low=low, high=high)
