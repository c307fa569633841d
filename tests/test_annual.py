"""The annual values that fixed breaks are chosen from: of all regions and covered years, whatever the filters."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from geo.annual import annual_values, fixed_breaks
from geo.classes import breaks
from tests.strategies import asked_worlds
from tests.worlds import halves, incidents, source, squares, two_squares, world

nan = np.nan
DAYS = ["2010-01-01", "2010-12-31", "2011-06-01"]


def three():
    """Give two incidents in A in 2010, one in B in 2011, and one known to the country; 1, 2, 4 and 8 killed."""
    points = [(0.5, 0.5), (0.5, 0.5), (1.5, 0.5), (0.5, 0.5)]
    grades = ["exact", "province", "near", "country"]
    days = [*DAYS, "2012-06-01"]
    return two_squares(points, date_start=days, date_end=days, killed=[1, 2, 4, 8], precision=grades)


def test_a_value_for_each_region_and_year():
    snapshot = three()
    assert annual_values(snapshot, snapshot.ask([])).tolist() == [2, 0, 0, 1, 0, 0, 0, 0]
    assert annual_values(snapshot, snapshot.ask([("measure", "killed")])).tolist() == [3, 0, 0, 4, 0, 0, 0, 0]


def test_no_filter_moves_the_fixed_breaks():
    snapshot = three()
    whole = annual_values(snapshot, snapshot.ask([]))
    for precision in ("exact", "country"):
        asked = [("kind", "protest"), ("precision", precision), ("from", "2011-01-01"), ("to", "2011-01-01")]
        np.testing.assert_array_equal(annual_values(snapshot, snapshot.ask([*asked, ("region", "A")])), whole)


def test_what_no_source_covers_has_no_annual_value():
    snapshot = world(squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([(1.5, 0.5)]))
    assert annual_values(snapshot, snapshot.ask([])).tolist() == pytest.approx([0, nan] * 4, nan_ok=True)


def test_a_year_that_is_covered_in_part_is_no_whole_year():
    """One incident on the only covered day of 2010 would otherwise stand for 365 of them."""
    partly = source(first=date(2010, 12, 31))
    rows = incidents([(0.5, 0.5)], date_start=["2010-12-31"], date_end=["2010-12-31"])
    snapshot = world(squares([(0, 0)], country=["A"]), rows, sources=(partly,))
    assert annual_values(snapshot, snapshot.ask([])).tolist() == pytest.approx([nan, 0, 0, 0], nan_ok=True)


def test_fixed_breaks_are_those_of_the_annual_values():
    snapshot = three()
    query = snapshot.ask([])
    assert fixed_breaks(snapshot, query) == breaks(annual_values(snapshot, query)) == [1, 3]


@settings(max_examples=40)
@given(asked_worlds(without=("source", "measure", "per", "epoch", "level")))
def test_every_question_of_one_measure_has_the_same_fixed_breaks(asked):
    snapshot, pairs = asked
    assert fixed_breaks(snapshot, snapshot.ask(pairs)) == fixed_breaks(snapshot, snapshot.ask([]))


def test_another_measure_or_divisor_has_other_breaks():
    snapshot = three()
    assert fixed_breaks(snapshot, snapshot.ask([("measure", "killed")])) != fixed_breaks(snapshot, snapshot.ask([]))
    assert fixed_breaks(snapshot, snapshot.ask([("per", "population")])) == []


def test_the_annual_values_of_districts_are_of_what_is_known_to_the_district():
    grades = ["exact", "district", "province"]
    snapshot = halves([(0.25, 0.5)] * 3, date_start=DAYS, date_end=DAYS, precision=grades)
    whole = annual_values(snapshot, snapshot.ask([("level", "district")]))
    assert whole.tolist() == [4, 0, 0, 0, 0, 0, 0, 0]
    assert annual_values(snapshot, snapshot.ask([("level", "district"), ("precision", "exact")])).tolist() == [*whole]
