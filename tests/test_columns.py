"""Columns in: what is unknown stays unknown, and what is not a number or a day is refused."""

from __future__ import annotations

from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.columns import check_words, frame_of, read_column
from geo.errors import BadTable

SQUARE = shapely.box(0, 0, 1, 1)
BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize("nothing", [None, "", np.nan, pd.NA, pd.NaT, np.datetime64("NaT")], ids=repr)
@pytest.mark.parametrize(("kind", "unknown"), [("Words", [""]), ("Numbers", ["nan"]), ("Dates", ["NaT"])])
def test_nothing_is_unknown_and_never_zero(nothing, kind, unknown):
    assert read_column({"c": [nothing]}, "c", kind).astype(str).tolist() == unknown


@pytest.mark.parametrize(("kind", "unknown"), [("Words", ""), ("Numbers", "nan"), ("Dates", "NaT")])
def test_an_absent_column_is_unknown_throughout(kind, unknown):
    assert read_column({"other": [1, 2, 3]}, "c", kind).astype(str).tolist() == [unknown] * 3


def test_an_absent_column_of_no_columns_is_empty():
    assert len(read_column({}, "c", "Words")) == 0


def test_words_are_text():
    assert read_column({"c": ["TTP", 7]}, "c", "Words").tolist() == ["TTP", "7"]


def test_numbers_come_from_text_and_numbers():
    assert read_column({"c": ["1.5", 2, np.int64(3), 0]}, "c", "Numbers").tolist() == [1.5, 2, 3, 0]


@pytest.mark.parametrize("value", ["many", "1,5", object()])
def test_what_is_no_number_is_refused_with_the_name_of_its_column(value):
    with pytest.raises(BadTable, match=r"^killed: "):
        read_column({"killed": [value]}, "killed", "Numbers")


@pytest.mark.parametrize("value", [float("inf"), "-inf", "1e400"])
def test_a_number_that_is_not_finite_is_refused(value):
    with pytest.raises(BadTable, match=r"^killed: "):
        read_column({"killed": [value]}, "killed", "Numbers")


@pytest.mark.parametrize(
    "value",
    [
        "2014-06-01",
        "2014-06-01 23:59:00.000",
        date(2014, 6, 1),
        datetime(2014, 6, 1, 23, 59),  # noqa: DTZ001
        pd.Timestamp("2014-06-01T23:59"),
        np.datetime64("2014-06-01"),
        np.datetime64("2014-06-01T23:59", "s"),
    ],
    ids=repr,
)
def test_days_come_in_every_usual_form(value):
    assert read_column({"c": [value]}, "c", "Dates").tolist() == [date(2014, 6, 1)]


@pytest.mark.parametrize("value", ["2014-1-1", "2014-02-30", "01.06.2014", "last week"])
def test_what_is_no_day_is_refused_with_the_name_of_its_column(value):
    with pytest.raises(BadTable, match=r"^date_start: "):
        read_column({"date_start": [value]}, "date_start", "Dates")


@pytest.mark.parametrize("value", ["2014", 2014, "2014-06"], ids=repr)
def test_a_year_or_a_month_is_no_day(value):
    with pytest.raises(BadTable, match=r"^date_start: "):
        read_column({"date_start": [value]}, "date_start", "Dates")


@pytest.mark.parametrize("value", ["today", "now"])
def test_a_day_is_never_read_off_the_clock(value):
    with pytest.raises(BadTable, match=r"^date_start: "):
        read_column({"date_start": [value]}, "date_start", "Dates")


def test_a_series_of_a_frame_reads_like_a_list():
    frame = pd.DataFrame({"n": [1.0, None], "day": [pd.Timestamp("2014-06-01"), pd.NaT], "word": ["a", None]})
    assert read_column(frame, "n", "Numbers").astype(str).tolist() == ["1.0", "nan"]  # type: ignore[arg-type]
    assert read_column(frame, "day", "Dates").tolist() == [date(2014, 6, 1), None]  # type: ignore[arg-type]
    assert read_column(frame, "word", "Words").tolist() == ["a", ""]  # type: ignore[arg-type]


def test_a_geometry_is_taken_as_it_is():
    assert read_column({"geometry": [SQUARE]}, "geometry", "Objects").tolist() == [SQUARE]


@pytest.mark.parametrize("shape", [None, "POLYGON EMPTY"], ids=repr)
def test_what_is_no_geometry_is_refused(shape):
    with pytest.raises(BadTable, match=r"geometry: holds a (NoneType|str); accepted: shapely geometries"):
        read_column({"geometry": [shape]}, "geometry", "Objects")


def test_an_invalid_polygon_is_refused_with_the_reason():
    with pytest.raises(BadTable, match="geometry: Self-intersection"):
        read_column({"geometry": [SQUARE, BOW_TIE]}, "geometry", "Objects")


def test_a_geometry_in_wgs_84_is_accepted():
    frame = gpd.GeoDataFrame({"id": ["A"]}, geometry=[SQUARE], crs=4326)
    assert read_column(frame, "geometry", "Objects").tolist() == [SQUARE]


def test_a_geometry_in_metres_is_refused():
    frame = gpd.GeoDataFrame({"id": ["A"]}, geometry=[SQUARE], crs=32642)
    with pytest.raises(BadTable, match="geometry is in EPSG:32642; accepted: WGS 84"):
        read_column(frame, "geometry", "Objects")


def test_words_of_a_vocabulary_pass():
    check_words(np.array(["a", "b"], dtype=object), "kind", ("a", "b", "c"))


def test_a_word_outside_its_vocabulary_is_named_with_the_accepted_ones():
    with pytest.raises(BadTable, match="kind: 'bomb' is not known; accepted: attack, clash"):
        check_words(np.array(["attack", "bomb"], dtype=object), "kind", ("clash", "attack", ""))


def test_columns_with_places_become_a_geodataframe():
    frame = frame_of({"lon": np.array([1.0, np.nan]), "lat": np.array([2.0, np.nan])})
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.iloc[0] == shapely.Point(1, 2)
    assert frame.geometry.iloc[1].is_empty


def test_columns_without_places_become_a_dataframe():
    frame = frame_of({"n": np.array([1.0])})
    assert isinstance(frame, pd.DataFrame)
    assert not isinstance(frame, gpd.GeoDataFrame)


def test_a_single_value_is_no_column():
    with pytest.raises(BadTable, match="n"):
        read_column({"n": 5}, "n", "Numbers")
