"""The choices of each parameter: every one with its words, and with how many incidents it would give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from geo import terms
from geo.facets import facets
from geo.query import CLOSED
from geo.tally import tally
from layers.choices import labelled
from tests.strategies import asked_worlds
from tests.worlds import halves, incidents, source, squares, two_squares, world

COUNTED = ("kind", "group", "tactic", "target", "source")


def choices(snapshot, *pairs):
    asked = snapshot.ask(pairs)
    found: dict[str, Any] = labelled(snapshot, asked, facets(snapshot, asked))
    return found


def values(of):
    return [choice["value"] for choice in of]


@pytest.mark.parametrize("name", ["measure", "per", "level", "precision", "compare"])
def test_every_word_of_a_closed_list_is_a_choice_in_its_order(name):
    found = choices(two_squares([(0.5, 0.5)]))[name]
    assert values(found) == list(CLOSED[name])


def test_every_kind_is_a_choice():
    assert values(choices(two_squares([]))["kind"]) == list(terms.KINDS)


def test_no_two_choices_of_a_parameter_have_the_same_words(bundled):
    for name, found in choices(bundled).items():
        if name != "period":
            labels = [choice["label"] for choice in found]
            assert len(set(labels)) == len(labels), name
            assert all(labels), name


def test_what_a_source_does_not_record_is_not_known():
    found = choices(two_squares([(0.5, 0.5)]))  # the source records kind, group and killed
    known = {choice["value"]: choice["known"] for choice in found["measure"]}
    assert known == {"incidents": True, "killed": True, "injured": False, "casualties": False}
    assert all(choice["known"] for choice in found["kind"] + found["group"])


def test_of_several_sources_only_what_all_record_is_known():
    all_known = source("t", knows=("kind", "group", "tactic", "target", "killed", "injured"))
    rows = incidents([(0.5, 0.5)] * 2, source=["s", "t"], tactic=["", "ied"])
    both = world(squares([(0, 0)], country=["A"]), rows, sources=[source("s"), all_known])
    one = {c["value"]: c["known"] for c in choices(both, ("source", "t"))["measure"]}
    sum_ = {c["value"]: c["known"] for c in choices(both, ("source", "*"))["measure"]}
    assert (one["injured"], sum_["injured"]) == (True, False)
    assert choices(both, ("source", "t"))["tactic"] == [{"value": "ied", "label": "ied", "n": 1, "known": True}]
    assert choices(both)["tactic"] == []


def test_a_group_has_its_name_and_counts_each_incident_it_took_part_in():
    found = choices(two_squares([(0.5, 0.5)] * 3, perpetrators=["G|H", "H", ""]))["group"]
    assert [(c["value"], c["label"], c["n"]) for c in found] == [("G", "Group G", 1), ("H", "H", 2)]


def test_a_choice_that_would_give_nothing_stays_with_a_zero():
    found = choices(two_squares([(0.5, 0.5)] * 2, perpetrators=["G", "H"]), ("from", "2013-01-01"))
    assert [(c["value"], c["n"]) for c in found["group"]] == [("G", 0), ("H", 0)]


def test_the_period_is_the_coverage_and_its_years_hold_what_happened():
    days = ["2010-06-01", "2012-06-01"]
    found = choices(two_squares([(0.5, 0.5)] * 2, date_start=days, date_end=days))["period"]
    assert (found["from"], found["to"]) == ("2010-01-01", "2013-12-31")
    assert [y for y in found["years"] if y[1]] == [[2010, 1], [2012, 1]]


def test_measures_and_the_like_have_no_count():
    found = choices(two_squares([(0.5, 0.5)]))
    assert {choice["n"] for name in ("measure", "per", "level", "compare") for choice in found[name]} == {None}


@given(drawn=asked_worlds(without=("source",)))
def test_a_count_is_what_choosing_it_gives(drawn):
    snapshot, pairs = drawn
    found, rest = choices(snapshot, *pairs), dict(pairs)
    for name in ("kind", "group", "tactic", "target", "precision"):
        for choice in found[name]:
            answer = tally(snapshot, snapshot.ask([*((rest | {name: choice["value"]}).items())]))
            assert choice["n"] == answer.counted, (name, choice["value"])


def test_a_level_is_known_if_regions_of_it_are_loaded():
    for snapshot, known in ((two_squares([]), [False, True, False]), (halves([]), [False, True, True])):
        assert [choice["known"] for choice in choices(snapshot)["level"]] == known


def test_in_districts_a_coarser_place_is_no_choice():
    found = choices(halves([(0.25, 0.5)]), ("level", "district"))["precision"]
    assert [(c["n"], c["known"]) for c in found] == [(1, True)] * 3 + [(None, False)] * 2
