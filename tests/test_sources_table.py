"""A table of any layout: its columns mapped, its words looked up, and what is lacking said with how to give it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources import own, table
from data.sources.reading import How
from tests.sheets import refused

COLUMNS = {"date_start": "Day", "lon": "X", "lat": "Y", "kind": "Type"}
CELLS = {"Day": "2024-05-20", "X": "66,27", "Y": "29.5", "Type": "Attack", "Mood": "bad"}
PLAIN = How(columns=COLUMNS, constants={"precision": "near"}, source="mine")


def row(how=PLAIN, header=(), **cells):
    found = CELLS | cells
    return table.provider(table.told([*header, *found], how)).incident(found)


def mapped(**columns):
    return How(columns=COLUMNS | columns, constants={"precision": "near"}, source="mine")


def test_mapped_columns_and_constants_make_a_row():
    found = row()
    assert {name: cell for name, cell in found.items() if cell and name != "source_id"} == {
        "source": "mine",
        "date_start": "2024-05-20",
        "date_end": "2024-05-20",
        "lon": "66.27",
        "lat": "29.5",
        "precision": "near",
        "kind": "attack",
        "kind_given": "Attack",
    }
    assert tuple(found) == own.COLUMNS


def test_columns_of_our_own_names_need_no_mapping():
    assert row(place="Turbat", killed="3")["killed"] == "3"
    assert row(kind="clash")["kind"] == "attack"  # what is mapped goes before
    constant = How(columns={"date_start": "Day", "lon": "X", "lat": "Y"}, constants={"kind": "clash"}, source="mine")
    assert row(constant, precision="exact", kind="attack")["kind"] == "clash"


def test_words_are_looked_up_and_kept():
    how = mapped(tactic="How", target="Whom", perpetrators="Who", country="Land", attribution="Known")
    said = {
        "How": "Suicide attack; kite",
        "Whom": "پلیس",
        "Who": "جیش العدل; Men of X",
        "Land": "Iran",
        "Known": "Claimed",
    }
    found = row(how, **said)
    assert (found["tactic"], found["tactic_given"]) == ("suicide-bombing", "Suicide attack; kite")
    assert (found["target"], found["target_given"]) == ("police", "پلیس")
    assert (found["perpetrators"], found["perpetrators_given"]) == ("Jaish-al-Adl|Men-of-X", "جیش العدل; Men of X")
    assert (found["country"], found["attribution"]) == ("IR", "claimed")
    assert row(how, **said | {"How": "kite"})["tactic"] == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("PK", "PK"), ("pk", "PK"), ("PAK", "PK"), ("افغانستان", "AF"), ("Islamic Republic", ""), ("", ""), ("IN", "IN")],
)
def test_a_country_becomes_its_code(text, code):
    assert row(mapped(country="Land"), Land=text)["country"] == code


def test_days_of_spreadsheets_and_day_first():
    assert row(Day="45432")["date_start"] == "2024-05-20"
    assert row(How(**vars(PLAIN) | {"day_first": True}), Day="05/12/2024")["date_start"] == "2024-12-05"
    with pytest.raises(Unfit, match="--day-first"):
        row(Day="05/12/2024")


def test_a_row_without_an_id_is_named_by_what_it_says():
    one = row()["source_id"]
    assert one.startswith("row-")
    assert one == row()["source_id"] == row(Empty=" ")["source_id"]
    assert one != row(Mood="good")["source_id"]
    assert row(mapped(source_id="No"), No="7")["source_id"] == "7"
    assert "digest" in table.provider(PLAIN).notes[0]
    assert table.provider(mapped(source_id="No")).notes == ()


def test_a_refusal_names_the_column_of_the_file():
    with pytest.raises(Unfit, match="lat '95' is not on the globe") as error:
        row(Y="95")
    assert (error.value.column, error.value.value) == ("Y", "95")
    with pytest.raises(Unfit, match=r"kind 'feast' is not known \(accepted: attack, clash") as error:
        row(Type="feast")
    assert (error.value.column, error.value.value) == ("Type", "feast")


@given(st.dictionaries(st.sampled_from([*CELLS, "How", "Who", "Land"]), st.text()))
def test_any_text_in_any_cell_is_read_or_unfit(cells):
    how = mapped(tactic="How", perpetrators="Who", country="Land")
    cells = CELLS | {"How": "", "Who": "", "Land": ""} | cells
    read = table.provider(table.told(list(cells), how)).incident
    column = refused(read, cells)
    assert column in (None, *cells)
    if column is None:
        found = read(cells)
        assert own.incident(found) == found


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (How(columns={"longitude": "X"}), "'longitude' is no column of an incident"),
        (How(columns={"kil": "X"}), "'kil' is no column of an incident; did you mean killed"),
        (How(columns={"kind": "X"}, constants={"kind": "attack"}), "kind has both a column and a constant"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(how, says):
    with pytest.raises(ValueError, match=says):
        table.provider(how)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (
            How(columns={"lat": "Y"}, source="s"),
            "mapped to date_start, lon, precision, kind: give --map date_start=COLUMN",
        ),
        (How(columns=COLUMNS, constants={"precision": "near"}), "the rows name no source: give --source ID"),
    ],
)
def test_what_is_lacking_is_said_with_the_option_that_gives_it(how, says):
    with pytest.raises(ValueError, match=says):
        table.told(list(CELLS), how)


# --- mapping files ---


def test_a_mapping_file_says_how_to_read():
    how = table.mapping(
        """
        source = "mine"
        day_first = true
        sheet = "2024"
        [columns]
        lon = "X"
        [constants]
        kind = "attack"
        """
    )
    assert how == How(source="mine", day_first=True, sheet="2024", columns={"lon": "X"}, constants={"kind": "attack"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lon = ", "is not TOML"),
        ("colums = 1", "'colums' is not known .accepted: format, columns"),
        ("day_first = 'yes'", "day_first must be true or false, not 'yes'"),
        ("columns = 'lon'", "columns must be a table"),
        ("sheet = 1", "sheet must be text in quotes"),
        ("[constants]\nkilled = 1", r"\[constants\] must hold text in quotes alone"),
    ],
)
def test_a_mapping_file_that_says_something_else_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        table.mapping(text)
