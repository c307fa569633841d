"""Hexagons: each point lies in one, which is drawn around it, and none that touches a box is forgotten."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.hotspots import hexagons

KM = st.floats(-3000, 3000)


@given(st.lists(st.tuples(KM, KM), min_size=1, max_size=20), st.sampled_from([20.0, 37.5, 50.0, 200.0]))
def test_a_hexagon_holds_its_points(points, width):
    x, y = np.array(points).T
    shapes = hexagons.shapes_km(hexagons.holding(x, y, width), width)
    assert shapely.distance(shapes, shapely.points(x, y)).max() < 1e-6


@given(st.tuples(KM, KM), st.floats(0.1, 300), st.floats(0.1, 300), st.sampled_from([20.0, 50.0, 200.0]))
def test_all_that_touch_a_box_are_given_and_few_others(corner, wide, high, width):
    box = (corner[0], corner[1], corner[0] + wide, corner[1] + high)
    found = hexagons.covering(box, width)
    shapes = hexagons.shapes_km(found, width)
    land = shapely.intersection(shapely.union_all(shapes), shapely.box(*box))
    assert shapely.area(land) == pytest.approx(wide * high, abs=1e-3)
    assert shapely.distance(shapes, shapely.box(*box)).max() <= width / 2


def test_neighbours_share_an_edge_and_its_corners():
    middle, *around = hexagons.shapes_km(np.vstack([[(4, -7)], np.array([4, -7]) + hexagons.AROUND]), 50.0)
    for other in around:
        edge = shapely.intersection(middle, other)
        assert shapely.length(edge) == pytest.approx(50 / np.sqrt(3))
        assert shapely.covers(other, shapely.points(shapely.get_coordinates(edge))).all()
    assert shapely.area(middle) == pytest.approx(50**2 * np.sqrt(3) / 2)


def test_the_width_is_from_side_to_side():
    west, _, east, _ = shapely.bounds(hexagons.shapes_km(np.array([[0, 0]]), 50.0)[0])
    assert (west, east) == (-25.0, 25.0)
