"""The closed vocabularies: words, their order, and how they read."""

from __future__ import annotations

import pytest

from geo import terms

CLOSED = [
    *(terms.LEVELS, terms.KINDS, terms.PRECISIONS, terms.DATE_PRECISIONS, terms.ATTRIBUTIONS),
    *(terms.SITE_STATUSES, terms.MEASURES, terms.PERS, terms.COMPARES, terms.EPOCHS, terms.BREAKS),
]


@pytest.mark.parametrize("words", CLOSED, ids=lambda words: words[0])
def test_words_are_plain_and_stand_once(words):
    assert len(set(words)) == len(words)
    assert all(word.isascii() and word.isalpha() and word == word.lower() for word in words)


def test_what_is_counted_by_default_is_political_violence():
    assert set(terms.KINDS) - set(terms.POLITICAL_VIOLENCE) == {"protest", "other"}


@pytest.mark.parametrize("n", range(5))
def test_accepting_one_precision_accepts_all_finer_ones(n):
    words = ("exact", "near", "district", "province", "country")
    assert terms.accepted(words[n]) == words[: n + 1]


def test_every_measure_has_a_unit_and_no_two_read_the_same():
    units = [terms.unit(measure, per) for measure in terms.MEASURES for per in terms.PERS]
    assert len(set(units)) == len(units)


def test_casualties_say_what_they_add_up():
    assert terms.unit("casualties", "none") == "casualties (killed and injured)"


@pytest.mark.parametrize(
    ("per", "unit"),
    [
        ("area", "killed per 1,000 km² and year"),
        ("population", "killed per 100,000 people and year"),
        ("none", "killed"),
    ],
)
def test_a_unit_names_its_divisor(per, unit):
    assert terms.unit("killed", per) == unit
