"""Guessing what the columns of an unknown table are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources import own
from data.sources.suggest import NAMES, suggest


@pytest.mark.parametrize(
    ("header", "guess"),
    [
        (["Longitude", "LAT", "Event Date"], {"lon": "Longitude", "lat": "LAT", "date_start": "Event Date"}),
        (["x", "y"], {"lon": "x", "lat": "y"}),
        (["طول جغرافیایی", "عرض", "تاریخ"], {"lon": "طول جغرافیایی", "lat": "عرض", "date_start": "تاریخ"}),
        (
            ["ضلع", "صوبہ", "ہلاک", "زخمی"],
            {"district_name": "ضلع", "region_name": "صوبہ", "killed": "ہلاک", "injured": "زخمی"},
        ),
        (["Lat", "latitude"], {"lat": "Lat"}),
        (["mood"], {}),
    ],
)
def test_a_column_is_guessed_by_its_name(header, guess):
    assert suggest(header) == guess


def test_a_column_is_guessed_by_what_stands_in_it():
    rows = [
        {"a": "61.5", "b": "29.1", "c": "16 May 2025", "d": "45"},
        {"a": "62.0", "b": "", "c": "2025-05-17", "d": "46"},
    ]
    assert suggest(["a", "b", "c", "d"], rows) == {"lon": "a", "lat": "b", "date_start": "c"}


def test_a_name_goes_before_what_stands_in_a_column():
    rows = [{"a": "61.5", "lon": "62.5", "lat": "25.5"}]
    assert suggest(["a", "lon", "lat"], rows) == {"lon": "lon", "lat": "lat"}


def test_every_guess_is_a_column_of_ours():
    assert set(NAMES) <= set(own.COLUMNS)


@given(st.lists(st.text() | st.sampled_from(["lon", "x", "a"])), st.text())
def test_no_column_is_guessed_for_two(header, cell):
    guess = suggest(header, [dict.fromkeys(header, cell)])
    assert len(set(guess.values())) == len(guess)
    assert set(guess.values()) <= set(header)
