"""Where the weight of each incident is laid before it is smoothed: on its place, or over all that it may lie in."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.density.chosen import DISTRICT, PROVINCE, home, plane
from geo.density.lattice import Lattice
from geo.density.smooth import Masses
from geo.locate import NOWHERE

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.density.chosen import Chosen
    from geo.density.question import Heat
    from geo.snapshot import Snapshot

NEAR = 1
NEAR_KM = 12.5
"""Added to the kernel of an incident known within 25 km: a point anywhere in a circle is off by half the radius, as a
standard deviation, in each direction."""
CIRCLE_KM = 40.0
"""What stands for a district where none are loaded: a circle of 5,000 km2, the mean of the 160 districts of Pakistan
(OCHA, 2022)."""


class Spread(NamedTuple):
    """How many incidents were spread over what, because their place is only roughly known."""

    district: int
    circle: int
    province: int


class Laid(NamedTuple):
    """What is to be smoothed."""

    parts: list[Masses]
    spread: Spread


def widest_km(heat: Heat) -> float:
    """Give the standard deviation of the widest kernel."""
    return hypot(heat.bandwidth_km, NEAR_KM)


def lay(snapshot: Snapshot, heat: Heat, chosen: Chosen) -> Laid:
    """Lay the weights of incidents.

    All of them together weigh as much afterwards; so do those of each district and each province that was spread over.
    """
    x_km, y_km = (column[chosen.rows] for column in plane(snapshot))
    parts = []
    for mine, sd_km in ((chosen.grade < NEAR, heat.bandwidth_km), (chosen.grade == NEAR, widest_km(heat))):
        parts.append(Masses(x_km[mine], y_km[mine], chosen.mass[mine], sd_km))
    province = home(snapshot, "province", heat.query.epoch)[chosen.rows]
    district = _districts(snapshot, heat, chosen.rows)
    whole, named = chosen.grade == PROVINCE, (chosen.grade == DISTRICT) & (district != NOWHERE)
    round_ = (chosen.grade == DISTRICT) & (district == NOWHERE)
    if np.any(named):
        there = lattice(snapshot, "district", heat.query.epoch)
        parts.append(_points(there, there.over_regions(_summed(district, chosen.mass, named, there)), heat))
    if np.any(whole | round_):
        there = lattice(snapshot, "province", heat.query.epoch)
        mass = there.over_regions(_summed(province, chosen.mass, whole, there))
        middles = (x_km[round_], y_km[round_], chosen.mass[round_], province[round_])
        mass += there.over_circles(*middles, CIRCLE_KM)
        parts.append(_points(there, mass, heat))
    return Laid(parts, Spread(int(named.sum()), int(round_.sum()), int(whole.sum())))


def lattice(snapshot: Snapshot, level: str, epoch: str) -> Lattice:
    """Give the lattice of one set of regions, kept with the revision."""
    make = lambda: Lattice.of(snapshot.indexed(level, epoch)).arrays()  # noqa: E731
    kept = lambda: Lattice.kept(snapshot.shelf(f"lattice-{level}-{epoch}", make))  # noqa: E731
    return snapshot.once(("lattice", level, epoch), kept)


def _districts(snapshot: Snapshot, heat: Heat, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Give the district that holds each record; -1 where none is loaded."""
    if not len(snapshot.set_of("district", heat.query.epoch)):
        return np.full(len(rows), NOWHERE, np.int64)
    return home(snapshot, "district", heat.query.epoch)[rows]


def _summed(region: npt.NDArray[np.int64], mass: Numbers, mine: npt.NDArray[np.bool_], there: Lattice) -> Numbers:
    return np.bincount(region[mine], mass[mine], len(there.points)).astype(np.float64)


def _points(there: Lattice, mass: Numbers, heat: Heat) -> Masses:
    land = there.land
    here = mass.ravel()[land.at]
    some = here > 0
    return Masses(land.x_km[some], land.y_km[some], here[some], heat.bandwidth_km, placed=False)
