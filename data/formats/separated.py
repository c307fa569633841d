"""Tables of text, cells parted by comma, semicolon or tab: no cell is ever taken for one of another column."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from typing import TYPE_CHECKING, BinaryIO

from data.formats import cells
from data.rows import Table, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.rows import Line

DELIMITERS = ",;\t"
LONGEST_FIELD = 1_000_000  # characters; a longer one is not a field but a missing quote
LONGEST_LINE = LONGEST_FIELD + 1  # with its end
MOST_LINES = 10_000  # of one row
PIECE = 1 << 20
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
FALLBACK = "cp1252"


def read(file: BinaryIO, encoding: str = "") -> Table:
    """Read a table row by row; what is no row is given as `Unfit`, and reading goes on behind it.

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
    text, notes = decoded(file, encoding)
    source = _Source(text)
    first = source.line().removeprefix("\ufeff")
    if not first.strip():
        raise ValueError("its first line is empty; accepted: the names of the columns" if first else "is empty")
    delimiter = max(DELIMITERS, key=lambda sign: (first.count(sign), -DELIMITERS.index(sign)))
    source.waiting.append(first)
    rows = _rows(source, delimiter)
    _, header = next(rows)
    if isinstance(header, Unfit):
        raise ValueError(f"line 1 {header}")  # noqa: TRY004 it is the file that is wrong
    names = cells.names(header)
    return Table("csv", names, _named(rows, names), notes)


def decoded(file: BinaryIO, encoding: str = "") -> tuple[io.TextIOWrapper, tuple[str, ...]]:
    """Open a file as text once all of it can be read as such, and say what was taken for granted."""
    file.seek(0)
    head = file.read(4)
    marked = next((name for mark, name in MARKS.items() if head.startswith(mark)), "")
    tried = [encoding or marked] if encoding or marked else ["utf-8", FALLBACK]
    wrong: int | None = None
    for name in tried:
        wrong = _undecodable(file, name)
        if wrong is None:
            notes = (f"read as {name}, since it is not UTF-8",) if name == FALLBACK and not encoding else ()
            file.seek(0)
            return io.TextIOWrapper(file, encoding=name, newline=""), notes
    raise ValueError(f"is not text in {' or '.join(tried)} (byte {wrong}); save it in UTF-8, or give --encoding")


def _undecodable(file: BinaryIO, encoding: str) -> int | None:
    """Give the place of the first byte that is not of an encoding."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding)  # knows an encoding of text from other codecs
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise ValueError(f"there is no encoding {encoding!r}; accepted: utf-8, utf-16, cp1252, ...") from None
    read = 0
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
            read += len(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return read - len(decoder.getstate()[0]) + error.start
    return None


class _Source:
    """The lines of a text, which are given again if they turn out to be no row."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []

    def line(self) -> str:
        """Give the next line; of one that is too long, only its beginning."""
        if self.waiting:
            return self.waiting.popleft()
        line = rest = self.text.readline(LONGEST_LINE)
        while _goes_on(rest):
            rest = self.text.readline(LONGEST_LINE)
        return line

    def feed(self) -> Iterator[str]:
        """Give lines to the parser as long as they can be of a row."""
        while line := self.line():
            self.taken.append(line)
            if "\0" in line:
                raise Unfit("holds a NUL byte: is the file damaged?")
            if _goes_on(line):
                raise Unfit(f"is longer than {LONGEST_FIELD:,} characters")
            if len(self.taken) > MOST_LINES:
                raise Unfit(f"goes on for more than {MOST_LINES:,} lines: is a quote missing?")
            yield line


def _goes_on(line: str) -> bool:
    return len(line) == LONGEST_LINE and not line.endswith(("\n", "\r"))


def _rows(source: _Source, delimiter: str) -> Iterator[tuple[int, list[str] | Unfit]]:
    """Give the cells of each row; where a row goes wrong, its first line is blamed, and the next one starts a row."""
    csv.field_size_limit(LONGEST_FIELD)
    last, table = 0, csv.reader(source.feed(), delimiter=delimiter, strict=True)
    while True:
        try:
            found = next(table)
            last += len(source.taken)
            source.taken.clear()
            if found:
                yield last, found
        except StopIteration:
            return
        except (csv.Error, Unfit) as error:
            last += 1
            source.waiting.extendleft(reversed(source.taken[1:]))
            source.taken.clear()
            table = csv.reader(source.feed(), delimiter=delimiter, strict=True)
            yield last, error if isinstance(error, Unfit) else Unfit(f"is not CSV ({error}): is a quote missing?")


def _named(rows: Iterator[tuple[int, list[str] | Unfit]], header: list[str]) -> Iterator[Line]:
    width = len(header)
    for line, found in rows:
        if isinstance(found, Unfit):
            yield line, found
        elif len(found) == width:
            yield line, dict(zip(header, found, strict=True))
        elif len(found) > width:
            yield line, Unfit("has more cells than the header: is a text with a comma in it without quotes?")
        else:
            yield line, Unfit("has fewer cells than the header: is the file cut off?")
