"""A citation names all that it takes to get the same figure again, in words and as BibTeX that can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.citation import citation, pinned
from tests.strategies import asked_worlds
from tests.worlds import source, two_squares

if TYPE_CHECKING:
    from geo.snapshot import Snapshot

DAY = date(2026, 3, 4)
ENTRY = re.compile(r"@misc\{([A-Za-z0-9.:+-]+),\n((?:  [a-z]+ = \{.*\},\n)+)\}")


def cited(state: Snapshot, *asked: tuple[str, str]) -> str:
    return citation(state, state.ask(asked), program="1.2", day=DAY)


def with_source(**changes: object) -> Snapshot:
    only = source(**changes)  # type: ignore[arg-type]
    return replace(two_squares([]), sources={only.id: only}, default_source=only.id)


def bibtex(text: str) -> dict[str, dict[str, str]]:
    """Read the entries as BibTeX does: a value ends with the brace that closes it."""
    entries = text.partition("\n\n")[2]
    assert ENTRY.sub("", entries).strip() == ""
    found = {}
    for key, lines in ENTRY.findall(entries):
        values = dict(line.strip().split(" = ", 1) for line in lines.splitlines())
        for value in values.values():
            depth = [value[:n].count("{") - value[:n].count("}") for n in range(1, len(value) - 1)]
            assert min(depth) == 1
            assert value.count("{") == value.count("}")
        found[key] = {name: value[1:-2] for name, value in values.items()}
    return found


def test_it_names_the_source_the_version_the_question_and_the_day():
    state = with_source(url="https://example.org/x_1", accessed="2026-01-02")
    said = cited(state, ("measure", "killed"))
    first, second = said.partition("\n\n")[0].split("\n")
    assert first.startswith("Source s, 2010-01-01 to 2013-12-31, complete for A; accessed 2026-01-02; none. The makers")
    assert first.endswith(" of s. https://example.org/x_1")
    assert second.startswith(f"Figures: Sarhad 1.2, version 1 of the data (digest {'0' * 64}), question measure=killed")
    assert second.endswith("&version=1. Read on 2026-03-04.")
    assert bibtex(said) == {
        "s": {
            "title": "Source s",
            "note": "The makers of s. Licence: none. Accessed 2026-01-02.",
            "url": "https://example.org/x_1",
        },
        "sarhad-1": {
            "title": r"Sarhad 1.2: measure=killed\&version=1",
            "note": f"Version 1 of the data, digest {'0' * 64}. Read on 2026-03-04.",
            "year": "2026",
        },
    }


def test_every_source_of_the_question_is_cited():
    state = with_source()
    both = replace(state, sources={**state.sources, "t": source("t", complete=False)})
    said = cited(both, ("source", "*"))
    assert list(bibtex(said)) == ["s", "t", "sarhad-1"]
    assert "Source t, 2010-01-01 to 2013-12-31, not complete" in said


@given(asked_worlds(without=("version",)))
def test_the_question_in_it_gives_the_same_figures(drawn: tuple[Snapshot, list[tuple[str, str]]]):
    state, asked = drawn
    query = state.ask(asked)
    again = state.ask(parse_qsl(pinned(state, query)))
    assert replace(again, version="", canonical="") == replace(query, version="", canonical="")
    assert again.version == str(state.revision)
    assert again.canonical == pinned(state, again) == pinned(state, query)


@pytest.mark.parametrize("name", ["a b", "a,b", "{", "منبع", "-", "100%", 'x"y', "a\\b", "sarhad-1", "SARHAD-1"])
def test_any_source_has_a_key_of_its_own(name: str):
    keys = [key.lower() for key in bibtex(cited(with_source(id_=name)))]
    assert len(set(keys)) == len(keys) == 2


@given(st.text(max_size=20))
def test_any_text_of_a_source_can_be_read_by_bibtex(text: str):
    found = bibtex(cited(with_source(name=text, cite=text, licence=text, url=text.strip())))
    assert len(found) == 2
    for character in "%$#&_":
        for value in (found["s"].get("title", ""), found["s"]["note"]):
            assert value.count(character) == value.count(f"\\{character}")
