"""The incidents behind a figure: exactly those that its tally counts, in an order to read them in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.records import AMOUNTS

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.query import Query
    from geo.snapshot import Snapshot

ORDERS = ("latest", "killed")
"""The latest day first, or the most killed by the best estimate; what is not known comes last."""
PLACED = terms.accepted("near")
"""What is known less well than to 25 km lies in no box: its point is the middle of a district, or no place at all."""


def behind(snapshot: Snapshot, query: Query, *, order: str = "latest") -> npt.NDArray[np.int32]:
    """Find the incidents that a question counts, as `geo.tally` does: in its regions, of all sources that it asks.

    Parameters
    ----------
    snapshot : Snapshot
    query : Query
    order : str
        One of `ORDERS`. What is equal in it goes from the latest day back, and those of a day stay in the order of the
        table, which in a store is that of their source and id.

    Returns
    -------
    ndarray of int32
        Their positions in the table of incidents.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5), (9, 9), (0.5, 0.5)], killed=[1, None, 9, 3])
    >>> behind(world, world.ask([])).tolist(), behind(world, world.ask([]), order="killed").tolist()
    ([0, 1, 3], [3, 0, 1])
    """
    records = snapshot.records
    found = counted(snapshot, query)
    day = records.day[found]
    found = found[_falling(day)]
    if order == "killed":
        found = found[_falling(records.amounts[found, AMOUNTS.index("killed")])]  # unknown is less than zero
    return records.row[found]


def counted(snapshot: Snapshot, query: Query) -> npt.NDArray[np.int32]:
    """Give the positions among the records of what a question counts, in order.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (9, 9), (1.5, 0.5)])
    >>> counted(world, world.ask([])).tolist()
    [0, 2]
    """
    found = snapshot.found(query, graded=True)
    cube, ids = snapshot.cube(query.level, query.epoch), snapshot.set_of(query.level, query.epoch).id
    asked = np.zeros(cube.places, np.bool_)  # what lies outside of every region is not
    asked[: len(ids)] = np.isin(ids, query.region) if query.region else True
    return found[asked[cube.place[found]]]


def within(
    snapshot: Snapshot, rows: npt.NDArray[np.int32], box: tuple[float, float, float, float]
) -> npt.NDArray[np.int32]:
    """Keep, in their order, the incidents whose place is known to 25 km and lies in a box, its edges included.

    Parameters
    ----------
    box : (float, float, float, float)
        West, south, east, north in degrees.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5), (0.5, 0.5)], precision=["exact", "near", "district"])
    >>> within(world, behind(world, world.ask([])), (0, 0, 1, 1)).tolist()
    [0]
    """
    west, south, east, north = box
    lon, lat = snapshot.incidents.lon[rows], snapshot.incidents.lat[rows]
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return rows[inside & _placed(snapshot)[rows]]


def alike(query: Query) -> Query:
    """Give the one question for all that count the same incidents: how they are measured does not choose any.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> ask = two_squares([(0.5, 0.5)]).ask
    >>> alike(ask([("measure", "killed")])) == alike(ask([("per", "none")])), alike(ask([("kind", "other")])) == ask([])
    (True, False)
    """
    usual = {"measure": "incidents", "per": "area", "compare": "none", "breaks": "fixed"}
    return replace(query, version="latest", canonical="", **usual)  # type: ignore[arg-type]


def _placed(snapshot: Snapshot) -> npt.NDArray[np.bool_]:
    """Tell of each incident of the table whether its place is known to 25 km."""

    def make() -> npt.NDArray[np.bool_]:
        placed = np.zeros(len(snapshot.records), np.bool_)
        placed[snapshot.records.row] = snapshot.records.codes("precision") < len(PLACED)  # the finest come first
        return placed

    return snapshot.once(("placed",), make)


def _falling(key: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Give the stable order from the highest key down; few bytes are sorted by their digits."""
    if not len(key):
        return np.empty(0, np.int64)
    highest, lowest = int(key.max()), int(key.min())
    below = (np.int64(highest) - key).astype(np.min_scalar_type(highest - lowest))
    return np.argsort(below, kind="stable")
