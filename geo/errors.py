"""Everything that Sarhad refuses, in one tree.

::

    SarhadError
    ├── BadQuery        a question that cannot be answered as asked      (also ValueError)
    ├── BadTable        columns that do not make a table                 (also ValueError)
    ├── UnreadableFile  a file that is missing, empty or not what it says (also ValueError)
    └── NotFound        a thing asked for by name that is not there      (also LookupError)

A message names what was given, where, and what is accepted. Which HTTP status or exit code follows is decided
where HTTP and the command line live, not here.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 80  # characters of a refused value that are said again
LISTED = 20  # a message that lists more accepted values than this is not read


class SarhadError(Exception):
    """The root: catch this to catch everything that Sarhad refuses on purpose."""


class BadTable(SarhadError, ValueError):
    """Columns that do not make the table they were given for."""


class UnreadableFile(SarhadError, ValueError):
    """A file that is missing, empty, or not in the format it was given as."""


class NotFound(SarhadError, LookupError):
    """A collection, page or feature that does not exist here."""


class BadQuery(SarhadError, ValueError):
    """A parameter that is unknown, repeated, out of its grammar, or contradicts another.

    Attributes
    ----------
    parameter : str
        The name of the parameter, as in the URL.
    accepted : tuple of str
        What would have been accepted; empty where it cannot be listed.

    Examples
    --------
    >>> print(BadQuery.unknown("measure", "kiled", ["incidents", "killed"]))
    measure: 'kiled' is not known. Did you mean killed? Accepted: incidents, killed.
    """

    def __init__(self, parameter: str, problem: str, accepted: Iterable[str] = ()) -> None:
        self.parameter = parameter
        self.accepted = tuple(accepted)
        super().__init__(f"{parameter}: {problem}")

    @classmethod
    def unknown(cls, parameter: str, value: str, accepted: Iterable[str]) -> BadQuery:
        """Build the error for a value outside a closed list, with the nearest accepted one."""
        names = tuple(accepted)
        close = get_close_matches(value, names, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}..."
        listed = ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")
        return cls(parameter, f"{shown!r} is not known.{hint} Accepted: {listed or 'none here'}.", names)
