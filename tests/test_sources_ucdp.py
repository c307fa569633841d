"""UCDP GED: its codes in our words, and every row that cannot be read counted."""

from __future__ import annotations

from datetime import date

import pytest

from data.sources import Problem, read, ucdp
from geo.errors import UnreadableFile
from tests.sheets import GED_HEADER, GED_HEADER_HDX, ged, saved


def reading(folder, *rows, **how):
    return read(saved(folder, ged(*rows, **how), name="ged.csv"))


def row(folder, **cells):
    return reading(folder, cells).rows[0]


def test_a_row_in_our_columns(tmp_path):
    assert row(tmp_path) == {
        "source": "ucdp-ged",
        "source_id": "1",
        "date_start": "2014-03-01",
        "date_end": "2014-03-01",
        "date_precision": "day",
        "lon": "70.6",
        "lat": "33.0",
        "precision": "exact",
        "kind": "clash",
        "perpetrators": "TTP",
        "attribution": "coded",
        "killed_low": "2",
        "killed": "3",
        "killed_high": "4",
        "place": "Bannu town",
        "country": "PK",
        "region_name": "Khyber Pakhtunkhwa province",
        "district_name": "",
        "kind_given": "state-based conflict",
        "perpetrators_given": "Government of Pakistan - TTP",
    }


@pytest.mark.parametrize(
    ("code", "precision"),
    [
        *(("1", "exact"), ("2", "near"), ("3", "district"), ("4", "province"), ("5", "province")),
        *(("6", "country"), ("7", "country")),
    ],
)
def test_how_well_the_place_is_known(tmp_path, code, precision):
    assert row(tmp_path, where_prec=code)["precision"] == precision


@pytest.mark.parametrize(
    ("code", "precision"), [("1", "day"), ("2", "week"), ("3", "week"), ("4", "month"), ("5", "year")]
)
def test_how_well_the_date_is_known(tmp_path, code, precision):
    assert row(tmp_path, date_prec=code)["date_precision"] == precision


@pytest.mark.parametrize(
    ("violence", "sides", "kind", "perpetrators"),
    [
        ("1", ("Government of Pakistan", "TTP"), "clash", "TTP"),
        ("1", ("Government of India", "Government of Pakistan"), "clash", ""),
        ("2", ("TTP", "Lashkar-e-Islam"), "clash", "TTP|Lashkar-e-Islam"),
        ("2", ("TTP", "TTP"), "clash", "TTP"),
        ("3", ("TTP", "Civilians"), "attack", "TTP"),
        ("3", ("Government of Pakistan", "Civilians"), "operation", "PK-forces"),
        ("3", ("Men of X", "Civilians"), "attack", "Men-of-X"),
    ],
)
def test_who_did_what(tmp_path, violence, sides, kind, perpetrators):
    found = row(tmp_path, type_of_violence=violence, side_a=sides[0], side_b=sides[1])
    assert (found["kind"], found["perpetrators"]) == (kind, perpetrators)
    assert found["perpetrators_given"] == " - ".join(sides)


def test_a_source_covers_the_countries_and_whole_years_of_its_rows(tmp_path):
    found = reading(
        tmp_path,
        {"date_start": "2014-03-01", "date_end": "2014-03-01"},
        {"year": "2016", "date_start": "2016-05-01", "date_end": "2016-05-02", "country": "Iran"},
        {"year": "2015", "date_start": "2015-05-01", "date_end": "2015-05-02", "country": "India"}
        | {"longitude": "77", "latitude": "28"},
    )
    (source,) = found.sources
    assert (source.id, source.complete, source.countries) == ("ucdp-ged", True, ("IR", "PK"))
    assert (source.first, source.last) == (date(2014, 1, 1), date(2016, 12, 31))
    assert source.knows == ("kind", "group", "killed")
    assert any("silence would wrongly read as zero" in note for note in found.notes)


def test_rows_of_other_countries_alone_cover_nothing_here(tmp_path):
    (source,) = reading(tmp_path, {"country": "India"}).sources
    assert (source.complete, source.countries) == (False, ())


def test_a_best_estimate_outside_low_and_high_is_kept_and_noted(tmp_path):
    found = reading(tmp_path, {"best": "1", "low": "2", "high": "3"}, {"best": "9", "low": "2", "high": "3"}, {})
    assert [r["killed"] for r in found.rows] == ["1", "9", "3"]
    assert any("in 2 rows the best estimate of the killed lies outside low and high" in note for note in found.notes)


