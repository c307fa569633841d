"""Building an index: what is refused, how large it gets, and that it can be kept."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import BadTable
from geo.locate import NOWHERE, RegionIndex
from geo.locate.build import MOST_CELLS, grid_of
from tests.oracle import by_geos
from tests.test_locate_exact import objects, segments

box = shapely.box
MEGABYTE = 2**20


def size(index):
    return sum(array.nbytes for array in index.arrays().values())


def found(index, *points):
    return index.locate(*np.array(points, dtype=np.float64).T).tolist()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e-101, -5e-324, 1.1e4])
def test_a_vertex_that_is_no_number_of_degrees_is_refused(bad):
    odd = shapely.transform(box(0, 0, 1, 2), lambda ends: np.where(ends == 2, bad, ends))
    with pytest.raises(
        BadTable, match=r"region 1 has a vertex at 1\.0, .*; accepted: coordinates of 0, or from 1e-100"
    ):
        RegionIndex.build(objects(box(0, 0, 1, 1), odd))


def test_regions_without_area_or_shape_hold_nothing():
    flat = shapely.Polygon([(0, 0), (1, 0), (0, 0), (0, 0)])
    index = RegionIndex.build(objects(shapely.Polygon(), None, flat, shapely.MultiPolygon(), box(0, 0, 1, 1)))
    assert found(index, (0.5, 0.5), (0.5, 0.0), (2, 2)) == [4, 2, NOWHERE]


def test_no_region_at_all_holds_nothing():
    assert found(RegionIndex.build(objects()), (0, 0), (np.nan, 0)) == [NOWHERE] * 2
    assert found(RegionIndex.build(objects(shapely.Polygon())), (0, 0)) == [NOWHERE]


def test_heights_do_not_matter():
    assert found(RegionIndex.build(objects(shapely.force_3d(box(0, 0, 1, 1), 7.0))), (0.5, 0.5)) == [0]


def test_overlapping_parts_of_one_region_are_all_of_it():
    twice = shapely.MultiPolygon([box(0, 0, 2, 2), box(1, 1, 3, 3), box(1, 1, 3, 3)])
    assert found(RegionIndex.build(objects(twice)), (1.5, 1.5), (2.5, 2.5), (2.5, 0.5)) == [0, 0, NOWHERE]


def test_what_is_kept_finds_the_same():
    index = RegionIndex.build(objects(box(0, 0, 1, 1), box(1, 0, 2, 1)))
    again = RegionIndex.of({name: array.copy() for name, array in index.arrays().items()})
    points = np.random.default_rng(1).uniform(-0.5, 2.5, (1000, 2))
    np.testing.assert_array_equal(again.locate(*points.T), index.locate(*points.T))


def test_numbers_of_another_type_or_order_are_taken():
    index = RegionIndex.build(objects(box(0, 0, 1, 1)))
    strided = np.array([[0.5, 9.0], [7.0, 9.0]])[:, 0]
    assert index.locate(strided, np.array([0.5, 0.5], dtype=np.float32)).tolist() == [0, NOWHERE]
    assert index.locate(np.array([1, 2]), np.array([1, 2])).tolist() == [0, NOWHERE]
    assert index.locate(strided, strided).dtype == np.int32


def test_as_many_longitudes_as_latitudes_are_needed():
    index = RegionIndex.build(objects(box(0, 0, 1, 1)))
    with pytest.raises(BadTable, match="they have 2 and 1 values"):
        index.locate(np.zeros(2), np.zeros(1))


def test_points_anywhere_else_on_earth_and_beyond_lie_nowhere():
    index = RegionIndex.build(objects(box(0, 0, 1, 1)))
    far = [-1e308, -1e10, -180.0, -1e-9, 1 + 1e-9, 180.0, 1e10, 1e308, np.inf, -np.inf, np.nan]
    assert set(found(index, *[(x, 0.5) for x in far], *[(0.5, y) for y in far])) == {NOWHERE}


@pytest.mark.parametrize(
    "shape",
    [
        box(60, 30, 60 + 1e-9, 30 + 1e-9),
        box(60, 30, 60 + 1e-14, 30 + 1e-14),
        box(-180, 30, 180, 30 + 1e-9),
        box(60, -90, 60 + 1e-12, 90),
        shapely.MultiPolygon([box(-180, -90, -180 + 1e-6, -90 + 1e-6), box(180 - 1e-6, 90 - 1e-6, 180, 90)]),
        box(-1e4, -1e4, 1e4, 1e4),
    ],
    ids=str,
)
def test_the_very_small_flat_or_wide_take_little_and_are_exact(shape):
    index = RegionIndex.build(objects(shape))
    assert size(index) < 5 * MEGABYTE
    start, end = segments(objects(shape))
    points = np.concatenate(
        [start, (start + end) / 2, *(np.nextafter(start, towards) for towards in (-np.inf, np.inf))]
    )
    assert found(index, *points) == by_geos(points, objects(shape)).tolist()


def test_the_earth_and_a_very_long_boundary_stay_bounded():
    angle = np.linspace(0, 2 * np.pi, 200_001)[:-1]
    far = 80 + 5 * np.sin(500 * angle)
    wavy = shapely.Polygon(np.column_stack([2 * far * np.cos(angle), far * np.sin(angle)]))
    index = RegionIndex.build(objects(wavy, box(-180, -90, 180, 90)))
    assert size(index) < 100 * MEGABYTE
    assert found(index, (0, 0), (179, 89), (171, 0)) == [0, 1, 1]


def test_regions_that_others_hold_already_add_nothing():
    one = RegionIndex.build(objects(box(0, 0, 1, 1)), cell=0.01)
    many = RegionIndex.build(
        objects(box(0, 0, 1, 1), *[box(0.1, 0.1, 0.9, 0.5 + n / 200) for n in range(50)]), cell=0.01
    )
    assert len(many.pool) == len(one.pool)
    assert found(many, (0.5, 0.5), (0.1, 0.1)) == [0, 0]


def test_the_grid_reaches_beyond_everything_and_is_made_of_whole_tiles():
    west, south, cell, columns, rows = grid_of(np.array([[60.0, 30.0, 62.0, 31.0]]), 0.1)
    assert (west, south, cell) == pytest.approx((59.8, 29.8, 0.1))
    assert (columns % 8, rows % 8) == (0, 0)
    assert west + columns * cell > 62.1
    assert south + rows * cell > 31.1


def test_no_grid_has_more_cells_than_can_be_numbered():
    grid = grid_of(np.array([[-180.0, -90.0, 180.0, 90.0]]), 1e-9)
    assert grid[3] * grid[4] < 1.1 * MOST_CELLS
