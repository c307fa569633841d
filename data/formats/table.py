"""What every file format is read into: named columns and rows of text, each row with where it stands or why it is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from data.rows import Row, Unfit

Line: TypeAlias = tuple[int, Row | Unfit]
"""The number of the line that a row ends on, or of the row or feature from 1, and the row or why it is none."""

GEOMETRY = "geometry"
"""The column of what is not a point, as WKB in hexadecimal digits."""


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
