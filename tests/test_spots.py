"""The distinct points of rows: each row finds its own again, and an unknown place is no point."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.spots import spots_of

coordinate = st.sampled_from([-1.5, -0.0, 0.0, 2.25, float("nan"), float("inf")])
points = st.lists(st.tuples(coordinate, coordinate), max_size=30)


def columns(drawn):
    return np.array(drawn, dtype=np.float64).reshape(-1, 2).T


@given(points)
def test_every_known_row_lies_on_its_spot_and_no_spot_stands_twice(drawn):
    lon, lat = columns(drawn)
    spots = spots_of(lon, lat)
    known = np.isfinite(lon) & np.isfinite(lat)
    np.testing.assert_array_equal(spots.of_row >= 0, known)
    np.testing.assert_array_equal(spots.lon[spots.of_row[known]], lon[known])
    np.testing.assert_array_equal(spots.lat[spots.of_row[known]], lat[known])
    assert len(set(zip(spots.lon, spots.lat, strict=True))) == len(spots.lon) == len(set(spots.of_row[known]))


def test_nothing_holds_of_a_place_that_is_not_known():
    spots = spots_of(np.array([np.nan, 1.0, np.nan]), np.array([0.0, 1.0, np.nan]))
    assert spots.rows(np.array([True])).tolist() == [False, True, False]


def test_no_rows_have_no_spots():
    spots = spots_of(*columns([]))
    assert len(spots.lon) == len(spots.of_row) == len(spots.rows(np.array([], dtype=bool))) == 0
