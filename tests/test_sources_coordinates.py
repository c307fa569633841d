"""Coordinates: every usual notation, and nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources.coordinates import looks_swapped, place
from geo.terms import STUDY_AREA


@pytest.mark.parametrize(
    ("lon", "lat", "found"),
    [
        ("70.6", "33.0", ("70.6", "33.0")),
        (" 70.6 ", "+33", ("70.6", "33.0")),
        ("-180", "-90", ("-180.0", "-90.0")),
        ("180", "90", ("180.0", "90.0")),
        ("7.06e1", "3.3E1", ("70.6", "33.0")),
        ("-0.0", ".5", ("0.0", "0.5")),
        ("", "", ("", "")),
        (" ", "", ("", "")),
        ("66,27", "29,875", ("66.27", "29.875")),
        ("66,270", "29", ("66.27", "29.0")),
        ("66.27E", "29.875 N", ("66.27", "29.875")),
        ("E 66.27", "n29,5", ("66.27", "29.5")),
        ("66.27 W", "29.5S", ("-66.27", "-29.5")),
        ("66°16'12\"E", "29°52'30\"N", ("66.27", "29.875")),
        ("66° 16′ 12″ E", "29º 52’ 30”N", ("66.27", "29.875")),
        ("66°16'12''", "29 52 30", ("66.27", "29.875")),
        ("66 16 12 E", "29 52 30 N", ("66.27", "29.875")),
        ("66 16.2 E", "29°52.5'N", ("66.27", "29.875")),
        ("66:16:12", "29:52:30", ("66.27", "29.875")),
        ("66°", "29,875°", ("66.0", "29.875")),
        ("66°16'12,0\"E", "-29°52'30\"", ("66.27", "-29.875")),
        ("۶۶٫۲۷", "٢٩٫٥", ("66.27", "29.5")),
        ("۶۶،۲۷", "−29.5", ("66.27", "-29.5")),
    ],
)
def test_a_place_on_the_globe_is_read(lon, lat, found):
    assert place(lon, lat) == found


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        ("70.6", "95", r"lat '95' is not on the globe \(-90 to 90\)"),
        ("-70.6", "-90.5", "lat '-90.5' is not on the globe"),
        ("181", "33", r"lon '181' is not on the globe \(-180 to 180\)"),
        ("70.6", "", "lat is empty, but the other coordinate is not"),
        ("", "33", "lon is empty, but the other coordinate is not"),
        ("nan", "33", "lon 'nan' is no longitude"),
        ("70.6", "inf", "lat 'inf' is no latitude"),
        ("1e99", "33", "lon '1e99' is not on the globe"),
        ("1e400", "33", "is not on the globe"),
        ("1.234.567", "33", "lon '1.234.567' is no longitude"),
        ("1,234.5", "33", "is no longitude"),
        ("66,2,7", "33", "is no longitude"),
        ("66 27", "33", "is no longitude"),
        ("66°60'", "33", "is no longitude"),
        ("66°10'60\"", "33", "is no longitude"),
        ("66.5°10'", "33", "is no longitude"),
        ("66 10.5 10", "33", "is no longitude"),
        ("66N", "33", "is no longitude: the letter N is of the other one"),
        ("66", "33 E", "is no latitude: the letter E is of the other one"),
        ("-66 E", "33", "has a sign and a letter"),
        ("E66E", "33", "is no longitude"),
        ("1_0", "33", "is no longitude"),
        ("0x10", "33", "is no longitude"),
        ("--70", "33", "is no longitude"),
        ("POINT (66 33)", "33", "is no longitude"),
        ("6" * 500, "33", "is no longitude"),
    ],
)
def test_what_is_no_place_is_refused(lon, lat, says):
    with pytest.raises(Unfit, match=says) as refused:
        place(lon, lat)
    assert refused.value.column in ("lon", "lat")


def test_a_refusal_names_the_columns_of_the_file():
    with pytest.raises(Unfit, match=r"^latitude '95' is not") as refused:
        place("70", "95", names=("longitude", "latitude"))
    assert refused.value.column == "latitude"


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_place_is_read_exactly(lon, lat):
    assert tuple(map(float, place(repr(lon), repr(lat)))) == (lon, lat)


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59), st.sampled_from("EW"))
def test_minutes_and_seconds_are_parts_of_a_degree(degrees, minutes, seconds, letter):
    found = float(place(f"{degrees}°{minutes}'{seconds}\"{letter}", "0")[0])
    assert abs(found) == pytest.approx(degrees + minutes / 60 + seconds / 3600, abs=1e-7)
    assert found <= 0 if letter == "W" else found >= 0


@given(
    st.text()
    | st.from_regex(r"""[-+NSEW]?[0-9۰-۹]{1,3}[.,°: ]?[0-9]{0,3}['′ ]?[0-9]{0,2}["]?[NSEW]?""", fullmatch=True)
)
def test_any_text_is_a_place_or_unfit(text):
    try:
        found = place("70", text)[1]
    except Unfit:
        return
    assert -90 <= float(found) <= 90


def test_no_place_of_the_study_area_looks_swapped():
    west, south, east, north = STUDY_AREA
    for lon, lat in [(west, south), (east, north), (west, north), (east, south)]:
        assert not looks_swapped(lon, lat)
        assert looks_swapped(lat, lon)
    assert not looks_swapped(0, 0)
