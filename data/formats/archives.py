"""gz, and zip that holds one file: unpacked as it is read, and no further than a bound."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from itertools import islice
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import WriteableBuffer

MOST = 8 * 10**9
"""Bytes that a packed file may hold."""
MOST_PART = 1 * 10**9
"""Bytes of a part of a shapefile, which is held in memory."""
GZ, ZIP = b"\x1f\x8b", b"PK\x03\x04"
DAMAGED = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError, NotImplementedError, RuntimeError, OSError)
"""What reading one raises; NotImplementedError is of a compression that zipfile lacks, RuntimeError of a password."""
PARTS = ("shp", "shx", "dbf", "prj", "cpg")
MOST_SHOWN, SHOWN = 10, 60  # names in a message, and characters of each
HIDDEN = "__MACOSX/"  # what macOS adds to a zip about each file


def files(file: BinaryIO) -> dict[str, zipfile.ZipInfo]:
    """Give what a zip holds, by name; a name is a word here, and never a path."""
    try:
        packed = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise ValueError(f"is a damaged zip ({error})") from None
    found = {info.filename: info for info in packed.infolist() if not info.is_dir()}
    return {name: info for name, info in found.items() if not name.startswith(HIDDEN)}


def gunzipped(file: BinaryIO) -> BinaryIO:
    """Unpack a gz as it is read."""
    file.seek(0)
    return _bounded(gzip.GzipFile(fileobj=file), MOST)


def unzipped(file: BinaryIO) -> BinaryIO:
    """Unpack the only file of a zip as it is read.

    Raises
    ------
    ValueError
        It holds none, or several, or one that is locked by a password.
    """
    found = files(file)
    if len(found) != 1:
        raise ValueError(
            f"is a zip of {len(found)} files{_listed(found)}; accepted: a zip of one file, or of one shapefile"
        )
    (info,) = found.values()
    return _bounded(_opened(file, info), MOST)


def _listed(names: Iterable[str]) -> str:
    shown = [name[-SHOWN:] for name in islice(names, MOST_SHOWN)]
    return f" ({', '.join(shown)}{', ...' if len(shown) == MOST_SHOWN else ''})" if shown else ""


def parts(file: BinaryIO) -> dict[str, bytes]:
    """Unpack the parts of a shapefile by extension; empty if it is none.

    Raises
    ------
    ValueError
        There are several shapefiles, or a part is too large.
    """
    found = files(file)
    shapes = [name for name in found if name.lower().endswith(".shp")]
    if not shapes:
        return {}
    if len(shapes) > 1:
        raise ValueError(f"is a zip of {len(shapes)} shapefiles; accepted: one")
    stem = shapes[0][:-3].lower()
    return {
        name.lower().removeprefix(stem): _bounded(_opened(file, info), MOST_PART).read()
        for name, info in found.items()
        if name.lower().removeprefix(stem) in PARTS
    }


def _opened(file: BinaryIO, info: zipfile.ZipInfo) -> IO[bytes]:
    if info.flag_bits & 1:
        raise ValueError("is a zip that is locked by a password")
    try:
        return zipfile.ZipFile(file).open(info)
    except DAMAGED as error:
        raise ValueError(f"is a damaged zip ({error})") from None


def _bounded(inner: IO[bytes] | gzip.GzipFile, most: int) -> BinaryIO:
    return io.BufferedReader(_Bounded(inner, most), 1 << 17)


class _Bounded(io.RawIOBase):
    """What is unpacked, as a file that ends with an error at its bound: what is packed may be anything."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, most: int) -> None:
        self.inner, self.most = inner, most

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.inner.seek(offset, whence)

    def readinto(self, into: WriteableBuffer) -> int:
        view = memoryview(into).cast("B")
        try:
            found = self.inner.read(len(view))
        except DAMAGED as error:
            raise ValueError(f"is a damaged archive ({error})") from None
        if self.inner.tell() > self.most:
            raise ValueError(f"unpacks to more than {self.most // 10**6:,} MB")
        view[: len(found)] = found
        return len(found)
