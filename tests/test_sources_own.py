"""The project's own CSV: written, and read back the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import own, read
from geo import terms
from tests.sheets import OWN_ROW, ours, saved

FULL = dict.fromkeys(own.COLUMNS, "") | OWN_ROW


def reading(folder, *rows, **how):
    return read(saved(folder, ours(*rows, **how), name="own.csv"))


def test_a_row_is_read_as_it_stands(tmp_path):
    assert reading(tmp_path, {}).rows == [FULL]


def test_the_seven_needed_columns_are_enough(tmp_path):
    (row,) = reading(tmp_path, {}, header=own.NEEDED).rows
    assert row == dict.fromkeys(own.COLUMNS, "") | {c: OWN_ROW[c] for c in own.NEEDED} | {"date_end": "2014-03-01"}


def test_columns_of_ones_own_do_no_harm(tmp_path):
    assert reading(tmp_path, {"mood": "bad"}, header=("mood", *own.COLUMNS)).rows == [FULL]


def test_a_list_never_claims_to_be_complete(tmp_path):
    found = reading(
        tmp_path,
        {"date_start": "2014-03-02", "date_end": "2014-03-05"},
        {"country": "IR", "date_start": "2012-01-01", "date_end": "2012-01-01"},
        {"country": ""},
    )
    (source,) = found.sources
    assert (source.id, source.complete, source.countries) == ("mine", False, ("IR", "PK"))
    assert (source.first, source.last) == (date(2012, 1, 1), date(2014, 3, 2))


def test_a_source_knows_what_any_of_its_rows_says(tmp_path):
    bare_row = {"killed": "", "perpetrators": ""}
    (source,) = reading(tmp_path, bare_row, {"killed": "", "injured": "2", "tactic": "ied"}).sources
    assert source.knows == ("kind", "group", "tactic", "injured")
    (bare,) = reading(tmp_path, bare_row).sources
    assert bare.knows == ("kind",)


def test_a_file_may_hold_several_sources(tmp_path):
    found = reading(tmp_path, {"source": "b", "source_id": "1"}, {"source": "a", "source_id": "1"})
    assert [s.id for s in found.sources] == ["a", "b"]
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"source": ""}, "source is empty"),
        ({"source_id": " "}, "source_id is empty"),
        ({"source_id": "1"}, "id '1' stands twice"),
        ({"lat": "95"}, "latitude 95 is not on the globe"),
        ({"lon": "33.0", "lat": "70.6"}, "longitude 33.0 and latitude 70.6 look swapped"),
        ({"lon": "nan"}, "longitude 'nan' is not a number"),
        ({"killed": "-3"}, "killed '-3' is not a count"),
        ({"injured": "1e400"}, "injured '1e400' is not finite"),
        ({"date_start": "2014-1-1"}, "date_start '2014-1-1' is not a day"),
        ({"date_end": "2013-12-31"}, "date_end 2013-12-31 is before date_start 2014-03-01"),
        ({"precision": ""}, "precision '' is not known (accepted: exact, near, district, province, country)"),
        ({"kind": "bomb"}, "kind 'bomb' is not known (accepted: attack, clash, operation, protest, other)"),
        ({"attribution": "guess"}, "attribution 'guess' is not known"),
        ({"date_precision": "hour"}, "date_precision 'hour' is not known"),
    ],
)
def test_a_bad_row_is_counted_with_its_line_and_the_rest_is_used(tmp_path, cells, reason):
    found = reading(tmp_path, {}, cells, {})
    assert [r["source_id"] for r in found.rows] == ["1", "3"]
    assert [p.line for p in found.problems] == [3]
    assert found.problems[0].reason.startswith(reason)


# --- round trips ---

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
plain = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
count = st.one_of(st.just(""), st.integers(0, 10**6).map(str))
days = st.dates(date(1980, 1, 1), date(2030, 1, 1))


@st.composite
def rows(draw):
    """Draw a row as reading it would give it: every field in its plainest form, every word free."""
    start = draw(days)
    place = draw(st.one_of(st.just(("", "")), st.tuples(st.floats(43, 180).map(repr), st.floats(-90, 42).map(repr))))
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
@given(st.lists(rows(), min_size=1, max_size=5, unique_by=lambda r: (r["source"], r["source_id"])))
def test_what_is_written_is_read_back_the_same(tmp_path_factory, some):
    path = saved(tmp_path_factory.mktemp("own"), own.write(some))
    found = read(path)
    assert found.rows == some
    assert found.problems == []


@pytest.mark.parametrize("mark", [*'\n\r\x0b\x0c\x85\u2028",\x00\ufeff ', "\r\n"], ids=ascii)
def test_no_sign_in_a_remark_changes_on_the_way(tmp_path, mark):
    row = FULL | {"notes": f"one{mark}two", "place": f"{mark}x{mark}"}
    assert read(saved(tmp_path, own.write([row]))).rows == [row]


def test_writing_leaves_unknown_cells_empty():
    header, line = own.write([{"source": "a", "source_id": "1"}]).splitlines()
    assert header.split(",") == list(own.COLUMNS)
    assert line == "a,1" + "," * (len(own.COLUMNS) - 2)
