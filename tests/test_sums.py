"""Sums over the incidents of each region: of what is known, with how many are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.sums import sum_by_region
from geo.tables import Incidents
from tests.strategies import incident_columns, shuffled
from tests.worlds import incidents

nan = np.nan
CALENDAR = range(2010, 2014)


def summed(rows, owner, *, mask=None, regions=2):
    kept = np.ones(len(rows), dtype=np.bool_) if mask is None else np.array(mask)
    return sum_by_region(rows, np.array(owner, dtype=np.int64), kept, regions=regions, calendar=CALENDAR)


def test_each_region_adds_up_its_own():
    sums = summed(incidents([(0, 0)] * 4, killed=[1, 2, 4, 8]), [0, 1, 0, -1])
    assert sums.incidents.tolist() == [2, 1]
    assert sums.killed.tolist() == [5, 2]


def test_what_the_mask_leaves_out_is_left_out():
    sums = summed(incidents([(0, 0)] * 3, killed=[1, 2, 4]), [0, 0, 0], mask=[True, False, True])
    assert (sums.incidents[0], sums.killed[0]) == (2, 5)


def test_the_unknown_are_counted_apart_from_the_zeros():
    sums = summed(incidents([(0, 0)] * 3, injured=[0, nan, 3]), [0, 0, 0])
    assert (sums.injured[0], sums.injured_unknown[0]) == (3, 1)
    assert (sums.injured[1], sums.injured_unknown[1]) == (0, 0)


def test_the_best_estimate_stands_for_a_bound_that_is_not_given():
    rows = incidents([(0, 0)] * 2, killed_low=[nan, 1], killed=[5, 2], killed_high=[nan, 4])
    sums = summed(rows, [0, 0])
    assert (sums.killed_low[0], sums.killed[0], sums.killed_high[0]) == (6, 7, 9)


@pytest.mark.parametrize(
    ("killed", "injured", "expected"),
    [
        ([1, 2], [3, 4], {"killed": 3, "injured": 7, "casualties": 10}),
        ([1, nan], [nan, 4], {"killed": 1, "injured": 4, "casualties": 5}),
        ([1, 2], [nan, nan], {"killed": 3, "injured": nan, "casualties": nan}),
        ([nan, nan], [0, 0], {"killed": nan, "injured": 0, "casualties": nan}),
        ([0, 0], [0, 0], {"killed": 0, "injured": 0, "casualties": 0}),
    ],
)
def test_nothing_known_is_not_zero(killed, injured, expected):
    sums = summed(incidents([(0, 0)] * 2, killed=killed, injured=injured), [0, 0])
    assert {m: sums.of(m)[0] for m in expected} == pytest.approx(expected, nan_ok=True)
    assert sums.of("incidents").tolist() == [2, 0]


def test_no_incidents_are_no_one_killed():
    assert summed(incidents([(0, 0)], killed=[nan]), [0]).of("killed").tolist() == pytest.approx([nan, 0], nan_ok=True)


def test_sums_by_calendar_year():
    days = ["2010-01-01", "2010-12-31", "2013-12-31"]
    rows = incidents([(0, 0)] * 3, date_start=days, date_end=days, killed=[1, 2, 4], injured=[1, nan, 5])
    sums = summed(rows, [0, 0, 1])
    assert sums.yearly.tolist() == [[2, 0, 0, 0], [0, 0, 0, 1]]
    assert sums.yearly_killed.tolist() == [[3, 0, 0, 0], [0, 0, 0, 4]]
    assert sums.yearly_injured.tolist() == [[1, 0, 0, 0], [0, 0, 0, 5]]
    assert sums.yearly_of("casualties").tolist() == [[4, 0, 0, 0], [0, 0, 0, 9]]


def test_incidents_by_how_well_their_place_is_known():
    rows = incidents([(0, 0)] * 3, precision=["near", "country", "near"])
    assert summed(rows, [0, 0, 1]).precision.tolist() == [[0, 1, 0, 0, 1], [0, 1, 0, 0, 0]]


def test_no_incidents_are_no_trouble():
    sums = summed(incidents([]), [])
    assert sums.incidents.tolist() == [0, 0]
    assert sums.yearly.shape == (2, 4)
    assert sums.precision.shape == (2, 5)


@given(incident_columns(), st.data())
def test_every_part_adds_up_to_the_whole_in_any_order(columns, data):
    rows = incidents([(0.0, 0.0)] * len(columns["source"]), **columns)
    owner = data.draw(st.lists(st.integers(-1, 1), min_size=len(rows), max_size=len(rows)))
    sums = summed(rows, owner)
    assert sums.incidents.sum() == sum(o >= 0 for o in owner)
    np.testing.assert_array_equal(sums.yearly.sum(axis=1), sums.incidents)
    np.testing.assert_array_equal(sums.precision.sum(axis=1), sums.incidents)
    np.testing.assert_array_equal(sums.yearly_killed.sum(axis=1), sums.killed)
    np.testing.assert_array_equal(sums.yearly_injured.sum(axis=1), sums.injured)
    assert (sums.killed_unknown <= sums.incidents).all()
    order = data.draw(st.permutations(range(len(rows))))
    again = summed(Incidents.of(shuffled(columns, order)), [owner[i] for i in order])
    for name, column in vars(sums).items():
        np.testing.assert_array_equal(getattr(again, name), column, err_msg=name)
