"""A question that is answered as far as it can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadQuery
from geo.lenient import lenient
from geo.query import NAMES
from tests.worlds import two_squares

WORLD = two_squares([(0.5, 0.5)], perpetrators=["G"])
NONSENSE = [(name, "nonsense") for name in NAMES]


def test_nonsense_in_every_parameter_leaves_the_default_question_and_a_reason_for_each():
    query, refused = lenient(WORLD.ask, NONSENSE)
    assert query == WORLD.ask([])
    assert sorted(error.parameter for error in refused) == sorted(NAMES)


def test_what_is_accepted_stays():
    query, refused = lenient(WORLD.ask, [("measure", "killed"), ("group", "nobody"), ("from", "2011-02-30")])
    assert query.canonical == "measure=killed"
    assert {error.parameter for error in refused} == {"group", "from"}


def test_of_what_is_given_twice_the_first_stays():
    query, refused = lenient(WORLD.ask, [("measure", "killed"), ("measure", "injured")])
    assert query.measure == "killed"
    assert "more than once" in str(refused[0])


def test_what_contradicts_another_is_left_out():
    query, refused = lenient(WORLD.ask, [("per", "none"), ("breaks", "fixed")])
    assert (query.per, query.breaks) == ("none", "view")
    assert [error.parameter for error in refused] == ["breaks"]


def test_what_is_refused_without_anything_in_it_is_refused():
    def never(pairs: object) -> None:
        raise BadQuery("level", "there is nothing here")

    with pytest.raises(BadQuery, match="there is nothing here"):
        lenient(never, [("measure", "killed")])


@given(
    st.lists(st.tuples(st.sampled_from([*NAMES, "", "x"]), st.sampled_from(["killed", "G", "2011-01-01", "1", "ÿ"])))
)
def test_any_address_is_answered_and_one_that_is_accepted_is_untouched(pairs):
    query, refused = lenient(WORLD.ask, pairs)
    if not refused:
        assert query == WORLD.ask(pairs)
    else:
        with pytest.raises(BadQuery, match=r"."):
            WORLD.ask(pairs)
    assert len(refused) <= len(pairs)
