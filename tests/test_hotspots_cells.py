"""Cells: all the land and no more, no slivers, and every incident where its land is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.cells import LEAST, Cells, Lattice
from geo.partition import areas_km2
from geo.tables import Regions
from tests.worlds import squares


def boxes(*corners, country="A"):
    shapes = np.array([shapely.box(*c) for c in corners], dtype=object)
    return Regions.of(
        {
            "id": [f"R{i}" for i in range(len(shapes))],
            "level": ["province"] * len(shapes),
            "name": [f"Region {i}" for i in range(len(shapes))],
            "country": [country] * len(shapes),
            "area_km2": areas_km2(
                shapely.segmentize(np.array(shapes, dtype=object), 0.05)
            ),  # its edges are no geodesics
            "geometry": shapes,
        }
    )


DEGREES = st.tuples(st.floats(50, 74), st.floats(22, 38), st.floats(0.2, 4), st.floats(0.2, 4))


@settings(max_examples=25)
@given(DEGREES, st.sampled_from([20.0, 50.0, 120.0]), st.integers(0, 2**32 - 1))
def test_cells_are_all_of_the_land_and_hold_its_points(at, width, seed):
    west, south, wide, high = at
    regions = boxes((west, south, west + wide, south + high))
    lattice = Lattice.of(regions, np.array([2.5]), width)
    cells = lattice.cells
    assert cells.km2.sum() == pytest.approx(regions.area_km2.sum(), rel=1e-5)
    np.testing.assert_allclose(cells.km2_years, 2.5 * cells.km2)
    np.testing.assert_allclose(areas_km2(cells.geometry), cells.km2, rtol=1e-3, atol=1)
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(west, west + wide, 30), rng.uniform(south, south + high, 30)
    home = lattice.locate(lon, lat)
    assert shapely.distance(cells.geometry[home], shapely.points(lon, lat)).max() < 0.002


def test_a_sliver_is_no_cell_if_it_has_a_neighbour_that_is_one():
    lattice = Lattice.of(boxes((60, 28, 64, 32)), np.array([1.0]), 50.0)
    whole = 50**2 * np.sqrt(3) / 2
    assert len(lattice.axial) > len(lattice.cells)
    assert lattice.cells.km2.min() >= LEAST * whole
    assert lattice.cells.km2.max() < 2.5 * whole
    assert np.bincount(lattice.cell).min() >= 1


def test_an_island_far_from_the_coast_stays_a_cell_of_its_own():
    lattice = Lattice.of(boxes((60, 28, 61, 29), (63, 28, 63.01, 28.01)), np.ones(2), 50.0)
    island = lattice.locate(np.array([63.005]), np.array([28.005]))[0]
    assert lattice.cells.km2[island] == pytest.approx(1.09, abs=0.01)
    assert not np.any(lattice.cells.pairs == island)


def test_each_neighbour_is_one_both_ways_and_no_cell_of_itself():
    pairs = Lattice.of(boxes((60, 28, 64, 32)), np.array([1.0]), 50.0).cells.pairs
    assert {(i, j) for i, j in pairs.tolist()} == {(j, i) for i, j in pairs.tolist()}
    assert np.all(pairs[:, 0] != pairs[:, 1])
    assert np.bincount(pairs[:, 0]).max() <= 8  # six, and those of a sliver


def test_a_cell_on_a_border_has_the_years_of_both_sides_and_the_name_of_the_larger():
    regions = boxes((60, 28, 61.9, 32), (61.9, 28, 64, 32))
    lattice = Lattice.of(regions, np.array([10.0, 1.0]), 200.0)
    cells = lattice.cells
    assert cells.km2_years.sum() == pytest.approx(regions.area_km2 @ [10.0, 1.0], rel=1e-4)
    middle = lattice.locate(np.array([62.0]), np.array([30.0]))[0]
    assert 1 < cells.km2_years[middle] / cells.km2[middle] < 10
    assert cells.region[middle] == 1
    assert set(cells.region.tolist()) == {0, 1}


def test_a_point_off_the_land_goes_to_the_nearest_cell():
    lattice = Lattice.of(boxes((60, 28, 61, 29)), np.array([1.0]), 20.0)
    off, edge = lattice.locate(np.array([58.0, 60.001]), np.array([28.5, 28.5]))
    assert off == edge


def test_hexagons_do_not_move_with_the_question():
    small, large = (Lattice.of(boxes((60, 28, east, 32)), np.array([1.0]), 50.0) for east in (62, 64))
    known = dict(zip(large.cells.id, large.cells.km2, strict=True))
    inner = [i for i, km2 in zip(small.cells.id, small.cells.km2, strict=True) if known.get(i) == pytest.approx(km2)]
    assert len(inner) > 20


def test_regions_that_touch_are_neighbours():
    regions = squares([(0, 0), (1, 0), (2, 1), (5, 5)], country=["A"] * 4)
    cells = Cells.of_regions(regions, regions.area_km2 * 4)
    assert cells.pairs.tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]  # a corner is enough
    assert len(cells) == 4
