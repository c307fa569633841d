"""Orders of rows."""

from __future__ import annotations

from typing import Any

from geo.native import exported


@exported("i4[:] i8[:] i4[:]")
def by_count(key: Any, start: Any, order: Any) -> int:
    """Give the stable order of rows by a small key, in two passes.

    Parameters
    ----------
    key : (n,)
        From 0 up to the length of ``start`` less 2.
    start : (keys + 1,)
        Zeros; becomes where each key begins in the order.
    order : (n,)
        Becomes the positions of the rows.
    """
    for i in range(len(key)):
        start[key[i] + 1] += 1
    for k in range(1, len(start)):
        start[k] += start[k - 1]
    for i in range(len(key)):
        order[start[key[i]]] = i
        start[key[i]] += 1
    for k in range(len(start) - 1, 0, -1):
        start[k] = start[k - 1]
    start[0] = 0
    return len(key)
