"""Dots for points: numbers that add up, in cells that nest, whatever the order of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.clusters import CELL_PX, DEEPEST, WORLD, Grid, clusters, degrees, mercator

EARTH = (-180.0, -85.0, 180.0, 85.0)
degrees_east = st.floats(-180, 180)
degrees_north = st.floats(-85, 85)
spots = st.lists(st.tuples(degrees_east, degrees_north), min_size=1, max_size=8)
zooms = st.integers(0, 6)


@st.composite
def many(draw):
    """Draw points of which several lie on the same spot."""
    there = draw(spots)
    return draw(st.lists(st.sampled_from(there), max_size=30))


def units(points):
    lon, lat = np.array(points, np.float64).reshape(-1, 2).T
    return mercator(lon, lat)


def grouped(points, grid):
    x, y = units(points)
    return clusters(x, y, grid)


def told(found):
    return [column.tolist() for column in (found.x, found.y, found.n, found.same)]


@given(many(), degrees_east, degrees_north, zooms)
def test_the_numbers_add_up_to_what_lies_in_the_box(points, east, north, zoom):
    x, y = units(points)
    grid = Grid.over((-180.0, -85.0, east, north), zoom)
    right, bottom = (grid.column + grid.columns) * grid.side, (grid.row + grid.rows) * grid.side
    inside = (x >= grid.column * grid.side) & (x < right) & (y >= grid.row * grid.side) & (y < bottom)
    found = clusters(x, y, grid)
    assert found.n.sum() == inside.sum()
    assert np.all(found.n > 0)
    assert np.array_equal(found.only >= 0, found.n == 1)
    alone = found.only[found.n == 1]
    assert np.array_equal(x[alone], found.x[found.n == 1])


@given(many(), st.integers(0, 30), zooms)
def test_the_order_of_rows_makes_no_difference(points, turn, zoom):
    grid = Grid.over(EARTH, zoom)
    assert told(grouped(points, grid)) == told(grouped(points[turn:] + points[:turn][::-1], grid))


@given(many(), zooms)
def test_a_dot_lies_within_its_cell(points, zoom):
    x, y = units(points)
    grid = Grid.over(EARTH, zoom)
    found = clusters(x, y, grid)
    cells = sorted(set(zip((y // grid.side).tolist(), (x // grid.side).tolist(), strict=True)))
    assert list(zip((found.y // grid.side).tolist(), (found.x // grid.side).tolist(), strict=True)) == cells


@given(many(), zooms)
def test_the_cells_of_a_zoom_nest_in_those_of_the_one_before(points, zoom):
    x, y = units(points)
    wide, close = (Grid.over(EARTH, z) for z in (zoom, zoom + 1))
    above, below = clusters(x, y, wide), clusters(x, y, close)
    cell = {(a // wide.side, b // wide.side): 0 for a, b in zip(above.x.tolist(), above.y.tolist(), strict=True)}
    for a, b, n in zip(below.x.tolist(), below.y.tolist(), below.n.tolist(), strict=True):
        cell[a // wide.side, b // wide.side] += n
    assert list(cell.values()) == above.n.tolist()


@given(many(), zooms)
def test_all_lie_on_one_place_where_it_is_said(points, zoom):
    x, y = units(points)
    grid = Grid.over(EARTH, zoom)
    found = clusters(x, y, grid)
    column, row = x // grid.side, y // grid.side
    for a, b, same in zip(found.x // grid.side, found.y // grid.side, found.same, strict=True):
        mine = (column == a) & (row == b)
        assert same == (len(set(zip(x[mine].tolist(), y[mine].tolist(), strict=True))) == 1)


@given(degrees_east, degrees_north)
def test_a_place_comes_back_within_a_decimetre(lon, lat):
    east, north = degrees(*mercator(np.array([lon]), np.array([lat])))
    assert east[0] == pytest.approx(lon, abs=1e-6)
    assert north[0] == pytest.approx(lat, abs=1e-6)


def test_no_box_cuts_a_cell():
    grid = Grid.over((66.99, 24.85, 67.02, 24.87), 7)
    west, south, east, north = grid.bounds()
    assert west <= 66.99
    assert east >= 67.02
    assert south <= 24.85
    assert north >= 24.87
    x, y = units([(west + 1e-5, south + 1e-5), (east - 1e-5, north - 1e-5)])
    assert clusters(x, y, grid).n.sum() == 2


def test_a_cell_is_24_pixels_and_a_whole_number_of_units_at_every_zoom():
    for zoom in range(DEEPEST + 1):
        assert Grid(zoom, 0, 0, 1, 1).side * 256 * 2**zoom == CELL_PX * WORLD


def test_what_lies_beyond_the_map_is_at_its_edge():
    x, y = units([(180.0, 90.0), (-180.0, -90.0)])
    assert x.tolist() == [WORLD - 1, 0]
    assert y.tolist() == [0, WORLD - 1]


def test_a_million_on_one_place_stay_there():
    x, y = (np.full(1_000_000, u[0], np.int32) for u in units([(179.9, -84.9)]))
    found = clusters(x, y, Grid.over(EARTH, 3))
    assert (found.x[0], found.y[0], found.n[0], found.same[0]) == (x[0], y[0], 1_000_000, True)


def test_nothing_gives_no_dot():
    assert len(grouped([], Grid.over(EARTH, 5)).n) == 0
