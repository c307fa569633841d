"""Which incidents are rings: those of a list, where no colour counts them and their place is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from layers import words
from layers.language import ENGLISH
from layers.listed import listed, narrowed

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Dates
    from geo.coverage import Source
    from geo.snapshot import Snapshot
    from geo.tally import Tally

WELL_PLACED = terms.accepted("district")


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """What is drawn as rings.

    Attributes
    ----------
    sources : tuple of Source
        Whose they are; none if there are no rings.
    name : str
        What their list is called, and its days.
    """

    at: list[tuple[float, float]]
    sources: tuple[Source, ...] = ()
    name: str = ""


def points(snapshot: Snapshot, tally: Tally) -> Points:
    """Give the incidents that are drawn one by one.

    Examples
    --------
    >>> from geo.tally import tally
    >>> from tests.worlds import incidents, source, squares, world
    >>> there = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)]), sources=[source(complete=False)])
    >>> points(there, tally(there, there.ask([]))).name
    'S, 1 Jun 2010'
    """
    of = listed(snapshot, tally.query)
    if of is None or not of.drawn:
        return Points(at=[])
    rows = snapshot.incidents
    at = of.rows[snapshot.matches(narrowed(of, tally.query))[of.rows]]
    at = at[_uncounted(snapshot, tally, at) & np.isin(rows.precision[at], WELL_PLACED)]
    at = at[np.isfinite(rows.lon[at]) & np.isfinite(rows.lat[at])]
    if not len(at):
        return Points(at=[])
    places = list(zip(rows.lon[at].tolist(), rows.lat[at].tolist(), strict=True))
    return Points(at=places, sources=of.sources, name=f"{of.short(ENGLISH)}, {_days(rows.date_start[at])}")


def _uncounted(snapshot: Snapshot, tally: Tally, at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which of some incidents lie where the colour of no region counts them."""
    query, regions = tally.query, tally.regions
    home = np.append(snapshot.regions_at(query).id, "")[snapshot.placement(query.level, query.epoch).owner[at]]
    if query.region:
        return np.isin(home, regions.id[~tally.covered])
    inside = np.isin(home, regions.id[tally.covered])
    if query.level == "district":  # between the districts of a covered country
        inside |= (home == "") & np.isin(snapshot.incidents.country[at], tally.countries)
    return ~inside


def _days(days: Dates) -> str:
    return words.span((days.min().item(), days.max().item()))
