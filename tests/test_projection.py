"""Degrees to pixels: upright, to scale, and cut a little outside the frame."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.picture.projection import BEYOND, Projection, mercator

FRAME = (100.0, 50.0, 900.0, 650.0)


def test_mercator_keeps_angles():
    step = 1e-4
    stretch = (mercator(np.array([40 + step])) - mercator(np.array([40.0]))) / step
    assert stretch[0] == pytest.approx(1 / np.cos(np.radians(40)), rel=1e-4)


def test_poles_are_finite():
    assert np.all(np.isfinite(mercator(np.array([-90.0, 90.0]))))


@pytest.mark.parametrize("bounds", [(60, 24, 75, 37), (60, 24, 61, 37), (44, 24, 78, 25)])
def test_what_is_shown_fits_beside_the_legend(bounds):
    shown = Projection.fitting(bounds, FRAME, right=300, margin=0.5)
    x, y = shown.xy(np.array(bounds[::2], dtype=float), np.array(bounds[1::2], dtype=float)).T
    assert x[0] > FRAME[0]
    assert x[1] < FRAME[2] - 300
    assert FRAME[1] < y[1] < y[0] < FRAME[3]


def test_shapes_are_cut_where_it_cannot_be_seen():
    shown = Projection.fitting((0, 0, 1, 1), FRAME)
    cut = shown.shapes([shapely.box(-50, -50, 50, 50)])
    left, top, right, bottom = FRAME
    edges = (left - BEYOND, top - BEYOND, right + BEYOND, bottom + BEYOND)
    assert cut[0].bounds == pytest.approx(edges)


def test_a_shape_far_away_becomes_nothing():
    assert Projection.fitting((0, 0, 1, 1), FRAME).shapes([shapely.box(80, 0, 81, 1)])[0].is_empty


def test_a_kilometre_shrinks_towards_the_pole():
    at_equator = Projection.fitting((0, -1, 2, 1), FRAME)
    in_the_north = Projection(FRAME, 0.0, float(mercator(60)) + 300 / at_equator.scale, at_equator.scale)
    assert at_equator.km(at_equator.scale) == pytest.approx(111.32)
    assert in_the_north.km(at_equator.scale) == pytest.approx(111.32 / 2, rel=1e-3)


def test_degrees_are_those_of_the_pixel():
    shown = Projection.fitting((60, 24, 75, 37), FRAME)
    lon, lat = np.array([60.0, 66.6, 75.0]), np.array([24.0, 30.3, 37.0])
    back = shown.degrees(*shown.xy(lon, lat).T)
    assert np.allclose(back, (lon, lat), atol=1e-9)
