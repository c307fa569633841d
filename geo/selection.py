"""What a question selects, as records know it: words and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import terms

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from geo.query import Query
    from geo.records import Records

EPOCH = 719_163  # the proleptic ordinal of 1970-01-01


def day_number(day: date) -> int:
    """Count days since 1970-01-01.

    Examples
    --------
    >>> from datetime import date
    >>> day_number(date(1970, 1, 2)), day_number(date(1969, 12, 31))
    (1, -1)
    """
    return day.toordinal() - EPOCH


def days(query: Query) -> tuple[int, int]:
    """Give the first day of a question, and the one after its last."""
    return day_number(query.start), day_number(query.end) + 1


def wanted(records: Records, query: Query, *, apart_from: str = "", graded: bool = True) -> dict[str, Collection[str]]:
    """Give the words that a question accepts, by dimension.

    Parameters
    ----------
    apart_from : str
        Leave out one filter, by its parameter's name.
    graded : bool
        Hold the incidents to its precision, too.
    """
    asked: dict[str, Collection[str]] = {n: getattr(query, n) for n in ("source", "kind", "tactic", "target")}
    found = {name: words for name, words in asked.items() if words and name != apart_from}
    if query.group and apart_from != "group":
        found["perpetrators"] = records.sets_with(query.group)
    if graded:
        found["precision"] = terms.accepted(query.precision)
    return found
