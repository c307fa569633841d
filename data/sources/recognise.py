"""Open a file of incidents and give it to the reader that knows its header."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from data.sources import own, ucdp
from data.sources.reading import Problem
from data.text import read_text
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.sources.reading import Reading, Row

READERS = (ucdp, own)
LONGEST_FIELD = 1_000_000  # characters; a longer one is not a field but a missing quote


def read(path: Path) -> Reading:
    """Read a CSV of incidents: UCDP GED or the project's own columns.

    Raises
    ------
    UnreadableFile
        The file is missing, a directory, empty, not UTF-8 text, of no known header, or holds no readable row.
    """
    return _parse(path.name, read_text(path))


def _parse(name: str, text: str) -> Reading:
    csv.field_size_limit(LONGEST_FIELD)
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    ragged: list[Problem] = []
    try:
        header = [h.strip() for h in next(table)]
        twice = [h for h in header if header.count(h) > 1]
        if twice:
            raise UnreadableFile(f"{name}: the column {twice[0]!r} stands twice")
        reader = next((r for r in READERS if r.recognises(header)), None)
        if reader is None:
            raise UnreadableFile(_needed(name, header))
        missing = [c for c in reader.NEEDED if c not in header]
        if missing:
            raise UnreadableFile(f"{name}: columns missing: {', '.join(missing)}")
        reading: Reading = reader.read(name, _rows(header, table, ragged))
    except csv.Error as error:
        raise UnreadableFile(f"{name}: line {table.line_num} is not CSV ({error})") from None
    reading = replace(reading, problems=sorted([*reading.problems, *ragged]))
    if not reading.rows:
        first = f"; {reading.problems[0]}" if reading.problems else ""
        raise UnreadableFile(f"{name}: no row could be read{first}")
    return reading


class Lines(Protocol):
    """What csv.reader gives: rows, and the line that the last one ended on."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Give rows."""


def _rows(header: list[str], table: Lines, ragged: list[Problem]) -> Iterator[tuple[int, Row]]:
    """Give rows by column name; one with more or fewer cells than columns is set aside: its cells may have shifted."""
    for cells in table:
        if len(cells) == len(header):
            yield table.line_num, dict(zip(header, cells, strict=True))
        elif cells:
            ragged.append(Problem(table.line_num, f"has {len(cells)} cells for {len(header)} columns"))


def _needed(name: str, header: list[str]) -> str:
    missing = [c for c in own.NEEDED if c not in header]
    found = ", ".join(header[:12]) + (" ..." if len(header) > 12 else "")  # noqa: PLR2004
    return (
        f"{name}: columns missing: {', '.join(missing)}. Accepted: a UCDP GED file (with type_of_violence, where_prec, "
        f"...) or the project's own CSV (with {', '.join(own.NEEDED)}). Found: {found}"
    )
