"""Sheets of Excel (xlsx)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import python_calamine as calamine

from data.formats import cells
from data.rows import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.rows import Line


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
    notes = (f"read sheet {chosen.name}; also there: {others} (--sheet NAME)",) if others and not sheet else ()
    return Table("xlsx", [name for name in header if name], _lines(rows, header), notes)


def _lines(rows: Iterable[tuple[int, Sequence[object]]], header: list[str]) -> Iterator[Line]:
    """Give the rows that have a cell; a column without a name is none."""
    at = [i for i, name in enumerate(header) if name]
    names = [header[i] for i in at]
    for number, values in rows:
        if any(value != "" for value in values):
            yield number, cells.row(names, [values[i] for i in at])
