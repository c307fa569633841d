"""A mapping of columns that a user keeps in a TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.sources.table import mapping
from data.text import read_text
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from data.sources.reading import How


def read_mapping(path: Path) -> How:
    """Read a mapping; `data.sources.table.mapping` says what it holds.

    Raises
    ------
    UnreadableFile
        It cannot be read, or is no mapping.
    """
    try:
        return mapping(read_text(path))
    except ValueError as error:
        raise error if isinstance(error, UnreadableFile) else UnreadableFile(f"{path}: {error}") from None
