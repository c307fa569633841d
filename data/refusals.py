"""The rows that an import refused, as a CSV beside the file: line, column, value and reason of each."""

from __future__ import annotations

import csv
import os
from collections import Counter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

FEW = 200
"""Refused rows that are said in words at once."""
HEADER = ("line", "column", "value", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
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
    reasons : Counter of str
        How many rows for each reason; the value that was refused is left out of it.
    first : list of str
        The first few, in words.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self.first: list[str] = []
        self.written = False
        self._part = path and path.with_name(f".{path.name}.{os.getpid()}.part")
        self._file = self._part and self._part.open("x", encoding="utf-8", newline="")
        self._table = csv.writer(self._file, lineterminator="\n") if self._file else None
        if self._table:
            self._table.writerow(HEADER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no file where nothing was refused or the import failed."""
        if self._file and self._part and self.path:
            self._file.close()
            if kind is None and self.reasons:
                self._part.replace(self.path)
                self.written = True
            self._part.unlink(missing_ok=True)

    @property
    def total(self) -> int:
        """How many rows were refused."""
        return self.reasons.total()

    def add(self, line: int, column: str, value: str, reason: str) -> None:
        """Take in one row."""
        self.reasons[reason.replace(repr(value), "…") if value else reason] += 1
        if len(self.first) < FEW:
            self.first.append(f"line {line}: {reason}")
        if self._table:
            self._table.writerow([line, *map(harmless, (column, value, reason))])
