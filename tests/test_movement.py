"""Which figures moved between two states, and which incidents moved them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadQuery
from geo.movement import FIGURES, moved
from geo.tally import tally
from layers.figures import rows as shown
from tests.strategies import incident_columns, made, questions, region_sets, worlds
from tests.worlds import FIRST, halves, incidents, source, squares, two_squares, world

if TYPE_CHECKING:
    from geo.movement import RegionChange
    from geo.snapshot import Snapshot

EVERYTHING = ("kind", "group", "tactic", "target", "killed", "injured")
IN_A, IN_B = (0.5, 0.5), (1.5, 0.5)
RAW = [("per", "none")]


def regions(old: Snapshot, new: Snapshot, *asked: tuple[str, str]) -> dict[str, RegionChange]:
    return {change.id: change for change in moved(old, new, asked).regions}


def test_the_same_state_moves_nothing():
    here = two_squares([IN_A, IN_B])
    assert moved(here, here, []).regions == []


def test_a_row_that_came_is_told_with_its_place_and_day_and_what_it_brings():
    old = two_squares([IN_A])
    new = two_squares([IN_A, IN_A], killed=[1, 4], killed_low=[1, 2], place=["", "Here"])
    (square,) = moved(old, new, RAW).regions
    assert (square.id, square.name) == ("A", "Square A")
    assert square.figures == {
        "value": (1, 2),
        "incidents": (1, 2),
        "killed_low": (1, 3),
        "killed": (1, 5),
        "killed_high": (1, 2),
    }
    (cause,) = square.causes
    assert cause[:5] == ("s", "1", "2010-06-01", "Here", ("value", "incidents", "killed_low", "killed", "killed_high"))
    assert cause.old is None
    assert cause.new == dict(zip(FIGURES, (1, 1, 2, 4, 1, None), strict=True))


def test_a_row_with_another_number_moves_only_the_figures_of_that_number():
    (square,) = moved(two_squares([IN_A, IN_A]), two_squares([IN_A, IN_A], killed=[1, 9]), RAW).regions
    assert square.figures == {"killed": (2, 10)}
    assert [(c.source_id, c.figures) for c in square.causes] == [("1", ("killed",))]


def test_a_row_that_moves_from_one_region_to_another_moves_both():
    found = regions(two_squares([IN_A]), two_squares([IN_B]))
    assert [(r.causes[0].old is None, r.causes[0].new is None) for r in found.values()] == [
        (False, True),
        (True, False),
    ]
    assert list(found) == ["A", "B"]


def test_rows_whose_changes_cancel_out_move_nothing():
    assert moved(two_squares([IN_A] * 2, killed=[1, 2]), two_squares([IN_A] * 2, killed=[2, 1]), []).regions == []


def test_a_bound_that_is_filled_in_with_the_best_figure_moves_nothing():
    nan = np.nan
    assert moved(two_squares([IN_A], killed_low=[nan]), two_squares([IN_A], killed_low=[1]), []).regions == []


def test_an_unknown_toll_that_becomes_zero_is_a_change():
    nothing, zero = ({f"killed{which}": [n] for which in ("", "_low", "_high")} for n in (np.nan, 0))
    (square,) = moved(two_squares([IN_A], **nothing), two_squares([IN_A], **zero), [("measure", "killed")]).regions
    assert square.figures["value"] == square.figures["killed"] == (None, 0.0)
    assert square.causes[0].figures == ("value", "killed_low", "killed", "killed_high")


def test_a_source_that_covers_more_moves_figures_without_a_row():
    wider = world(
        squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([IN_A]), sources=[source(countries=("A", "B"))]
    )
    usual = replace(wider, sources={"s": source()})
    found = regions(usual, wider)
    assert found["B"].figures["incidents"] == (None, 0.0)
    assert found["B"].causes == ()


def test_a_longer_period_changes_a_rate_and_is_told_by_the_answers():
    old = two_squares([IN_A])
    new = replace(old, sources={"s": source(last=FIRST.replace(year=2017, month=12, day=31))})
    found = moved(old, new, [])
    assert [r.figures for r in found.regions] == [{"value": (0.25, 0.125)}]
    assert found.before is not None
    assert found.after is not None
    assert found.before.period != found.after.period


# --- what only one of the two knows


def test_a_group_that_only_one_state_has_counts_none_in_the_other():
    old, new = two_squares([IN_A]), two_squares([IN_A, IN_A], perpetrators=["G", "H"])
    (there,), (back,) = (moved(*pair, [("group", "H")]).regions for pair in ((old, new), (new, old)))
    assert (there.figures["incidents"], back.figures["incidents"]) == ((0, 1), (1, 0))


def test_a_source_that_only_one_state_has_is_unknown_in_the_other():
    old = two_squares([IN_A])
    both = replace(old, sources={**old.sources, "t": source("t")})
    new = replace(both, incidents=incidents([IN_A, IN_A], source=["s", "t"]))
    found = moved(old, new, [("source", "t")])
    assert not found.before
    assert [(r.id, r.figures["incidents"]) for r in found.regions] == [("A", (None, 1)), ("B", (None, 0))]
    assert found.regions[0].causes[0].source == "t"
    assert moved(new, old, [("source", "s,t")]).before.sources != ()  # type: ignore[union-attr]


def test_districts_that_only_one_state_has_are_unknown_in_the_other():
    new = halves([(0.2, 0.5)])
    old = replace(new, regions=new.regions.take(new.regions.level == "province"))
    found = moved(old, new, [("level", "district")])
    assert not found.before
    assert {r.id: r.figures["incidents"] for r in found.regions} == {"A1": (None, 1), "A2": (None, 0)}
    fewer = replace(new, regions=new.regions.take(new.regions.id != "A2"))
    (gone,) = moved(new, fewer, [("level", "district"), ("region", "A2")]).regions
    assert (gone.name, gone.figures["incidents"]) == ("East", (0, None))


@pytest.mark.parametrize("asked", [("group", "nobody"), ("source", "x"), ("level", "district"), ("measure", "x")])
def test_what_neither_knows_is_refused(asked: tuple[str, str]):
    here = two_squares([IN_A])
    with pytest.raises(BadQuery, match=asked[0]):
        moved(here, here, [asked])


# --- against counting anew


@st.composite
def pairs_of_worlds(draw: st.DrawFn) -> tuple[Snapshot, Snapshot, list[tuple[str, str]]]:
    """Draw two states of the same regions, and a question that the first one accepts."""
    places = draw(region_sets())
    old, new = (made(draw(incident_columns()), places) for _ in range(2))
    return old, new, draw(questions(old, without=("compare", "breaks", "version")))


def published(state: Snapshot, asked: list[tuple[str, str]]) -> dict[str, dict[str, object]]:
    return {str(r["id"]): {f: r[f] for f in FIGURES} for r in shown(tally(state, state.ask(asked)))}


@given(pairs_of_worlds())
def test_the_figures_are_exactly_those_that_are_published_with_another_value(drawn):
    old, new, asked = drawn
    try:
        was, now = published(old, asked), published(new, asked)
    except BadQuery:  # a group that only the first one has
        return
    expected = {
        region: {f: (was[region][f], now[region][f]) for f in FIGURES if was[region][f] != now[region][f]}
        for region in was
    }
    assert {r.id: r.figures for r in moved(old, new, asked).regions} == {r: f for r, f in expected.items() if f}


@given(pairs_of_worlds())
def test_the_rows_explain_the_difference_and_each_of_them_matters(drawn):
    old, new, asked = drawn
    for region in moved(old, new, asked).regions:
        for figure, (was, now) in region.figures.items():
            mine = [c for c in region.causes if figure in c.figures]
            if figure != "value" and was is not None and now is not None:
                assert now - was == sum(_brings(c.new, figure) - _brings(c.old, figure) for c in mine)
        for cause in region.causes:
            assert cause.old != cause.new
            assert set(cause.figures) <= set(region.figures)


def _brings(numbers: dict[str, float | None] | None, figure: str) -> float:
    return (numbers or {}).get(figure) or 0.0


@given(worlds(), st.data())
def test_a_row_taken_away_is_the_one_row_that_is_named(state: Snapshot, data: st.DataObject):
    if not len(state.incidents):
        return
    gone = data.draw(st.integers(0, len(state.incidents) - 1))
    fewer = replace(state, incidents=state.incidents.take(np.arange(len(state.incidents)) != gone))
    named = {(c.source, c.source_id) for r in moved(state, fewer, [("source", "*")]).regions for c in r.causes}
    assert named <= {(state.incidents.source[gone], state.incidents.source_id[gone])}
