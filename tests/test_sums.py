"""Sums over the incidents of each region: of what is known, with how many are not."""

from __future__ import annotations

import numpy as np
import pytest

from geo.cube import MEASURES
from geo.sums import Sums, known

nan = np.nan
PRECISIONS = 5


def row(**sums):
    """Give one region's sums in the order of the measures."""
    return [sums.get(name, 0) for name in MEASURES]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (row(incidents=2, killed=3, injured=7), {"killed": 3, "injured": 7, "casualties": 10}),
        (
            row(incidents=2, killed=1, killed_unknown=1, injured=4, injured_unknown=1),
            {"killed": 1, "injured": 4, "casualties": 5},
        ),
        (row(incidents=2, killed=3, injured_unknown=2), {"killed": 3, "injured": nan, "casualties": nan}),
        (row(incidents=2, killed_unknown=2), {"killed": nan, "injured": 0, "casualties": nan}),
        (row(incidents=2), {"killed": 0, "injured": 0, "casualties": 0}),
        (row(), {"killed": 0, "injured": 0, "casualties": 0}),
    ],
)
def test_nothing_known_is_not_zero(given, expected):
    assert {m: known(np.array([given]), m)[0] for m in expected} == pytest.approx(expected, nan_ok=True)
    assert known(np.array([given]), "incidents").tolist() == [given[0]]


def test_sums_by_precision_add_up_to_those_of_the_region():
    graded = np.zeros((PRECISIONS, 2, len(MEASURES)), np.int64)
    graded[1, 0] = row(incidents=2, killed_low=1, killed=3, killed_high=5, injured_unknown=2)
    graded[4, 0] = row(incidents=1, killed_unknown=1, injured=4)
    sums = Sums.of_graded(graded, np.array([[1, 2], [0, 0]]))
    assert (sums.incidents.tolist(), sums.killed_low[0], sums.killed[0], sums.killed_high[0]) == ([3, 0], 1, 3, 5)
    assert (sums.killed_unknown[0], sums.injured[0], sums.injured_unknown[0]) == (1, 4, 2)
    assert sums.precision.tolist() == [[0, 2, 0, 0, 1], [0, 0, 0, 0, 0]]
    assert sums.yearly.tolist() == [[1, 2], [0, 0]]
    assert sums.of("casualties").tolist() == [7, 0]