@pytest.mark.parametrize("column", ["best", "low", "high"])
def test_an_empty_estimate_is_unknown(tmp_path, column):
    names = {"best": "killed", "low": "killed_low", "high": "killed_high"}
    assert row(tmp_path, **{column: ""})[names[column]] == ""


def test_a_row_without_a_place_is_kept(tmp_path):
    found = row(tmp_path, longitude="", latitude="")
    assert (found["lon"], found["lat"]) == ("", "")


def test_a_row_of_the_worldwide_file_is_not_said_to_look_swapped(tmp_path):
    """Kyiv lies at 30.5 E and 50.5 N: swapped it would be in the study area, but its row says Ukraine."""
    found = reading(tmp_path, {}, {"country": "Ukraine", "longitude": "30.52", "latitude": "50.45"})
    assert found.problems == []
    assert (found.rows[1]["lon"], found.rows[1]["lat"], found.rows[1]["country"]) == ("30.52", "50.45", "")


def test_a_time_behind_the_day_is_left_off(tmp_path):
    found = row(tmp_path, date_start="2014-03-01 00:00:00.000", date_end="2014-03-04 00:00:00.000")
    assert (found["date_start"], found["date_end"]) == ("2014-03-01", "2014-03-04")


def test_with_and_without_the_tag_row_and_with_49_and_50_columns_the_same_is_read(tmp_path):
    assert (len(GED_HEADER), len(GED_HEADER_HDX)) == (49, 50)
    rows = [{}, {"best": "7"}]
    readings = [
        reading(tmp_path, *rows, header=header, tags=tags)
        for header in (GED_HEADER, GED_HEADER_HDX)
        for tags in (False, True)
    ]
    assert all(found == readings[0] for found in readings)
    assert len(readings[0].rows) == 2


def test_columns_may_stand_in_any_order(tmp_path):
    assert reading(tmp_path, {}, header=GED_HEADER[::-1]) == reading(tmp_path, {})


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"latitude": "95"}, "latitude 95 is not on the globe"),
        ({"latitude": "70.6", "longitude": "33.0"}, "longitude 33.0 and latitude 70.6 look swapped"),
        ({"latitude": "nan"}, "latitude 'nan' is not a number"),
        ({"longitude": "1e400"}, "longitude '1e400' is not finite"),
        ({"best": "-1"}, "best '-1' is not a count"),
        ({"best": "inf"}, "best 'inf' is not a number"),
        ({"date_start": "2014-02-30"}, "date_start '2014-02-30' is not a day"),
        ({"date_start": ""}, "date_start '' is not a day"),
        ({"date_end": "2014-02-28"}, "date_end 2014-02-28 is before date_start 2014-03-01"),
        ({"where_prec": "8"}, "where_prec '8' is not known"),
        ({"date_prec": ""}, "date_prec '' is not known"),
        ({"type_of_violence": "4"}, "type_of_violence '4' is not known"),
        ({"id": "1"}, "id '1' stands twice"),
        ({"id": ""}, "id is empty"),
    ],
)
def test_a_bad_row_is_counted_with_its_line_and_the_rest_is_used(tmp_path, cells, reason):
    found = reading(tmp_path, {}, cells, {})
    assert [r["source_id"] for r in found.rows] == ["1", "3"]
    assert [p.line for p in found.problems] == [3]
    assert found.problems[0].reason.startswith(reason)


def test_a_problem_reads_as_a_sentence():
    assert str(Problem(3, "best '-1' is not a count")) == "line 3: best '-1' is not a count"


def test_a_file_without_needed_columns_names_them(tmp_path):
    header = [c for c in GED_HEADER if c not in ("best", "date_end")]
    with pytest.raises(UnreadableFile, match=r"ged\.csv: columns missing: date_end, best"):
        reading(tmp_path, {}, header=header)


def test_a_file_of_bad_rows_alone_says_what_the_first_lacks(tmp_path):
    with pytest.raises(UnreadableFile, match="no row could be read; line 2: latitude 95 is not on the globe"):
        reading(tmp_path, {"latitude": "95"}, {"latitude": "96"})


def test_the_header_alone_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match=r"ged\.csv: no row could be read"):
        reading(tmp_path)


def test_a_mistyped_year_does_not_stretch_the_coverage_over_centuries(tmp_path):
    """GED repeats the year in a column of its own, so 0214 is seen to be wrong."""
    found = reading(tmp_path, {}, {"date_start": "0214-03-01", "year": "2014"})
    assert found.sources[0].first == date(2014, 1, 1)


def test_what_is_recognised():
    assert ucdp.recognises(GED_HEADER)
    assert not ucdp.recognises(["id", "type_of_violence"])
