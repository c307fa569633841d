"""Values of any type as the text that a cell of a CSV would hold."""

from __future__ import annotations

from datetime import date, datetime, time

import orjson

WHOLE = 2**53  # below, a float that is whole is a whole number


def text(value: object) -> str:
    """Write a value as text; nothing, and no number, is empty.

    Examples
    --------
    >>> text(3.0), text(70.25), text(None), text(float("nan")), text(["a", 1])
    ('3', '70.25', '', '', '["a",1]')
    >>> text(datetime(2014, 3, 1)), text(datetime(2014, 3, 1, 12, 30)), text(True)
    ('2014-03-01', '2014-03-01T12:30:00', 'true')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return orjson.dumps(value, default=str).decode() if isinstance(value, list | dict) else str(value)


def _float(value: float) -> str:
    if value != value:  # noqa: PLR0124 so only what is no number
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < WHOLE else repr(value)
