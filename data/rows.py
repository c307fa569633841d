"""Rows of text as every file is read into: each with where it stands, or why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHOWN = 80  # characters of a refused value that are said again
Row: TypeAlias = dict[str, str]
"""One row by column name, everything as text; empty is unknown."""


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


Line: TypeAlias = tuple[int, Row | Unfit]
"""The number of the line that a row ends on, or of the row or feature from 1, and the row or why it is none."""


class Table(NamedTuple):
    """The content of a file.

    Attributes
    ----------
    form : str
        csv, xlsx, geojson, gpkg, parquet or shapefile.
    header : list of str
    lines : iterator of Line
    notes : tuple of str
        What was taken for granted in reading it.
    """

    form: str
    header: list[str]
    lines: Iterator[Line]
    notes: tuple[str, ...] = ()


def check_columns(header: list[str], needed: Iterable[str]) -> None:
    """Refuse a header in which a column is missing, or could be either of two."""
    missing = [name for name in needed if name not in header]
    if missing:
        raise ValueError(f"columns missing: {', '.join(missing)}")
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise ValueError(f"column {twice} stands twice")
