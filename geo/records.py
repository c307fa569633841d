"""The incidents as a machine reads them: the columns that figures are made of, coded small and sorted by day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from geo import terms
from geo.errors import BadTable
from geo.native import kernels
from geo.tables import MOST_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.shelf import Arrays
    from geo.tables import Incidents

DIMENSIONS = ("source", "kind", "precision", "tactic", "target", "perpetrators")
"""What a question filters by, beside the day and the place. The last one is the *set* of an incident's perpetrators,
so that an incident of two groups counts once."""
AMOUNTS = ("killed_low", "killed", "killed_high", "injured")
UNKNOWN = -1
MOST_MONTHS = 65_536
MOST_WORDS = 65_536
"""Of one dimension but the last, so that a code takes two bytes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Records:
    """One row for each incident, the earliest first.

    Attributes
    ----------
    day : ndarray of int32, shape (n,)
        Days since 1970-01-01, ascending.
    row : ndarray of int32, shape (n,)
        Its position in the table of incidents.
    words : mapping of str to tuple of str
        The words of each dimension that occur, in order; those of ``precision`` from fine to coarse, all of them.
    code : ndarray of uint16, shape (n, 5)
        The position of its word in each dimension but the last.
    actors : ndarray of int32, shape (n,)
        The position of its word in the last one.
    amounts : ndarray of int32, shape (n, 4)
        Killed at least, as the best estimate says, and at most, and injured; -1 is unknown. Where a source gives no
        low or high bound, the best estimate stands for both.
    """

    day: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    words: Mapping[str, tuple[str, ...]]
    code: npt.NDArray[np.uint16]
    actors: npt.NDArray[np.int32]
    amounts: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)

    @classmethod
    def of(cls, rows: Incidents) -> Self:
        """Code and sort a table.

        Raises
        ------
        BadTable
            A dimension has more words than a code can tell apart.
        """
        day = rows.date_start.astype(np.int64)
        order = in_order(day)
        words, codes = {}, []
        for name in DIMENSIONS:
            found, code = rows.codes(name)
            words[name] = terms.PRECISIONS if name == "precision" else tuple(sorted(found))
            codes.append(recoded(code, found, words[name])[order])
            if len(words[name]) > MOST_WORDS and name != DIMENSIONS[-1]:
                raise BadTable(f"{name}: {len(words[name]):,} different words; accepted: {MOST_WORDS:,}")
        best = rows.killed
        amounts = (np.where(np.isnan(a), best, a) for a in (rows.killed_low, best, rows.killed_high))
        return cls(
            day=day[order].astype(np.int32),
            row=order,
            words=words,
            code=np.stack(codes[:-1], axis=1).astype(np.uint16),
            actors=codes[-1],
            amounts=np.stack([_whole(a[order]) for a in (*amounts, rows.injured)], axis=1),
        )

    def arrays(self) -> Arrays:
        """Give everything as arrays to keep."""
        names = ("day", "row", "code", "actors", "amounts")
        return {n: getattr(self, n) for n in names} | {f"words-{n}": np.array(w, object) for n, w in self.words.items()}

    @classmethod
    def kept(cls, arrays: Arrays) -> Self:
        """Make them of kept arrays."""
        columns: dict[str, Any] = {n: a for n, a in arrays.items() if not n.startswith("words-")}
        return cls(words={n: tuple(arrays[f"words-{n}"].tolist()) for n in DIMENSIONS}, **columns)

    def codes(self, name: str) -> npt.NDArray[np.uint16 | np.int32]:
        """Give the column of a dimension."""
        at = DIMENSIONS.index(name)
        return self.code[:, at] if at < self.code.shape[1] else self.actors

    def occurring(self, name: str, sources: Iterable[str]) -> list[str]:
        """Give the words of a dimension that occur in rows of some sources."""
        asked = np.isin(self.words["source"], [*sources])
        there: list[int] = np.unique(self.codes(name)[asked[self.codes("source")]]).tolist() if len(self) else []
        return [self.words[name][code] for code in there]

    @cached_property
    def _members(self) -> list[frozenset[str]]:
        return [frozenset(joined.split("|")) for joined in self.words["perpetrators"]]

    def sets_with(self, groups: Iterable[str]) -> set[str]:
        """Give the sets of perpetrators that hold at least one of some groups, as they are written."""
        asked = set(groups)
        joined = self.words["perpetrators"]
        return {s for s, members in zip(joined, self._members, strict=True) if not asked.isdisjoint(members)}

    @cached_property
    def month(self) -> npt.NDArray[np.uint16] | None:
        """Months since January of the first row's year; None if they are too many to count in two bytes."""
        months = _months(self.day) - self._first_month
        return months.astype(np.uint16) if not len(months) or months[-1] < MOST_MONTHS else None

    @cached_property
    def years(self) -> list[int]:
        """The calendar years in which there is a row."""
        years: list[int] = (
            np.unique(self.day.astype("datetime64[D]").astype("datetime64[Y]").astype(int)) + 1970
        ).tolist()
        return years

    @cached_property
    def _first_month(self) -> int:
        return int(_months(self.day[:1])[0]) // 12 * 12 if len(self.day) else 0

    @cached_property
    def _month_days(self) -> npt.NDArray[np.int64]:
        """Give the first day of each month, up to the one after the last row's."""
        last = int(_months(self.day[-1:])[0]) if len(self.day) else 0
        months = np.arange(self._first_month, last + 2).astype("datetime64[M]")
        return months.astype("datetime64[D]").astype(np.int64)

    @cached_property
    def _month_begins(self) -> npt.NDArray[np.int64]:
        """Give the row with which each month begins, and at the end their number."""
        return np.searchsorted(self.day, self._month_days.astype(self.day.dtype))

    def whole_months(self, days: Sequence[int]) -> tuple[npt.NDArray[np.int64], list[int]]:
        """Give for each day the month, as `month` counts them, whose begin is nearest, and the row it begins with."""
        begins, at = self._month_begins, np.asarray(self.begins(days))
        month = np.maximum(np.searchsorted(self._month_days, days, side="right") - 1, 0)
        after = np.minimum(month + 1, len(begins) - 1)
        month = np.where(begins[after] - at < at - begins[month], after, month)
        return month, begins[month].tolist()

    def between(self, first: int, last: int) -> slice:
        """Give the rows from one day to another, both included."""
        return slice(*self.begins((first, last + 1)))

    def begins(self, days: Sequence[int]) -> list[int]:
        """Give the first row of each day, or of what comes after it."""
        found: list[int] = np.searchsorted(
            self.day, np.array(days, self.day.dtype)
        ).tolist()  # else all days are copied
        return found


