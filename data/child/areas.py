"""Areas in well-known binary, walked by hand: what is nested, or lies about its length, never comes to a library."""

from __future__ import annotations

import struct

import numpy as np

POLYGON, MULTIPOLYGON = 3, 6
HEAD = struct.Struct("<BII")  # little-endian, the kind, how many parts or rings
LENGTH = struct.Struct("<I")
PLACE = 16  # bytes
SMALLEST_RING = 4  # places, of which the last is the first
GLOBE = (180.0, 90.0)


def is_area(wkb: bytes) -> bool:
    """Tell whether it is one polygon or several, of closed rings on the globe, from the first byte to the last.

    Examples
    --------
    >>> import shapely
    >>> is_area(shapely.to_wkb(shapely.box(60, 25, 61, 26))), is_area(shapely.to_wkb(shapely.Point(60, 25)))
    (True, False)
    """
    try:
        kind, parts = _head(wkb, 0)
        at = HEAD.size if kind == MULTIPOLYGON else 0
        for _ in range(parts if kind == MULTIPOLYGON else 1):
            at = _behind(wkb, at)
    except (struct.error, ValueError):
        return False
    return at == len(wkb)


def _head(wkb: bytes, at: int) -> tuple[int, int]:
    order, kind, count = HEAD.unpack_from(wkb, at)
    if order != 1 or kind not in (POLYGON, MULTIPOLYGON) or not count:
        raise ValueError
    return kind, count


def _behind(wkb: bytes, at: int) -> int:
    """Give where a polygon ends."""
    kind, rings = _head(wkb, at)
    if kind != POLYGON:
        raise ValueError
    at += HEAD.size
    for _ in range(rings):
        (n,) = LENGTH.unpack_from(wkb, at)
        at += LENGTH.size
        places = np.frombuffer(wkb, "<f8", 2 * n, at).reshape(n, 2)
        if n < SMALLEST_RING or (places[0] != places[-1]).any() or not (np.abs(places) <= GLOBE).all():
            raise ValueError
        at += n * PLACE
    return at
