"""Tables as CSV that a spreadsheet opens: text from outside must not become a formula there."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of something to be worked out."""
AT_ONCE = 2000
"""Rows of a piece."""


def neutral(cell: object) -> object:
    """Give a cell as what it is: an apostrophe before text that a spreadsheet would work out.

    Examples
    --------
    >>> neutral("=1+1"), neutral("TTP"), neutral(-5.5), neutral(None)
    ("'=1+1", 'TTP', -5.5, None)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(STARTS) else cell


def pieces(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    r"""Give a table as CSV (RFC 4180, UTF-8), some thousand rows at a time, the header first.

    Examples
    --------
    >>> b"".join(pieces(["a", "b"], [{"a": "@x", "b": None}]))
    b"a,b\r\n'@x,\r\n"
    """
    lines = _Lines()
    table = csv.writer(lines, lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([neutral(row[name]) for name in columns])
        if len(lines) > AT_ONCE:
            yield lines.taken()
    yield lines.taken()


class _Lines(list[str]):
    """What csv writes, one string for each row."""

    write = list[str].append

    def taken(self) -> bytes:
        """Give what has been written since the last time."""
        text = "".join(self)
        self.clear()
        return text.encode()
