"""Opening a text file that somebody named: UTF-8, or one clear sentence why not."""

from __future__ import annotations

import os
import threading
import tracemalloc

import pytest

from data import text
from geo.errors import SarhadError, UnreadableFile
from tests.sheets import saved


def test_text_is_read_whole(tmp_path):
    assert text.read_text(saved(tmp_path, "Čāh Bahār\nچابهار\n")) == "Čāh Bahār\nچابهار\n"


def test_a_byte_order_mark_is_left_off(tmp_path):
    assert text.read_text(saved(tmp_path, b"\xef\xbb\xbfa,b")) == "a,b"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match=r"no-such\.csv: there is no such file"):
        text.read_text(tmp_path / "no-such.csv")


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="is a directory, not a file"):
        text.read_text(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n \t\r\n", b"\xef\xbb\xbf"], ids=ascii)
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(UnreadableFile, match=r"list\.csv: is empty"):
        text.read_text(saved(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "byte"),
    [(b"caf\xe9", 3), ("é".encode("utf-16"), 0), (b"ok\xed\xa0\x80", 2), (b"\xc0\xaf", 0)],
    ids=["cp1252", "utf-16", "a lone surrogate", "an overlong slash"],
)
def test_other_encodings_are_refused_with_the_first_strange_byte(tmp_path, content, byte):
    with pytest.raises(UnreadableFile, match=rf"is not UTF-8 text \(byte {byte}\); save it in UTF-8"):
        text.read_text(saved(tmp_path, content))


def test_a_file_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "LARGEST", 2_000_000)
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(2_000_001)
    with pytest.raises(UnreadableFile, match=r"large\.csv: is larger than 2 MB"):
        text.read_text(path)


def test_a_file_below_a_file_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        text.read_text(saved(tmp_path, "x") / "below.csv")


def test_a_link_to_itself_is_refused(tmp_path):
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        text.read_text(loop)


def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        text.read_text(tmp_path / ("x" * 300))


def test_a_name_that_no_system_allows_is_refused(tmp_path):
    with pytest.raises(SarhadError, match="cannot be read"):
        text.read_text(tmp_path / "a\0b.csv")


def test_what_is_no_file_is_read_no_further_than_the_largest_file(tmp_path, monkeypatch):
    """A pipe or a device tells no size before it is read, and may never end."""
    monkeypatch.setattr(text, "LARGEST", 1_000)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"x" * 5_000,))
    writer.start()
    try:
        with pytest.raises(UnreadableFile, match=r"pipe\.csv: is larger than"):
            text.read_text(pipe)
    finally:
        writer.join()


def test_a_small_file_takes_little_memory(tmp_path):
    """The largest size that is allowed must not be set aside for every file."""
    path = saved(tmp_path, "a,b\n1,2\n")
    tracemalloc.start()
    text.read_text(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_file_that_is_too_large_says_so_even_where_a_letter_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "LARGEST", 2)
    with pytest.raises(UnreadableFile, match="is larger than"):
        text.read_text(saved(tmp_path, "aa€uro"))
