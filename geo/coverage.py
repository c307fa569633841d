"""What a source covers: the difference between zero and not covered."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from geo.errors import BadTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Period: TypeAlias = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where incidents come from, and where and when its silence means that nothing happened.

    Attributes
    ----------
    countries : tuple of str
        ISO 3166-1 alpha-2 codes of the countries it covers.
    first, last : datetime.date
        The first and the last day that it covers.
    complete : bool
        Whether it aims at every event of its kind there. Only then does a zero exist.
    knows : tuple of str
        Which of kind, group, tactic, target, killed, injured it records.
    """

    id: str
    name: str
    short: str
    counts: str
    countries: tuple[str, ...]
    first: date
    last: date
    complete: bool
    knows: tuple[str, ...]
    licence: str
    cite: str
    url: str = ""
    accessed: str | None = None

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadTable(f"source {self.id}: from {self.first} is after to {self.last}")

    def within(self, country: str, asked: Period) -> Period | None:
        """Give the part of a period in which zero can be said of a country, or None."""
        if not self.complete or country not in self.countries:
            return None
        return clip((self.first, self.last), asked)


def clip(period: Period, to: Period) -> Period | None:
    """Give the days that two periods share, or None.

    Examples
    --------
    >>> clip((date(2001, 1, 1), date(2003, 12, 31)), (date(2003, 7, 1), date(2004, 6, 30)))
    (datetime.date(2003, 7, 1), datetime.date(2003, 12, 31))
    """
    first, last = max(period[0], to[0]), min(period[1], to[1])
    return (first, last) if first <= last else None


def covered(sources: Iterable[Source], country: str, asked: Period) -> list[Period]:
    """Give the parts of a period that at least one source covers in a country, in order and without overlap."""
    return merged(p for s in sources if (p := s.within(country, asked)))


def merged(periods: Iterable[Period]) -> list[Period]:
    """Give the same days as periods in order, without overlap and without two that touch.

    Examples
    --------
    >>> merged([(date(2002, 1, 1), date(2003, 1, 1)), (date(2001, 1, 1), date(2001, 12, 31))])
    [(datetime.date(2001, 1, 1), datetime.date(2003, 1, 1))]
    """
    found: list[Period] = []
    for first, last in sorted(periods):
        if found and (first - found[-1][1]).days <= 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def years(periods: Iterable[Period]) -> float:
    """Measure periods in calendar years: each day counts as one part of its own year.

    Whole years count as whole numbers, leap years included, so that a yearly rate over 1989-2021 divides by 33.

    Examples
    --------
    >>> years([(date(1989, 1, 1), date(2021, 12, 31))])
    33.0
    >>> round(years([(date(2020, 1, 1), date(2020, 1, 1))]) * 366)
    1
    """
    return sum(_years(*p) for p in periods)


def _years(first: date, last: date) -> float:
    if first.year == last.year:
        return ((last - first).days + 1) / _days(first.year)
    head = (date(first.year, 12, 31) - first).days + 1
    tail = (last - date(last.year, 1, 1)).days + 1
    return head / _days(first.year) + (last.year - first.year - 1) + tail / _days(last.year)


def _days(year: int) -> int:
    return 366 if isleap(year) else 365


def span(sources: Sequence[Source]) -> Period:
    """Give the first and last day that any of the sources covers."""
    return min(s.first for s in sources), max(s.last for s in sources)
