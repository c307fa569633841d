"""Any question answered from cells is the one answered row by row, and the one a plain loop gives."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cube import MEASURES, Cube, Parts, cells, cube, pick
from geo.records import DIMENSIONS, Records
from tests.strategies import incident_columns
from tests.worlds import incidents

PLACES = 3
NEW_YEARS = st.integers(1948, 2080).map(lambda year: int(np.datetime64(f"{year}-01-01").astype(int)))
DAYS = st.integers(14_500, 16_200)  # about the four years of the drawn incidents, and a little beyond


def made(columns, place, *, budget=10**6):
    records = Records.of(incidents([(0.0, 0.0)] * len(columns["source"]), **columns))
    at = np.array(place, np.int32)[records.row]
    return Cube(records=records, place=at, places=PLACES, parts=Parts(budget))


def by_hand(columns, place, wanted, by, edges):
    """Count one row after the other, in plain Python."""
    found: Counter[tuple[int, ...]] = Counter()
    for i, day in enumerate(columns["date_start"]):
        words = {name: columns[name][i] for name in DIMENSIONS}
        number = np.datetime64(day).astype(int)
        bins = [b for b, (low, high) in enumerate(pairwise(edges)) if low <= number < high]
        if bins and all(words[n] in ws for n, ws in {**wanted, **by}.items()):
            slot = tuple(by[n].index(words[n]) for n in by)
            for measure, amount in measures(columns, i).items():
                found[*slot, place[i], bins[0], MEASURES.index(measure)] += amount
    return found


def measures(columns, i):
    best, injured = columns["killed"][i], columns["injured"][i]
    low, high = (best if np.isnan(columns[n][i]) else columns[n][i] for n in ("killed_low", "killed_high"))
    return {
        "incidents": 1,
        "killed_low": np.nan_to_num(low),
        "killed": np.nan_to_num(best),
        "killed_high": np.nan_to_num(high),
        "killed_unknown": np.isnan(best),
        "injured": np.nan_to_num(injured),
        "injured_unknown": np.isnan(injured),
    }


def dense(found, shape):
    whole = np.zeros(shape, np.int64)
    for at, amount in found.items():
        whole[at] += int(amount)
    return whole


@st.composite
def questions(draw):
    """Draw accepted words for some dimensions, others to be told apart, and the days between the bins."""
    vocabulary = {
        "source": ["s", "t"],
        "kind": ["attack", "clash", "operation", "protest", "other"],
        "precision": ["exact", "near", "district", "province", "country"],
        "tactic": ["", "ied", "gunfire", "never"],
        "target": ["", "police", "civilians"],
        "perpetrators": ["", "G", "H", "G|H", "GH"],
    }
    names = draw(st.permutations(DIMENSIONS))
    told = draw(st.integers(0, 2))
    split = draw(st.integers(told, 5))
    words = {n: draw(st.lists(st.sampled_from(vocabulary[n]), unique=True, min_size=1)) for n in names[:split]}
    by = {n: words[n] for n in names[:told]}
    wanted = {n: words[n] for n in names[told:split]}
    return wanted, by, sorted(draw(st.lists(DAYS, min_size=2, max_size=6)))


@given(incident_columns(most=30), questions(), st.data())
def test_cells_and_rows_and_a_plain_loop_agree(columns, question, data):
    wanted, by, edges = question
    n = len(columns["source"])
    place = data.draw(st.lists(st.integers(0, PLACES - 1), min_size=n, max_size=n))
    there, none = made(columns, place), made(columns, place, budget=0)
    chosen = pick(there.records, wanted, by)
    expected = dense(by_hand(columns, place, wanted, by, edges), there.sums(chosen, edges).shape)
    for few in (0, cube.FEW):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cube, "FEW", few)
            np.testing.assert_array_equal(there.sums(chosen, edges), expected)
            np.testing.assert_array_equal(none.sums(chosen, edges), expected)
            np.testing.assert_array_equal(there.sums(chosen, edges, measures=1), expected[..., :1])
            for some in (there, none):
                found = some.sums(chosen, edges, together=np.array([True, False, True]))
                np.testing.assert_array_equal(found, expected.take([0, 2], axis=-3).sum(axis=-3, keepdims=True))
    assert (none.cells(chosen.names) is None) == (n > 0)


@given(
    first=st.integers(-8_000, 15_000),
    gaps=st.lists(st.integers(0, 900), min_size=1, max_size=30),
    edges=st.lists(st.one_of(st.integers(-8_100, 40_000), NEW_YEARS), min_size=2, max_size=8).map(sorted),
    measures=st.sampled_from([1, len(MEASURES)]),
    blocks=st.booleans(),
)
def test_years_at_hand_or_not_give_what_a_plain_loop_gives(first, gaps, edges, measures, blocks):
    """Over long segments: one combination of words in two places, with months and whole years between its rows."""
    day = first + np.cumsum(gaps)
    start, n = day.astype("datetime64[D]").astype(str).tolist(), len(day)
    columns = {"source": ["s"] * n, "date_start": start, "date_end": start, "killed": (day % 7).astype(float)}
    columns |= {"killed_low": columns["killed"], "killed_high": columns["killed"]}
    place = (day % 2).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cube, "FEW", -1)
        patch.setattr(cells, "A_CELL", 10**9 if blocks else 0)
        there = made(columns, place)
        found = there.sums(pick(there.records, {}, {}), edges, measures=measures)
    made_of = there.cells(())
    assert made_of is not None
    assert (made_of.block == cells.YEAR) is blocks
    for p, (b, (low, high)) in [(p, bin_) for p in range(PLACES) for bin_ in enumerate(pairwise(edges))]:
        inside = (day >= low) & (day < high) & (np.array(place) == p)
        assert found[p, b, 0] == inside.sum()
        if measures > 1:
            assert found[p, b, MEASURES.index("killed")] == columns["killed"][inside].sum()


def test_whole_years_of_incidents_ask_no_cell(to_cells):
    """What a year begins with is at hand: the cells themselves can be gone."""
    there = many(1500, tactic=["ied"] * 1500)
    chosen, years = pick(there.records, {}, {}), [14_610, 14_975, 15_340, 15_706]
    expected = there.sums(chosen, years, measures=1)
    found = there.cells(())
    assert found.block == cells.YEAR
    found.month[:], found.upto[:] = 0, 0
    np.testing.assert_array_equal(there.sums(chosen, years, measures=1), expected)


def many(n=400, **columns):
    """Give a row a day from 2010 on, of many places and words, and a cube whose every question goes to the cells."""
    start = [str(np.datetime64("2010-01-01") + i) for i in range(n)]
    usual = {
        "source": ["s"] * n,
        "date_start": start,
        "date_end": start,
        "tactic": [("", "ied", "gunfire")[i % 3] for i in range(n)],
    }
    return made(usual | columns, [i % PLACES for i in range(n)])


@pytest.fixture
def to_cells(monkeypatch):
    monkeypatch.setattr(cube, "FEW", 0)


def test_sums_beyond_four_bytes_are_right(to_cells):
    there = many(killed=[1_900_000_000] * 400)
    sums = there.sums(pick(there.records, {}, {}), [0, 20_000])
    assert sums[..., 2].sum() == 400 * 1_900_000_000
    assert there.cells(()).upto.dtype == np.int64


def test_small_sums_take_four_bytes():
    assert many().cells(()).upto.dtype == np.int32


def test_more_combinations_than_rows_are_counted_by_those_that_occur(to_cells, monkeypatch):
    there = many()
    expected = there.sums(pick(there.records, {"tactic": ["ied"]}, {}), [14_700, 14_800])
    monkeypatch.setattr(cells, "SPARSE", 0)
    again = many()
    np.testing.assert_array_equal(again.sums(pick(again.records, {"tactic": ["ied"]}, {}), [14_700, 14_800]), expected)


def test_keys_beyond_eight_bytes_are_not_made(monkeypatch):
    monkeypatch.setattr(cells, "MOST_KEYS", 10)
    assert many().cells(("tactic",)) is None


def test_years_too_far_apart_are_not_made_into_cells(to_cells):
    there = made({"source": ["s"] * 2, "date_start": ["0001-01-01", "9999-01-01"], "date_end": [None] * 2}, [0, 1])
    assert there.cells(()) is None
    assert there.sums(pick(there.records, {}, {}), [-800_000, 0, 3_000_000])[:, :, 0].tolist() == [
        [1, 0],
        [0, 1],
        [0, 0],
    ]


def test_cells_are_made_once_for_all_questions_about_the_same_dimensions(to_cells, monkeypatch):
    there, made_of = many(), []

    def heard(*columns, names, budget):
        made_of.append(names)
        return cells.cells(*columns, names=names, budget=budget)

    monkeypatch.setattr(cube, "cells", heard)
    for words in (["ied"], ["gunfire"], ["ied", ""]):
        there.sums(pick(there.records, {"tactic": words}, {}), [14_700, 14_800])
    there.sums(pick(there.records, {"kind": ["attack"]}, {}), [14_700, 14_800])
    assert made_of == [("tactic", "precision", "kind", "source"), ("precision", "kind", "source")]


def test_a_month_in_the_middle_is_not_read_row_by_row(to_cells, monkeypatch):
    there, read = many(), []
    monkeypatch.setattr(Cube, "_rows", lambda _self, _sheet, rows, **_: read.append(rows[1] - rows[0]))
    there.sums(pick(there.records, {}, {}), [14_610, 14_990])  # from 2010-01-01 up to 2011-01-16
    assert read == [15]


def test_the_cells_asked_for_last_stay_within_the_budget():
    one = many().cells(())
    assert one is not None
    parts, made_again = Parts(budget=2 * len(one)), []

    def make(name):
        made_again.append(name)
        return one

    for name in "abacabc":
        parts.get((name,), partial(make, name))
    assert made_again == ["a", "b", "c", "b", "c"]
    assert parts.used() == 2 * len(one)


def test_what_the_budget_does_not_allow_is_not_tried_again():
    parts, tried = Parts(budget=1), []

    def fail():
        tried.append(1)

    assert [parts.get(("x",), fail) for _ in range(2)] == [None, None]
    assert tried == [1]
