"""The rows of a CSV that somebody wrote, read strictly: no cell is ever taken for one of another column."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = dict[str, str]
"""One row by column name, everything as text; empty is unknown."""
LONGEST_FIELD = 1_000_000  # characters; a longer one is not a field but a missing quote
SHOWN = 80  # characters of a refused value that are said again


class Unfit(ValueError):
    """A row, or one cell of it, that cannot be read.

    Attributes
    ----------
    column : str
        The column of the cell; empty if the whole row is meant.
    value : str
        What stands there, cut.
    """

    def __init__(self, reason: str, *, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.value = value[:SHOWN]


class Sheet(NamedTuple):
    """The names of the columns, and each row with the line that it ends on."""

    header: list[str]
    rows: Iterator[tuple[int, Row]]


def sheet(text: str) -> Sheet:
    """Read a CSV row by row; a ValueError, here or at a row, says on which line it is not CSV."""
    csv.field_size_limit(LONGEST_FIELD)
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in table.fieldnames or ()]
    except csv.Error as error:
        raise ValueError(f"line 1 is not CSV ({error})") from None
    table.fieldnames = header
    return Sheet(header, _rows(table))


def _rows(table: csv.DictReader[str]) -> Iterator[tuple[int, Row]]:
    line = table.line_num
    try:
        for row in table:
            line = table.line_num
            yield line, row
    except csv.Error as error:  # the row after the last good one: where its quote is missing, not where the file ends
        raise ValueError(f"line {line + 1} is not CSV ({error})") from None


def check_columns(header: list[str], needed: Iterable[str]) -> None:
    """Refuse a header in which a column is missing, or could be either of two."""
    missing = [name for name in needed if name not in header]
    if missing:
        raise ValueError(f"columns missing: {', '.join(missing)}")
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise ValueError(f"column {twice} stands twice")


def whole(row: Row) -> Row:
    """Refuse a row whose cells have shifted, or that was cut off: it has as many cells as the header, or is no row."""
    if None in row:
        raise ValueError("has more cells than the header: is a text with a comma in it without quotes?")
    if None in row.values():
        raise ValueError("has fewer cells than the header: is the file cut off?")
    return row
