"""Typed values as text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.formats import cells
from data.rows import Unfit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (" a ", " a "),
        (True, "true"),
        (0, "0"),
        (197001010001.0, "197001010001"),
        (-0.0, "0"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (float("nan"), ""),
        (Decimal("1.50"), "1.50"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1), "2024-05-01"),  # noqa: DTZ001 as a sheet has it
        (datetime(2024, 5, 1, 12, 30), "2024-05-01 12:30:00"),  # noqa: DTZ001
        (datetime(2024, 5, 1, tzinfo=UTC), "2024-05-01 00:00:00+00:00"),
        (time(12, 30), "12:30:00"),
        (timedelta(hours=36), "1 day, 12:00:00"),
        (b"\x01\xff", "01ff"),
        ({"a": [1, None]}, '{"a":[1,null]}'),
    ],
)
def test_a_value_has_one_text(value, text):
    assert cells.text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_again_as_it_was(value):
    assert float(cells.text(value)) == value


def test_a_value_that_cannot_be_written_makes_its_row_unfit():
    nested: list[object] = []
    for _ in range(10_000):
        nested = [nested]
    assert isinstance(cells.row(["a"], [nested]), Unfit)


def test_names_of_columns():
    assert cells.names([" a ", 3.0, "", None, "b\tc\u202e"]) == ["a", "3", "", "", "b c"]
    with pytest.raises(ValueError, match=r"^column a stands twice$"):
        cells.names(["a", "a "])
    with pytest.raises(ValueError, match="has no names of columns"):
        cells.names(["", None])
