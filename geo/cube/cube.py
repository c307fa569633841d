"""Any question about how many, answered from whole months of cells and the rows of the days at their ends."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.cube.cells import MEASURES, Cells, cells
from geo.native import kernels
from geo.records import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.cube.parts import Parts
    from geo.cube.pick import Pick
    from geo.records import Records

FEW = 10_000
"""So many rows are read quicker than cells are found: a twentieth of a millisecond."""
ALWAYS = ("source", "kind", "precision")
"""Nearly every question filters by these, and they have few words."""


class Sheet(NamedTuple):
    """Where sums are added up: slots by a `Pick`, the part of the answer that each place adds to, and the answer."""

    pick: Pick
    into: npt.NDArray[np.int32]
    out: npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Cube:
    """All sums over one set of places.

    Attributes
    ----------
    place : ndarray of int32, shape (records,)
        Where each record lies, from 0 up to ``places``.
    name : tuple of str
        Of the set of places among ``parts``.
    """

    records: Records
    place: npt.NDArray[np.int32]
    places: int
    parts: Parts
    name: tuple[str, ...] = ()

    def sums(
        self,
        pick: Pick,
        edges: Sequence[int],
        *,
        measures: int = len(MEASURES),
        together: npt.NDArray[np.bool_] | None = None,
    ) -> npt.NDArray[np.int64]:
        """Add up the wanted incidents between days.

        Parameters
        ----------
        pick : Pick
        edges : sequence of int
            Days since 1970, ascending. A bin reaches from one up to the next, which is not part of it.
        measures : int
            How many of `MEASURES`, from the first.
        together : ndarray of bool, shape (places,), optional
            Add up only these places, all in one.

        Returns
        -------
        ndarray of int64, shape (*pick.shape, places, bins, measures)

        Examples
        --------
        >>> from geo.cube import Parts, pick
        >>> from geo.records import Records
        >>> from tests.worlds import incidents
        >>> records = Records.of(incidents([(0, 0)] * 3, killed=[2, None, 5]))
        >>> cube = Cube(records=records, place=np.array([0, 0, 1], np.int32), places=2, parts=Parts())
        >>> cube.sums(pick(records, {}, {}), [0, 20_000])[:, 0, [0, 2, 4]].tolist()
        [[2, 2, 1], [1, 5, 0]]
        """
        into = np.arange(self.places, dtype=np.int32) if together is None else together.astype(np.int32) - 1
        places = self.places if together is None else 1
        out = np.zeros((prod(pick.shape), places, len(edges) - 1, measures), np.int64)
        sheet, at = Sheet(pick, into, out), self.records.begins(edges)
        found = self.cells(pick.names) if at[-1] - at[0] > FEW else None
        if found is None:
            for b, rows in enumerate(pairwise(at)):
                self._rows(sheet, rows, to=b, sign=1)
        else:
            self._months(sheet, found, edges, at)
        return out.reshape(*pick.shape, places, len(edges) - 1, measures)

    @property
    def usual(self) -> Cells | None:
        """The cells of the plainest questions; None where rows are read instead, few or too many for the budget."""
        return self.cells(()) if len(self.records) > FEW else None

    def cells(self, names: Sequence[str]) -> Cells | None:
        """Give the cells that tell some dimensions apart; None where the budget does not allow them."""
        # what tells the most rows apart comes first: then one look passes over most combinations
        wanted = tuple(n for n in reversed(DIMENSIONS) if n in names or n in ALWAYS)
        make = lambda: cells(self.records, self.place, self.places, names=wanted, budget=self.parts.budget)  # noqa: E731
        return self.parts.get((*self.name, *wanted), make)

    def _months(self, sheet: Sheet, found: Cells, edges: Sequence[int], at: list[int]) -> None:
        months, begins = self.records.whole_months(edges)
        found.add(sheet.pick, months, sheet.into, sheet.out)
        for e, (begin, here) in enumerate(zip(begins, at, strict=True)):
            if begin == here:
                continue
            # the days between an edge and its month were added on the wrong side of it
            sign, rows = (1, (begin, here)) if begin < here else (-1, (here, begin))
            if e > 0:
                self._rows(sheet, rows, to=e - 1, sign=sign)
            if e < len(edges) - 1:
                self._rows(sheet, rows, to=e, sign=-sign)

    def _rows(self, sheet: Sheet, rows: tuple[int, int], *, to: int, sign: int) -> None:
        columns = (self.records.code, self.records.actors, self.records.amounts, self.place)
        kernels("cube").rows(*rows, to, sign, *columns, sheet.into, sheet.pick.part, sheet.pick.offset, sheet.out)
