"""Pairs of incidents in two sources that may be the same event: near in space and time, in the same country.

Windows of kilometres and days are the idea of MELTT (Donnay, Dunford, McGrath, Backer and Cunningham 2019,
Integrating Conflict Event Data, Journal of Conflict Resolution 63(5), 1337-1364). A pair is for a person to look at:
nothing is merged, and one incident may stand in many pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from geo.near import WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.tables import Incidents

KM, DAYS = 25.0, 2
"""The windows that are looked in unless asked otherwise, and what one point of a score is."""
A_DAY = np.timedelta64(1, "D")
ROUNDING = 1e-9  # of a search; what it lets in is measured afterwards
LEAST = 1e-3  # km and days: a window of nothing still finds what is the same


@dataclass(frozen=True, eq=False)
class Pairs:
    """Likely pairs, the likeliest first.

    Attributes
    ----------
    a, b : ndarray of int64
        Rows of the two tables.
    distance_km : ndarray of float64
        Geodesic on WGS 84.
    days : ndarray of int64
        From the end of the earlier to the start of the later; 0 where they overlap.
    score : ndarray of float64
        ``distance_km / 25 + days / 2``: 0 is the same place and time, whatever windows were looked in.
    """

    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]
    distance_km: Numbers
    days: npt.NDArray[np.int64]
    score: Numbers

    def __len__(self) -> int:
        return len(self.a)


def pairs(a: Incidents, b: Incidents, *, days: int = DAYS, km: float = KM) -> Pairs:
    """Find pairs that are at most so many days and kilometres apart.

    An incident lasts from ``date_start`` to ``date_end``. An unknown country is that of any other incident; an
    unknown place is near nothing. Equal scores are ordered by the ids of the incidents.

    Raises
    ------
    ValueError
        A window is negative.
    """
    if not (days >= 0 and km >= 0):
        raise ValueError(f"days ({days}) and km ({km}) must not be negative")
    i, j = _candidates(a, b, days, km)
    same = (a.country[i] == b.country[j]) | (a.country[i] == "") | (b.country[j] == "")
    i, j = i[same], j[same]
    distance_km = np.asarray(WGS84.inv(a.lon[i], a.lat[i], b.lon[j], b.lat[j])[2]) / 1000
    apart = np.maximum(a.date_start[i] - _end(b)[j], b.date_start[j] - _end(a)[i]) // A_DAY
    gap = np.maximum(apart, 0).astype(np.int64)
    kept = (distance_km <= km) & (gap <= days)
    i, j, distance_km, gap = i[kept], j[kept], distance_km[kept], gap[kept]
    score = distance_km / KM + gap / DAYS
    order = np.lexsort((b.source_id[j], b.source[j], a.source_id[i], a.source[i], score))
    return Pairs(i[order], j[order], distance_km[order], gap[order], score[order])


def _candidates(
    a: Incidents, b: Incidents, days: int, km: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find all pairs within the windows, and not many others, however many incidents share a place.

    Points in space lie on the ellipsoid, where a straight line is never longer than the way along it. In time,
    incidents that last about as long as each other are searched together: their middles are apart by the gap and half
    of what both last, so one that lasts a year widens no search but its own.
    """
    found = [np.empty((2, 0), dtype=np.int64)]
    for rows_a, last_a in _by_duration(a):
        for rows_b, last_b in _by_duration(b):
            reach_days = max(days + (last_a + last_b) / 2, LEAST)
            trees = [KDTree(_space_time(t, rows, km, reach_days)) for t, rows in ((a, rows_a), (b, rows_b))]
            near = trees[0].sparse_distance_matrix(trees[1], 1 + ROUNDING, p=np.inf, output_type="ndarray")
            found.append(np.stack([rows_a[near["i"]], rows_b[near["j"]]]))
    i, j = np.concatenate(found, axis=1)
    return i, j


def _by_duration(table: Incidents) -> Iterator[tuple[npt.NDArray[np.int64], int]]:
    """Give the rows with a place by how long they last, doubling, with the longest of each part in days."""
    lasts = (_end(table) - table.date_start) // A_DAY
    placed = np.isfinite(table.lon) & np.isfinite(table.lat)
    doublings = np.frexp(lasts.astype(np.float64))[1]
    for doubling in np.unique(doublings[placed]):
        rows = np.flatnonzero(placed & (doublings == doubling))
        yield rows, int(lasts[rows].max())


def _end(table: Incidents) -> npt.NDArray[np.datetime64]:
    return np.where(np.isnat(table.date_end), table.date_start, table.date_end)


def _space_time(
    table: Incidents, rows: npt.NDArray[np.int64], reach_km: float, reach_days: float
) -> npt.NDArray[np.float64]:
    """Give rows as points on the ellipsoid and the middles of their times, each in units of its reach."""
    lon, lat = np.radians(table.lon[rows]), np.radians(table.lat[rows])
    curved = WGS84.a / 1000 / np.sqrt(1 - WGS84.es * np.sin(lat) ** 2)
    ways = (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), (1 - WGS84.es) * np.sin(lat))
    start, end = (days[rows].astype("datetime64[D]").astype(np.float64) for days in (table.date_start, _end(table)))
    return np.stack([*(curved * way / max(reach_km, LEAST) for way in ways), (start + end) / 2 / reach_days], axis=1)
