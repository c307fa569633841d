"""Rows of a CSV: as many cells as columns, quotes that close, and the line where it goes wrong."""

from __future__ import annotations

import pytest

from data.rows import check_columns, sheet, whole


def test_rows_come_with_the_line_they_end_on():
    found = sheet('a , b\n1,2\n\n"x\ny",3\n')
    assert found.header == ["a", "b"]
    assert list(found.rows) == [(2, {"a": "1", "b": "2"}), (5, {"a": "x\ny", "b": "3"})]


@pytest.mark.parametrize(
    ("text", "line"),
    [('a,b\n1,2\n3,"4\n5,6\n7,8\n', 3), ('a,b\n1,"2"x\n', 2), ('a,"b\n1,2\n', 1), ('a,b\n1,"2\n3,"4"\n', 2)],
    ids=["never closed", "goes on behind a quote", "in the header", "closed by a later row"],
)
def test_a_missing_quote_is_said_where_it_is_missing(text, line):
    with pytest.raises(ValueError, match=rf"^line {line} is not CSV \("):
        list(sheet(text).rows)


@pytest.mark.parametrize("line", ["1", "1,2,3", ","])
def test_a_row_has_as_many_cells_as_the_header(line):
    ((_, row),) = sheet(f"a,b\n{line}\n").rows
    if line == ",":
        assert whole(row) == {"a": "", "b": ""}
    else:
        with pytest.raises(ValueError, match=r"has (more|fewer) cells than the header"):
            whole(row)


def test_a_column_is_there_once():
    check_columns(["a", "b", "", ""], ("a", "b"))
    with pytest.raises(ValueError, match=r"^columns missing: c, d$"):
        check_columns(["a", "b"], ("a", "c", "d"))
    with pytest.raises(ValueError, match=r"^column a stands twice$"):
        check_columns(["a", "b", "a"], ("a", "b"))
