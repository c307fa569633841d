"""Open a file of incidents and give it to the reader that knows its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.rows import check_columns, sheet
from data.sources import own, ucdp
from data.text import read_text
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from data.sources.reading import Reading

READERS = (ucdp, own)


def read(path: Path) -> Reading:
    """Read a CSV of incidents: UCDP GED or the project's own columns.

    Raises
    ------
    UnreadableFile
        The file is missing, a directory, empty, not UTF-8 text, of no known header, or holds no readable row.
    """
    return _parse(path.name, read_text(path))


def _parse(name: str, text: str) -> Reading:
    try:
        header, rows = sheet(text)
        reader = next((r for r in READERS if r.recognises(header)), None)
        check_columns(header, reader.NEEDED if reader else ())
        reading: Reading | None = reader.read(name, rows) if reader else None
    except ValueError as error:
        raise UnreadableFile(f"{name}: {error}") from None
    if reading is None:
        raise UnreadableFile(_needed(name, header))
    if not reading.rows:
        first = f"; {reading.problems[0]}" if reading.problems else ""
        raise UnreadableFile(f"{name}: no row could be read{first}")
    return reading


def _needed(name: str, header: list[str]) -> str:
    missing = [c for c in own.NEEDED if c not in header]
    found = ", ".join(header[:12]) + (" ..." if len(header) > 12 else "")  # noqa: PLR2004
    return (
        f"{name}: columns missing: {', '.join(missing)}. Accepted: a UCDP GED file (with type_of_violence, where_prec, "
        f"...) or the project's own CSV (with {', '.join(own.NEEDED)}). Found: {found}"
    )
