"""The distinct points of many rows: a million rows lie on a few thousand points, and geometry is asked once of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers


class Spots(NamedTuple):
    """Distinct points, and the one that each row lies on; -1 for a row whose place is not known."""

    lon: Numbers
    lat: Numbers
    of_row: npt.NDArray[np.int64]

    def rows(self, told: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Spread what holds of points to their rows; it never holds of an unknown place.

        Examples
        --------
        >>> spots_of(np.array([1.0, np.nan, 1.0]), np.array([2.0, 2.0, 2.0])).rows(np.array([True])).tolist()
        [True, False, True]
        """
        return np.append(told, False)[self.of_row]


def spots_of(lon: Numbers, lat: Numbers) -> Spots:
    """Find the distinct points of rows, from west to east.

    Examples
    --------
    >>> spots_of(np.array([2.0, 1.0, np.nan, 2.0]), np.array([5.0, 5.0, 5.0, 5.0]))
    Spots(lon=array([1., 2.]), lat=array([5., 5.]), of_row=array([ 1,  0, -1,  1]))
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    distinct, position = np.unique(lon[known] + 0.0 + 1j * lat[known], return_inverse=True)
    of_row = np.full(len(lon), -1, dtype=np.int64)
    of_row[known] = position
    return Spots(distinct.real, distinct.imag, of_row)