def in_order(key: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Give the stable order of rows by a whole number.

    Examples
    --------
    >>> in_order(np.array([7, -5, 7, 6])).tolist()
    [1, 3, 0, 2]
    """
    if not len(key):
        return np.empty(0, np.int32)
    low, high = int(key.min()), int(key.max())
    order = np.empty(len(key), np.int32)
    kernels("ordering").by_count((key - low).astype(np.int32), np.zeros(high - low + 2, np.int64), order)
    return order


def recoded(code: npt.NDArray[np.integer[Any]], words: Iterable[str], known: Iterable[str]) -> npt.NDArray[np.int32]:
    """Give the position of each row's word among all that are known, from that among some of them.

    Examples
    --------
    >>> recoded(np.array([0, 1, 0]), ["b", "a"], ["a", "b", "c"]).tolist()
    [1, 0, 1]
    """
    position = {word: i for i, word in enumerate(known)}
    return np.asarray(np.array([position[word] for word in words], np.int32)[code])


def _months(day: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _whole(amount: Numbers) -> npt.NDArray[np.int32]:
    if np.any(amount > MOST_PEOPLE):
        raise BadTable(f"a count is of too many people: {np.nanmax(amount):,.0f}; accepted: {MOST_PEOPLE:,}")
    return np.where(np.isnan(amount), UNKNOWN, amount).astype(np.int32)
