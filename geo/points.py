"""The incidents of an answer as points: those that it counts, and of which it is known where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo import terms
from geo.behind import PLACED, counted
from geo.clusters import mercator

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.clusters import Places
    from geo.query import Query
    from geo.snapshot import Snapshot


class Points(NamedTuple):
    """What a question counts.

    Attributes
    ----------
    rows : ndarray of int32
        The positions, among the records, of those whose place is known to 25 km.
    not_drawn : dict of str to int
        How many others it counts, by how well their place is known.
    """

    rows: npt.NDArray[np.int32]
    not_drawn: dict[str, int]

    @property
    def counted(self) -> int:
        """All that the question counts: what its tally does."""
        return len(self.rows) + sum(self.not_drawn.values())


def points(snapshot: Snapshot, query: Query) -> Points:
    """Find the incidents that a question counts, as `geo.tally` does: in its regions, of all sources that it asks.

    A list that is not complete gives no rate, yet its incidents are counted, and are points.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5), (9, 9)], precision=["exact", "province", "exact"])
    >>> found = points(world, world.ask([]))
    >>> found.rows.tolist(), found.not_drawn, found.counted
    ([0], {'district': 0, 'province': 1}, 2)
    """
    rows = counted(snapshot, query)
    grade = snapshot.records.codes("precision")[rows]
    n = np.bincount(grade, minlength=len(terms.PRECISIONS)).tolist()
    rest = terms.accepted(query.precision)[len(PLACED) :]
    return Points(rows[grade < len(PLACED)], {p: n[terms.PRECISIONS.index(p)] for p in rest})


def places(snapshot: Snapshot) -> tuple[Places, Places]:
    """Give where each record lies on the map, in units of `geo.clusters`."""

    def make() -> tuple[Places, Places]:
        rows, row = snapshot.incidents, snapshot.records.row
        return mercator(rows.lon[row], rows.lat[row])

    return snapshot.once(("mercator",), make)
