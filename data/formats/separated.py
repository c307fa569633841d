"""Text of cells that a comma, semicolon, tab or bar parts, read strictly: no cell is ever taken for one of another column."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, BinaryIO

from data.formats.table import Line, Table
from data.rows import LONGEST_FIELD, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.rows import Row

DELIMITERS = ",;\t|"
PIECE = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FALLBACK = "cp1252"


def read(file: BinaryIO, encoding: str = "") -> Table:
    """Read a table of text.

    Parameters
    ----------
    file : binary file
        That can be read from its start again.
    encoding : str
        Empty to find out: a byte order mark, else UTF-8, else cp1252.

    Raises
    ------
    ValueError
        It is not text in that encoding, or has no header.
    """
    chosen = encoding or _encoding(file)
    notes = (f"read as {chosen}, since it is not UTF-8",) if not encoding and chosen == FALLBACK else ()
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=chosen, newline="")
    first = text.readline(LONGEST_FIELD)
    if not first.strip():
        raise ValueError("is empty" if not first else "its first line is empty; accepted: the names of the columns")
    delimiter = max(DELIMITERS, key=lambda sign: (first.count(sign), -DELIMITERS.index(sign)))
    text.seek(0)
    csv.field_size_limit(LONGEST_FIELD)
    table = csv.reader(_plain(text), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(table)]
    except csv.Error as error:
        raise ValueError(f"line 1 is not CSV ({error})") from None
    return Table("csv", header, _lines(table, header), notes)


def _encoding(file: BinaryIO) -> str:
    """Find out how a text is encoded, by reading it through."""
    file.seek(0)
    head = file.read(4)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return FALLBACK
    return "utf-8"


def _plain(text: io.TextIOWrapper) -> Iterator[str]:
    """Give the physical lines; a longer one than any field may be comes in parts, each of which fails as a field."""
    while line := text.readline(LONGEST_FIELD + 2):
        yield line


def _lines(table: csv._reader, header: list[str]) -> Iterator[Line]:
    width, last = len(header), table.line_num
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield table.line_num, _broken(error, last + 1, table.line_num)
            last = table.line_num
            continue
        last = table.line_num
        if cells:
            yield last, _row(cells, header, width)


def _row(cells: list[str], header: list[str], width: int) -> Row | Unfit:
    if len(cells) != width:
        return _ragged(len(cells) - width)
    row = dict(zip(header, cells, strict=True))
    if any("\0" in cell for cell in cells):
        column = next(name for name, cell in row.items() if "\0" in cell)
        return Unfit(f"{column} holds a NUL byte: is the file damaged?", column=column)
    return row


def _ragged(more: int) -> Unfit:
    if more > 0:
        return Unfit("has more cells than the header: is a text with a comma in it without quotes?")
    return Unfit("has fewer cells than the header: is the file cut off?")


def _broken(error: csv.Error, first: int, last: int) -> Unfit:
    where = f"lines {first} to {last} are no row" if last > first else "is no row"
    return Unfit(f"{where} of CSV ({error}): is a quote missing?")
