"""Counts and sums of each region: of what is known, with how many are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from geo.cube import MEASURES

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers


@dataclass(frozen=True, kw_only=True, eq=False)
class Sums:
    """One value for each region. Sums are of what is known; ``*_unknown`` says of how many incidents it is not.

    Where a source gives no low or high bound, the best figure stands for both.

    Attributes
    ----------
    precision : ndarray of float64, shape (regions, 5)
        Incidents by how well their place is known, finest first.
    yearly : ndarray of float64, shape (regions, years)
        Incidents by calendar year of the period.
    """

    incidents: Numbers
    killed: Numbers
    killed_low: Numbers
    killed_high: Numbers
    killed_unknown: Numbers
    injured: Numbers
    injured_unknown: Numbers
    precision: Numbers
    yearly: Numbers

    @classmethod
    def of_graded(cls, graded: npt.NDArray[np.int64], yearly: npt.NDArray[np.int64]) -> Self:
        """Make them of sums by precision, shape (5, regions, measures), and of incidents by year, (regions, years)."""
        columns = graded.sum(axis=0).astype(np.float64)
        measures = {name: columns[:, i] for i, name in enumerate(MEASURES)}
        return cls(**measures, precision=graded[:, :, 0].T.astype(np.float64), yearly=yearly.astype(np.float64))

    def of(self, measure: str) -> Numbers:
        """Give the sum that a measure asks for; NaN where incidents happened and nothing at all is known of it."""
        return known(np.stack([getattr(self, name) for name in MEASURES], axis=-1), measure)


def known(sums: npt.NDArray[np.int64] | Numbers, measure: str) -> Numbers:
    """Give the sum that a measure asks for; NaN where incidents happened and nothing at all is known of it.

    Parameters
    ----------
    sums : ndarray, shape (..., measures)
        In the order of `geo.cube.MEASURES`.

    Examples
    --------
    >>> known(np.array([[2, 0, 3, 0, 1, 0, 2], [0] * 7]), "killed").tolist()
    [3.0, 0.0]
    >>> known(np.array([[2, 0, 3, 0, 1, 0, 2], [0] * 7]), "casualties").tolist()
    [nan, 0.0]
    """
    if measure == "casualties":
        return known(sums, "killed") + known(sums, "injured")
    n, amount = sums[..., 0], sums[..., MEASURES.index(measure)].astype(np.float64)
    if measure != "incidents":
        amount[(n > 0) & (sums[..., MEASURES.index(f"{measure}_unknown")] == n)] = np.nan
    return amount
