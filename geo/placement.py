"""Where each incident is counted in one set of regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from geo.locate import NOWHERE, RegionIndex
from geo.near import nearest

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.tables import Incidents, Regions


@dataclass(frozen=True, eq=False)
class Indexed:
    """A set of regions, and the index that tells which of them holds a point."""

    regions: Regions
    index: RegionIndex

    @classmethod
    def of(cls, regions: Regions) -> Self:
        """Index a set of regions."""
        return cls(regions, RegionIndex.build(regions.geometry))


@dataclass(frozen=True, eq=False)
class Placement:
    """The owner of each incident, and for those without one the region whose edge is near.

    Attributes
    ----------
    owner : ndarray of int32, shape (n,)
        Position in the set of regions, or -1.
    near : ndarray of int64, shape (n,)
        For an incident outside every region: the one within 6 km, or -1.
    near_km : ndarray of float64, shape (n,)
        Geodesic distance to it.
    """

    owner: npt.NDArray[np.int32]
    near: npt.NDArray[np.int64]
    near_km: Numbers


def place(incidents: Incidents, there: Indexed, current: Indexed) -> Placement:
    """Place incidents in a set of regions, each by the regions of its own day.

    An incident in a region that had ceased to be by then (the former FATA after 2018-05-31) belongs to the region of
    the ``current`` set that holds it, if that one is part of the set; what no current region holds lies nowhere.
    """
    regions = there.regions
    owner = there.index.locate(incidents.lon, incidents.lat)
    ended = (owner != NOWHERE) & (incidents.date_start >= regions.valid_to[owner])
    if np.any(ended):
        heir = current.index.locate(incidents.lon[ended], incidents.lat[ended])
        position = {id_: i for i, id_ in enumerate(regions.id)} | {None: NOWHERE}
        ids = [None if h == NOWHERE else current.regions.id[h] for h in heir]
        owner[ended] = [position.get(id_, old) for id_, old in zip(ids, owner[ended], strict=True)]
    outside = np.flatnonzero(owner == NOWHERE)
    near = np.full(len(owner), NOWHERE, dtype=np.int64)
    near_km = np.full(len(owner), np.nan)
    near[outside], near_km[outside] = nearest(incidents.lon[outside], incidents.lat[outside], regions.geometry)
    return Placement(owner, near, near_km)
