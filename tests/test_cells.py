"""Cells: what lies in them, and where there is room."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from layers.picture.cells import CELL, OUT, SEA, Ground, covers, piles

FRAME = (0.0, 0.0, 400.0, 200.0)
WEST, EAST = shapely.box(20, 20, 180, 180), shapely.box(180, 20, 380, 180)


def ground(*, sea=True):
    return Ground.of(FRAME, np.array([WEST, EAST]), np.array([shapely.box(0, 0, 400, 60)]), sea=sea)


@given(st.lists(st.tuples(st.integers(-20, 120), st.integers(-20, 120)), min_size=3, max_size=9))
def test_cells_are_those_whose_middle_lies_inside(points):
    shape = shapely.convex_hull(shapely.MultiPoint(points))
    assume(shape.area > 0)
    rows, columns = np.mgrid[:25, :25] * CELL + CELL / 2
    distance = shapely.distance(shapely.boundary(shape), shapely.points(columns, rows))
    clear = distance > 1e-6  # on an edge either is right
    expected = shapely.contains_xy(shape, columns, rows)
    assert np.array_equal(covers(shape, 0, 0, (25, 25))[clear], expected[clear])


def test_a_hole_is_not_inside():
    ring = shapely.difference(shapely.box(0, 0, 100, 100), shapely.box(40, 40, 60, 60))
    assert covers(ring, 0, 0, (25, 25)).sum() == 25 * 25 - 5 * 5


def test_an_empty_shape_covers_nothing():
    assert not covers(shapely.Polygon(), 0, 0, (5, 5)).any()


def test_owners_are_regions_land_and_sea():
    here = ground()
    assert [here.at(*p) for p in [(100, 100), (300, 100), (100, 10), (100, 190), (999, 0)]] == [0, 1, OUT, SEA, OUT]
    assert ground(sea=False).at(100, 190) == OUT


def test_room_is_inside_free_and_near():
    here = ground()
    assert here.room(here.owner == 0, (60, 20)) == pytest.approx((100, 100), abs=CELL)
    here.take((70, 90, 130, 110))
    middle = here.room(here.owner == 0, (60, 20), near=(100, 100))
    assert middle is not None
    box = (middle[0] - 29, middle[1] - 9, middle[0] + 29, middle[1] + 9)
    assert here.free(box)
    assert here.share(box, 0) == 1


@pytest.mark.parametrize("size", [(170, 20), (5000, 20), (20, 5000)])
def test_no_room_is_none(size):
    here = ground()
    assert here.room(here.owner == 0, size) is None


def test_nothing_is_free_across_the_frame():
    here = ground()
    assert not here.free((-10, 50, 30, 60))
    assert not here.free((0, 50, 30, 60))
    assert here.share((-10, 50, 30, 60), 0) == 0
    assert here.most((-10, 50, 30, 60)) == OUT


def test_what_is_taken_may_reach_over_the_frame():
    here = ground()
    here.take((-50, -50, 30, 30))
    here.take((390, 190, 999, 999))
    assert not here.free((24, 24, 28, 28))
    assert here.free((40, 40, 60, 60))


def test_the_owner_of_most_of_a_box():
    assert ground().most((100, 100, 200, 120)) == 0


def test_a_cell_lies_where_its_pixel_does():
    here = ground()
    assert here.at(*here.pixel(25, 80)) == here.owner[25, 80]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=30))
def test_piles_hold_every_point_once_and_stand_apart(points):
    found = piles(points, 17)
    assert sum(p.n for p in found) == len(points)
    assert all(np.hypot(a.x - b.x, a.y - b.y) >= 17 for i, a in enumerate(found) for b in found[:i])
    assert piles(points[::-1], 17) == found
