"""File formats, one small module each, told apart by content: bytes in, named columns and rows of text out."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from data.formats import separated
from data.formats.table import GEOMETRY, Line, Table

if TYPE_CHECKING:
    from data.sources.reading import How

__all__ = ["GEOMETRY", "Line", "Table", "read"]


def read(file: BinaryIO, how: How) -> Table:
    """Read a file by what is in it, whatever it is called."""
    return separated.read(file, how.encoding)
