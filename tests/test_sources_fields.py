"""Single cells of a foreign row: what is unambiguous is read, everything else is refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources import fields
from tests.sheets import refused


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("3", "3"), ("3.0", "3"), (" 0 ", "0"), ("1e2", "100"), ("", ""), ("  ", "")),
        *(("۳", "3"), ("١٢", "12"), ("\u200f۱۲\u200f", "12")),
    ],
)
def test_a_count_is_read_and_an_empty_one_is_unknown(text, count):
    assert fields.count("best", text) == count


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-1", "best '-1' is not a count"),
        ("-99", "is not a count"),
        ("2.5", "is not a count"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("1e400", "is not finite"),
        ("about 10", "is not a number"),
        ("10-20", "is not a number"),
        ("1,000", "could be thousands or a fraction; write it without a separator"),
        ("1.234", "could be thousands or a fraction"),
        ("3.000", "could be thousands or a fraction"),
        ("12 345", "could be thousands or a fraction"),
        ("1,00", "is not a number"),
        ("1_0", "is not a number"),
        ("0x10", "is not a number"),
        ("--7", "is not a number"),
        ("½", "is not a number"),
        ("1" * 500, "is not a number"),
    ],
)
def test_what_is_no_count_is_refused(text, says):
    with pytest.raises(Unfit, match=says) as error:
        fields.count("best", text)
    assert (error.value.column, error.value.value) == ("best", text[:80])


def test_more_people_than_there_are_is_no_count():
    """Two of these would add up to infinity, which JSON cannot say."""
    with pytest.raises(Unfit, match="is not a count"):
        fields.count("best", "1e308")


@given(st.integers(0, 10**6))
def test_every_count_is_read_back(n):
    assert fields.count("best", str(n)) == str(n)


@given(st.text())
def test_any_text_is_a_count_or_unfit(text):
    if refused(lambda row: fields.count("best", row["best"]), {"best": text}) is None:
        assert fields.count("best", text).isdigit() or not fields.plain(text)


def test_the_value_in_a_reason_is_the_value_of_the_error():
    """So that refused rows can be counted by reason, whatever stood in them."""
    long = "x" * 300
    with pytest.raises(Unfit, match="is not a number") as error:
        fields.count("best", long)
    assert str(error.value) == f"best {error.value.value!r} is not a number"
    assert len(error.value.value) == 80


def test_a_word_of_the_vocabulary_is_read():
    assert fields.word("kind", " attack ", ("attack", "clash")) == "attack"
    assert fields.word("attribution", "", ("claimed", "")) == ""


@pytest.mark.parametrize("text", ["Attack", "", "bomb"])
def test_a_word_outside_it_is_refused_with_the_accepted_ones(text):
    with pytest.raises(Unfit, match=r"kind '.*' is not known \(accepted: attack, clash\)"):
        fields.word("kind", text, ("attack", "clash"))


def test_ids_are_read_without_space_and_empty_parts():
    assert fields.ids("perpetrators", " TTP | |BLA ") == "TTP|BLA"


@pytest.mark.parametrize(("text", "says"), [("a,b", "holds a comma"), ("a" * 401, "is longer than 400 characters")])
def test_ids_that_no_question_could_name_are_refused(text, says):
    with pytest.raises(Unfit, match=says):
        fields.ids("perpetrators", text)


def test_an_empty_cell_is_refused_where_one_is_needed():
    assert fields.filled("id", "1") == "1"
    with pytest.raises(Unfit, match=r"^id is empty$"):
        fields.filled("id", " ")


def test_a_text_is_no_name():
    assert fields.name("actor1", " Men of X ") == "Men of X"
    with pytest.raises(Unfit, match=r"actor1 'xxx.*' is longer than 400 characters"):
        fields.name("actor1", "x" * 401)


@pytest.mark.parametrize("text", ["a\0b", "a\x1b[2J", "a\nb", "\x7f"])
def test_an_id_that_could_not_be_typed_is_refused(text):
    with pytest.raises(Unfit, match="holds a control character"):
        fields.ids("perpetrators", text)


def test_an_id_may_hold_joiners_but_no_nul():
    assert fields.ids("perpetrators", "گروه\u200cها") == "گروه\u200cها"
    with pytest.raises(Unfit, match=r"source_id 'a\\x00' holds a NUL character"):
        fields.filled("source_id", "a\0")
