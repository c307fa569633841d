"""The cells of a cube: the sums of every month, for every place and every combination of words that occurs.

A *segment* is what one combination of words has in one place. Its cells are its months, and each holds the sums of the
segment from its first month up to that one: what lies between any two months is one subtraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from geo.native import kernels
from geo.records import DIMENSIONS, MOST_MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import numpy.typing as npt

    from geo.cube.pick import Pick
    from geo.records import Records

MEASURES = ("incidents", "killed_low", "killed", "killed_high", "killed_unknown", "injured", "injured_unknown")
MOST_KEYS = 2**62
YEAR = 12  # months
A_CELL = 1
"""Begins of years at most for each cell, of eight bytes each; else a search finds them."""
SPARSE = 4  # times as many keys as rows: then the keys that occur are looked for first


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Cells by some dimensions; the arrays are those of `geo.kernels.cube.cells`."""

    combination: npt.NDArray[np.int32]
    runs: npt.NDArray[np.int64]
    segments: npt.NDArray[np.int64]
    place: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    before: npt.NDArray[np.int32]
    block: int
    month: npt.NDArray[np.uint16]
    upto: npt.NDArray[np.int32 | np.int64]

    def __len__(self) -> int:
        return len(self.month)

    def add(
        self, pick: Pick, edges: npt.NDArray[np.int64], into: npt.NDArray[np.int32], out: npt.NDArray[np.int64]
    ) -> None:
        """Add what is wanted of the months between edges to an answer, which has a bin for each."""
        where = (self.combination, self.runs, self.segments, self.place, self.starts, self.before)
        blocks = edges // self.block
        edge = np.stack([edges, blocks, blocks * self.block == edges], axis=1).astype(np.int32)
        kernels("cube").cells(*where, self.month, self.upto, into, pick.part, edge, out)


def cells(
    records: Records, place: npt.NDArray[np.int32], places: int, *, names: Sequence[str], budget: int
) -> Cells | None:
    """Add up all rows by some dimensions; None if that takes more cells than a budget.

    Parameters
    ----------
    place : ndarray of int32, shape (records,)
        Of each record, from 0 up to ``places``.
    """
    sizes = [len(records.words[name]) for name in names]
    month = records.month
    if month is None or prod(sizes) * places > MOST_KEYS:
        return None
    keys, order, start = _segments(_key(records, place, places, names), len(records), prod(sizes) * places)
    ends = np.zeros(len(start), np.int64)
    loops = kernels("cube")
    if loops.count(order, start, month, ends) > budget:
        return None
    small = np.maximum(records.amounts, 0).sum(axis=0, dtype=np.int64).max(initial=0) <= np.iinfo(np.int32).max
    cell_month = np.empty(ends[-1], np.uint16)
    upto = np.empty((ends[-1], len(MEASURES)), np.int32 if small else np.int64)
    loops.fill(order, start, month, records.amounts, cell_month, upto)
    # years are what is asked for most; where most are empty, their begins would take more than the cells do
    block, blocks = YEAR, int(cell_month.max(initial=0)) // YEAR + 1
    if blocks * len(keys) > A_CELL * len(cell_month):
        block, blocks = MOST_MONTHS, 1
    starts, before = np.empty((2, len(keys), blocks + 1), np.int32)
    loops.index(ends, cell_month, upto, block, starts, before)
    whole, first = np.unique(keys // places, return_index=True)
    combination = _words(records, whole, names, sizes)
    words = sum(map(len, records.words.values()))
    return Cells(
        combination=combination,
        runs=np.searchsorted(combination[:, 0], np.arange(words), side="right"),
        segments=np.append(first, len(keys)),
        place=(keys % places).astype(np.int32),
        starts=starts,
        before=before,
        block=block,
        month=cell_month,
        upto=upto,
    )


def _key(records: Records, place: npt.NDArray[np.int32], places: int, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Give one number for the words and the place of each row; the place counts least."""
    key = np.zeros(len(records), np.int64)
    for name in names:
        key *= len(records.words[name])
        key += records.codes(name)
    key *= places
    key += place
    return key


def _segments(key: npt.NDArray[np.int64], rows: int, most: int) -> tuple[npt.NDArray[Any], ...]:
    """Give the keys that occur, the order of the rows by key and then by day, and where each key begins in it."""
    keys = np.arange(most) if most <= SPARSE * rows + 1 else None
    if keys is None:
        keys, key = np.unique(key, return_inverse=True)
    order, start = np.empty(rows, np.int32), np.zeros(len(keys) + 1, np.int64)
    kernels("ordering").by_count(key.astype(np.int32), start, order)
    there = np.flatnonzero(np.diff(start))
    return keys[there], order, np.append(start[there], rows)


def _words(
    records: Records, whole: npt.NDArray[np.int64], names: Sequence[str], sizes: Sequence[int]
) -> npt.NDArray[np.int32]:
    """Take the numbers of combinations apart into the positions of their words in a `Pick`."""
    columns = []
    for name, size in zip(reversed(names), reversed(sizes), strict=True):
        before = sum(len(records.words[n]) for n in DIMENSIONS[: DIMENSIONS.index(name)])
        columns.append(whole % size + before)
        whole = whole // size
    return np.stack(columns[::-1], axis=1).astype(np.int32)
