"""The points on which many incidents lie are named."""

from __future__ import annotations

from geo.density import ask, density
from geo.density.stacks import FEWEST, Stack, stacks
from tests.worlds import two_squares


def of(points, pairs=(), **columns):
    world = two_squares(points, **columns)
    return stacks(world, density(world, ask(world, pairs)))


def test_the_highest_comes_first_and_few_are_none():
    points = [(0.5, 0.5)] * (FEWEST + 1) + [(0.2, 0.2)] * FEWEST + [(0.7, 0.7)] * (FEWEST - 1)
    assert [(s.lon, s.n) for s in of(points)] == [(0.5, FEWEST + 1), (0.2, FEWEST)]


def test_of_two_as_high_the_western_comes_first():
    assert [s.lon for s in of([(0.9, 0.5), (0.1, 0.5)] * FEWEST)] == [0.1, 0.9]


def test_a_point_has_the_name_that_most_have_and_the_first_of_several():
    assert of([(0.5, 0.5)] * 21, place=["b"] * 10 + ["a"] * 10 + [""])[0].place == "a"
    assert of([(0.5, 0.5)] * 21, place=["b"] * 11 + ["a"] * 10)[0].place == "b"
    assert of([(0.5, 0.5)] * 20)[0].place == ""


def test_what_is_spread_is_told_apart():
    found = of([(0.5, 0.5)] * 30, precision=["exact"] * 10 + ["near"] * 5 + ["district"] * 8 + ["province"] * 7)
    assert found == [Stack(0.5, 0.5, 30, "", 15)]


def test_only_incidents_of_the_surface_count():
    points, days = [(0.5, 0.5)] * 40, ["2010-06-01"] * 20 + ["2011-06-01"] * 20
    assert of(points, [("from", "2011-01-01")], date_start=days, date_end=days)[0].n == 20
    assert of(points, [("coarse", "drop")], precision=["exact"] * 19 + ["province"] * 21) == []


def test_the_pile_of_karachi_is_the_first_of_the_bundled_rows(bundled):
    found = stacks(bundled, density(bundled, ask(bundled, [])))
    assert found[0] == Stack(67.01, 24.86, 337, "Karachi town", 0)
    assert len(found) == 10
    assert [s.n for s in found] == sorted((s.n for s in found), reverse=True)
    assert Stack(71.00238, 33.707767, 138, "Orakzai agency", 138) in found
