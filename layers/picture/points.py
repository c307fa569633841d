"""Which incidents are rings: those of a list, where no colour counts them and their place is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from layers import words
from layers.listed import listed, narrowed

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.coverage import Source
    from geo.snapshot import Snapshot
    from geo.tables import Incidents
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
    shown = np.zeros(len(rows), dtype=np.bool_)
    shown[of.rows] = True
    shown &= snapshot.matches(narrowed(of, tally.query)) & _uncounted(snapshot, tally)
    shown &= np.isin(rows.precision, WELL_PLACED) & np.isfinite(rows.lon) & np.isfinite(rows.lat)
    if not np.any(shown):
        return Points(at=[])
    found = rows.take(shown)
    at = list(zip(found.lon.tolist(), found.lat.tolist(), strict=True))
    return Points(at=at, sources=of.sources, name=f"{of.short}, {_days(found)}")


def _uncounted(snapshot: Snapshot, tally: Tally) -> npt.NDArray[np.bool_]:
    """Tell which incidents lie where the colour of no region counts them."""
    query, regions = tally.query, tally.regions
    home = np.append(snapshot.regions_at(query).id, "")[snapshot.placement(query.level, query.epoch).owner]
    if query.region:
        return np.isin(home, regions.id[~tally.covered])
    inside = np.isin(home, regions.id[tally.covered])
    if query.level == "district":  # between the districts of a covered country
        inside |= (home == "") & np.isin(snapshot.incidents.country, tally.countries)
    return ~inside


def _days(rows: Incidents) -> str:
    days = rows.date_start
    return words.span((days.min().item(), days.max().item()))
