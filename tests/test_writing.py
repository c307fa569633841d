"""Where lines break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.picture.writing import ELLIPSIS, balanced, wrapped


class Letters:
    """A ruler by which every letter is one wide."""

    def measure(self, text: str, _size: float, *, bold: bool = False, italic: bool = False) -> float:
        return len(text) * (1 + bold + italic)


RULER = Letters()
TEXTS = st.text(st.sampled_from("ab&,· "), max_size=80)


@given(TEXTS, st.integers(3, 30))
def test_no_line_is_wider_than_asked(text, width):
    assert all(len(line) <= width for line in wrapped(RULER, text, 1, width))


@given(TEXTS, st.integers(3, 30))
def test_nothing_is_lost(text, width):
    assert "".join(wrapped(RULER, text, 1, width)).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.integers(3, 30), st.integers(1, 3))
def test_what_is_too_long_says_so(text, width, most):
    lines = wrapped(RULER, text, 1, width, most=most)
    assert len(lines) <= most
    assert all(len(line) <= width for line in lines)
    assert (len(wrapped(RULER, text, 1, width)) > most) == lines[-1].endswith(ELLIPSIS)


def test_the_first_line_leaves_room():
    assert wrapped(RULER, "aa bb cc", 1, 8, first=4) == ["aa", "bb cc"]


def test_a_number_stays_whole_beside_its_comma():
    assert wrapped(RULER, "n = 6,255 of", 1, 7) == ["n =", "6,255", "of"]


def test_a_no_break_space_holds():
    assert wrapped(RULER, "a b\N{NO-BREAK SPACE}c", 1, 4) == ["a", "b\N{NO-BREAK SPACE}c"]


@pytest.mark.parametrize("width", [12, 20, 40])
def test_balanced_lines_are_no_more_than_needed(width):
    text = "one finding in words that need more than a line"
    assert len(balanced(RULER, text, 1, width)) == len(wrapped(RULER, text, 1, width))
