"""The legend says what was measured, and points at the right place."""

from __future__ import annotations

import numpy as np
import pytest

from geo.tally import tally
from layers.picture import legend as key
from layers.picture.canvas import Canvas
from layers.picture.legend import legend, position
from layers.picture.points import Points
from tests.worlds import incidents, source, squares, two_squares, world

YEAR = [("from", "2014-01-01"), ("to", "2014-12-31")]


def asked(snapshot, *pairs):
    return legend(tally(snapshot, snapshot.ask(pairs)))


def test_the_default_view_is_that_of_the_design(bundled):
    said = asked(bundled)
    assert said.title == "Incidents per 1,000 km² and year"
    assert said.note == "1989–2021 · each step about ×3"
    assert said.bounds == ("0.01", "0.03", "0.1", "0.3", "1", "3")
    assert said.ramp == ("q0", "q1", "q2", "q3", "q4", "q5", "q6")
    assert [mark[:2] for mark in said.marks] == [("Khyber Pakhtunkhwa", "1.40"), ("Balochistan", "0.061")]
    assert [name for name, _ in said.keys] == ["zero", "nc", "out"]


def test_counts_are_whole_and_of_this_view(bundled):
    said = asked(bundled, ("per", "none"))
    assert said.title == "Incidents"
    assert said.note == "1989–2021 · bounds of this view"
    assert said.marks[0][:2] == ("Khyber Pakhtunkhwa", "4,733")
    assert "3,000" in said.bounds


def test_zero_is_named_by_its_measure(bundled):
    assert ("zero", "nobody killed") in asked(bundled, ("measure", "killed")).keys


def test_a_change_says_when_it_has_a_colour(bundled):
    said = asked(bundled, *YEAR, ("compare", "year"))
    assert said.title == "Change in %, incidents"
    assert said.note == "2014 against 2013 · coloured where the 95\N{NO-BREAK SPACE}% interval excludes 0"
    assert said.bounds == ("−50", "−25", "0", "+33", "+100")
    assert [mark[:2] for mark in said.marks] == [("Khyber Pakhtunkhwa", "+23"), ("Balochistan", "−15")]
    assert {"same", "small"} <= {name for name, _ in said.keys}


def test_people_have_no_interval_and_no_colour(bundled):
    said = asked(bundled, *YEAR, ("compare", "year"), ("measure", "killed"))
    assert "no interval" in said.note
    assert ("same", "change without an interval") in said.keys


def test_without_a_census_it_says_so(bundled):
    assert ("nc", "not covered, or no census is known") in asked(bundled, ("per", "population")).keys


def test_what_is_not_covered_has_no_scale(bundled):
    said = asked(bundled, ("from", "2023-01-01"), ("to", "2023-12-31"))
    assert (said.ramp, said.marks, said.note) == ((), (), "2023 is not covered")


def test_a_list_that_is_not_complete_has_no_scale(bundled):
    shown = tally(bundled, bundled.ask([("source", "curated")]))
    said = legend(shown, Points(at=[(0.5, 0.5)] * 160, name="S, 2010"))
    assert said.title == "Incidents"
    assert said.note.endswith("no rate, as the list is not complete")
    assert said.keys[-1] == ("ring", "incident, S, 2010 (160 drawn); a number stands for several")


def test_regions_that_are_not_asked_for_share_the_key_of_what_is_outside(bundled):
    said = asked(bundled, ("region", "PK-BA,PK-KP"))
    assert said.keys == (("zero", "no incident"), ("out", "not asked for, or outside"))


def test_several_sources_are_several():
    there = world(
        squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([(0.5, 0.5)]), sources=[source(), source("z")]
    )
    assert ("nc", "not covered by these sources") in asked(there, ("source", "*")).keys


def test_where_no_region_is_in_focus_all_of_a_few_have_an_arrow(bundled):
    assert [mark[0] for mark in asked(bundled, ("level", "country")).marks] == ["Pakistan"]


def test_no_incident_has_no_arrow():
    assert asked(two_squares([])).marks == ()


@pytest.mark.parametrize("bounds", [[1.0], [3.0, 10.0], [0.01, 0.03, 0.1, 0.3, 1.0, 3.0]])
def test_a_bound_lies_at_the_edge_of_its_class(bounds):
    assert [position(b, bounds) for b in bounds] == pytest.approx(range(1, len(bounds) + 1))


def test_arrows_rise_with_their_value_and_stay_at_the_column():
    at = [position(v, [0.01, 0.1, 1]) for v in np.logspace(-9, 9, 50)]
    assert at == sorted(at)
    assert min(at) > 0
    assert max(at) < 4
    assert position(float("nan"), [1]) == 0


def test_a_long_name_is_cut_and_its_figure_is_not(monkeypatch):
    written = []
    monkeypatch.setattr(Canvas, "text", lambda _, __, text, *___, **____: written.append(text))
    canvas = Canvas(600, 600, ground="#ffffff")
    said = key.Legend(title="T", ramp=("q0", "q6"), bounds=("1",), marks=(("Long name " * 20, "0.0046", 1.5),))
    width, height = key.size(canvas, said)
    key.draw(canvas, said, (0, 0, width, height))
    assert width == key.WIDEST
    assert any(text.endswith("… 0.0046") for text in written)


@pytest.mark.parametrize(("bounds", "begins"), [(("0.1", "1"), 0), (("1",), 1)])
def test_as_many_bounds_as_classes_begin_at_the_foot(monkeypatch, bounds, begins):
    at = {}
    monkeypatch.setattr(Canvas, "text", lambda _, xy, text, *__, **___: at.update({text: xy[1]}))
    canvas = Canvas(600, 600, ground="#ffffff")
    said = key.Legend(title="T", ramp=("q0", "q6"), bounds=bounds, marks=(("a", "1", 1.0),))
    key.draw(canvas, said, (0, 0, *key.size(canvas, said)))
    assert at["1"] == pytest.approx(at["a 1"])  # an arrow at 1.0 is where the second class begins
    assert (at[bounds[0]] > at["a 1"]) == (begins == 0)
