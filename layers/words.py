"""Numbers and periods as people read them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date  # noqa: TC003 the examples make days
from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.coverage import Period

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MANY = {"country": "countries", "province": "provinces", "district": "districts"}
"""What the regions of a level are together: the word, and the name of their collection."""


def count(n: float) -> str:
    """Write a count with thousands separators.

    Examples
    --------
    >>> count(6255.0)
    '6,255'
    """
    return f"{int(n):,}"


def value(v: float) -> str:
    """Write a rate: two decimals from one up, two significant figures below, never an exponent.

    Examples
    --------
    >>> [value(v) for v in (0.0, 1.4009, 0.0609, 0.00459, 0.00031, 1234.5, float("nan"))]
    ['0', '1.40', '0.061', '0.0046', '0.00031', '1,234.50', 'unknown']
    """
    if isnan(v):
        return "unknown"
    if v == 0:
        return "0"
    exponent = int(f"{v:.1e}".partition("e")[2])  # after rounding: 0.0996 is written as 0.10
    places = 2 if exponent >= 0 else 1 - exponent
    return f"{v:,.{places}f}"


def percent(ratio: float) -> str:
    """Write a relative change with its sign.

    Examples
    --------
    >>> percent(0.2267), percent(-0.15)
    ('+23 %', '−15 %')
    """
    size = f"{abs(ratio) * 100:.0f}"
    sign = "" if size == "0" else "−" if ratio < 0 else "+"
    return f"{sign}{size} %"


def day(d: date) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2018, 5, 31))
    '31 May 2018'
    """
    return f"{d.day} {MONTHS[d.month - 1]} {d.year}"


def period(p: Period) -> str:
    """Write a period as short as it can be said.

    Examples
    --------
    >>> period((date(1989, 1, 1), date(2021, 12, 31))), period((date(2014, 1, 1), date(2014, 12, 31)))
    ('1989–2021', '2014')
    >>> period((date(2014, 3, 1), date(2014, 3, 31))), period((date(2014, 3, 1), date(2014, 4, 2)))
    ('Mar 2014', '1 Mar 2014 – 2 Apr 2014')
    """
    first, last = p
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and last.day == days_in(last):
        return f"{MONTHS[first.month - 1]} {first.year}"
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def span(p: Period) -> str:
    """Write the years of a period, or its days if they lie in one year.

    Examples
    --------
    >>> span((date(2006, 3, 16), date(2025, 12, 10))), span((date(2025, 5, 12), date(2025, 5, 16)))
    ('2006–2025', '12 May 2025 – 16 May 2025')
    """
    return period(p) if p[0].year == p[1].year else f"{p[0].year}–{p[1].year}"


def days_in(month: date) -> int:
    """Count the days of a day's month."""
    return monthrange(month.year, month.month)[1]


def listing(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listing(["Iran"]), listing(["Iran", "Afghanistan"]), listing(["a", "b", "c"])
    ('Iran', 'Iran and Afghanistan', 'a, b and c')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
