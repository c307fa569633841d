"""The incidents as a machine reads them: nothing lost, nothing mixed up, sorted by day."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import records as module
from geo.errors import BadTable
from geo.records import AMOUNTS, DIMENSIONS, Records, in_order
from geo.tables import Incidents
from tests.strategies import incident_columns
from tests.worlds import incidents

nan = np.nan


def of(**columns):
    n = len(next(iter(columns.values())))
    return Records.of(incidents([(0, 0)] * n, **columns))


def on(*days):
    return of(date_start=list(days), date_end=list(days))


@given(incident_columns())
def test_every_row_comes_back_by_its_codes(columns):
    rows = incidents([(0.0, 0.0)] * len(columns["source"]), **columns)
    records = Records.of(rows)
    assert (np.diff(records.day) >= 0).all()
    assert records.day.tolist() == rows.date_start[records.row].astype(int).tolist()
    assert sorted(records.row.tolist()) == list(range(len(rows)))
    for name in DIMENSIONS:
        words = [records.words[name][c] for c in records.codes(name)]
        assert words == getattr(rows, name)[records.row].tolist()


@given(st.lists(st.integers(-(10**6), 10**6)))
def test_an_order_is_stable(key):
    assert in_order(np.array(key, np.int64)).tolist() == np.argsort(key, kind="stable").tolist()


def test_the_best_estimate_stands_for_a_bound_that_is_not_given():
    records = of(killed_low=[nan, 1, nan], killed=[5, 2, nan], killed_high=[nan, 4, nan], injured=[0, nan, 3])
    assert AMOUNTS == ("killed_low", "killed", "killed_high", "injured")
    assert records.amounts.tolist() == [[5, 5, 5, 0], [1, 2, 4, -1], [-1, -1, -1, 3]]


def test_what_is_kept_is_what_was():
    first = of(kind=["clash", "attack"], perpetrators=["G|H", ""], tactic=["", "ied"])
    again = Records.kept(first.arrays())
    assert again.words == first.words
    for name in ("day", "row", "code", "actors", "amounts"):
        np.testing.assert_array_equal(getattr(again, name), getattr(first, name))


def test_a_set_is_hit_if_it_shares_a_group():
    records = of(perpetrators=["A|B", "B", "", "AB"])
    assert records.sets_with(["A"]) == {"A|B"}
    assert records.sets_with(["B", "AB"]) == {"A|B", "B", "AB"}
    assert records.sets_with([]) == set()


def test_rows_between_days():
    records = on("2010-01-01", "2010-01-02", "2010-01-02", "2010-03-01")
    assert records.begins([14_609, 14_610, 14_611, 14_612, 30_000]) == [0, 0, 1, 3, 4]


def test_months_count_from_the_first_row():
    records = on("2010-01-31", "2010-02-01", "2011-02-28")
    assert records.month is not None
    assert records.month.tolist() == [0, 1, 13]
    assert records.years == [2010, 2011]


@pytest.mark.parametrize(
    ("day", "month"), [("1900-01-01", 0), ("2010-01-02", 0), ("2010-01-20", 1), ("2010-02-10", 1), ("2999-01-01", 2)]
)
def test_the_nearest_begin_of_a_month_is_the_one_with_the_fewest_rows_between(day, month):
    records = on(*(f"2010-01-{d:02}" for d in range(1, 32)), *(f"2010-02-{d:02}" for d in range(1, 20)))
    months, begins = records.whole_months([np.datetime64(day).astype(int)])
    assert (months.tolist(), begins) == ([month], [[0, 31, 50][month]])


@given(st.lists(st.integers(-800, 800), min_size=2).map(sorted), st.lists(st.integers(-800, 800), min_size=1))
def test_later_days_have_no_earlier_months(edges, days):
    there = np.array(sorted(days)).astype("datetime64[D]").astype(str).tolist()
    months, begins = on(*there).whole_months(edges)
    assert all(a <= b for a, b in pairwise(months.tolist()))
    assert all(a <= b for a, b in pairwise(begins))


def test_no_rows_are_no_trouble():
    records = Records.of(incidents([]))
    assert (len(records), records.years, records.begins([0, 5])) == (0, [], [0, 0])
    assert records.whole_months([0, 5])[1] == [0, 0]


def test_months_too_many_for_two_bytes_are_not_counted(monkeypatch):
    monkeypatch.setattr(module, "MOST_MONTHS", 12)
    assert on("2010-01-01", "2010-12-31").month is not None
    assert on("2010-01-01", "2011-01-01").month is None


def test_more_words_than_a_code_can_tell_apart_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_WORDS", 5)
    of(perpetrators=list("abcdef"))
    with pytest.raises(BadTable, match="tactic: 6 different words; accepted: 5"):
        of(tactic=list("abcdef"))


def test_a_count_that_does_not_fit_is_refused_and_not_wrapped():
    good = incidents([(0, 0)])
    huge = Incidents(**(good.columns() | {"injured": np.array([3e9])}))
    with pytest.raises(BadTable, match="too many people: 3,000,000,000; accepted: 2,000,000,000"):
        Records.of(huge)
