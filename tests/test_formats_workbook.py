"""Sheets of Excel: typed cells as text, one sheet at a time."""

from __future__ import annotations

import io

import pytest

from data.formats import workbook
from tests.foreign import Day, xlsx
from tests.foreign import workbook as raw

HEADER = ["id", "day", None, "yes"]


def read(sheets, sheet=""):
    return workbook.read(io.BytesIO(xlsx(sheets)), sheet)


def test_cells_are_text_and_rows_have_their_number():
    found = read({"Data": [HEADER, [197001010001.0, Day(45413), "left out", True], [], [0.5, Day(45413.5), None, "x"]]})
    assert (found.form, found.header, found.notes) == ("xlsx", ["id", "day", "yes"], ())
    assert [*found.lines] == [
        (2, {"id": "197001010001", "day": "2024-05-01", "yes": "true"}),
        (4, {"id": "0.5", "day": "2024-05-01 12:00:00", "yes": "x"}),
    ]


def test_the_header_is_the_first_row_that_is_not_empty():
    rows = "<row r='3'><c r='B3' t='inlineStr'><is><t>a</t></is></c></row><row r='4'><c r='B4'><v>1</v></c></row>"
    found = workbook.read(io.BytesIO(raw({"Data": rows})))
    assert (found.header, [*found.lines]) == (["a"], [(4, {"a": "1"})])


def test_a_sheet_is_chosen_by_name():
    sheets = {"Notes": [["text"], ["hello"]], "Data": [["id"], [1]]}
    assert read(sheets).notes == ("read sheet Notes; also there: Data (--sheet NAME)",)
    found = read(sheets, "Data")
    assert (found.header, found.notes) == (["id"], ())


def test_what_cannot_be_read_says_why():
    with pytest.raises(ValueError, match="has no sheet 'x'; found: Data"):
        read({"Data": [["id"]]}, "x")
    with pytest.raises(ValueError, match="sheet 'Data' is empty"):
        read({"Data": []})
    with pytest.raises(ValueError, match="column a stands twice"):
        read({"Data": [["a", "a"]]})
    with pytest.raises(ValueError, match="is not a workbook that can be read"):
        workbook.read(io.BytesIO(xlsx({"Data": [["a"]]})[:300]))
