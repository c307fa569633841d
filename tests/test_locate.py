"""Which region holds a point: every point of a shared edge has one owner, the one that comes first."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.snapshots import snapshot
from geo.locate import NOWHERE, RegionIndex, locate
from tests.strategies import CELLS, HALVES

corners = st.lists(st.sampled_from(CELLS), min_size=1, max_size=6, unique=True)
coordinate = st.sampled_from([*HALVES, np.nan, np.inf, -np.inf])
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=20)


@cache
def provinces():
    shapes = snapshot().regions.at("province", "now").geometry
    shapely.prepare(shapes)
    return shapes, RegionIndex.build(shapes)


def boxes(cells):
    return np.array([shapely.box(x, y, x + 1, y + 1) for x, y in cells], dtype=object)


def owners(spots, shapes):
    lon, lat = np.array(spots, dtype=np.float64).reshape(-1, 2).T
    return locate(lon, lat, shapes).tolist()


@pytest.mark.parametrize(
    ("point", "owner"),
    [
        ((0.5, 0.5), 0),
        ((1.5, 0.5), 1),
        ((1.0, 0.5), 0),
        ((1.0, 1.0), 0),
        ((0.0, 0.0), 0),
        ((2.0, 1.0), 1),
        ((np.nextafter(1.0, 2.0), 0.5), 1),
        ((np.nextafter(2.0, 3.0), 0.5), NOWHERE),
        ((0.5, np.nextafter(0.0, -1.0)), NOWHERE),
        ((np.nan, 0.5), NOWHERE),
        ((0.5, np.inf), NOWHERE),
    ],
    ids=str,
)
def test_a_point_of_two_squares_has_one_owner(point, owner):
    assert owners([point], boxes([(0, 0), (1, 0)])) == [owner]


def test_the_corner_of_four_squares_belongs_to_the_first():
    assert owners([(1, 1)], boxes([(1, 1), (0, 1), (1, 0), (0, 0)])) == [0]


def test_a_hole_is_outside_but_its_edge_is_not():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert owners([(1.5, 1.5), (1, 1.5), (0.5, 0.5)], np.array([ring])) == [NOWHERE, 0, 0]


def test_what_fills_a_hole_owns_the_inside_only():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert owners([(1.5, 1.5), (1, 1.5)], np.array([ring, shapely.box(1, 1, 2, 2)])) == [1, 0]


def test_every_part_of_a_region_is_the_region():
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    assert owners([(0.5, 0.5), (5.5, 5.5), (3, 3)], np.array([islands])) == [0, 0, NOWHERE]


def test_no_points_and_no_regions_are_no_trouble():
    assert owners([], boxes([(0, 0)])) == []
    assert owners([(0, 0)], np.array([], dtype=object)) == [NOWHERE]


@given(points, corners)
def test_the_owner_is_the_first_square_that_holds_the_point(spots, cells):
    def by_hand(lon, lat):
        return next((i for i, (x, y) in enumerate(cells) if x <= lon <= x + 1 and y <= lat <= y + 1), NOWHERE)

    assert owners(spots, boxes(cells)) == [by_hand(*spot) for spot in spots]


@given(points, corners, st.randoms(use_true_random=False))
def test_the_order_of_points_does_not_matter(spots, cells, random):
    order = random.sample(range(len(spots)), len(spots))
    found = owners(spots, boxes(cells))
    assert owners([spots[i] for i in order], boxes(cells)) == [found[i] for i in order]


@given(
    st.lists(st.tuples(st.floats(60, 80), st.floats(22, 38)), min_size=1, max_size=30),
)
def test_placing_many_is_placing_each_by_geos(spots):
    shapes, index = provinces()
    expected = [next((i for i, s in enumerate(shapes) if s.intersects(shapely.Point(p))), NOWHERE) for p in spots]
    assert index.locate(*np.array(spots).T).tolist() == expected


def test_every_vertex_of_the_real_provinces_belongs_to_the_lowest_id_it_touches():
    shapes, index = provinces()
    lon, lat = np.unique(shapely.get_coordinates(shapes), axis=0)[::40].T
    touching = shapely.intersects(shapes[:, None], shapely.points(lon, lat)[None, :])
    assert touching.any(axis=0).all()
    assert (touching.sum(axis=0) > 1).any()
    np.testing.assert_array_equal(index.locate(lon, lat), touching.argmax(axis=0))
