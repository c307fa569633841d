"""Numbers and periods as people read them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date  # noqa: TC003 the examples make days
from functools import reduce
from math import isnan
from typing import TYPE_CHECKING

from layers.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.coverage import Period
    from layers.language import Language

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


def value(v: float, language: Language = ENGLISH) -> str:
    """Write a rate: two decimals from one up, two significant figures below, never an exponent.

    Examples
    --------
    >>> [value(v) for v in (0.0, 1.4009, 0.0609, 0.00459, 0.00031, 1234.5, float("nan"))]
    ['0', '1.40', '0.061', '0.0046', '0.00031', '1,234.50', 'unknown']
    """
    if isnan(v):
        return language.say("words.unknown")
    if v == 0:
        return "0"
    exponent = int(f"{v:.1e}".partition("e")[2])  # after rounding: 0.0996 is written as 0.10
    places = 2 if exponent >= 0 else 1 - exponent
    return f"{v:,.{places}f}"


def percent(ratio: float, language: Language = ENGLISH) -> str:
    """Write a relative change with its sign.

    Examples
    --------
    >>> percent(0.2267), percent(-0.15)
    ('+23 %', '−15 %')
    """
    size = f"{abs(ratio) * 100:.0f}"
    sign = "" if size == "0" else "−" if ratio < 0 else "+"
    return language.say("words.percent", n=f"{sign}{size}")


def day(d: date, language: Language = ENGLISH) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2018, 5, 31))
    '31 May 2018'
    """
    return language.say("words.day", day=str(d.day), month=_month(d, language), year=str(d.year))


def _month(d: date, language: Language) -> str:
    return language.say(f"words.month_{d.month}")


def period(p: Period, language: Language = ENGLISH) -> str:
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
        return language.say("words.month", month=_month(first, language), year=str(first.year))
    if first == last:
        return day(first, language)
    return language.say("words.range", first=day(first, language), last=day(last, language))


def span(p: Period, language: Language = ENGLISH) -> str:
    """Write the years of a period, or its days if they lie in one year.

    Examples
    --------
    >>> span((date(2006, 3, 16), date(2025, 12, 10))), span((date(2025, 5, 12), date(2025, 5, 16)))
    ('2006–2025', '12 May 2025 – 16 May 2025')
    """
    return period(p, language) if p[0].year == p[1].year else f"{p[0].year}–{p[1].year}"


def days_in(month: date) -> int:
    """Count the days of a day's month."""
    return monthrange(month.year, month.month)[1]


def unit(measure: str, per: str, language: Language = ENGLISH) -> str:
    """Say in words what one unit of a value is.

    Examples
    --------
    >>> unit("killed", "area"), unit("incidents", "none")
    ('killed per 1,000 km² and year', 'incidents')
    """
    return language.say(f"units.{measure}_{per}")


def capital(sentence: str) -> str:
    """Begin a sentence with a capital.

    Examples
    --------
    >>> capital("people killed in BLA incidents")
    'People killed in BLA incidents'
    """
    return sentence[:1].upper() + sentence[1:]


def series(words: Sequence[str], language: Language = ENGLISH) -> str:
    """Write words one after the other.

    Examples
    --------
    >>> series(["a", "b", "c"])
    'a, b, c'
    """
    return reduce(lambda some, more: language.say("words.comma", first=some, second=more), words) if words else ""


def listing(words: Sequence[str], language: Language = ENGLISH) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listing(["Iran"]), listing(["Iran", "Afghanistan"]), listing(["a", "b", "c"])
    ('Iran', 'Iran and Afghanistan', 'a, b and c')
    """
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return language.say("words.and", first=series(words[:-1], language), last=words[-1])
