"""Names of columns and typed values as text: one value, one way of writing it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from typing import TYPE_CHECKING

import orjson

from data.rows import Unfit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.rows import Row

MOST_COLUMNS = 10_000
EXACT = 2.0**53  # up to here a float holds every integer
MIDNIGHT = time()


def names(found: Sequence[object]) -> list[str]:
    r"""Give the names of columns: printable and on one line, since they are shown; none that stands twice.

    Examples
    --------
    >>> names(["Event\nDate ", None])
    ['Event Date', '']
    """
    if len(found) > MOST_COLUMNS:
        raise ValueError(f"has {len(found):,} columns; accepted: up to {MOST_COLUMNS:,}")
    given = ["".join(filter(str.isprintable, " ".join(text(name).split()))) for name in found]
    twice = next((name for name, n in Counter(filter(None, given)).items() if n > 1), None)
    if twice:
        raise ValueError(f"column {twice} stands twice")
    if not any(given):
        raise ValueError("has no names of columns in its first row")
    return given


def row(header: Sequence[str], values: Sequence[object]) -> Row | Unfit:
    """Lay values under the names of their columns."""
    try:
        return dict(zip(header, map(text, values), strict=True))
    except (ValueError, TypeError, RecursionError) as error:
        return Unfit(f"holds a value that cannot be read ({error})")


def text(value: object) -> str:
    """Write a value: whole numbers without a fraction, days and times as ISO has them, unknown as nothing.

    Examples
    --------
    >>> [text(v) for v in (3.0, 0.1, None, True, datetime(2024, 5, 1), float("nan"), ["a", 1])]
    ['3', '0.1', '', 'true', '2024-05-01', '', '["a",1]']
    """
    if isinstance(value, str) or value is None:
        return value or ""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime) and value.time() == MIDNIGHT and value.tzinfo is None:
        return value.date().isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return value.hex()
    return orjson.dumps(value, default=str).decode() if isinstance(value, list | dict) else str(value)


def _number(value: float) -> str:
    if value != value:  # noqa: PLR0124 only NaN differs from itself
        return ""
    return str(int(value)) if abs(value) < EXACT and value == int(value) else repr(value)
