"""File formats, one small module each, told apart by content: bytes in, named columns and rows of text out."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO

from data.formats import archives, separated
from data.formats.shapes import GEOMETRY

if TYPE_CHECKING:
    from data.rows import Table
    from data.sources.reading import How

__all__ = ["ACCEPTED", "GEOMETRY", "read"]

ACCEPTED = (
    "accepted: CSV, xlsx, GeoJSON, GeoPackage, (Geo)Parquet, a shapefile in a zip; packed in gz or zip if need be"
)
KNOWN = 4_096  # bytes at the beginning that tell a format
SQLITE, PARQUET, OLD_EXCEL = b"SQLite format 3\0", b"PAR1", b"\xd0\xcf\x11\xe0"
SPACE = b" \t\r\n\x1e"  # and what may stand before each feature of a sequence of GeoJSON
MOST_NULS = 8  # one in so many bytes
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(file: BinaryIO, how: How, most: int) -> Table:
    """Read a file by what is in it, whatever it is called; one that packs another is unpacked, once.

    Parameters
    ----------
    file : binary file
        That can be read from any place.
    how : How
    most : int
        Rows that it may have, as far as it says how many there are.

    Raises
    ------
    ValueError
        It is in no format that is read here, or damaged; the message lists what is accepted.
    """
    head = _head(file)
    if head.startswith(archives.GZ):
        return _unpacked(archives.gunzipped(file), how, most)
    if head.startswith(archives.ZIP) and not _is_workbook(file):
        parts = archives.parts(file)
        if parts:
            from data.formats import shapefiles

            return shapefiles.read(parts)
        return _unpacked(archives.unzipped(file), how, most)
    return _unpacked(file, how, most)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(KNOWN)


def _is_workbook(file: BinaryIO) -> bool:
    return "xl/workbook.xml" in archives.files(file)


def _unpacked(file: BinaryIO, how: How, most: int) -> Table:
    """Read by the first bytes; what a format needs is imported when it comes, so that a start is quick."""
    head = _head(file)
    if head.startswith(SQLITE):
        from data.formats import geopackage

        return geopackage.read(file, how.layer)
    if head.startswith(PARQUET):
        from data.formats import parquet

        return parquet.read(file, most)
    if head.startswith(archives.ZIP) and _is_workbook(file):
        from data.formats import workbook

        return workbook.read(file, how.sheet)
    return _text(file, head, how)


def _is_binary(head: bytes) -> bool:
    """Tell what is no text from a text with a damaged cell: it has NUL bytes, and is not UTF-8 or mostly NUL."""
    if b"\0" not in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # which may end within a character
    except UnicodeDecodeError:
        return True
    return head.count(0) > len(head) / MOST_NULS


def _text(file: BinaryIO, head: bytes, how: How) -> Table:
    if head.startswith(OLD_EXCEL):
        raise ValueError("is an old Excel file, or one locked by a password; save it as .xlsx without one")
    if head.startswith((archives.ZIP, archives.GZ)):
        raise ValueError("is an archive in an archive; accepted: one that holds a file")
    if head.startswith(b"%PDF"):
        raise ValueError(f"is a PDF; {ACCEPTED}")
    if not head.startswith(UTF_16) and not how.encoding and _is_binary(head):
        raise ValueError(f"is in no format that is read here; {ACCEPTED}")
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip(SPACE)[:1]
    if begins == b"<":
        raise ValueError(f"is XML or HTML; {ACCEPTED}")
    if begins in (b"{", b"["):
        from data.formats import geojson

        return geojson.read(file)
    return separated.read(file, how.encoding)
