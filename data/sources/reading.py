"""What the reader of a format is: how a file is to be read, and how its rows become ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from data.rows import Row
    from geo.coverage import Source

NAMED = 12  # columns of an unknown header that a message lists


@dataclass(frozen=True, kw_only=True)
class How:
    """What the user says about a file.

    Attributes
    ----------
    format : str
        Id of the provider; empty to recognise it by the header.
    columns : dict
        For a table of any layout: the name of its column by ours.
    constants : dict
        One value for every row, by our column.
    day_first : bool
        That 05/12/2024 is the fifth of December.
    source : str
        Id of the source of rows that do not name their own.
    sheet, layer, encoding : str
        What to read of the file, and how; empty to find out.
    """

    format: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    day_first: bool = False
    source: str = ""
    sheet: str = ""
    layer: str = ""
    encoding: str = ""


class Facts(NamedTuple):
    """What the accepted rows of one source in a file amount to."""

    id: str
    file: str
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2 codes, sorted."""
    first: date
    last: date
    knows: tuple[str, ...]
    """Which of kind, group, tactic, target, killed, injured have a value in any row."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One layout of rows, and how they become ours.

    Attributes
    ----------
    id : str
        As ``--as`` names it.
    source : str
        Id of the source that its rows belong to; empty if each row names its own.
    needed : tuple of str
        Columns without which no row can be read.
    recognises : callable
        Whether a header is of this layout.
    incident : callable
        Our columns of a row, as text; raises `data.rows.Unfit`.
    is_no_row : callable
        Whether a row is no incident at all, but a line of tags.
    describe : callable
        The source of a new import.
    deletes : bool
        That a row names what is to be deleted: ``incident`` then gives its source and source_id alone.
    notes : tuple of str
        What a reader of the figures should know.
    """

    id: str
    title: str
    source: str
    needed: tuple[str, ...]
    recognises: Callable[[Collection[str]], bool]
    incident: Callable[[Row], Row]
    is_no_row: Callable[[Row], bool]
    describe: Callable[[Facts], Source]
    deletes: bool = False
    notes: tuple[str, ...] = ()


class UnknownHeader(ValueError):
    """A header that no provider knows.

    Attributes
    ----------
    header : tuple of str
    suggestion : dict
        The column that may be meant, by ours.
    """

    def __init__(self, header: Iterable[str], suggestion: dict[str, str], accepted: str) -> None:
        self.header = tuple(header)
        self.suggestion = suggestion
        found = ", ".join(self.header[:NAMED]) + (" ..." if len(self.header) > NAMED else "")
        super().__init__(f"its columns are of no known layout. Accepted: {accepted}. Found: {found}")


def is_tagged(row: Row) -> bool:
    """Tell whether a row is one of HXL tags, which stands below the header in files of humanitarian exchanges.

    Examples
    --------
    >>> is_tagged({"id": "", "best": "#affected+killed"}), is_tagged({"id": "#1", "best": "3"})
    (True, False)
    """
    tagged = False
    for cell in row.values():
        if cell:
            if cell[0] != "#":
                return False
            tagged = True
    return tagged
