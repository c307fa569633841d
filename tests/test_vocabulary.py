"""The vocabulary: unique ids, short labels, and every name of the bundled sources known."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from data import vocabulary
from data.vocabulary.codes import codes

SHARED = Path(__file__).resolve().parents[2] / "shared"
UCDP = SHARED / "data/incidents/ucdp_ged_pakistan_1989_2021.csv"
SAMPLE = SHARED / "data/incidents/ucdp_ged_23_1_sample.csv"
CURATED = SHARED / "data/reference/curated_incidents.csv"
LISTS = [vocabulary.groups, vocabulary.kinds, vocabulary.tactics, vocabulary.targets]


def sides(path: Path) -> set[str]:
    """Return the names of all sides in a file of UCDP GED, its tag row left out."""
    if not path.exists():
        pytest.skip(f"no {path.name} beside the checkout")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"]]
    return {row[side] for row in rows for side in ("side_a", "side_b")}


@pytest.mark.parametrize("terms", LISTS)
def test_ids_are_unique_and_plain(terms):
    ids = [term.id for term in terms()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", id_) for id_ in ids)


@pytest.mark.parametrize("terms", LISTS)
def test_ids_differ_in_more_than_case(terms):
    ids = [term.id.casefold() for term in terms()]
    assert len(ids) == len(set(ids))


def test_a_word_of_two_lists_has_one_name():
    words = (*vocabulary.kinds(), *vocabulary.tactics(), *vocabulary.targets())
    named = {(word.id, word.name) for word in words} | {(g.id, g.name) for g in vocabulary.groups()}
    assert len({id_ for id_, _ in named}) == len(named)


def test_kinds_are_the_five_of_the_query():
    assert [kind.id for kind in vocabulary.kinds()] == ["attack", "clash", "operation", "protest", "other"]


def test_short_names_fit_a_chart_label():
    assert all(0 < len(group.short) <= 24 for group in vocabulary.groups())


def test_labels_are_unique():
    assert len({group.short for group in vocabulary.groups()}) == len(vocabulary.groups())


def test_a_force_is_a_state_and_its_country_is_known():
    assert all(len(group.country) == 2 for group in vocabulary.groups() if group.state)


def test_an_alias_of_two_groups_is_a_joint_operation_of_forces():
    by_id = {group.id: group for group in vocabulary.groups()}
    for group in vocabulary.groups():
        for alias in group.aliases:
            ids = vocabulary.group_ids(alias)
            assert group.id in ids
            assert len(ids) == 1 or all(by_id[id_].state for id_ in ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("TTP", ("TTP",)),
        (" ttp ", ("TTP",)),
        ("Islamic State", ("IS",)),
        ("Jondullah", ("Jundallah",)),
        ("Jama'at-ul-Ahrar", ("JuA",)),
        ("TTP - TA", ("TTP-TA",)),
        ("Afghan Taliban forces; TTP", ("AF-Taliban-forces", "TTP")),
        ("TTP; ttp", ("TTP",)),
        ("Iran (IRGC); target Jaish al-Adl", ("IR-IRGC",)),
        ("(not in page; widely ISKP)", ()),
        ("Civilians", ()),
        ("", ()),
        ("BLA: Baloch Liberation Army", ("BLA",)),
        ("Tehrik-i-Taliban Pakistan (TTP)", ("TTP",)),
        ("Tehrik-i-Taliban Pakistan (BLA)", ()),
        ("Jundallah (Iran)", ("Jundallah",)),
        ("Jundallah (Pakistan)", ()),
        ("جيش العدل", ("Jaish-al-Adl",)),
    ],
)
def test_group_ids(text, ids):
    assert vocabulary.group_ids(text) == ids


@pytest.mark.parametrize("path", [UCDP, SAMPLE], ids=lambda path: path.stem)
def test_every_side_of_ucdp_has_one_id(path):
    assert {name for name in sides(path) if len(vocabulary.group_ids(name)) != 1} == {"Civilians"}


def test_ucdp_pakistan_names_sixty_groups():
    armed = {name for name in sides(UCDP) - {"Civilians"} if not name.startswith("Government of")}
    ids = {id_ for name in armed for id_ in vocabulary.group_ids(name)}
    assert len(armed) == len(ids) == 60
    assert not any(group.state for group in vocabulary.groups() if group.id in ids)


def test_every_group_of_the_curated_list_has_an_id():
    if not CURATED.exists():
        pytest.skip("no curated_incidents.csv beside the checkout")
    with CURATED.open(encoding="utf-8", newline="") as file:
        names = {row["group"] for row in csv.DictReader(file)}
    assert all(vocabulary.group_ids(name) for name in names if not name.startswith("("))


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Forces of  Mulla X.", "Forces-of-Mulla-X"),
        ("Jaish-e-Muḥammad", "Jaish-e-Muhammad"),
        ("گروه", vocabulary.slug(" گروه ")),
    ],
)
def test_slug(text, id_):
    assert vocabulary.slug(text) == id_


def test_slugs_of_names_outside_ascii_are_plain_and_apart():
    slugs = [vocabulary.slug(text) for text in ("گروه A", "جیش A", "جیش", "گروه", "", "x" * 90, "x" * 91)]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,48}", slug) for slug in slugs)


@pytest.mark.parametrize(
    ("text", "id_"),
    [("raid", "raid"), ("Raid, incursion or search", "raid"), (" BOMB  blast ", "bombing"), ("kite", ""), ("", "")],
)
def test_a_term_is_known_by_its_id_name_or_alias(text, id_):
    assert vocabulary.term_id(vocabulary.tactics(), text) == id_


@pytest.mark.parametrize("terms", LISTS[1:])
def test_a_word_means_one_term(terms):
    for term in terms():
        assert all(vocabulary.term_id(terms(), word) == term.id for word in (term.id, term.name, *term.aliases))


@pytest.mark.parametrize("provider", ["acled", "gtd"])
def test_codes_of_a_provider_lead_to_words_of_ours(provider):
    known = {name: {term.id for term in getattr(vocabulary, name)()} | {""} for name in ("kinds", "tactics", "targets")}
    table = vocabulary.rows(f"{provider}.csv")
    assert len(codes(provider)) == len(table)
    for row in table:
        assert row["kind"] in known["kinds"]
        assert row["tactic"] in known["tactics"]
        assert row["target"] in known["targets"]
        assert row["kind"] or row["tactic"] or row["target"] or row["given"] == "Unknown"
