"""Opening a file of incidents: by what it holds, with every line accounted for."""

from __future__ import annotations

from contextlib import suppress

import pytest

from data.sources import own, read
from geo.errors import UnreadableFile
from tests.sheets import GED_HEADER, ged, ours, saved


def test_a_format_is_known_by_its_header_not_by_its_name(tmp_path):
    assert read(saved(tmp_path, ged({}), name="own.txt")).rows[0]["source"] == "ucdp-ged"
    assert read(saved(tmp_path, ours({}), name="ucdp.csv")).rows[0]["source"] == "mine"


def test_a_header_with_spaces_around_its_names_is_read(tmp_path):
    header, *rest = ours({}).splitlines()
    assert len(read(saved(tmp_path, "\n".join([header.replace(",", " , "), *rest]))).rows) == 1


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path):
    text = ours({"place": "Čāh Bahār"}, {})
    plain = read(saved(tmp_path, text))
    assert read(saved(tmp_path, text.encode("utf-8-sig"))) == plain
    assert read(saved(tmp_path, text.replace("\n", "\r\n"))) == plain


def test_a_header_of_no_known_format_names_what_is_missing(tmp_path):
    with pytest.raises(
        UnreadableFile,
        match=r"x\.csv: columns missing: source, source_id, date_start, lon, lat, precision, kind\. "
        r"Accepted: a UCDP GED file .* Found: event_date, actor1, fatalities",
    ):
        read(saved(tmp_path, "event_date,actor1,fatalities\n2014-01-01,TTP,3\n", name="x.csv"))


def test_a_long_header_is_cut_in_the_message(tmp_path):
    with pytest.raises(UnreadableFile, match=r"Found: c0, .*, c11 \.\.\.$"):
        read(saved(tmp_path, ",".join(f"c{i}" for i in range(30)) + "\n"))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04\xff", "naïve".encode("cp1252")], ids=ascii)
def test_bytes_that_are_no_text_are_refused(tmp_path, content):
    with pytest.raises(UnreadableFile, match="is not UTF-8 text"):
        read(saved(tmp_path, content))


def test_cp1252_bytes_in_a_row_are_refused_with_where_they_stand(tmp_path):
    content = ours({"place": "Chah Bahar"}).encode().replace(b"Chah", "Châh".encode("cp1252"))
    with pytest.raises(UnreadableFile, match=rf"is not UTF-8 text \(byte {content.index(0xE2)}\); save it in UTF-8"):
        read(saved(tmp_path, content))


def test_utf_16_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="is not UTF-8 text"):
        read(saved(tmp_path, ours({}).encode("utf-16")))


def test_nul_bytes_in_a_row_do_not_stop_the_others(tmp_path):
    found = read(saved(tmp_path, ours({}, {"killed": "3\x00"}, {"notes": "a\x00b"})))
    assert [r["source_id"] for r in found.rows] == ["1", "3"]
    assert [p.line for p in found.problems] == [3]


def test_a_field_over_several_lines_keeps_the_line_numbers_right(tmp_path):
    found = read(saved(tmp_path, ours({"notes": "one\ntwo\n\nfour"}, {"lat": "95"}, {}, {"lat": "96"})))
    assert found.rows[0]["notes"] == "one\ntwo\n\nfour"
    assert [p.line for p in found.problems] == [6, 8]


def test_empty_lines_are_no_rows_but_are_counted_as_lines(tmp_path):
    header, first, second = ours({}, {"lat": "95"}).splitlines()
    found = read(saved(tmp_path, f"{header}\n\n{first}\n\n\n{second}\n"))
    assert len(found.rows) == 1
    assert [p.line for p in found.problems] == [6]


def test_a_line_separator_of_unicode_does_not_end_a_row(tmp_path):
    found = read(saved(tmp_path, ours({"notes": "a\u2028b\x85c\x0cd"}, {"lat": "95"})))
    assert found.rows[0]["notes"] == "a\u2028b\x85c\x0cd"
    assert [p.line for p in found.problems] == [3]


def test_a_row_with_too_many_cells_is_a_problem(tmp_path):
    """A comma without quotes has shifted its cells: the killed would be read from another column."""
    header, row = ours({"place": "Bannu"}).splitlines()
    shifted = row.replace("Bannu", "Bannu, town")
    found = read(saved(tmp_path, "\n".join([header, row, shifted.replace("mine,1", "mine,2"), ""])))
    assert [r["source_id"] for r in found.rows] == ["1"]
    assert [p.line for p in found.problems] == [3]


def test_a_row_with_too_few_cells_is_a_problem(tmp_path):
    """The last line of a file that was cut off in copying is no incident without casualties."""
    header, *rows = ged({}, {}).splitlines()
    cut = rows[1][: rows[1].index(",3,4,2,")]
    found = read(saved(tmp_path, "\n".join([header, rows[0], cut])))
    assert [r["source_id"] for r in found.rows] == ["1"]
    assert [p.line for p in found.problems] == [3]


def test_a_missing_quote_does_not_swallow_the_rows_behind_it(tmp_path):
    lines = ours({"notes": "x"}, {"notes": "x"}, {}, {}).splitlines()
    lines[2] = lines[2].replace(",x,", ',"x,')
    path = saved(tmp_path, "\n".join([*lines, ""]))
    try:
        found = read(path)
    except UnreadableFile:
        return
    assert len(found.rows) + len(found.problems) == 4


@pytest.mark.parametrize("size", [2_000_000, 1_000_001])
def test_a_field_of_two_megabytes_is_refused_with_its_line(tmp_path, size):
    with pytest.raises(UnreadableFile, match=r"list\.csv: line 3 is not CSV \(field larger than field limit"):
        read(saved(tmp_path, ours({}, {"notes": "x" * size})))


def test_a_long_field_within_the_limit_is_read(tmp_path):
    assert len(read(saved(tmp_path, ours({"notes": "x" * 999_999}))).rows[0]["notes"]) == 999_999


def test_a_header_of_two_megabytes_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match=r"line 1 is not CSV"):
        read(saved(tmp_path, "x" * 2_000_000))


def test_a_column_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="killed"):
        read(saved(tmp_path, ours({}, header=(*own.COLUMNS, "killed"))))


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "  \n\t\n"], ids=ascii)
def test_an_empty_file_is_refused(tmp_path, text):
    with pytest.raises(UnreadableFile, match="is empty"):
        read(saved(tmp_path, text))


def test_empty_lines_before_the_header_are_refused_or_skipped(tmp_path):
    with suppress(UnreadableFile):
        assert len(read(saved(tmp_path, "\n\n" + ours({}))).rows) == 1


def test_a_file_that_looks_like_both_is_read_as_ucdp(tmp_path):
    both = ged({"source": "x", "source_id": "1"}, header=tuple(dict.fromkeys((*GED_HEADER, *own.NEEDED))))
    assert read(saved(tmp_path, both)).sources[0].id == "ucdp-ged"
