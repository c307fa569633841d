"""Sums over the incidents of each region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.locate import NOWHERE

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.tables import Incidents


@dataclass(frozen=True, kw_only=True, eq=False)
class Sums:
    """Counts and sums, one value for each region. Sums are of what is known; ``*_unknown`` says how many are not.

    Attributes
    ----------
    precision : ndarray of float64, shape (regions, 5)
        Incidents by how well their place is known, finest first.
    yearly, yearly_killed, yearly_injured : ndarray of float64, shape (regions, years)
        By calendar year of the period.
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
    yearly_killed: Numbers
    yearly_injured: Numbers

    def of(self, measure: str) -> Numbers:
        """Give the sum that a measure asks for; NaN where incidents happened and nothing at all is known of it."""
        killed = _unless_unknown(self.killed, self.killed_unknown, self.incidents)
        injured = _unless_unknown(self.injured, self.injured_unknown, self.incidents)
        sums = {"incidents": self.incidents, "killed": killed, "injured": injured}
        return sums[measure] if measure in sums else killed + injured

    def yearly_of(self, measure: str) -> Numbers:
        """Give the yearly sums that a measure asks for, of what is known."""
        return {
            "incidents": self.yearly,
            "killed": self.yearly_killed,
            "injured": self.yearly_injured,
            "casualties": self.yearly_killed + self.yearly_injured,
        }[measure]

    def unknown(self) -> Sums:
        """Give the same with nothing known."""
        return replace(self, **{name: np.full_like(column, np.nan) for name, column in vars(self).items()})


def _unless_unknown(amount: Numbers, unknown: Numbers, n: Numbers) -> Numbers:
    return np.where((n > 0) & (unknown == n), np.nan, amount)


def sum_by_region(
    rows: Incidents,
    owner: npt.NDArray[np.int64],
    mask: npt.NDArray[np.bool_],
    *,
    regions: int,
    calendar: range,
) -> Sums:
    """Add up the masked incidents of each region.

    Where a source gives no low or high bound, the best figure stands for both.

    Parameters
    ----------
    owner : ndarray of int64, shape (incidents,)
        Position of each incident's region, or -1.
    mask : ndarray of bool, shape (incidents,)
    regions : int
        How many regions there are.
    calendar : range
        The calendar years for the yearly sums; it may be empty.
    """
    held = np.flatnonzero(mask & (owner != NOWHERE))
    region = owner[held]
    year = rows.date_start[held].astype("datetime64[Y]").astype(np.int64) + 1970 - calendar.start
    grade = np.array([terms.PRECISIONS.index(p) for p in rows.precision[held]], dtype=np.int64)

    def add(amount: Numbers) -> Numbers:
        return np.bincount(region, weights=np.nan_to_num(amount[held]), minlength=regions).astype(np.float64)

    def add_by(column: npt.NDArray[np.int64], width: int, amount: Numbers) -> Numbers:
        inside = (column >= 0) & (column < width)  # a calendar need not hold every day that is summed
        cell, weights = (region * width + column)[inside], np.nan_to_num(amount[held][inside])
        return np.bincount(cell, weights=weights, minlength=regions * width).astype(np.float64).reshape(regions, width)

    one = np.ones(len(rows))
    low = np.where(np.isnan(rows.killed_low), rows.killed, rows.killed_low)
    high = np.where(np.isnan(rows.killed_high), rows.killed, rows.killed_high)
    return Sums(
        incidents=add(one),
        killed=add(rows.killed),
        killed_low=add(low),
        killed_high=add(high),
        killed_unknown=add(np.isnan(rows.killed).astype(np.float64)),
        injured=add(rows.injured),
        injured_unknown=add(np.isnan(rows.injured).astype(np.float64)),
        precision=add_by(grade, len(terms.PRECISIONS), one),
        yearly=add_by(year, len(calendar), one),
        yearly_killed=add_by(year, len(calendar), rows.killed),
        yearly_injured=add_by(year, len(calendar), rows.injured),
    )
