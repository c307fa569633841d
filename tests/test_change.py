"""Change against an earlier period: with its base and interval, or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.change import SMALL_BASE, earlier
from geo.errors import BadQuery
from geo.intervals import ratio_interval
from geo.tally import tally
from tests.worlds import source, two_squares

YEAR_2012 = [("from", "2012-01-01"), ("to", "2012-12-31")]
periods = st.tuples(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 4000)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)


def changed(before, after, *, asked=(), **columns):
    """Give the change in square A from so many incidents in 2011 to so many in 2012."""
    days = ["2011-06-01"] * before + ["2012-06-01"] * after
    snapshot = two_squares([(0.5, 0.5)] * (before + after), date_start=days, date_end=days, **columns)
    answer = tally(snapshot, snapshot.ask([*YEAR_2012, ("compare", "year"), *asked]))
    assert answer.change is not None
    return answer.change


@pytest.mark.parametrize(
    ("first", "last", "compare", "expected"),
    [
        ("2014-01-01", "2014-12-31", "previous", ("2013-01-01", "2013-12-31")),
        ("2012-01-01", "2012-12-31", "previous", ("2010-12-31", "2011-12-31")),
        ("2014-05-05", "2014-05-05", "previous", ("2014-05-04", "2014-05-04")),
        ("2014-05-05", "2014-05-05", "year", ("2013-05-05", "2013-05-05")),
        ("2012-02-29", "2012-02-29", "year", ("2011-02-28", "2011-02-28")),
        ("2012-01-01", "2012-12-31", "year", ("2011-01-01", "2011-12-31")),
    ],
)
def test_the_earlier_period(first, last, compare, expected):
    found = earlier((date.fromisoformat(first), date.fromisoformat(last)), compare)
    assert tuple(day.isoformat() for day in found) == expected


@given(periods)
def test_the_previous_period_is_as_long_and_ends_the_day_before(period):
    first, last = earlier(period, "previous")
    assert last - first == period[1] - period[0]
    assert last + timedelta(days=1) == period[0]


@given(periods)
def test_a_year_before_is_in_the_year_before(period):
    for day, before in zip(period, earlier(period, "year"), strict=True):
        assert (before.year, before.month) == (day.year - 1, day.month)
        assert day.day - before.day == (1 if (day.month, day.day) == (2, 29) else 0)


@pytest.mark.parametrize("compare", ["year", "previous"])
def test_before_the_first_day_there_is_no_period_to_compare_with(compare):
    snapshot = two_squares([(0.5, 0.5)])
    with pytest.raises(BadQuery, match=r"^compare: "):
        tally(snapshot, snapshot.ask([("from", "0001-01-01"), ("to", "2013-12-31"), ("compare", compare)]))


def test_a_half_more_with_its_exact_interval():
    change = changed(20, 30)
    assert change.period == (date(2011, 1, 1), date(2011, 12, 31))
    assert (change.base[0], change.ratio[0]) == (20, 0.5)
    low, high = ratio_interval(np.array([20.0]), np.array([30.0]))
    assert (change.low[0], change.high[0]) == (low[0] - 1, high[0] - 1)


def test_no_incident_any_more_is_all_less():
    assert changed(12, 0).ratio[0] == -1


@pytest.mark.parametrize("base", [0, 1, SMALL_BASE - 1])
def test_a_small_base_is_given_but_no_percentage_of_it(base):
    change = changed(base, 30)
    assert change.base[0] == base
    assert np.isnan([change.ratio[0], change.low[0], change.high[0]]).all()


def test_ten_are_enough():
    assert changed(SMALL_BASE, 20).ratio[0] == 1


def test_the_killed_of_one_incident_are_not_independent_so_they_have_no_interval():
    change = changed(1, 1, asked=[("measure", "killed")], killed=[20, 10])
    assert (change.base[0], change.ratio[0]) == (20, -0.5)
    assert np.isnan([change.low[0], change.high[0]]).all()


def test_filters_hold_for_both_periods():
    kinds = ["attack", "protest"] * 20
    assert changed(20, 20, asked=[("kind", "protest")], kind=kinds).base[0] == 10


def test_precision_holds_for_both_periods():
    grades = ["exact"] * 10 + ["country"] * 10 + ["exact"] * 10
    change = changed(20, 10, precision=grades)
    assert (change.base[0], change.ratio[0]) == (10, 0)


@pytest.mark.parametrize(
    "asked",
    [
        [("from", "2010-01-01"), ("to", "2010-12-31"), ("compare", "year")],
        [("from", "2013-07-01"), ("to", "2014-06-30"), ("compare", "year")],
        [("from", "2010-12-31"), ("to", "2011-12-31"), ("compare", "previous")],
    ],
    ids=["before the first day", "after the last day", "one day too early"],
)
def test_a_period_that_is_not_covered_whole_is_not_compared(asked):
    days = ["2010-06-01"] * 30 + ["2013-08-01"] * 30
    snapshot = two_squares([(0.5, 0.5)] * 60, date_start=days, date_end=days)
    change = tally(snapshot, snapshot.ask(asked)).change
    assert change is not None
    assert np.isnan([change.base, change.ratio, change.low, change.high]).all()


def test_a_list_that_is_not_complete_is_not_compared():
    days = ["2011-06-01"] * 20 + ["2012-06-01"] * 20
    snapshot = two_squares([(0.5, 0.5)] * 40, date_start=days, date_end=days)
    snapshot.sources["s"] = source(complete=False)  # type: ignore[index]
    change = tally(snapshot, snapshot.ask([*YEAR_2012, ("compare", "year")])).change
    assert change is not None
    assert np.isnan([change.base, change.ratio]).all()


def test_periods_that_overlap_have_no_interval():
    """The same incidents stand on both sides, so they are not independent counts."""
    days = ["2011-06-01"] * 20 + ["2012-06-01"] * 20
    snapshot = two_squares([(0.5, 0.5)] * 40, date_start=days, date_end=days)
    asked = [("from", "2011-01-01"), ("to", "2013-12-31"), ("compare", "year")]
    change = tally(snapshot, snapshot.ask(asked)).change
    assert change is not None
    assert np.isnan([change.low[0], change.high[0]]).all()


def test_unless_asked_nothing_is_compared():
    snapshot = two_squares([(0.5, 0.5)])
    assert tally(snapshot, snapshot.ask([])).change is None
