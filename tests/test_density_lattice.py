"""What is spread stays as much as it was, and within what it was spread over."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.density import project, unproject
from geo.density.lattice import STEP_KM, Lattice
from geo.placement import Indexed
from geo.tables import Regions
from tests.worlds import squares


def two():
    return Lattice.of(Indexed.of(squares([(61, 30), (62, 30)], country=["A", "A"])))


def of_shapes(*shapes):
    n = len(shapes)
    names = [*map(str, range(n))]
    columns = {"id": names, "level": ["province"] * n, "name": names, "country": ["A"] * n, "area_km2": [1.0] * n}
    return Lattice.of(Indexed.of(Regions.of(columns | {"geometry": [*shapes]})))


def test_each_point_is_labelled_with_the_region_that_holds_it():
    lattice = two()
    x, y = np.meshgrid(lattice.x_km(), lattice.y_km())
    lon, lat = unproject(x.ravel(), y.ravel())
    inside = (lat > 30) & (lat < 31)
    expected = np.where(inside & (lon > 61) & (lon < 62), 0, np.where(inside & (lon > 62) & (lon < 63), 1, -1))
    np.testing.assert_array_equal(lattice.label.ravel(), expected)
    assert lattice.points.tolist() == [(expected == 0).sum(), (expected == 1).sum()]


def test_a_region_too_small_for_the_lattice_has_a_point_all_the_same():
    spot = shapely.Point(61.5, 30.5).buffer(0.001)
    lattice = of_shapes(shapely.box(61, 30, 62, 31), spot)
    assert lattice.points[1] == 1
    row, column = lattice.cells(*project(np.array([61.5]), np.array([30.5])))
    assert lattice.label[row[0], column[0]] == 1


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=2))
def test_over_regions_each_keeps_what_it_has(mass):
    lattice = two()
    spread = lattice.over_regions(np.array(mass))
    for region, whole in enumerate(mass):
        mine = spread[lattice.label == region]
        assert mine.sum() == pytest.approx(whole, rel=1e-9)
        assert mine.min() == mine.max()
    assert not spread[lattice.label < 0].any()


MIDDLES = st.lists(
    st.tuples(st.floats(60.9, 63.1), st.floats(29.9, 31.1), st.floats(0.1, 9), st.integers(0, 1)),
    min_size=1,
    max_size=8,
)


@given(MIDDLES)
@settings(max_examples=40, deadline=None)
def test_circles_are_those_of_a_plain_loop(middles):
    lattice = two()
    lon, lat, mass, region = (np.array(column) for column in zip(*middles, strict=True))
    x, y = project(lon, lat)
    found = lattice.over_circles(x, y, mass, region, 40.0)
    row, column = lattice.cells(x, y)
    expected = np.zeros(lattice.label.shape)
    rows, columns = np.indices(expected.shape)
    for r, c, m, one in zip(row.tolist(), column.tolist(), mass, region, strict=True):
        held = ((rows - r) ** 2 + (columns - c) ** 2 <= (40 / STEP_KM) ** 2) & (lattice.label == one)
        if held.any():
            expected[held] += m / held.sum()
        else:
            expected[r, c] += m
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert found.sum() == pytest.approx(mass.sum(), rel=1e-9)


def test_what_is_kept_is_the_same_lattice():
    lattice = two()
    again = Lattice.kept({name: array.copy() for name, array in lattice.arrays().items()})
    assert (again.west_km, again.north_km) == (lattice.west_km, lattice.north_km)
    np.testing.assert_array_equal(again.label, lattice.label)
    np.testing.assert_array_equal(again.points, lattice.points)
