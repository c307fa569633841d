"""ACLED: both layouts, its codes in our words, and lists of deleted ids. Every row is invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources import acled
from data.sources.reading import Facts
from tests.sheets import ACLED_HEADER, ACLED_HEADER_OLD, ACLED_ROW, refused, rows_of
from tests.sheets import acled as written

FULL = dict.fromkeys(ACLED_HEADER, "") | ACLED_ROW


def row(**cells):
    return acled.incident(FULL | cells)


def test_a_row_in_our_columns():
    assert row() == {
        "source": "acled",
        "source_id": "XXX1",
        "date_start": "2022-02-23",
        "date_end": "2022-02-23",
        "date_precision": "day",
        "lon": "64.09",
        "lat": "26.97",
        "precision": "exact",
        "kind": "attack",
        "target": "police",
        "perpetrators": "BLA",
        "attribution": "coded",
        "tactic": "bombing",
        "killed": "2",
        "place": "Invented town",
        "country": "PK",
        "region_name": "Balochistan",
        "district_name": "Panjgur",
        "notes": "An invented event. Source: Invented News.",
        "kind_given": "Political violence / Explosions/Remote violence / Remote explosive/landmine/IED",
        "perpetrators_given": "BLA: Baloch Liberation Army - Police Forces of Pakistan (2018-2022)",
        "tactic_given": "Remote explosive/landmine/IED",
        "target_given": "Police Forces of Pakistan (2018-2022)",
    }


def test_the_old_layout_says_the_same():
    assert (len(ACLED_HEADER), len(ACLED_HEADER_OLD)) == (31, 31)
    old = {"event_date": "23 February 2022", "inter1": "2", "inter2": "1"}
    (new,), (found,) = rows_of(written({})), rows_of(written(old, header=ACLED_HEADER_OLD))
    assert acled.recognises(found)
    one, other = acled.incident(new), acled.incident(found)
    assert other.pop("kind_given") == "Explosions/Remote violence / Remote explosive/landmine/IED"
    assert one.pop("kind_given")
    assert one == other


@pytest.mark.parametrize(("code", "precision"), [("1", "exact"), ("2", "near"), ("3", "province")])
def test_how_well_the_place_is_known(code, precision):
    assert row(geo_precision=code)["precision"] == precision


@pytest.mark.parametrize(("code", "precision"), [("1", "day"), ("2", "week"), ("3", "month")])
def test_how_well_the_date_is_known(code, precision):
    assert row(time_precision=code)["date_precision"] == precision


POLICE, ARMY = "Police Forces of Pakistan (2018-2022)", "Military Forces of Pakistan (2018-2022) Frontier Corps"
BATTLE = {"event_type": "Battles", "sub_event_type": "Armed clash"}
CIVILIANS = {"event_type": "Violence against civilians", "sub_event_type": "Attack"}


@pytest.mark.parametrize(
    ("types", "actors", "kind", "perpetrators", "target"),
    [
        (BATTLE, ("BLF: Balochistan Liberation Front", "2", ARMY, "1"), "clash", "BLF", ""),
        (BATTLE, (ARMY, "1", "BLF: Balochistan Liberation Front", "2"), "clash", "BLF", ""),
        (BATTLE, ("TTP: Tehreek-i-Taliban Pakistan", "2", "Islamic State (Pakistan)", "2"), "clash", "TTP|IS", ""),
        (CIVILIANS, ("Jaish al-Adl", "2", "Civilians (Iran)", "7"), "attack", "Jaish-al-Adl", "civilians"),
        (CIVILIANS, (POLICE, "1", "Civilians (Pakistan)", "7"), "operation", "PK-police", "civilians"),
        (
            CIVILIANS,
            (POLICE, "State forces", "Civilians (Pakistan)", "Civilians"),
            "operation",
            "PK-police",
            "civilians",
        ),
        (
            CIVILIANS,
            ("Unidentified Armed Group (Pakistan)", "3", "Civilians (Pakistan)", "7"),
            "attack",
            "",
            "civilians",
        ),
        (
            {"event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike"},
            ("Military Forces of Iran (1989-) Islamic Revolutionary Guard Corps", "8", "Jaish al-Adl", "2"),
            *("operation", "IR-IRGC", "militants"),
        ),
        (
            {"event_type": "Protests", "sub_event_type": "Peaceful protest"},
            ("Protesters (Pakistan)", "6", "", ""),
            *("protest", "", ""),
        ),
        (
            {"event_type": "Protests", "sub_event_type": "Excessive force against protesters"},
            ("Protesters (Iran)", "6", "Police Forces of Iran (1989-)", "1"),
            *("protest", "", "protesters"),
        ),
        (
            {"event_type": "Riots", "sub_event_type": "Violent demonstration"},
            ("Rioters (Pakistan)", "5", POLICE, "1"),
            *("protest", "", ""),
        ),
        (
            {"event_type": "Riots", "sub_event_type": "Mob violence"},
            ("Rioters (Pakistan)", "5", "Civilians (Pakistan)", "7"),
            *("other", "", ""),
        ),
        (
            {"event_type": "Strategic developments", "sub_event_type": "Arrests"},
            (POLICE, "1", "Civilians (Pakistan)", "7"),
            *("other", "PK-police", ""),
        ),
    ],
)
def test_who_did_what_to_whom(types, actors, kind, perpetrators, target):
    cells = dict(zip(("actor1", "inter1", "actor2", "inter2"), actors, strict=True))
    found = row(**types, **cells)
    assert (found["kind"], found["perpetrators"], found["target"]) == (kind, perpetrators, target)
    assert found["attribution"] == ("coded" if perpetrators else "unknown")
    assert bool(found["target_given"]) == (kind in ("attack", "operation"))


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Military Forces of Iran (1989-)", "IR-forces"),
        ("Military Forces of Iran (1989-) Unknown Branch", "IR-forces"),
        ("Military Forces of Afghanistan (2004-2021)", "AF-forces"),
        ("Military Forces of Afghanistan (2021-)", "AF-Taliban-forces"),
        ("Army of Invention", "Army-of-Invention"),
    ],
)
def test_a_force_is_known_by_its_country_and_years(name, id_):
    assert row(**CIVILIANS, actor1=name, inter1="1")["perpetrators"] == id_


def test_what_is_aimed_at_civilians_has_them_as_its_target():
    assert row(civilian_targeting="Civilian targeting")["target"] == "civilians"
    alone = row(civilian_targeting="Civilian targeting", actor2="", inter2="")
    assert (alone["target"], alone["target_given"]) == ("civilians", "Civilian targeting")


def test_a_new_word_leaves_the_tactic_open_and_stays():
    found = row(sub_event_type="Kite")
    assert (found["kind"], found["tactic"], found["tactic_given"]) == ("attack", "", "Kite")


def test_a_new_type_of_event_is_refused():
    with pytest.raises(Unfit, match=r"event_type 'Dreams' is not in data/vocabulary/acled\.csv"):
        row(event_type="Dreams", sub_event_type="")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"event_id_cnty": ""}, "event_id_cnty is empty"),
        ({"event_date": "23/02/22"}, "event_date '23/02/22' has a year of two digits"),
        ({"geo_precision": "4"}, "geo_precision '4' is not known"),
        ({"time_precision": ""}, "time_precision '' is not known"),
        ({"fatalities": "some"}, "fatalities 'some' is not a number"),
        ({"latitude": "95"}, "latitude '95' is not on the globe"),
    ],
)
def test_a_bad_cell_is_refused(cells, reason):
    with pytest.raises(Unfit) as error:
        row(**cells)
    assert str(error.value).startswith(reason)
    assert [error.value.column] == list(cells)


@given(st.dictionaries(st.sampled_from(ACLED_HEADER), st.text()))
def test_any_text_in_any_cell_is_read_or_unfit(cells):
    assert refused(acled.incident, FULL | cells) in (None, *ACLED_HEADER)


def test_an_export_is_not_complete_and_knows_what_its_rows_say():
    facts = Facts("acled", "a.csv", ("PK",), date(2022, 1, 1), date(2022, 2, 1), ("kind", "killed"))
    source = acled.describe(facts)
    assert (source.id, source.complete, source.knows) == ("acled", False, ("kind", "killed"))


# --- deleted ids ---


def test_a_list_of_deleted_ids_names_what_is_to_go():
    header = ["event_id_cnty", "deleted_timestamp"]
    assert acled.lists_deleted(header)
    assert not acled.lists_deleted(ACLED_HEADER)
    assert acled.DELETED.deletes
    assert acled.deleted({"event_id_cnty": " XXX7 ", "deleted_timestamp": "1"}) == {
        "source": "acled",
        "source_id": "XXX7",
    }
    assert acled.deleted({"id": "XXX8"})["source_id"] == "XXX8"


@pytest.mark.parametrize("text", ["", "7", "XXX", "xxx7", "XXX7; XXX8"])
def test_what_is_no_id_deletes_nothing(text):
    with pytest.raises(Unfit, match="is not an id of ACLED"):
        acled.deleted({"event_id_cnty": text})


def test_a_list_without_a_header_would_lose_its_first_id():
    acled.check_list(["ids"])
    with pytest.raises(ValueError, match="write event_id_cnty above the ids"):
        acled.check_list(["XXX1"])
    with pytest.raises(ValueError, match="columns missing: event_id_cnty"):
        acled.check_list(["a", "b"])
