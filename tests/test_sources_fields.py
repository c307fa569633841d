"""Single fields of a foreign row: what is unambiguous is read, everything else is refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources import fields


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        ("70.6", "33.0", ("70.6", "33.0")),
        (" 70.6 ", "+33", ("70.6", "33.0")),
        ("-180", "-90", ("-180.0", "-90.0")),
        ("180", "90", ("180.0", "90.0")),
        ("7.06e1", "3.3E1", ("70.6", "33.0")),
        ("", "", ("", "")),
        (" ", "", ("", "")),
    ],
)
def test_a_place_on_the_globe_is_read(lon, lat, place):
    assert fields.place(lon, lat) == place


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        ("70.6", "95", r"latitude 95 is not on the globe \(-90 to 90\)"),
        ("-70.6", "-90.5", "latitude -90.5 is not on the globe"),
        ("181", "33", r"longitude 181 is not on the globe \(-180 to 180\)"),
        ("33.0", "70.6", "longitude 33.0 and latitude 70.6 look swapped"),
        ("70.6", "", "latitude '' is not a number"),
        ("", "33", "longitude '' is not a number"),
        ("nan", "33", "longitude 'nan' is not a number"),
        ("70.6", "inf", "latitude 'inf' is not a number"),
        ("1e400", "33", "longitude '1e400' is not finite"),
        ("70,6", "33", "longitude '70,6' is not a number"),
        ("70°36'E", "33", "is not a number"),
        ("1_0", "33", "is not a number"),
        ("٧٠", "33", "is not a number"),
        ("0x10", "33", "is not a number"),
        ("7 0", "33", "is not a number"),
        ("--70", "33", "is not a number"),
    ],
)
def test_what_is_no_place_is_refused(lon, lat, says):
    with pytest.raises(ValueError, match=says):
        fields.place(lon, lat)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_place_is_read_exactly_or_said_to_look_swapped(lon, lat):
    west, south, east, north = fields.STUDY_AREA
    if south <= lon <= north and west <= lat <= east:
        with pytest.raises(ValueError, match="look swapped"):
            fields.place(repr(lon), repr(lat))
    else:
        assert tuple(map(float, fields.place(repr(lon), repr(lat)))) == (lon, lat)


def test_no_place_of_the_study_area_looks_swapped():
    west, south, east, north = fields.STUDY_AREA
    for lon, lat in [(west, south), (east, north), (west, north), (east, south)]:
        assert fields.place(str(lon), str(lat)) == (str(lon), str(lat))


@pytest.mark.parametrize(
    ("text", "count"), [("3", "3"), ("3.0", "3"), (" 0 ", "0"), ("1e2", "100"), ("", ""), ("  ", "")]
)
def test_a_count_is_read_and_an_empty_one_is_unknown(text, count):
    assert fields.count("best", text) == count


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-1", "best '-1' is not a count"),
        ("-99", "is not a count"),
        ("2.5", "is not a count"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("1e400", "is not finite"),
        ("about 10", "is not a number"),
        ("10-20", "is not a number"),
        ("1,000", "is not a number"),
    ],
)
def test_what_is_no_count_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        fields.count("best", text)


def test_more_people_than_there_are_is_no_count():
    """Two of these would add up to infinity, which JSON cannot say."""
    with pytest.raises(ValueError, match="is not a count"):
        fields.count("best", "1e308")


@given(st.integers(0, 10**6))
def test_every_count_is_read_back(n):
    assert fields.count("best", str(n)) == str(n)


@pytest.mark.parametrize("text", ["2014-03-01", " 2014-03-01 ", "1990-10-04 00:00:00.000", "2014-03-01T23:59:59Z"])
def test_a_day_is_read_with_or_without_a_time(text):
    assert fields.day("date_start", text) == text.strip()[:10]


@pytest.mark.parametrize(
    "text",
    [
        *("", "2014-1-1", "2014-02-30", "2014-13-01", "01/03/2014", "1 March 2014", "nan", "41699", "2014", "2014-03"),
        *("2014-00-00", "0000-01-01", "٢٠١٤-٠٣-٠١", "1393-12-10-1"),
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"date_start .* is not a day \(accepted: YYYY-MM-DD\)"):
        fields.day("date_start", text)


def test_a_week_is_not_a_day():
    with pytest.raises(ValueError, match="is not a day"):
        fields.day("date_start", "2014-W01-1")


@given(st.dates())
def test_every_day_is_read_back(day):
    assert fields.day("date_start", day.isoformat()) == day.isoformat()
    assert fields.day("date_start", f"{day} 12:30:00") == day.isoformat()


def test_a_word_of_the_vocabulary_is_read():
    assert fields.word("kind", " attack ", ("attack", "clash")) == "attack"
    assert fields.word("attribution", "", ("claimed", "")) == ""


@pytest.mark.parametrize("text", ["Attack", "", "bomb"])
def test_a_word_outside_it_is_refused_with_the_accepted_ones(text):
    with pytest.raises(ValueError, match=r"kind '.*' is not known \(accepted: attack, clash\)"):
        fields.word("kind", text, ("attack", "clash"))
