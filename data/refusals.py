"""The rows that an import refused, as a CSV beside the file: line, column, value and reason of each."""

from __future__ import annotations

import csv
import os
from contextlib import contextmanager, suppress
from errno import EISDIR
from tempfile import TemporaryFile
from threading import get_ident
from typing import IO, TYPE_CHECKING, Self

from data.files import UnwritableFile, write
from data.order import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

FEW = 200
"""Refused rows that are said in words at once."""
HEADER = ("line", "column", "value", "reason")
LONGEST = 100  # characters of a first line that is looked at
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a spreadsheet compute a cell instead of showing it."""


def harmless(cell: str) -> str:
    """Give a cell as a spreadsheet shows it, whatever it begins with.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-12.5"), harmless("TTP")
    ("'=1+1", '-12.5', 'TTP')
    """
    return f"'{cell}" if cell.startswith(FORMULA) and not _number(cell) else cell


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii() and not cell[-1].isspace() and "_" not in cell


class Refusals:
    """Refused rows, counted by reason and written as they come; the file appears when all are there.

    Attributes
    ----------
    reasons : Tally
        How many rows for each reason; the value that was refused is left out of it.
    first : list of str
        The first few, in words.
    written : bool
        Whether the file is there.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.reasons = Tally()
        self.first: list[str] = []
        self.written = False
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no file where nothing was refused or the import failed; that of an import before is out of date."""
        if self._file and self.path:
            with suppress(OSError), self._file as rows:  # of a full disk, for which the import has failed
                if kind is None:
                    rows.flush()
                    _name(rows, self.path)
                    self.written = True
        elif self.path and kind is None and _is_ours(self.path):
            with suppress(OSError):
                self.path.unlink()

    @property
    def total(self) -> int:
        """How many rows were refused."""
        return self.reasons.total()

    def add(self, line: int, column: str, value: str, reason: str) -> None:
        """Take in one row.

        Raises
        ------
        UnwritableFile
            The file cannot be written.
        """
        self.reasons.add(reason.replace(repr(value), "…") if value else reason)
        if len(self.first) < FEW:
            self.first.append(f"line {line}: {reason}")
        if self.path:
            with _explained(self.path):
                self._file = self._file or _begun(self.path)
                csv.writer(self._file, lineterminator="\n").writerow([line, *map(harmless, (column, value, reason))])

    def flush(self) -> None:
        """Hold that all is written, while nothing is stored yet."""
        if self._file and self.path:
            with _explained(self.path):
                self._file.flush()


def _begun(path: Path) -> IO[str]:
    """Begin a file on the same disk that has no name yet, so that nothing is left of an import that is killed."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a directory")
    file = TemporaryFile("w+", encoding="utf-8", newline="", dir=path.parent)  # noqa: SIM115 closed with the refusals
    csv.writer(file, lineterminator="\n").writerow(HEADER)
    return file


def _name(rows: IO[str], path: Path) -> None:
    """Give the file its name, in the place of one that is there; by a copy where a disk knows no nameless files."""
    part = path.with_name(f".sarhad.{os.getpid()}.{get_ident()}.part")
    try:
        os.link(f"/proc/self/fd/{rows.fileno()}", part, follow_symlinks=True)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        rows.seek(0)
        write(path, rows.read().encode())


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableFile(
            f"{path}: the refused rows cannot be written ({error.strerror}); nothing was stored."
        ) from None


def _is_ours(path: Path) -> bool:
    """Tell whether a file holds the refused rows of an import."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline(LONGEST) == f"{','.join(HEADER)}\n"
    except OSError:
        return False
