"""What a reader gives: rows in our columns, and every row that could not be read, with its line and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from data.rows import Row, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.coverage import Source

__all__ = ["Problem", "Reading", "Row", "each"]


class Problem(NamedTuple):
    """A row that was left out."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The content of one file.

    Attributes
    ----------
    name : str
        The file's name, for messages.
    rows : list of Row
        In our columns.
    sources : tuple of Source
        With the coverage that the reader can vouch for.
    problems : list of Problem
        Rows that were left out.
    notes : tuple of str
        What a reader of the figures should know.
    """

    name: str
    rows: list[Row]
    sources: tuple[Source, ...]
    problems: list[Problem]
    notes: tuple[str, ...] = ()


def each(lines: Iterable[tuple[int, Row]], convert: Callable[[Row], Row]) -> tuple[list[Row], list[Problem]]:
    """Convert row by row; a ValueError makes a row a problem and the rest goes on."""
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for line, raw in lines:
        try:
            row = convert(whole(raw))
            key = (row["source"], row["source_id"])
            if key in seen:
                raise ValueError(f"id {row['source_id']!r} stands twice")  # noqa: TRY301
            seen.add(key)
            rows.append(row)
        except ValueError as error:
            problems.append(Problem(line, str(error)))
    return rows, problems
