"""An import: what is asked for, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.child import Limits
from data.claims import Claim
from data.sources.reading import How

if TYPE_CHECKING:
    from pathlib import Path

    from data.registry import Record
    from data.store import Revision


MOST_WORDS = 1_000
REST = "(others)"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to import, and how.

    Attributes
    ----------
    replace : str
        The source whose rows that are not in this file end; empty ends none.
    keep_refused : bool
        Whether to write what is refused to a CSV beside the file.
    """

    path: Path
    how: How = field(default_factory=How)
    limits: Limits = field(default_factory=Limits)
    claim: Claim = field(default_factory=Claim)
    replace: str = ""
    note: str = ""
    dry_run: bool = False
    keep_refused: bool = True


class Tally(Counter[str]):
    """Words by how often they came; those that come after so many others are counted together.

    Examples
    --------
    >>> words = Tally(f"word {n}" for n in range(MOST_WORDS))
    >>> for word in ("word 7", "new", "newer"):
    ...     words.add(word)
    >>> words["word 7"], words[REST], len(words)
    (2, 2, 1001)
    """

    def add(self, word: str) -> None:
        """Count a word once more."""
        self[word if word in self or len(self) < MOST_WORDS else REST] += 1


@dataclass(kw_only=True)
class Report:
    """What became of a file. ``read`` = ``added`` + ``changed`` + ``unchanged`` + ``refused``, always.

    An id of a list of deleted ones is no row: it is counted in ``deleted`` or ``absent``, and as read if it is refused.

    Attributes
    ----------
    sources : list of Record
        The sources its rows belong to, with their coverage.
    deleted, absent : int
        Rows that were ended, by a list of deleted ids or by `Order.replace`; ids of such a list that were not there.
    reasons, flags : Tally
        Refused rows by reason; rows of this file by what is doubtful about them.
    unmapped : dict of str to Tally
        Words that the vocabulary does not know, by the column they belong to.
    revision : Revision or None
        None if nothing changed, or in a dry run.
    """

    file: str
    format: str = ""
    form: str = ""
    sources: list[Record] = field(default_factory=list)
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    absent: int = 0
    refused: int = 0
    reasons: Tally = field(default_factory=Tally)
    first_refused: list[str] = field(default_factory=list)
    refused_file: str = ""
    flags: Tally = field(default_factory=Tally)
    unmapped: dict[str, Tally] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    default: str = ""
    dry_run: bool = False
    revision: Revision | None = None
