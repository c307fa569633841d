"""UCDP GED: its codes in our words, and every cell that cannot be read refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources import ucdp
from data.sources.reading import Facts
from tests.sheets import GED_HEADER, GED_HEADER_HDX, GED_ROW, ged, refused, rows_of

FULL = dict.fromkeys(GED_HEADER, "") | GED_ROW


def row(**cells):
    return ucdp.incident(FULL | cells)


def facts(first=date(2014, 3, 1), last=date(2016, 5, 1), countries=("IR", "PK")):
    return Facts("ucdp-ged", "ged.csv", countries, first, last, ("kind", "group", "killed"))


def test_a_row_in_our_columns():
    assert row() == {
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
        "notes": "",
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
def test_how_well_the_place_is_known(code, precision):
    assert row(where_prec=code)["precision"] == precision


@pytest.mark.parametrize(
    ("code", "precision"), [("1", "day"), ("2", "week"), ("3", "week"), ("4", "month"), ("5", "year")]
)
def test_how_well_the_date_is_known(code, precision):
    assert row(date_prec=code)["date_precision"] == precision


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
def test_who_did_what(violence, sides, kind, perpetrators):
    found = row(type_of_violence=violence, side_a=sides[0], side_b=sides[1])
    assert (found["kind"], found["perpetrators"]) == (kind, perpetrators)
    assert found["perpetrators_given"] == " - ".join(sides)


def test_a_source_covers_the_countries_and_whole_years_of_its_rows():
    source = ucdp.describe(facts())
    assert (source.id, source.complete, source.countries) == ("ucdp-ged", True, ("IR", "PK"))
    assert (source.first, source.last) == (date(2014, 1, 1), date(2016, 12, 31))
    assert source.name == "UCDP GED, IR, PK 2014–2016"
    assert source.knows == ("kind", "group", "killed")


def test_rows_of_other_countries_alone_cover_nothing_here():
    source = ucdp.describe(facts(countries=()))
    assert (source.complete, source.countries) == (False, ())


def test_a_best_estimate_outside_low_and_high_is_kept():
    found = row(best="1", low="2", high="3")
    assert (found["killed_low"], found["killed"], found["killed_high"]) == ("2", "1", "3")


@pytest.mark.parametrize("column", ["best", "low", "high"])
def test_an_empty_estimate_is_unknown(column):
    names = {"best": "killed", "low": "killed_low", "high": "killed_high"}
    assert row(**{column: ""})[names[column]] == ""


def test_a_row_without_a_place_is_kept():
    found = row(longitude="", latitude="")
    assert (found["lon"], found["lat"]) == ("", "")


def test_a_row_of_another_country_is_read():
    found = row(country="Ukraine", longitude="30.52", latitude="50.45")
    assert (found["lon"], found["lat"], found["country"]) == ("30.52", "50.45", "")


def test_a_time_behind_the_day_is_left_off():
    found = row(date_start="2014-03-01 00:00:00.000", date_end="2014-03-04 00:00:00.000")
    assert (found["date_start"], found["date_end"]) == ("2014-03-01", "2014-03-04")


def test_a_candidate_release_says_what_is_still_to_be_checked():
    assert row(code_status="Check dyad")["notes"] == "UCDP: Check dyad."
    assert row(code_status="Clear")["notes"] == ""


def test_with_and_without_the_tag_row_and_with_49_and_50_columns_the_same_is_read():
    assert (len(GED_HEADER), len(GED_HEADER_HDX)) == (49, 50)
    sheets = [
        ged({}, {"best": "7"}, header=header, tags=tags)
        for header in (GED_HEADER, GED_HEADER_HDX)
        for tags in (False, True)
    ]
    readings = [[ucdp.incident(r) for r in rows_of(text) if not ucdp.PROVIDER.is_no_row(r)] for text in sheets]
    assert all(found == readings[0] for found in readings)
    assert len(readings[0]) == 2


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"latitude": "95"}, "latitude '95' is not on the globe"),
        ({"latitude": "nan"}, "latitude 'nan' is no latitude"),
        ({"longitude": "1e400"}, "longitude '1e400' is not on the globe"),
        ({"best": "-1"}, "best '-1' is not a count"),
        ({"best": "inf"}, "best 'inf' is not a number"),
        ({"date_start": "2014-02-30"}, "date_start '2014-02-30' is not a day"),
        ({"date_start": ""}, "date_start '' is not a day"),
        ({"date_end": "2014-02-28"}, "date_end '2014-02-28' is before date_start"),
        ({"date_start": "2013-03-01"}, "date_start '2013-03-01' is not of the year that the column year gives"),
        ({"date_start": "0214-03-01"}, "date_start '0214-03-01' is not of the years 1900 to 2100"),
        ({"where_prec": "8"}, "where_prec '8' is not known"),
        ({"date_prec": ""}, "date_prec '' is not known"),
        ({"type_of_violence": "4"}, "type_of_violence '4' is not known"),
        ({"id": ""}, "id is empty"),
    ],
)
def test_a_bad_cell_is_refused_with_its_column_value_and_reason(cells, reason):
    ((column, value),) = cells.items()
    with pytest.raises(Unfit) as error:
        row(**cells)
    assert str(error.value).startswith(reason)
    assert (error.value.column, error.value.value) == (column, value)


@given(st.dictionaries(st.sampled_from(GED_HEADER), st.text()))
def test_any_text_in_any_cell_is_read_or_unfit(cells):
    assert refused(ucdp.incident, FULL | cells) in (None, *GED_HEADER)


def test_what_is_recognised():
    assert ucdp.recognises(GED_HEADER)
    assert not ucdp.recognises(["id", "type_of_violence"])
