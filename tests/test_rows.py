"""What every file is read into: rows, or why there is none."""

from __future__ import annotations

import pytest

from data.rows import SHOWN, Unfit, check_columns


def test_a_column_is_there_once():
    check_columns(["a", "b", "", ""], ("a", "b"))
    with pytest.raises(ValueError, match=r"^columns missing: c, d$"):
        check_columns(["a", "b"], ("a", "c", "d"))
    with pytest.raises(ValueError, match=r"^column a stands twice$"):
        check_columns(["a", "b", "a"], ("a", "b"))


def test_what_is_unfit_says_where_and_why_and_repeats_little():
    unfit = Unfit("killed is not a count", column="killed", value="x" * 1_000)
    assert (str(unfit), unfit.column, unfit.value) == ("killed is not a count", "killed", "x" * SHOWN)
