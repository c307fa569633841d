"""Tables of text: as many cells as columns, quotes that close, and the line where it goes wrong."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import formats
from data.formats import separated
from data.rows import Unfit
from data.sources.reading import How


def table(content, encoding=""):
    return separated.read(io.BytesIO(content.encode() if isinstance(content, str) else content), encoding)


def lines(content, encoding=""):
    """The rows as lists of cells, or the reason in words, by line."""
    found = table(content, encoding).lines
    return [(line, str(row) if isinstance(row, Unfit) else [*row.values()]) for line, row in found]


def test_rows_come_with_the_line_they_end_on():
    found = table('a , b\n1,2\n\n"x\ny",3\n')
    assert (found.form, found.header, found.notes) == ("csv", ["a", "b"], ())
    assert [*found.lines] == [(2, {"a": "1", "b": "2"}), (5, {"a": "x\ny", "b": "3"})]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_cells_are_parted_by_the_sign_that_parts_the_header(sign, end):
    assert lines(end.join([sign.join("abc"), sign.join(["1", "2,5;", "3"]) if sign == "\t" else sign.join("123")])) == [
        (2, ["1", "2,5;", "3"] if sign == "\t" else ["1", "2", "3"])
    ]


@pytest.mark.parametrize(
    ("text", "bad", "good"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n7,8\n', 3, [2, 4, 5]),
        ('a,b\n1,"2"x\n3,4\n', 2, [3]),
        ('a,b\n1,"2\n3,"4"\n5,6\n', 2, [3, 4]),
        ('a,b\n1,2\n3,"4', 3, [2]),
    ],
    ids=["never closed", "goes on behind a quote", "closed by a later row", "at the end"],
)
def test_a_missing_quote_costs_one_line_and_no_other(text, bad, good):
    found = dict(lines(text))
    assert found.pop(bad).startswith("is not CSV (")
    assert [*found] == good
    assert all(isinstance(row, list) for row in found.values())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1", "has fewer cells than the header"),
        ("1,2,3", "has more cells than the header"),
        ("1,\0", "holds a NUL byte"),
        ("1," + "x" * 10_000_000, "is longer than 1,000,000 characters"),
        ('1,"' + "x" * 900_000 + "\n" + "x" * 900_000 + '"', "is not CSV (field larger than field limit (1000000))"),
    ],
    ids=lambda text: text[:20],
)
def test_a_line_that_is_no_row_is_refused_and_reading_goes_on(row, why):
    found = lines(f"a,b\n1,2\n{row}\n3,4\n")
    assert found[0] == (2, ["1", "2"])
    assert found[1][0] == 3
    assert found[1][1].startswith(why)
    assert found[-1] == (4 + row.count("\n"), ["3", "4"])


def test_the_tail_of_a_long_line_is_never_taken_for_a_row():
    long = "x," * 499_999 + "xxx"  # as many characters as a piece, so that the next one would begin a line
    assert [line for line, _ in lines(f"a,b\n{long}1,2\n3,4\n")] == [2, 3]


def test_a_row_of_endless_lines_is_cut_off():
    found = lines("a,b\n" + '"\n",' * 20_000)
    assert found[0] == (2, "goes on for more than 10,000 lines: is a quote missing?")


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ""), ("utf-8", "\ufeff"), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff")]
)
def test_encodings_are_found_out(encoding, mark):
    found = table(f"{mark}name,b\nČāh,چابهار\n".encode(encoding))
    assert found.notes == ()
    assert [*found.lines] == [(2, {"name": "Čāh", "b": "چابهار"})]


def test_cp1252_is_the_last_guess_and_is_said():
    found = table("name\nQuébec – 5€\n".encode("cp1252"))
    assert found.notes == ("read as cp1252, since it is not UTF-8",)
    assert [*found.lines] == [(2, {"name": "Québec – 5€"})]


def test_an_encoding_can_be_forced():
    assert lines("name\nназвание\n".encode("cp1251"), "cp1251") == [(2, ["название"])]
    assert lines("\ufeffname\nx\n", "utf-8") == [(2, ["x"])]
    assert table("\ufeffname\nx\n", "utf-8").header == ["name"]


@pytest.mark.parametrize(
    ("content", "encoding", "why"),
    [
        (b"", "", r"^is empty$"),
        (b"\n\na,b\n", "", "its first line is empty"),
        (b"\xef\xbb\xbf", "", r"^is empty$"),
        (b'a,"b\n1,2\n', "", r"^line 1 is not CSV \("),
        (b"a,\0\n1,2\n", "", "^line 1 holds a NUL byte"),
        (b"a,b,a\n1,2,3\n", "", r"^column a stands twice$"),
        (b",,\n1,2,3\n", "", "has no names of columns"),
        (b"," * 10_000, "", r"has 10,001 columns; accepted: up to 10,000"),
        (b"a\nok\n\x81", "", r"^is not text in utf-8 or cp1252 \(byte 5\); save it in UTF-8, or give --encoding"),
        (b"a\n\xe9\n", "utf-8", r"is not text in utf-8 \(byte 2\)"),
        ("a\nx".encode("utf-16") + b"x", "", r"is not text in utf-16 \(byte "),
        (b"a\n", "klingon", "there is no encoding 'klingon'"),
        (b"a\n", "zlib", "there is no encoding 'zlib'"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content, encoding, why):
    with pytest.raises(ValueError, match=why):
        table(content, encoding)


def test_a_header_alone_is_a_table_without_rows():
    assert lines("a,b\n") == lines("a,b") == []


def test_names_of_columns_are_one_line_each():
    assert table('"Event\nDate ",b\x07\n1,2\n').header == ["Event Date", "b"]


def test_rows_are_read_one_by_one():
    """However long a file is, no more of it is held than a row."""
    content = io.BytesIO(b"a,b\n" + b"1,2\n" * 500_000)
    tracemalloc.start()
    assert sum(1 for _ in separated.read(content).lines) == 500_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000  # twice the piece in which the encoding is found out, and its text


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=6), st.sampled_from(separated.DELIMITERS))
def test_what_is_written_is_read_again(rows, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    assert [row for _, row in lines(out.getvalue())] == rows


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_each_line_is_a_row_or_refused(content):
    try:
        found = lines(content)
    except ValueError:
        return
    assert [line for line, _ in found] == sorted({line for line, _ in found})


def test_one_nul_byte_spoils_its_row_and_not_the_file():
    table = formats.read(io.BytesIO("a,b\n1,Zāhedān\n2,x\0y\n3,z\n".encode()), How(), 10)
    first, damaged, last = (row for _, row in table.lines)
    assert (first, last) == ({"a": "1", "b": "Zāhedān"}, {"a": "3", "b": "z"})
    assert "NUL" in str(damaged)
