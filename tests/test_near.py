"""How far outside a point lies: measured on the ellipsoid, to the nearest region and no further than asked."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.near import EDGE_KM, nearest

GEOD = Geod(ellps="WGS84")
KM_PER_DEGREE_AT_EQUATOR = 111.31949  # of longitude: 2 pi x 6378.137 km / 360


def microdegrees(low, high):
    """Draw degrees with six decimals, as regions and reports have them."""
    return st.integers(round(low * 1e6), round(high * 1e6)).map(lambda n: n / 1e6)


def found(lon, lat, *shapes, **how):
    position, km = nearest(np.array([lon]), np.array([lat]), np.array(shapes, dtype=object), **how)
    return int(position[0]), float(km[0])


def test_a_hundredth_of_a_degree_at_the_equator_is_a_little_over_a_kilometre():
    position, km = found(1.01, 0.5, shapely.box(0, 0, 1, 1))
    assert position == 0
    assert km == pytest.approx(KM_PER_DEGREE_AT_EQUATOR / 100, rel=1e-4)


def test_a_degree_of_longitude_is_shorter_in_the_north():
    assert found(1.01, 60.5, shapely.box(0, 60, 1, 61))[1] == pytest.approx(0.5498, abs=2e-3)


@pytest.mark.parametrize(("km", "position"), [(5.99, 0), (6.01, -1)])
def test_six_kilometres_is_near_and_no_more(km, position):
    assert EDGE_KM == 6
    lon, lat, _ = GEOD.fwd(1.0, 0.5, 90, km * 1000)
    assert found(lon, lat, shapely.box(0, 0, 1, 1))[0] == position


def test_what_is_too_far_has_neither_region_nor_distance():
    position, km = found(3.0, 0.5, shapely.box(0, 0, 1, 1))
    assert position == -1
    assert np.isnan(km)


@pytest.mark.parametrize("spot", [(np.nan, 0.5), (0.5, np.nan), (np.inf, 0.5)], ids=str)
def test_a_place_that_is_not_known_is_near_nothing(spot):
    assert found(*spot, shapely.box(0, 0, 1, 1))[0] == -1


def test_the_nearer_of_two_is_taken_whichever_comes_first():
    near, far = shapely.box(0, 0, 1, 1), shapely.box(1.03, 0, 2, 1)
    assert found(1.01, 0.5, near, far)[0] == 0
    assert found(1.01, 0.5, far, near)[0] == 1


def test_of_two_equally_near_the_first_is_taken():
    assert found(0.0, 0.5, shapely.box(0.01, 0, 1, 1), shapely.box(-1, 0, -0.01, 1))[0] == 0


def test_a_corner_is_reached_along_the_diagonal():
    _, _, metres = GEOD.inv(1, 1, 1.02, 1.02)
    assert found(1.02, 1.02, shapely.box(0, 0, 1, 1))[1] == pytest.approx(metres / 1000, rel=1e-4)


def test_a_hole_is_measured_to_its_own_edge():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert found(1.01, 1.5, ring)[1] == pytest.approx(KM_PER_DEGREE_AT_EQUATOR / 100, rel=1e-3)


def test_no_points_are_no_trouble():
    position, km = nearest(np.array([]), np.array([]), np.array([shapely.box(0, 0, 1, 1)], dtype=object))
    assert len(position) == len(km) == 0


@settings(max_examples=100)
@given(microdegrees(-0.05, 0.05), microdegrees(-0.05, 0.05), microdegrees(0, 45))
def test_no_spot_of_the_outline_is_nearer_than_the_distance_says(dx, dy, south):
    square = shapely.box(10, south, 11, south + 1)
    lon, lat = 10 + dx, south + dy
    assume(not square.contains(shapely.Point(lon, lat)))
    step = 0.0005  # degrees, at most 56 m
    outline = shapely.get_coordinates(shapely.segmentize(square.exterior, step))
    close = outline[np.hypot(outline[:, 0] - lon, outline[:, 1] - lat) < 0.12]
    n = len(close)
    sampled_km = GEOD.inv(np.full(n, lon), np.full(n, lat), close[:, 0], close[:, 1])[2].min() / 1000
    position, km = found(lon, lat, square, within_km=12)
    assert position == 0
    assert km < sampled_km + 1e-6  # the plane and the ellipsoid agree to a millimetre
    assert km > np.sqrt(max(sampled_km**2 - 0.03**2, 0)) - 1e-6
