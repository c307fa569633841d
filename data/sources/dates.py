"""Days as people write them: read when only one day can be meant, refused with the reason when not."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import jdatetime

from data.sources.fields import LONGEST, REMEMBERED, plain, unfit

FIRST_YEAR, LAST_YEAR = 1900, 2100
SOLAR_HIJRI = range(1300, 1500)
"""Years that can only be Solar Hijri: 1300 began in March 1921."""
SERIALS = range(20_000, 80_001)
"""Days since the end of 1899 that a spreadsheet may show in place of a date: 1954 to 2119."""
SPREADSHEET = date(1899, 12, 30)
ACCEPTED = "accepted: YYYY-MM-DD, 16 May 2025, Solar Hijri such as 1403/05/12"

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_TIME}", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_TWO_DIGITS = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[^\W\d]+)[-/. ,]+\d{2}", re.ASCII)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})[\s.-]*([^\W\d]+)[\s.,-]*(\d{{4}}){_TIME}")
_MONTH_DAY = re.compile(rf"([^\W\d]+)\.?\s+(\d{{1,2}})\s*,?\s+(\d{{4}}){_TIME}")

_ENGLISH = "january february march april may june july august september october november december"
_URDU = "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"
_PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_DARI = "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"
_GREGORIAN = {name: n for names in (_ENGLISH, _URDU) for n, name in enumerate(names.split(), 1)}
_GREGORIAN |= {name[:3]: n for n, name in enumerate(_ENGLISH.split(), 1)} | {"sept": 9}
_SOLAR = {name: n for names in (_PERSIAN, _DARI) for n, name in enumerate(names.split(), 1)}
_LETTERS = str.maketrans("يك", "یک")  # as an Arabic keyboard writes them


@lru_cache(REMEMBERED)
def day(name: str, text: str, *, day_first: bool = False, serial: bool = False) -> str:
    """Read a day, with or without a time behind it, as ISO 8601 writes it.

    Parameters
    ----------
    name : str
        The column, for the message.
    text : str
    day_first : bool
        That 05/12/2024 is the fifth of December.
    serial : bool
        That a whole number is a day of a spreadsheet.

    Raises
    ------
    Unfit
        It is no day of 1900 to 2100, or could be either of two.

    Examples
    --------
    >>> day("date", "16 May 2025"), day("date", "۱۴۰۳/۰۵/۱۲"), day("date", "25/12/2024")
    ('2025-05-16', '2024-08-02', '2024-12-25')
    >>> day("date", "45432", serial=True)
    '2024-05-20'
    """
    written = plain(text) if len(text) <= LONGEST else ""
    try:
        found = _read(written, day_first=day_first, serial=serial)
    except ValueError as error:  # of ours, with the reason; of a calendar, which has no such day
        raise unfit(name, text, str(error) if isinstance(error, _NoDay) else f"is not a day ({ACCEPTED})") from None
    return found.isoformat()


class _NoDay(ValueError):
    """Why it is no day."""


def _read(text: str, *, day_first: bool, serial: bool) -> date:
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        parts = [part for part in match.groups() if part.isdigit()]
        return calendar_day(int(parts[0]), int(parts[1]), int(parts[2]))
    if match := _YEAR_LAST.fullmatch(text):
        one, _, other, year = match.groups()
        return _either(int(one), int(other), int(year), day_first=day_first)
    if match := _DAY_MONTH.fullmatch(text):
        return _named(match[1], match[2], match[3])
    if match := _MONTH_DAY.fullmatch(text):
        return _named(match[2], match[1], match[3])
    if serial and len(text) == 5 and text.isdigit() and int(text) in SERIALS:  # noqa: PLR2004
        return _within(SPREADSHEET + timedelta(int(text)))
    if _TWO_DIGITS.fullmatch(text):
        raise _NoDay("has a year of two digits; write all four")
    raise _NoDay(f"is not a day ({ACCEPTED})")


def _either(one: int, other: int, year: int, *, day_first: bool) -> date:
    if day_first or one == other or one > 12:  # noqa: PLR2004 months
        return calendar_day(year, other, one)
    if other > 12:  # noqa: PLR2004
        return calendar_day(year, one, other)
    raise _NoDay("could begin with the day or with the month; if the day stands first, say so (--day-first)")


def _named(number: str, month: str, year: str) -> date:
    name = month.translate(_LETTERS).casefold()
    if name in _SOLAR and int(year) in SOLAR_HIJRI:
        return calendar_day(int(year), _SOLAR[name], int(number))
    if name in _GREGORIAN and int(year) not in SOLAR_HIJRI:
        return calendar_day(int(year), _GREGORIAN[name], int(number))
    raise _NoDay("names no month of that calendar")


def calendar_day(year: int, month: int, number: int) -> date:
    """Give a day of the calendar that its year can only belong to; a ValueError if it has no such day.

    Examples
    --------
    >>> calendar_day(1403, 1, 1)
    datetime.date(2024, 3, 20)
    """
    if year in SOLAR_HIJRI:
        return _within(jdatetime.date(year, month, number).togregorian())
    return _within(date(year, month, number))


def _within(found: date) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _NoDay(f"is not of the years {FIRST_YEAR} to {LAST_YEAR}")
    return found


def month_or_year(year: int, month: int) -> tuple[str, str]:
    """Give the first and the last day of a month, or of the year if the month is 0.

    Examples
    --------
    >>> month_or_year(2016, 2), month_or_year(2016, 0)
    (('2016-02-01', '2016-02-29'), ('2016-01-01', '2016-12-31'))
    """
    first, last = (month, month) if month else (1, 12)
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{monthrange(year, last)[1]}"
