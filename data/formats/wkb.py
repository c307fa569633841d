"""Points and areas as well-known binary, walked by hand: no other geometry, however it is nested, gets any further."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Moved = Callable[[Numbers], Numbers]
    """Gives places as longitude and latitude, one in each row."""

POINT, POLYGON, MULTIPOLYGON = 1, 3, 6
NAMES = {2: "LineString", 4: "MultiPoint", 5: "MultiLineString", 7: "GeometryCollection"}
HIGH, WIDE, NUMBERED = 1 << 31, 1 << 30, 1 << 29
"""Flags of the extended form: a third and a fourth number for each place, and the number of a coordinate system."""
SMALLEST_RING = 4  # places, of which the last is the first


def kind(wkb: bytes) -> int:
    """Tell which geometry it is; 0 if it is none.

    Examples
    --------
    >>> kind(bytes.fromhex("0101000000" + "00" * 16)), kind(b"")
    (1, 0)
    """
    try:
        return _Walk(wkb).start()[0]
    except ValueError:
        return 0


def point(wkb: bytes) -> tuple[float, float] | None:
    """Give the place of a point, or None if it is empty.

    Raises
    ------
    ValueError
        It is no point.
    """
    walk = _Walk(wkb)
    found, numbers = walk.start()
    if found != POINT:
        raise ValueError("is no point")
    x, y = walk.places(1, numbers)[0]
    walk.end()
    return None if np.isnan(x) and np.isnan(y) else (float(x), float(y))


def area(wkb: bytes, moved: Moved | None = None) -> bytes:
    """Write a polygon or several of them anew: little-endian, two numbers for each place, on the globe.

    Raises
    ------
    ValueError
        It is no area, its rings are not closed, or lie beyond the globe.
    """
    walk = _Walk(wkb)
    found, numbers = walk.start()
    if found == POLYGON:
        written = walk.polygon(numbers, moved)
    elif found == MULTIPOLYGON:
        parts = [walk.part(moved) for _ in range(walk.count(9))]
        if not parts:
            raise ValueError("is empty")
        written = struct.pack("<BII", 1, MULTIPOLYGON, len(parts)) + b"".join(parts)
    else:
        raise ValueError(f"is no area but a {NAMES.get(found, 'geometry of another kind')}")
    walk.end()
    return written


class _Walk:
    """One way through the bytes, from the first to the last."""

    def __init__(self, wkb: bytes) -> None:
        self.wkb, self.at, self.order = wkb, 0, "<"

    def start(self) -> tuple[int, int]:
        """Give the kind of what begins here, and how many numbers a place has."""
        if self.wkb[self.at : self.at + 1] not in (b"\0", b"\1"):
            raise ValueError("is no geometry")
        self.order = "<" if self.wkb[self.at] else ">"
        self.at += 1
        code = self.number()
        if code & NUMBERED:
            self.number()
        flags, found = bool(code & HIGH) + bool(code & WIDE), code & ~(HIGH | WIDE | NUMBERED)
        return found % 1_000, 2 + flags + (0, 1, 1, 2)[min(found // 1_000, 3)]

    def number(self) -> int:
        if self.at + 4 > len(self.wkb):
            raise ValueError("is cut off")
        (found,) = struct.unpack_from(f"{self.order}I", self.wkb, self.at)
        self.at += 4
        return int(found)

    def count(self, least: int) -> int:
        """Give how many things follow, if so many of at least so many bytes can."""
        found = self.number()
        if found * least > len(self.wkb) - self.at:
            raise ValueError("is cut off")
        return found

    def places(self, n: int, numbers: int) -> Numbers:
        size = n * numbers * 8
        if self.at + size > len(self.wkb):
            raise ValueError("is cut off")
        found = np.frombuffer(self.wkb, f"{self.order}f8", n * numbers, self.at).reshape(n, numbers)
        self.at += size
        return found[:, :2].astype(np.float64)

    def part(self, moved: Moved | None) -> bytes:
        found, numbers = self.start()
        if found != POLYGON:
            raise ValueError("has a part that is no polygon")
        return self.polygon(numbers, moved)

    def polygon(self, numbers: int, moved: Moved | None) -> bytes:
        rings = [self.ring(numbers, moved) for _ in range(self.count(4))]
        if not rings:
            raise ValueError("is empty")
        return struct.pack("<BII", 1, POLYGON, len(rings)) + b"".join(rings)

    def ring(self, numbers: int, moved: Moved | None) -> bytes:
        places = self.places(self.count(8 * numbers), numbers)
        if len(places) < SMALLEST_RING or (places[0] != places[-1]).any():
            raise ValueError("has a ring that is not closed")
        if moved:
            places = moved(places)
        if not (np.abs(places) <= (180.0, 90.0)).all():
            raise ValueError("is not in longitude and latitude")
        return struct.pack("<I", len(places)) + places.astype("<f8").tobytes()

    def end(self) -> None:
        if self.at != len(self.wkb):
            raise ValueError("is longer than it says")
