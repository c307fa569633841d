"""What is refused says what was given, where, and what is accepted."""

from __future__ import annotations

import re

import pytest

from data.files import UnwritableFile
from geo import errors
from geo.errors import BadQuery, BadTable, NotFound, SarhadError, UnreadableFile

LEAVES = {
    BadQuery: ValueError,
    BadTable: ValueError,
    UnreadableFile: ValueError,
    NotFound: LookupError,
    UnwritableFile: OSError,
}


@pytest.mark.parametrize(("leaf", "builtin"), LEAVES.items())
def test_each_refusal_is_a_sarhad_error_and_a_builtin_one(leaf, builtin):
    assert issubclass(leaf, SarhadError)
    assert issubclass(leaf, builtin)


def test_the_tree_in_the_docstring_is_the_tree_in_the_code():
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert drawn == {cls.__name__ for cls in SarhadError.__subclasses__() if cls.__module__ == "geo.errors"}


def test_a_message_is_not_quoted_as_a_key_error_would_be():
    assert str(NotFound("there is no page 'x'")) == "there is no page 'x'"


def test_a_bad_query_names_its_parameter_and_what_is_accepted():
    error = BadQuery("measure", "is empty", ["incidents", "killed"])
    assert (str(error), error.parameter, error.accepted) == (
        "measure: is empty",
        "measure",
        ("incidents", "killed"),
    )


def test_an_unknown_value_is_met_with_the_nearest_one():
    error = BadQuery.unknown("region", "PK-KPK", ["PK-BA", "PK-KP"])
    assert str(error) == "region: 'PK-KPK' is not known. Did you mean PK-KP? Accepted: PK-BA, PK-KP."


def test_nothing_is_suggested_where_nothing_is_near():
    assert "Did you mean" not in str(BadQuery.unknown("region", "zzz", ["PK-BA", "PK-KP"]))


def test_a_long_list_is_cut_in_the_message_but_whole_in_the_error():
    names = [f"name-{i:02}" for i in range(45)]
    error = BadQuery.unknown("group", "?", names)
    assert str(error).endswith("name-19 and 25 more.")
    assert error.accepted == tuple(names)


def test_an_empty_list_says_so():
    assert str(BadQuery.unknown("tactic", "ied", [])).endswith("Accepted: none here.")
