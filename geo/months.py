"""How much of it there was in each month: the figures of a question, with every filter but its period."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo import terms
from geo.amounts import tellers
from geo.coverage import clip, covered, merged, span
from geo.rates import shapes_of
from geo.selection import day_number, days
from geo.stacks import allowed, counted, split
from geo.sums import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.coverage import Period, Source
    from geo.query import Query
    from geo.snapshot import Snapshot

YEAR = 12  # months


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One part of each month.

    Attributes
    ----------
    value : str, optional
        A group, tactic, kind or region; None is everything that is none of the others.
    months : ndarray of float64
        The measure in each month; NaN where nothing is known.
    inside : float
        The measure in the period of the question.
    """

    value: str | None
    months: Numbers
    inside: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Months:
    """One value for each calendar month, from the first that an asked source covers to the last that any source knows.

    Attributes
    ----------
    first : datetime.date
        The first day of the first month.
    values : ndarray of float64
        The measure in each month. Zero is said only where complete sources that record it cover the whole month
        somewhere; elsewhere a month without an incident is NaN, and so is one of which nothing is known.
    covered : ndarray of bool
        Whether they cover the whole month somewhere among the asked regions.
    recorded : bool
        Whether an asked source records what is measured.
    counted : int
        Incidents in the period of the question: what its tally counts.
    inside : float
        The measure in the period; NaN where nothing is known.
    partial : dict of datetime.date to float
        Of the months in which the period begins or ends on the way: how much lies inside it.
    parts : tuple of Part
        What the months are stacked of, the largest of all months first.
    overlap : bool
        Whether an incident stands in several parts, so that they add up to more than the months.
    """

    query: Query
    first: date
    values: Numbers
    covered: npt.NDArray[np.bool_]
    recorded: bool
    counted: int
    inside: float
    partial: dict[date, float]
    stack: str
    parts: tuple[Part, ...]
    overlap: bool


class Axis(NamedTuple):
    """The months of an answer and what may be said of each, and the same of its period."""

    first: date
    edges: list[int]
    covered: npt.NDArray[np.bool_]
    recorded: bool
    measure: str

    def told(self, sums: npt.NDArray[np.int64]) -> Numbers:
        """Give the measure in each month; NaN where nothing is known of it."""
        return self._told(sums, self.covered)

    def amount(self, sums: npt.NDArray[np.int64], *, zero: bool) -> float:
        """Give the measure in a part of the period, in which zero may or may not be said."""
        return float(self._told(sums, np.array([zero]))[0])

    def _told(self, sums: npt.NDArray[np.int64], zero: npt.NDArray[np.bool_]) -> Numbers:
        if not self.recorded:
            return np.full(len(sums), np.nan)
        return np.where((sums[:, 0] > 0) | zero, known(sums, self.measure), np.nan)


def months(snapshot: Snapshot, query: Query, *, stack: str = "none") -> Months:
    """Count each calendar month of what a question asks, whatever its period.

    Parameters
    ----------
    stack : str
        One of `geo.stacks.STACKS`: what each month is made of. An incident of several groups counts for each, and once
        for the month; ``region`` is for the two to five regions that a question names.

    Raises
    ------
    BadQuery
        The months of this question cannot be stacked so.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)], date_start=["2010-01-05", "2010-02-05"])
    >>> found = months(world, world.ask([("from", "2010-02-01")]))
    >>> found.first.isoformat(), found.values[:3].tolist(), found.counted
    ('2010-01-01', [1.0, 1.0, 0.0], 1)
    """
    allowed(snapshot, query, stack)
    axis, counting = _axis(snapshot, query), counted(snapshot, query)
    sums, period = counting.sums(axis.edges), counting.sums(days(query))
    parts = split(snapshot, query, stack, axis.edges)
    each, within = parts.sums(axis.edges), parts.sums(days(query))
    zero = _known_of(snapshot, query)
    return Months(
        query=query,
        first=axis.first,
        values=axis.told(sums),
        covered=axis.covered,
        recorded=axis.recorded,
        counted=int(period[0, 0]),
        inside=axis.amount(period, zero=zero),
        partial={
            first: axis.amount(counting.sums(days(part)), zero=_known_of(snapshot, part))
            for first, part in _partial(query)
        },
        stack=stack,
        parts=tuple(
            Part(value=value, months=axis.told(found), inside=axis.amount(inside, zero=zero))
            for value, found, inside in zip(parts.values, each, within, strict=True)
        ),
        overlap=int(each[..., 0].sum()) > int(sums[:, 0].sum()),
    )


def month_of(first: date, months: int) -> date:
    """Give the first day of a month, some months after a first one; none is after the last that a calendar has.

    Examples
    --------
    >>> month_of(date(1989, 11, 1), 3)
    datetime.date(1990, 2, 1)
    """
    year, month = divmod(first.year * YEAR + first.month - 1 + months, YEAR)
    return date(year, month + 1, 1) if year <= date.max.year else date.max


def _axis(snapshot: Snapshot, query: Query) -> Axis:
    first = span([snapshot.sources[s] for s in query.source])[0].replace(day=1)
    last = span([*snapshot.sources.values()])[1]
    begins = [month_of(first, n) for n in range(_between(first, last) + 2)]
    tell = tellers(snapshot, query)
    knows = {word for s in query.source for word in snapshot.sources[s].knows}
    return Axis(
        first=first,
        edges=[day_number(day) for day in begins],
        covered=_whole(_parts(snapshot, query, tell, (first, begins[-1])), first, len(begins) - 1),
        recorded=set(terms.NEEDS[query.measure]) <= knows,
        measure=query.measure,
    )


def _between(first: date, last: date) -> int:
    """Count the months from one day's to another's."""
    return (last.year - first.year) * YEAR + last.month - first.month


def _parts(snapshot: Snapshot, query: Query, tell: Sequence[Source], period: Period) -> list[list[Period]]:
    """Give, for each country of the asked regions, what is covered of a period while they were there."""
    shapes, ids = shapes_of(snapshot, query), snapshot.regions_at(query).id
    asked = np.isin(ids, query.region) if query.region else np.ones(len(ids), dtype=np.bool_)
    lives = [shapes.lives[i] for i in np.unique(shapes.life[asked[shapes.region]])]
    found = {country: covered(tell, country, period) for country, _ in lives}
    held = {c: [p for there, valid in lives if there == c for a in found[c] if (p := clip(valid, a))] for c in found}
    return [merged(parts) for parts in held.values()]


def _whole(countries: list[list[Period]], first: date, n: int) -> npt.NDArray[np.bool_]:
    """Select the months that are covered from their first to their last day in a country."""
    found = np.zeros(n, dtype=np.bool_)
    for start, end in (part for parts in countries for part in parts):
        begin = _between(first, start) + (start.day > 1)
        ends = end == date.max or (end + timedelta(days=1)).day == 1
        found[max(begin, 0) : max(_between(first, end) + ends, 0)] = True
    return found


def _partial(query: Query) -> list[tuple[date, Query]]:
    """Give the months in which a period begins or ends on the way, with the question of what lies inside it."""
    found = []
    for month in dict.fromkeys(day.replace(day=1) for day in query.period):
        whole = (month, _last_of(month))
        inside = (max(month, query.start), min(whole[1], query.end))
        if inside != whole:
            found.append((month, query.with_dates(*inside)))
    return found


def _last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _known_of(snapshot: Snapshot, query: Query) -> bool:
    """Tell whether any of a period is covered, so that nothing is zero."""
    return any(_parts(snapshot, query, tellers(snapshot, query), query.period))
