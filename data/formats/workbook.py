"""Sheets of Excel (xlsx)."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, BinaryIO

import python_calamine as calamine

from data.formats import cells
from data.rows import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.rows import Line

UNWORKED = re.compile(rb"(?:</f>|<f[^>]*/>)(?:<v\s*/>|<v></v>)?</c>")
PIECE, LONGEST = 1 << 20, 1 << 10  # bytes of a sheet at a time, and of a cell's end


def read(file: BinaryIO, sheet: str = "") -> Table:
    """Read one sheet: its first row with a cell in it is the header.

    Parameters
    ----------
    file : binary file
    sheet : str
        Its name; empty for the first one.

    Raises
    ------
    ValueError
        It is damaged or locked by a password, or has no such sheet.
    """
    file.seek(0)
    try:
        book = calamine.CalamineWorkbook.from_filelike(file)
        names = [s.name for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        if not names or sheet not in ("", *names):
            raise ValueError(f"has no sheet {sheet!r}; found: {', '.join(names) or 'none'}")
        chosen = book.get_sheet_by_name(sheet or names[0])
    except (calamine.CalamineError, OSError) as error:
        raise ValueError(f"is not a workbook that can be read ({error})") from None
    rows = enumerate(chosen.iter_rows(), start=1)
    found = next((values for _, values in rows if any(v != "" for v in values)), None)
    if found is None:
        raise ValueError(f"sheet {chosen.name!r} is empty")
    header = cells.names(found)
    others = ", ".join(name for name in names if name != chosen.name)
    notes = [f"read sheet {chosen.name}; also there: {others} (--sheet NAME)"] if others and not sheet else []
    if _has_unworked(file):
        notes.append(
            "some formulas have no stored value and read as empty cells; open and save the file in Excel first"
        )
    return Table("xlsx", [name for name in header if name], _lines(rows, header), tuple(notes))


def _has_unworked(file: BinaryIO) -> bool:
    """Tell whether any sheet has a formula that nobody has worked out: a program wrote it, and no Excel saved it."""
    file.seek(0)
    with zipfile.ZipFile(file) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        for name in sheets:
            with parts.open(name) as sheet:
                tail = b""
                while piece := sheet.read(PIECE):
                    if UNWORKED.search(tail + piece):
                        return True
                    tail = piece[-LONGEST:]
    return False


def _lines(rows: Iterable[tuple[int, Sequence[object]]], header: list[str]) -> Iterator[Line]:
    """Give the rows that have a cell; a column without a name is none."""
    at = [i for i, name in enumerate(header) if name]
    names = [header[i] for i in at]
    for number, values in rows:
        if any(value != "" for value in values):
            yield number, cells.row(names, [values[i] for i in at])
