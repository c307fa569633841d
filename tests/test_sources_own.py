"""The project's own columns: written, and read back the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources import own
from data.sources.reading import Facts, How
from geo import terms
from tests.sheets import OWN_ROW, refused, rows_of

FULL = dict.fromkeys(own.COLUMNS, "") | OWN_ROW


def read(row, **how):
    return own.provider(How(**how)).incident(row)


def test_a_row_is_read_as_it_stands():
    assert read(FULL) == FULL
    assert tuple(read(FULL)) == own.COLUMNS


def test_the_needed_columns_are_enough():
    bare = {c: OWN_ROW[c] for c in own.NEEDED}
    assert read(bare) == dict.fromkeys(own.COLUMNS, "") | bare | {"date_end": "2014-03-01"}


def test_columns_of_ones_own_do_no_harm():
    assert read(FULL | {"mood": "bad"}) == FULL


def test_a_row_without_a_source_has_the_one_that_is_said():
    assert read(FULL | {"source": ""}, source="ours")["source"] == "ours"
    assert read(FULL, source="ours")["source"] == "mine"
    assert "source" in own.PROVIDER.needed
    assert "source" not in own.provider(How(source="ours")).needed


def test_days_and_places_in_other_notations_become_ours():
    row = read(FULL | {"date_start": "۱۴۰۳/۰۵/۱۲", "date_end": "16 May 2025", "lon": "66,27", "lat": "29°52'30\"N"})
    assert (row["date_start"], row["date_end"]) == ("2024-08-02", "2025-05-16")
    assert (row["lon"], row["lat"]) == ("66.27", "29.875")
    assert read(FULL | {"date_start": "03/01/2014", "date_end": ""}, day_first=True)["date_end"] == "2014-01-03"


def test_what_looks_swapped_is_kept():
    row = read(FULL | {"lon": "33.0", "lat": "70.6"})
    assert (row["lon"], row["lat"]) == ("33.0", "70.6")


def test_a_list_never_claims_to_be_complete():
    facts = Facts("mine", "list.csv", ("IR", "PK"), date(2012, 1, 1), date(2014, 3, 2), ("kind", "killed"))
    source = own.describe(facts)
    assert (source.id, source.complete, source.countries) == ("mine", False, ("IR", "PK"))
    assert (source.first, source.last, source.knows) == (facts.first, facts.last, facts.knows)
    assert source.name == "mine"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"source": ""}, "source is empty"),
        ({"source_id": " "}, "source_id is empty"),
        ({"lat": "95"}, "lat '95' is not on the globe"),
        ({"lon": "nan"}, "lon 'nan' is no longitude"),
        ({"killed": "-3"}, "killed '-3' is not a count"),
        ({"injured": "1e400"}, "injured '1e400' is not "),
        ({"date_start": "1/2/2014"}, "date_start '1/2/2014' could begin with the day or with the month"),
        ({"date_start": "45432"}, "date_start '45432' is not a day"),
        ({"date_end": "2013-12-31"}, "date_end '2013-12-31' is before date_start"),
        ({"precision": ""}, "precision '' is not known (accepted: exact, near, district, province, country)"),
        ({"kind": "bomb"}, "kind 'bomb' is not known (accepted: attack, clash, operation, protest, other)"),
        ({"attribution": "guess"}, "attribution 'guess' is not known"),
        ({"date_precision": "hour"}, "date_precision 'hour' is not known"),
        ({"perpetrators": "A,B"}, "perpetrators 'A,B' holds a comma"),
    ],
)
def test_a_bad_cell_is_refused_with_its_column_value_and_reason(cells, reason):
    ((column, value),) = cells.items()
    with pytest.raises(Unfit) as error:
        read(FULL | cells)
    assert str(error.value).startswith(reason)
    assert (error.value.column, error.value.value) == (column, value.strip())


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(own.COLUMNS), st.text() | st.text("0123456789۱۲-/.,|e+ ")))
def test_any_text_in_any_cell_is_read_or_unfit(cells):
    column = refused(read, FULL | cells)
    assert column in (None, *own.COLUMNS)
    if column is None:
        row = read(FULL | cells)
        assert read(row) == row


# --- round trips ---

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
plain = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
count = st.one_of(st.just(""), st.integers(0, 10**6).map(str))
days = st.dates(date(1900, 1, 1), date(2098, 1, 1))


def degrees(most):
    return st.floats(-most, most).map(lambda value: repr(value + 0.0))


@st.composite
def rows(draw):
    """Draw a row as reading it would give it: every field in its plainest form, every word free."""
    start = draw(days)
    place = draw(st.one_of(st.just(("", "")), st.tuples(degrees(180), degrees(90))))
    ids = st.sampled_from(["", "TTP", "BLA", "TTP|BLA"])
    return {
        "source": draw(plain),
        "source_id": draw(plain),
        "date_start": start.isoformat(),
        "date_end": (start + timedelta(days=draw(st.integers(0, 400)))).isoformat(),
        "date_precision": draw(st.sampled_from(["", *terms.DATE_PRECISIONS])),
        "lon": place[0],
        "lat": place[1],
        "precision": draw(st.sampled_from(terms.PRECISIONS)),
        "kind": draw(st.sampled_from(terms.KINDS)),
        "target": draw(st.sampled_from(["", "police"])),
        "perpetrators": draw(ids),
        "attribution": draw(st.sampled_from(["", *terms.ATTRIBUTIONS])),
        "tactic": draw(st.sampled_from(["", "ied"])),
        **{c: draw(count) for c in ("killed_low", "killed", "killed_high", "attackers_killed", "injured")},
        **{c: draw(text) for c in own.COLUMNS[18:]},
    }


@settings(max_examples=60)
@given(st.lists(rows(), min_size=1, max_size=5))
def test_what_is_written_is_read_back_the_same(some):
    assert [read(row) for row in rows_of(own.write(some))] == some


@pytest.mark.parametrize("mark", [*'\n\r\x0b\x0c\x85\u2028",\x00\ufeff ', "\r\n"], ids=ascii)
def test_no_sign_in_a_remark_changes_on_the_way(mark):
    row = FULL | {"notes": f"one{mark}two", "place": f"{mark}x{mark}"}
    assert [read(r) for r in rows_of(own.write([row]))] == [row]


def test_writing_leaves_unknown_cells_empty():
    header, line = own.write([{"source": "a", "source_id": "1"}]).splitlines()
    assert header.split(",") == list(own.COLUMNS)
    assert line == "a,1" + "," * (len(own.COLUMNS) - 2)


def test_a_source_is_not_called_as_all_of_them_are_in_a_question():
    assert refused(read, FULL | {"source": "*"}) == "source"
    assert read(FULL | {"source": "*a"})["source"] == "*a"
