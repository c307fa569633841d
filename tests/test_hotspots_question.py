"""What can be asked of hot spots, and what is refused by name."""

from __future__ import annotations

import pytest

from geo.errors import BadQuery
from geo.hotspots import ask
from tests.worlds import two_squares

WORLD = two_squares([(0.5, 0.5)])


def test_hexagons_of_fifty_kilometres_are_usual():
    asked = ask(WORLD, [])
    assert (asked.over, asked.hexagon_km, asked.canonical) == ("hexagons", 50.0, "")
    assert asked.parameters()["hexagon"] == 50.0


@pytest.mark.parametrize(
    ("pairs", "canonical"),
    [
        ([("hexagon", "50")], ""),
        ([("hexagon", "50.0")], ""),
        ([("hexagon", "37.5"), ("kind", "attack")], "kind=attack&hexagon=37.5"),
        ([("over", "regions"), ("region", "A")], "region=A&over=regions"),
        ([("over", "hexagons"), ("measure", "incidents"), ("per", "area"), ("compare", "none")], ""),
    ],
)
def test_the_same_question_has_one_canonical_form(pairs, canonical):
    asked = ask(WORLD, pairs)
    assert asked.canonical == canonical
    assert ask(WORLD, [tuple(p.split("=")) for p in canonical.split("&") if p]) == asked


@pytest.mark.parametrize(
    "text", ["0", "-50", "nan", "inf", "1e9", "1e2", "19.9", "200.1", "50.25", " 50", "५०", "", "x"]
)
def test_a_width_that_is_none_is_refused(text):
    with pytest.raises(BadQuery, match=r"hexagon: .* Accepted: 20 to 200 kilometres"):
        ask(WORLD, [("hexagon", text)])


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("measure", "killed", "incidents"),
        ("per", "population", "area"),
        ("per", "none", "area"),
        ("compare", "year", "none"),
        ("breaks", "view", "fixed"),
    ],
)
def test_what_a_test_of_counts_cannot_answer_is_refused(name, value, accepted):
    with pytest.raises(BadQuery, match=f"'{value}' cannot be asked of hot spots") as refused:
        ask(WORLD, [(name, value)])
    assert (refused.value.parameter, refused.value.accepted) == ("per" if name == "per" else name, (accepted,))


def test_twice_unknown_and_contradicting_are_refused():
    for name, value in (("hexagon", "50"), ("over", "regions")):
        with pytest.raises(BadQuery, match=f"{name}: given more than once"):
            ask(WORLD, [(name, value), (name, value)])
    with pytest.raises(BadQuery, match=r"over: 'region' is not known. Did you mean regions"):
        ask(WORLD, [("over", "region")])
    with pytest.raises(BadQuery, match="hexagon: contradicts over=regions"):
        ask(WORLD, [("over", "regions"), ("hexagon", "50")])
    with pytest.raises(BadQuery, match="query: 'hexagons' is not known"):
        ask(WORLD, [("hexagons", "50")])
