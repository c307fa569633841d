"""Which incidents are shown one by one: one decision for the answer, the page, the saved file and the picture."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from geo.tally import tally
from layers import figures
from layers.language import ENGLISH
from layers.listed import MOST, listed, narrowed
from service.export import document
from tests.web import ask, service
from tests.worlds import incidents, source, squares, with_list, world

HERE = [(66.9, 30.2), (61.5, 29.9), (60.9, 29.5)]


@pytest.fixture(scope="module")
def own(bundled):
    """The bundled data with a list of three incidents: two of a group in Pakistan and Afghanistan, one in Iran."""
    return with_list(bundled, HERE, perpetrators=["BLA", "BLA", "TTP"], precision=["exact", "near", "province"])


def of(snapshot, *pairs):
    return listed(snapshot, snapshot.ask(pairs))


def answered(snapshot, *pairs) -> Any:
    return figures.answer(snapshot, tally(snapshot, snapshot.ask(pairs)))


def ids(snapshot, found):
    return [snapshot.incidents.source_id[i] for i in found.rows]


@pytest.mark.parametrize(
    ("pairs", "sources", "n"),
    [
        ([], ["curated"], 179),
        ([("source", "ucdp-ged"), ("group", "TTP")], ["curated"], 179),
        ([("source", "mine")], ["mine"], 3),
        ([("source", "curated,mine")], ["curated", "mine"], 177),
        ([("source", "*")], ["curated", "mine"], 177),
    ],
)
def test_it_is_what_is_asked_of_lists_or_the_curated_one_whole(own, pairs, sources, n):
    found = of(own, *pairs)
    assert [s.id for s in found.sources] == sources
    assert (len(found.rows), found.asked, found.drawn) == (n, "mine" in sources, True)


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (("group", "BLA"), ["0", "1"]),
        (("precision", "near"), ["0", "1"]),
        (("from", "2025-05-13"), []),
        (("kind", "protest"), []),
        (("region", "PK-BA,IR-11"), ["0", "2"]),
    ],
)
def test_a_list_that_is_asked_follows_the_question(own, filter_, expected):
    assert ids(own, of(own, ("source", "mine"), filter_)) == expected


def test_the_items_of_an_answer_are_its_list(own):
    for pairs in ([("source", "mine"), ("group", "BLA")], [], [("source", "*"), ("kind", "attack")]):
        said = answered(own, *pairs)["listed"]
        assert dict(parse_qsl(said["items"]))["version"] == str(own.revision)
        found = ask(service(own), f"/collections/incidents/items?{said['items']}&limit=1000").json()
        assert found["numberMatched"] == said["n"] == len(of(own, *pairs).rows)


def test_without_a_list_there_is_none():
    there = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)]))
    assert of(there) is None
    assert answered(there)["listed"] is None
    assert embedded(there) == []


def test_a_curated_list_that_is_complete_is_no_list():
    there = world(squares([(0, 0)], country=["A"]), incidents([]), sources=[source(), source("curated")])
    assert of(there) is None


def test_too_many_are_said_and_not_shown():
    base = world(squares([(0, 0)], country=["A"]), incidents([]))
    there = with_list(base, [(0.5, 0.5)] * (MOST + 1), perpetrators=["G"] * MOST + ["H"])
    said = answered(there, ("source", "mine"))
    assert (said["listed"]["n"], said["listed"]["drawn"]) == (MOST + 1, False)
    assert said["warnings"][-1].startswith("5,001 incidents of My list are too many to show one by one: at most 5,000")
    assert embedded(there, ("source", "mine")) == []
    assert of(there, ("source", "mine"), ("group", "G")).drawn
    assert of(there, ("source", "mine"), ("group", "G")).warning(ENGLISH) == ""


def test_filters_that_were_set_hold_for_the_list_beside_and_defaults_hide_none_of_it(own):
    found = of(own)
    assert narrowed(found, own.ask([])) == found.query
    asked = narrowed(found, own.ask([("from", "2014-01-01"), ("group", "TTP")]))
    assert (asked.start.year, asked.end, asked.group) == (2014, found.query.end, ("TTP",))
    assert asked.kind == found.query.kind


def embedded(snapshot, *pairs):
    text = document(snapshot, snapshot.ask(pairs))
    found = re.search(r'<script type="application/json" id="data-incidents">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return [feature["id"] for feature in json.loads(found[1])["features"]]


def test_a_saved_file_holds_the_list_and_no_other(own):
    assert embedded(own, ("source", "mine")) == ["mine:0", "mine:1", "mine:2"]
    assert embedded(own, ("source", "mine"), ("group", "TTP")) == ["mine:2"]
    beside = embedded(own)
    assert len(beside) == 179
    assert {id_.partition(":")[0] for id_ in beside} == {"curated"}


def test_another_revision_has_its_own_items(own):
    later = replace(own, revision=7)
    assert of(later).items(later.revision).endswith("version=7")
