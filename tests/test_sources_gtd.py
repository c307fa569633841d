"""GTD: unknown days, numbers and places, and its words in ours. Every row is invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources import gtd
from data.sources.reading import Facts
from tests.sheets import GTD_HEADER, GTD_ROW, refused

FULL = dict.fromkeys(GTD_HEADER, "") | GTD_ROW


def row(**cells):
    return gtd.incident(FULL | cells)


def test_a_row_in_our_columns():
    assert row() == {
        "source": "gtd",
        "source_id": "201601010001",
        "date_start": "2016-01-01",
        "date_end": "2016-01-01",
        "date_precision": "day",
        "lon": "64.09",
        "lat": "26.97",
        "precision": "exact",
        "kind": "attack",
        "target": "police",
        "perpetrators": "BRA",
        "attribution": "claimed",
        "tactic": "bombing",
        "killed_low": "",
        "killed": "3",
        "killed_high": "",
        "attackers_killed": "0",
        "injured": "5",
        "place": "Invented town",
        "country": "PK",
        "region_name": "Balochistan",
        "notes": "An invented attack.",
        "kind_given": "Bombing/Explosion",
        "perpetrators_given": "Baloch Republican Army (BRA)",
        "tactic_given": "Bombing/Explosion",
        "target_given": "Police",
    }
    assert len(GTD_HEADER) == 135


@pytest.mark.parametrize(
    ("month", "number", "start", "end", "precision"),
    [
        ("2", "3", "2016-02-03", "2016-02-03", "day"),
        ("2", "0", "2016-02-01", "2016-02-29", "month"),
        ("0", "0", "2016-01-01", "2016-12-31", "year"),
        ("0", "7", "2016-01-01", "2016-12-31", "year"),
    ],
)
def test_an_unknown_day_or_month_is_a_span(month, number, start, end, precision):
    found = row(imonth=month, iday=number)
    assert (found["date_start"], found["date_end"], found["date_precision"]) == (start, end, precision)


@pytest.mark.parametrize(
    ("cells", "precision"),
    [
        ({"specificity": "1"}, "exact"),
        ({"specificity": "1", "vicinity": "1"}, "near"),
        ({"specificity": "2"}, "district"),
        ({"specificity": "3"}, "district"),
        ({"specificity": "4"}, "province"),
        ({"specificity": "5", "latitude": "", "longitude": ""}, "country"),
        ({"specificity": ""}, "province"),
        ({"specificity": "", "provstate": "Unknown"}, "country"),
    ],
)
def test_how_well_the_place_is_known(cells, precision):
    assert row(**cells)["precision"] == precision


@pytest.mark.parametrize("text", ["", "-9", "-99", "-99.0"])
def test_an_unknown_number_is_not_zero(text):
    found = row(nkill=text, nwound=text, nkillter=text)
    assert (found["killed"], found["injured"], found["attackers_killed"]) == ("", "", "")
    assert row(nkill="0")["killed"] == "0"


def test_a_share_of_a_total_is_no_number_of_people():
    found = row(nkill="1.5", nwound="2.25")
    assert (found["killed_low"], found["killed"], found["killed_high"], found["injured"]) == ("1", "", "2", "")
    assert found["notes"].endswith("GTD gives a share of several attacks: nkill 1.5, nwound 2.25.")


def test_who_did_it():
    several = row(gname2="Jaish al-Adl", gname3="Unknown")
    assert (several["perpetrators"], several["perpetrators_given"]) == (
        "BRA|Jaish-al-Adl",
        "Baloch Republican Army (BRA); Jaish al-Adl",
    )
    unknown = row(gname="Unknown")
    assert (unknown["perpetrators"], unknown["attribution"], unknown["perpetrators_given"]) == ("", "unknown", "")
    assert row(claimed="0")["attribution"] == "attributed"
    assert row(gname="Band of Invention")["perpetrators"] == "Band-of-Invention"


def test_how_and_against_whom():
    assert row(suicide="1")["tactic"] == "suicide-bombing"
    assert row(suicide="1", attacktype1_txt="Assassination")["tactic"] == "targeted-killing"
    unknown = row(attacktype1_txt="Unknown", targtype1_txt="Unknown")
    assert [unknown[name] for name in ("tactic", "tactic_given", "target", "target_given")] == [""] * 4
    new = row(attacktype1_txt="Kite", targtype1_txt="Moon")
    assert [new[name] for name in ("tactic", "tactic_given", "target", "target_given")] == ["", "Kite", "", "Moon"]


def test_doubts_and_sources_are_told():
    found = row(doubtterr="1", crit3="0", success="0", approxdate="Early January", scite1="A.", scite2="B.")
    assert found["notes"] == (
        "An invented attack. GTD dates it: Early January. GTD doubts that this was terrorism. "
        "Not met of GTD's criteria: crit3. The attack did not succeed. Sources: A. B."
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"eventid": "2.01601E+11"}, "eventid '2.01601E+11' is not an id of twelve digits"),
        ({"iyear": "216"}, "iyear '216' is not of the years 1900 to 2100"),
        ({"iyear": "1403"}, "iyear '1403' is not of the years"),
        ({"iyear": ""}, "iyear '' is not a whole number"),
        ({"imonth": "13", "iday": "0"}, "imonth '13' is not a month"),
        ({"iday": "30", "imonth": "2"}, "iday '2016-02-30' is not a day"),
        ({"specificity": "6"}, "specificity '6' is not known"),
        ({"nkill": "-1"}, "nkill '-1' is not a count"),
        ({"nkill": "1e300"}, "nkill '1e300' is not a count"),
        ({"nwound": "many"}, "nwound 'many' is not a number"),
        ({"longitude": "264"}, "longitude '264' is not on the globe"),
    ],
)
def test_a_bad_cell_is_refused(cells, reason):
    with pytest.raises(Unfit) as error:
        row(**cells)
    assert str(error.value).startswith(reason)
    assert error.value.column == next(iter(cells))


@given(st.dictionaries(st.sampled_from(gtd.NEEDED), st.text() | st.text("0123456789-.")))
def test_any_text_in_any_cell_is_read_or_unfit(cells):
    assert refused(gtd.incident, FULL | cells) in (None, *GTD_HEADER)


def test_a_year_that_is_missing_is_said():
    source = gtd.describe(Facts("gtd", "g.xlsx", ("PK",), date(1992, 1, 1), date(1994, 1, 1), ("kind",)))
    assert source.complete is False
    assert "1993" in source.counts
    assert any("1993" in note for note in gtd.PROVIDER.notes)
