"""The plane of densities is the one that everybody else means by its name."""

from __future__ import annotations

import numpy as np
import pyproj
from hypothesis import given
from hypothesis import strategies as st

from geo.density import PROJ, project, unproject

GEOD = pyproj.Geod(ellps="WGS84")


def test_it_is_the_projection_that_its_text_names():
    chance = np.random.default_rng(1)
    lon, lat = chance.uniform(-180, 180, 20_000), chance.uniform(-90, 90, 20_000)
    far = np.abs(GEOD.inv(lon, lat, np.full(20_000, 62.0), np.full(20_000, 30.0))[2]) < 15e6  # the antipode is a circle
    theirs = pyproj.Transformer.from_crs("OGC:CRS84", PROJ, always_xy=True).transform(lon[far], lat[far])
    for ours, other in zip(project(lon[far], lat[far]), theirs, strict=True):
        np.testing.assert_allclose(ours * 1000, other, atol=1e-5)  # a hundredth of a millimetre


@given(st.floats(44, 80), st.floats(20, 42))
def test_there_and_back_is_the_same_place(lon, lat):
    back = unproject(*project(np.array([lon]), np.array([lat])))
    np.testing.assert_allclose([back[0][0], back[1][0]], [lon, lat], atol=1e-9)


def test_an_unknown_place_lies_nowhere():
    assert np.isnan(project(np.array([np.nan, 60.0]), np.array([30.0, np.nan]))).all()


@given(st.floats(46, 78), st.floats(22, 40), st.floats(0.05, 1))
def test_areas_are_true(lon, lat, side):
    """Of a small ring of many corners, so that its edges are the same lines in both."""
    t = np.linspace(0, 2 * np.pi, 721)[:-1]
    ring = lon + side * np.cos(t), lat + side * np.sin(t)
    x, y = project(*ring)
    plane = 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)
    np.testing.assert_allclose(plane, GEOD.polygon_area_perimeter(*ring)[0] / 1e6, rtol=1e-6)
