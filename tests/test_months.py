"""The months of a question: counted by head, and the same as its tally counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import terms
from geo.errors import BadQuery
from geo.months import month_of, months
from geo.stacks import STACKS, stacks
from geo.tally import tally
from tests.strategies import asked_worlds
from tests.worlds import halves, incidents, source, squares, two_squares, with_list, world

IN_A = (0.5, 0.5)
JAN = "2010-01-05"


def on(*days: str, **columns: object):
    """Give one incident in square A on each day."""
    return two_squares([IN_A] * len(days), date_start=[*days], date_end=[*days], **columns)


def values(found):
    return {month_of(found.first, i).isoformat()[:7]: v for i, v in enumerate(found.values.tolist()) if v > 0}


def nulls(found):
    return {month_of(found.first, i).isoformat()[:7] for i, v in enumerate(found.values) if np.isnan(v)}


def test_each_month_has_what_happened_in_it_and_a_covered_one_without_has_zero():
    snapshot = on(JAN, "2010-01-31", "2010-02-01", "2013-12-31")
    found = months(snapshot, snapshot.ask([]))
    assert values(found) == {"2010-01": 2, "2010-02": 1, "2013-12": 1}
    assert len(found.values) == 48
    assert not nulls(found)
    assert found.covered.all()
    assert (found.counted, found.inside, found.partial) == (4, 4, {})


def test_the_period_is_counted_apart_and_every_other_filter_holds():
    snapshot = on(JAN, "2010-01-31", "2010-02-01", "2010-03-01", kind=["attack", "attack", "attack", "protest"])
    found = months(snapshot, snapshot.ask([("from", "2010-01-10"), ("to", "2010-02-28")]))
    assert values(found) == {"2010-01": 2, "2010-02": 1}
    assert (found.counted, found.inside) == (2, 2)
    assert found.partial == {date(2010, 1, 1): 1}


def test_a_period_within_one_month_says_what_of_it_is_inside():
    snapshot = on("2010-01-05", "2010-01-10", "2010-01-20")
    found = months(snapshot, snapshot.ask([("from", "2010-01-06"), ("to", "2010-01-19")]))
    assert found.partial == {date(2010, 1, 1): 1}


def test_after_the_coverage_nothing_is_not_zero_up_to_what_any_source_knows():
    snapshot = with_list(on(JAN, "2014-03-05"), [IN_A])
    found = months(snapshot, snapshot.ask([]))
    assert len(found.values) == 12 * 15 + 5
    assert values(found) == {"2010-01": 1, "2014-03": 1}
    assert found.covered.tolist() == [True] * 48 + [False] * (12 * 11 + 5)
    assert len(nulls(found)) == 12 * 11 + 5 - 1


def test_a_list_that_is_not_complete_has_incidents_but_no_zero():
    snapshot = with_list(on(JAN), [IN_A])
    found = months(snapshot, snapshot.ask([("source", "mine")]))
    assert found.first == date(2025, 5, 1)
    assert found.values.tolist() == [1]
    assert not found.covered.any()
    quiet = months(snapshot, snapshot.ask([("source", "mine"), ("kind", "protest")]))
    assert np.isnan([*quiet.values, quiet.inside]).all()
    assert quiet.counted == 0


def test_a_month_that_is_covered_in_part_is_no_zero():
    rows = incidents([IN_A], date_start=["2010-03-20"], date_end=["2010-03-20"])
    one = source(first=date(2010, 1, 15), last=date(2010, 4, 10))
    snapshot = world(squares([(0, 0)], country=["A"]), rows, sources=[one])
    found = months(snapshot, snapshot.ask([]))
    assert found.covered.tolist() == [False, True, True, False]
    assert nulls(found) == {"2010-01", "2010-04"}
    assert found.partial == {date(2010, 1, 1): 0, date(2010, 4, 1): 0}


def test_two_halves_of_a_month_in_two_countries_cover_it_nowhere():
    first = source("s", first=date(2010, 1, 1), last=date(2010, 1, 15))
    second = source("t", countries=("B",), first=date(2010, 1, 16), last=date(2010, 1, 31))
    snapshot = world(squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([]), sources=[first, second])
    assert not months(snapshot, snapshot.ask([("source", "*")])).covered.any()
    same = replace(second, countries=("A",))
    snapshot = world(squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([]), sources=[first, same])
    assert months(snapshot, snapshot.ask([("source", "*")])).covered.all()


def test_a_month_is_covered_only_where_it_is_asked():
    snapshot = halves([(0.25, 0.5), (1.5, 0.5)])
    assert months(snapshot, snapshot.ask([("region", "A")])).covered.all()
    elsewhere = months(snapshot, snapshot.ask([("region", "B")]))
    assert not elsewhere.covered.any()
    assert values(elsewhere) == {"2010-06": 1}


def test_what_a_source_does_not_record_is_nothing_that_is_known():
    snapshot = on(JAN)
    found = months(snapshot, snapshot.ask([("measure", "injured")]))
    assert not found.recorded
    assert np.isnan([*found.values, found.inside]).all()
    assert found.counted == 1


def test_a_month_of_which_nothing_is_known_is_not_zero_and_one_of_which_some_is_has_that():
    snapshot = on(JAN, "2010-02-01", "2010-02-02", "2010-04-01", killed=[None, None, 3, 0])
    found = months(snapshot, snapshot.ask([("measure", "killed")]))
    assert values(found) == {"2010-02": 3}
    assert nulls(found) == {"2010-01"}
    assert found.inside == 3


def test_the_former_fata_is_covered_while_it_was_there(bundled):
    found = months(bundled, bundled.ask([("epoch", "then"), ("region", "PK-TA")]))
    ended = 12 * (2018 - 1989) + 4
    assert found.covered.tolist() == [i < ended for i in range(len(found.values))]
    whole = months(bundled, bundled.ask([("epoch", "then"), ("region", "PK-KP")]))
    assert whole.covered[: 12 * 33].all()


def test_the_shipped_figures(bundled):
    found = months(bundled, bundled.ask([]))
    assert (found.first, found.counted, found.covered.sum()) == (date(1989, 1, 1), 6255, 12 * 33)
    most = int(np.nanargmax(found.values))
    assert (int(found.values[most]), month_of(found.first, most)) == (127, date(2010, 1, 1))
    assert len(found.values) == 12 * 37  # the curated list knows 2025


# What months are stacked of


def parts(found):
    return {part.value: part.months[0] for part in found.parts}


def test_an_incident_of_two_groups_counts_for_both_and_once_for_its_month():
    snapshot = on(*[JAN] * 4, perpetrators=["G|H", "G", "H", ""])
    found = months(snapshot, snapshot.ask([]), stack="group")
    assert found.values[0] == 4
    assert parts(found) == {"G": 2, "H": 2, None: 1}
    assert found.overlap
    assert not months(snapshot, snapshot.ask([]), stack="kind").overlap


def test_the_five_largest_are_told_apart_and_the_rest_is_of_none_of_them():
    sets = ["A", "A", "B", "B", "C", "C", "D", "D", "E", "E", "F", "A|F"]
    snapshot = on(*[JAN] * len(sets), perpetrators=sets)
    found = months(snapshot, snapshot.ask([]), stack="group")
    assert [part.value for part in found.parts] == ["A", "B", "C", "D", "E", None]
    assert parts(found) == {"A": 3, "B": 2, "C": 2, "D": 2, "E": 2, None: 1}


def test_the_largest_are_so_by_the_measure_and_in_all_months():
    snapshot = on(JAN, JAN, "2012-01-05", kind=["attack", "attack", "clash"], killed=[1, 1, 9])
    killed = [("measure", "killed"), ("to", "2010-12-31")]
    found = months(snapshot, snapshot.ask(killed), stack="kind")
    assert [(part.value, part.inside) for part in found.parts] == [("clash", 0), ("attack", 2)]


def test_regions_stand_as_they_are_asked_and_no_rest_is_left():
    snapshot = two_squares([IN_A, (1.5, 0.5), (1.5, 0.5), (9, 9)], date_start=[JAN] * 4)
    found = months(snapshot, snapshot.ask([("region", "A,B")]), stack="region")
    assert parts(found) == {"A": 1, "B": 2}
    assert found.values[0] == 3


def test_a_filter_holds_within_a_stack():
    snapshot = on(*[JAN] * 3, perpetrators=["G|H", "G", "I"])
    assert parts(months(snapshot, snapshot.ask([("group", "H")]), stack="group")) == {"G": 1, "H": 1}


@pytest.mark.parametrize(
    ("stack", "pairs", "said"),
    [
        ("colour", [], "'colour' is not known"),
        ("tactic", [], "tactic is not recorded by every source asked. Accepted here: none, group, kind"),
        ("region", [], "region is for two to 5 regions"),
        ("region", [("region", "A")], "region is for two to 5 regions"),
    ],
)
def test_what_there_is_not_cannot_be_stacked(stack, pairs, said):
    snapshot = on(JAN)
    with pytest.raises(BadQuery, match=said) as refused:
        months(snapshot, snapshot.ask(pairs), stack=stack)
    assert refused.value.parameter == "stack"


# For any world and any question


def inside_of(found) -> float:
    """Add up the months of the period, of those it cuts only what lies inside."""
    total = 0.0
    for i, n in enumerate(found.values):
        month = month_of(found.first, i)
        if found.query.start.replace(day=1) <= month <= found.query.end:
            total += np.nan_to_num(found.partial.get(month, n))
    return total


@settings(max_examples=80)
@given(asked_worlds(without=("breaks", "compare")), st.sampled_from(STACKS))
def test_the_months_of_a_period_are_what_its_tally_counts(asked, stack):
    snapshot, pairs = asked
    query = replace(snapshot.ask(pairs), breaks="view")
    stack = stack if stack in stacks(snapshot, query) else "none"
    found, answer = months(snapshot, query, stack=stack), tally(snapshot, query)
    assert found.counted == answer.counted
    assert inside_of(found) == np.nan_to_num(found.inside) == np.nansum(answer.sums.of(query.measure))
    whole = months(snapshot, query.with_dates(*whole_of(snapshot, query)))
    assert np.array_equal(found.values, whole.values, equal_nan=True)
    assert np.nansum(found.values) == np.nan_to_num(whole.inside)


def whole_of(snapshot, query):
    asked = [snapshot.sources[s] for s in query.source]
    return min(s.first for s in asked).replace(day=1), max(s.last for s in snapshot.sources.values())


@settings(max_examples=60)
@given(asked_worlds(without=("breaks", "compare")))
def test_a_part_is_what_asking_for_it_alone_gives(asked):
    snapshot, pairs = asked
    query = replace(snapshot.ask(pairs), breaks="view", region=())
    for stack in ("group", "kind", "tactic"):
        found = months(snapshot, query, stack=stack)
        for part in found.parts:
            if part.value is not None and getattr(query, stack) in ((), (part.value,)):
                alone = months(snapshot, replace(query, **{stack: (part.value,)}))
                assert np.array_equal(part.months, alone.values, equal_nan=True), (stack, part.value)
        if stack != "group" and found.parts:
            together = np.nansum([part.months for part in found.parts], axis=0)
            assert np.array_equal(together, np.nan_to_num(found.values)), stack


@given(asked_worlds(without=("breaks", "compare")))
def test_zero_is_said_only_of_months_that_are_covered(asked):
    snapshot, pairs = asked
    query = replace(snapshot.ask(pairs), breaks="view", measure="incidents")
    found = months(snapshot, query)
    assert not (found.values[~found.covered] == 0).any()
    assert not np.isnan(found.values[found.covered]).any()


@pytest.mark.parametrize(
    ("first", "n", "month"),
    [
        (date(1989, 1, 1), 0, date(1989, 1, 1)),
        (date(1989, 1, 1), 11, date(1989, 12, 1)),
        (date(1989, 12, 1), 1, date(1990, 1, 1)),
        (date(9999, 12, 1), 1, date.max),
    ],
)
def test_months_are_counted_over_the_turn_of_the_year(first, n, month):
    assert month_of(first, n) == month


def test_every_measure_can_be_asked(bundled):
    for measure in terms.MEASURES:
        found = months(bundled, bundled.ask([("measure", measure), ("source", "*")]))
        assert found.recorded
        assert found.values.shape == found.covered.shape
