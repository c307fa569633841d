"""What looks doubtful about an incident: flagged, so that somebody looks at it, and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.columns import NOTHING
from geo.locate import NOWHERE, locate
from geo.misplaced import misplaced
from geo.names import coded
from geo.near import nearest
from geo.spots import spots_of
from geo.terms import PRECISIONS, STUDY_AREA, accepted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy.typing as npt

    from geo.columns import Numbers, Objects, Words
    from geo.misplaced import Towns
    from geo.spots import Spots
    from geo.tables import Regions

FLAGS = {
    "outside": "It lies outside the study area, more than 6 km from every region.",
    "in_sea": "It lies in the sea, more than 6 km from any land.",
    "swapped": "It would lie in the study area if its longitude and latitude were exchanged.",
    "misplaced": "Its province, district or place is elsewhere than its coordinates.",
    "too_fine": "It is known to the district at best, but its coordinates are given to a hundred metres.",
    "rounded": "It is said to be exact or near, but its coordinates are given to ten kilometres.",
    "killed_range": "Its estimates of the killed contradict each other: they are not low, best, high in that order.",
    "future": "It begins after the day on which it was looked at.",
    "piled": "At least 25 incidents of its source lie on the very same point.",
    "repeated_id": "Its id stands twice in the file.",
}
"""What each flag means, in the order of their bits. Only who reads a file can know of ``repeated_id``."""
BITS = {flag: 1 << i for i, flag in enumerate(FLAGS)}

COLUMNS = {
    **dict.fromkeys(("source", "precision", "country", "region_name", "district_name", "place"), "Words"),
    **dict.fromkeys(("lon", "lat", "killed_low", "killed", "killed_high"), "Numbers"),
    "date_start": "Dates",
}
"""The columns of `Incidents` that are looked at."""

SURELY_NEAR, SURELY_FAR = 0.053, 0.08
"""Degrees that are less, and more, than six kilometres in any direction up to 45 degrees north."""
AREAS = tuple(p for p in PRECISIONS if p not in accepted("near"))
PILE = 25


def flags(
    columns: Mapping[str, npt.NDArray[Any]], regions: Regions, *, land: Objects, towns: Towns, today: date
) -> npt.NDArray[np.uint16]:
    """Flag incidents; what is unknown is never doubtful.

    A row is judged by itself, but for two flags: a pile is of the rows of one source on a point, and the middle of a
    district (see `geo.misplaced`) of the rows of one source. The order of the rows does not matter.

    Parameters
    ----------
    columns : mapping of columns
        Those of `COLUMNS` that there are, checked as `Incidents` checks them; an absent one is unknown throughout.
    regions : Regions
        Of all levels and epochs.
    land : ndarray of shapely polygons
        The land around the regions, known within `STUDY_AREA`.
    towns : Towns
    today : date
        What begins later is in the future.

    Returns
    -------
    ndarray of uint16, shape (n,)
        A bit for each flag; `names` gives them by name.
    """
    n = len(next(iter(columns.values())))
    given = {name: columns.get(name, np.full(n, NOTHING[kind])) for name, kind in COLUMNS.items()}
    lon, lat = given["lon"], given["lat"]
    spots = spots_of(lon, lat)
    area = (spots.of_row >= 0) & np.isin(given["precision"].astype("U8"), AREAS)
    point = np.isin(given["precision"].astype("U8"), accepted("near"))
    abroad, at_sea = _off(spots, regions, land)
    low, best, high = given["killed_low"], given["killed"], given["killed_high"]
    found = {
        "outside": spots.rows(abroad & ~at_sea),
        "in_sea": spots.rows(at_sea),
        "swapped": _in_study_area(lat, lon) & ~_elsewhere(given["country"], regions),
        "misplaced": misplaced(given, spots, regions, towns),
        "too_fine": area & ~(_rounds(lon, 2) & _rounds(lat, 2)),
        "rounded": point & _rounds(lon, 1) & _rounds(lat, 1),
        "killed_range": (low > high) | (best < low) | (best > high),
        "future": given["date_start"] > np.datetime64(today),
        "piled": _piled(given["source"], spots),
    }
    bits = np.zeros(n, dtype=np.uint16)
    for flag, doubtful in found.items():
        bits[doubtful] |= BITS[flag]
    return bits


def names(bits: int) -> tuple[str, ...]:
    """Give the flags of a row by name.

    Examples
    --------
    >>> names(BITS["future"] | BITS["outside"])
    ('outside', 'future')
    """
    return tuple(flag for flag, bit in BITS.items() if bits & bit)


def _off(spots: Spots, regions: Regions, land: Objects) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell which points lie off every region, and which of them off all land; edges are off by a few kilometres."""
    abroad = _beyond(spots.lon, spots.lat, regions.at("province", "now").geometry)
    at_sea = abroad & _in_study_area(spots.lon, spots.lat)
    at_sea[at_sea] = _beyond(spots.lon[at_sea], spots.lat[at_sea], land)
    return abroad, at_sea


def _beyond(lon: Numbers, lat: Numbers, shapes: Objects) -> npt.NDArray[np.bool_]:
    """Tell which points lie more than six kilometres from every shape; only the doubtful are measured."""
    beyond: npt.NDArray[np.bool_] = locate(lon, lat, shapes) == NOWHERE
    for degrees, sure in ((SURELY_NEAR, True), (SURELY_FAR, False)):
        rest = np.flatnonzero(beyond)
        points = shapely.STRtree(np.asarray(shapely.points(lon[rest], lat[rest]), dtype=object))
        close = rest[np.unique(points.query(shapes, predicate="dwithin", distance=degrees)[1])]
        beyond[close] = False if sure else nearest(lon[close], lat[close], shapes)[0] == NOWHERE  # within 6 km
    return beyond


def _in_study_area(lon: Numbers, lat: Numbers) -> npt.NDArray[np.bool_]:
    west, south, east, north = STUDY_AREA
    inside: npt.NDArray[np.bool_] = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return inside


def _elsewhere(country: Words, regions: Regions) -> npt.NDArray[np.bool_]:
    """Tell which rows say that they lie in another country: Kyiv, swapped, would lie in Iran."""
    ours = {"", *regions.country}
    words, code = coded(country, len(country))
    return np.array([word not in ours for word in words], dtype=bool)[code]


def _rounds(degrees: Numbers, decimals: int) -> npt.NDArray[np.bool_]:
    """Tell which coordinates have no more decimals."""
    rounds: npt.NDArray[np.bool_] = np.round(degrees, decimals) == degrees
    return rounds


def _piled(source: Words, spots: Spots) -> npt.NDArray[np.bool_]:
    _, code = coded(source, len(source))
    # one number for each source and point; -1 is no point, hence the one more
    _, pile, height = np.unique(code * (len(spots.lon) + 1) + spots.of_row, return_inverse=True, return_counts=True)
    piled: npt.NDArray[np.bool_] = (height[pile] >= PILE) & (spots.of_row >= 0)
    return piled
