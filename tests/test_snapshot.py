"""Everything at one revision: placed once, filtered as asked, never mixed up with another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from datetime import date
from threading import Barrier

import numpy as np
import pytest

from geo.tally import tally
from tests.worlds import incidents, source, squares, two_squares, world

POINTS = [(0.5, 0.5), (1.5, 0.5), (0.6, 0.5), (9.0, 9.0)]


def four():
    """Give four incidents, each of another kind, group, day, tactic and target."""
    return two_squares(
        POINTS,
        date_start=["2010-01-01", "2011-01-01", "2012-01-01", "2013-12-31"],
        date_end=["2010-01-01", "2011-01-01", "2012-01-01", "2013-12-31"],
        kind=["attack", "clash", "protest", "operation"],
        perpetrators=["G", "H", "G|H", ""],
        tactic=["ied", "", "gunfire", "ied"],
        target=["police", "", "civilians", "police"],
    )


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, [0, 1, 3]),
        ({"kind": "protest"}, [2]),
        ({"kind": "attack,clash,operation,protest,other"}, [0, 1, 2, 3]),
        ({"group": "G"}, [0]),
        ({"group": "G,H"}, [0, 1]),
        ({"group": "H", "kind": "protest,clash"}, [1, 2]),
        ({"from": "2011-01-01", "to": "2011-01-01"}, [1]),
        ({"from": "2011-01-02"}, [3]),
        ({"to": "2010-12-31"}, [0]),
        ({"precision": "exact", "region": "A"}, [0, 1, 3]),
    ],
)
def test_every_filter_but_precision_and_region_selects(asked, rows):
    snapshot = four()
    assert np.flatnonzero(snapshot.matches(snapshot.ask(asked.items()))).tolist() == rows


@pytest.mark.parametrize(("name", "value", "rows"), [("tactic", "ied", [0, 3]), ("target", "police", [0, 3])])
def test_tactic_and_target_select_where_the_source_records_them(name, value, rows):
    known = source(knows=("kind", "group", "tactic", "target"))
    snapshot = replace(four(), sources={"s": known})
    assert np.flatnonzero(snapshot.matches(snapshot.ask([(name, value)]))).tolist() == rows


@pytest.mark.parametrize(("name", "rows"), [("kind", [0, 2]), ("group", [0, 1]), ("period", [0]), ("source", [0])])
def test_one_filter_can_be_left_out(name, rows):
    snapshot = four()
    query = snapshot.ask([("group", "G"), ("to", "2012-12-31")])
    if name == "period":
        query = replace(query, kind=("attack",), end=date(2010, 1, 1))
    assert np.flatnonzero(snapshot.matches(query, apart_from=name)).tolist() == rows


def test_incidents_outside_the_days_of_their_source_are_counted_when_their_days_are_asked_for():
    world = two_squares([(0.5, 0.5), (0.5, 0.5)], date_start=["2014-01-01", "2010-06-01"], date_end=["2014-01-01"] * 2)
    usual, later = (tally(world, world.ask(asked)) for asked in ([], [("from", "2014-01-01"), ("to", "2014-12-31")]))
    assert (usual.total, later.total) == (1, 1)
    assert usual.value[0] > 0
    assert np.isnan(later.value).all()
    assert later.sums.incidents.tolist() == [1.0, 0.0]


def test_the_first_and_the_last_day_of_a_source_are_its_own():
    days = ["2010-01-01", "2013-12-31"]
    assert len(two_squares([(0.5, 0.5)] * 2, date_start=days, date_end=days).incidents) == 2


def test_the_open_vocabularies_are_those_of_the_incidents():
    known = four().accepted()
    assert (known.groups, known.tactics, known.targets) == (("G", "H"), ("gunfire", "ied"), ("civilians", "police"))
    assert known.regions == {("province", "now"): ("A", "B"), ("province", "then"): ("A", "B")}
    assert (tuple(known.sources), known.default_source) == (("s",), "s")


def test_threads_that_ask_at_once_have_one_of_them_work_it_out():
    data, made, start = two_squares([]), [], Barrier(4)

    def slow():
        made.append(1)
        return data.once(("part",), object)

    def ask(_):
        start.wait()
        return data.once(("slow",), slow)

    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(ask, range(4))]
    assert made == [1]
    assert all(f is found[0] for f in found)


def test_what_failed_is_worked_out_by_the_next_who_asks():
    data = two_squares([])
    with pytest.raises(ZeroDivisionError):
        data.once(("x",), lambda: 1 // 0)
    assert data.once(("x",), lambda: 2) == 2


def test_incidents_are_placed_once_for_each_set_of_regions():
    snapshot = four()
    assert snapshot.placement("province", "now") is snapshot.placement("province", "now")
    assert snapshot.placement("province", "now").owner.tolist() == [0, 1, 0, -1]


def test_a_changed_snapshot_does_not_remember_where_others_were_placed():
    snapshot = two_squares([(0.5, 0.5)])
    snapshot.placement("province", "now")
    moved = replace(snapshot, incidents=incidents([(1.5, 0.5), (0.5, 0.5)]))
    assert moved.placement("province", "now").owner.tolist() == [1, 0]


def test_a_changed_snapshot_does_not_remember_what_was_accepted():
    snapshot = two_squares([(0.5, 0.5)])
    snapshot.accepted()
    assert replace(snapshot, incidents=incidents([(0.5, 0.5)], perpetrators=["H"])).accepted().groups == ("H",)


def test_a_snapshot_is_frozen():
    with pytest.raises(FrozenInstanceError, match="revision"):
        four().revision = 2


def test_a_source_without_incidents_is_no_trouble():
    snapshot = world(squares([(0, 0)], country=["A"]), incidents([]))
    assert snapshot.matches(snapshot.ask([])).tolist() == []
