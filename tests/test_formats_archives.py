"""What is packed is unpacked once, as it is read, and no further than a bound."""

from __future__ import annotations

import gzip
import io
import struct

import pytest

from data.formats import archives
from tests.foreign import zipped


def test_the_only_file_is_given():
    assert archives.unzipped(io.BytesIO(zipped({"a.csv": "a,b"}))).read() == b"a,b"
    assert archives.gunzipped(io.BytesIO(gzip.compress(b"a,b"))).read() == b"a,b"


def test_it_can_be_read_from_its_start_again():
    for file in (
        archives.unzipped(io.BytesIO(zipped({"a.csv": "abc" * 100_000}))),
        archives.gunzipped(io.BytesIO(gzip.compress(b"abc" * 100_000))),
    ):
        once = file.read()
        file.seek(0)
        assert file.read() == once


def test_what_macos_adds_is_not_counted():
    content = zipped({"folder/": "", "a.csv": "a,b", "__MACOSX/._a.csv": "x"})
    assert archives.unzipped(io.BytesIO(content)).read() == b"a,b"


@pytest.mark.parametrize("files", [{}, {"a.csv": "a", "b.csv": "b"}], ids=len)
def test_one_file_is_neither_none_nor_several(files):
    content = zipped(files)
    with pytest.raises(ValueError, match=rf"is a zip of {len(files)} files.*; accepted: a zip of one file, or of one"):
        archives.unzipped(io.BytesIO(content))


def test_a_bound_holds_while_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(archives, "MOST", 3_000_000)
    for pack in (archives.unzipped, archives.gunzipped):
        content = zipped({"a": bytes(9_000_000)}) if pack is archives.unzipped else gzip.compress(bytes(9_000_000))
        with pytest.raises(ValueError, match="unpacks to more than 3 MB"):
            pack(io.BytesIO(content)).read()


def test_a_lock_is_said():
    content = bytearray(zipped({"a.csv": "a,b"}))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + at] |= 1
    with pytest.raises(ValueError, match="is a zip that is locked by a password"):
        archives.unzipped(io.BytesIO(bytes(content)))


def test_a_method_that_nobody_knows_is_damage():
    content = bytearray(zipped({"a.csv": "a,b"}))
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        struct.pack_into("<H", content, content.index(mark) + at, 99)
    with pytest.raises(ValueError, match="is a damaged zip"):
        archives.unzipped(io.BytesIO(bytes(content)))


@pytest.mark.parametrize("pack", [lambda b: zipped({"a": b}), gzip.compress])
def test_damage_is_said(pack):
    whole = bytearray(pack(bytes(range(256)) * 400))
    for bad in (whole[: len(whole) // 2], whole[:20], whole[:60] + bytes(40) + whole[100:]):
        with pytest.raises(ValueError, match=r"is a damaged|is a zip of"):
            (archives.gunzipped if pack is gzip.compress else archives.unzipped)(io.BytesIO(bytes(bad))).read()


def test_a_shapefile_is_found_by_its_parts():
    files = {
        "folder/Rows.SHP": "1",
        "folder/Rows.dbf": "2",
        "folder/rows.prj": "3",
        "readme.txt": "4",
        "other.dbf": "5",
    }
    assert archives.parts(io.BytesIO(zipped(files))) == {"shp": b"1", "dbf": b"2", "prj": b"3"}
    assert archives.parts(io.BytesIO(zipped({"a.csv": "a"}))) == {}
    with pytest.raises(ValueError, match="is a zip of 2 shapefiles; accepted: one"):
        archives.parts(io.BytesIO(zipped({"a.shp": "1", "b.shp": "2"})))
