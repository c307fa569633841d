"""Single cells of a foreign row: read strictly, refused with the reason.

Readers of what repeats from row to row remember what they have read; none takes a cell that is too long to repeat.
"""

from __future__ import annotations

import re
from functools import lru_cache

from data.rows import SHOWN, Unfit
from geo.tables import MOST_PEOPLE

REMEMBERED = 50_000
LONGEST = 400  # characters of a cell that is no free text
COUNTRIES = {"Pakistan": "PK", "Iran": "IR", "Afghanistan": "AF"}
"""ISO 3166-1 alpha-2 codes of the countries of the study area, by the name that the providers use."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_MARKS = dict.fromkeys(map(ord, "\u200c\u200e\u200f\u202a\u202b\u202c\ufeff"))  # they say which way text runs
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,.'\s٬]\d{3})+", re.ASCII)


def unfit(name: str, text: str, why: str) -> Unfit:
    """Say why a cell is refused."""
    shown = text[:SHOWN]
    return Unfit(f"{name} {shown!r} {why}", column=name, value=shown)


def plain(text: str) -> str:
    """Give a short cell without what is only writing: space around it, marks of direction, Persian and Arabic digits.

    Examples
    --------
    >>> plain(" ۱۴۰۳/۰۵/۱۲ ")
    '1403/05/12'
    """
    if text.isascii():
        return text.strip()
    return text.translate(_MARKS).translate(_DIGITS).strip()


def number(name: str, text: str) -> float:
    """Read a finite decimal number."""
    written = plain(text) if len(text) <= LONGEST else ""
    if not _NUMBER.fullmatch(written):
        raise unfit(name, text, "is not a number")
    value = float(written)
    if value in (float("inf"), float("-inf")):
        raise unfit(name, text, "is not finite")
    return value + 0.0  # no -0.0


@lru_cache(REMEMBERED)
def count(name: str, text: str) -> str:
    """Read a whole number that is not negative; empty is unknown.

    Examples
    --------
    >>> count("killed", "3.0"), count("killed", "۳"), count("killed", " ")
    ('3', '3', '')
    """
    written = plain(text) if len(text) <= LONGEST else text
    if not written:
        return ""
    if _THOUSANDS.fullmatch(written):
        raise unfit(name, text, "could be thousands or a fraction; write it without a separator")
    value = number(name, text)
    if not 0 <= value <= MOST_PEOPLE or value != int(value):
        raise unfit(name, text, "is not a count")
    return str(int(value))


@lru_cache(REMEMBERED)
def word(name: str, text: str, accepted: tuple[str, ...]) -> str:
    """Read a word of a closed vocabulary."""
    if text.strip() not in accepted:
        raise unfit(name, text, f"is not known (accepted: {', '.join(a for a in accepted if a)})")
    return text.strip()


@lru_cache(REMEMBERED)
def ids(name: str, text: str) -> str:
    """Read ids joined by ``|``; one that could not stand in a comma list of a question is refused."""
    if len(text) > LONGEST:
        raise unfit(name, text, f"is longer than {LONGEST} characters")
    if "," in text:
        raise unfit(name, text, "holds a comma, which parts ids in a question")
    if _CONTROL.search(text.strip()):
        raise unfit(name, text, "holds a control character")
    return "|".join(filter(None, (part.strip() for part in text.split("|"))))


def name(column: str, text: str) -> str:
    """Read a name or a term of the provider; one that is as long as a text is none."""
    if len(text) > LONGEST:
        raise unfit(column, text, f"is longer than {LONGEST} characters")
    return text.strip()


def filled(column: str, text: str) -> str:
    """Refuse an empty cell, and one that holds what no text has."""
    if not text.strip():
        raise Unfit(f"{column} is empty", column=column)
    if "\0" in text:
        raise unfit(column, text, "holds a NUL character")
    return text
