"""Sums over the cells of a cube, and over the rows themselves.

An answer has the shape (slots, places, bins, measures). The measures are: incidents; killed at least, by the best
estimate, at most, and of how many incidents they are unknown; injured, and of how many unknown. An answer of one
measure has the incidents alone.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from geo.native import exported


@njit(inline="always")
def _slot(i: int, code: Any, actors: Any, pick: Any, offset: Any) -> int:
    """Give the slot that a row adds to; -1 if it is not wanted."""
    slot = 0
    for d in range(code.shape[1]):
        part = pick[offset[d] + code[i, d]]
        if part < 0:
            return -1
        slot += part
    part = pick[offset[code.shape[1]] + actors[i]]
    return -1 if part < 0 else slot + part


@njit(inline="always")
def _add(total: Any, amounts: Any, i: int, sign: int) -> None:
    """Add a row to the measures of one bin."""
    total[0] += sign
    if len(total) > 1:
        low, best, high, injured = amounts[i]
        total[1] += sign * max(low, 0)
        total[2] += sign * max(best, 0)
        total[3] += sign * max(high, 0)
        total[4] += sign * (best < 0)
        total[5] += sign * max(injured, 0)
        total[6] += sign * (injured < 0)


@exported("i8 i8 i8 i8 u2[:,:] i4[:] i4[:,:] i4[:] i4[:] i4[:] i8[:] i8[:,:,:,:]")
def rows(
    first: int,
    last: int,
    to: int,
    sign: int,
    code: Any,
    actors: Any,
    amounts: Any,
    place: Any,
    into: Any,
    pick: Any,
    offset: Any,
    out: Any,
) -> int:
    """Add the wanted rows from ``first`` up to ``last`` to one bin, or take them off it (``sign``)."""
    found = 0
    for i in range(first, last):
        at = into[place[i]]
        slot = _slot(i, code, actors, pick, offset) if at >= 0 else -1
        if slot >= 0:
            _add(out[slot, at, to], amounts, i, sign)
            found += 1
    return found


@exported("i8 i8 u2[:,:] i4[:] i4[:] i8[:] i4[:]")
def matching(first: int, last: int, code: Any, actors: Any, pick: Any, offset: Any, out: Any) -> int:
    """Write the wanted rows from ``first`` up to ``last`` one after the other; give how many they are."""
    found = 0
    for i in range(first, last):
        if _slot(i, code, actors, pick, offset) >= 0:
            out[found] = i
            found += 1
    return found


@exported("i4[:] i8[:] u2[:] i8[:]")
def count(order: Any, start: Any, month: Any, cells: Any) -> int:
    """Count the months of each segment: the rows ``order[start[s]:start[s + 1]]``, the earliest first.

    ``cells[s + 1]`` becomes where the cells of segment s end.
    """
    found = 0
    for s in range(len(start) - 1):
        for j in range(start[s], start[s + 1]):
            found += j == start[s] or month[order[j]] != month[order[j - 1]]
        cells[s + 1] = found
    return found


@exported("i4[:] i8[:] u2[:] i4[:,:] u2[:] i4[:,:]", "i4[:] i8[:] u2[:] i4[:,:] u2[:] i8[:,:]")
def fill(order: Any, start: Any, month: Any, amounts: Any, cell_month: Any, upto: Any) -> int:
    """Write the cells: the month of each, and the sums of its segment up to its end."""
    at = -1
    for s in range(len(start) - 1):
        for j in range(start[s], start[s + 1]):
            i = order[j]
            if j == start[s] or month[i] != month[order[j - 1]]:
                at += 1
                cell_month[at] = month[i]
                for m in range(upto.shape[1]):
                    upto[at, m] = 0 if j == start[s] else upto[at - 1, m]
            _add(upto[at], amounts, i, 1)
    return at + 1


@exported("i8[:] u2[:] i4[:,:] i8 i4[:,:] i4[:,:]", "i8[:] u2[:] i8[:,:] i8 i4[:,:] i4[:,:]")
def index(cells: Any, cell_month: Any, upto: Any, block: int, starts: Any, before: Any) -> int:
    """Write where each block of months begins in each segment, and how many incidents the segment has before it.

    The last one of each is where the segment ends, and all that it has.
    """
    blocks = starts.shape[1] - 1
    for s in range(starts.shape[0]):
        here = cells[s]
        for b in range(blocks + 1):
            while here < cells[s + 1] and (b == blocks or cell_month[here] < b * block):
                here += 1
            starts[s, b] = here
            before[s, b] = upto[here - 1, 0] if here > cells[s] else 0
    return starts.shape[0]


@njit(inline="always")
def _before(low: int, high: int, month: int, cell_month: Any) -> int:
    """Give how far the cells of a part of a segment before a month reach; the first guess is that none is missing."""
    if low == high or month <= cell_month[low]:
        return low
    if month > cell_month[high - 1]:
        return high
    guess = low + month - cell_month[low]
    if guess < high and cell_month[guess] == month:
        return guess
    step = 1
    while low + step < high and cell_month[low + step] < month:
        low += step
        step *= 2
    high = min(high, low + step)
    while low < high:
        middle = (low + high) // 2
        if cell_month[middle] < month:
            low = middle + 1
        else:
            high = middle
    return low


@njit(inline="always")
def _add_segment(starts: Any, cell_month: Any, upto: Any, edge: Any, out: Any) -> None:
    """Add the months of one segment to the bins."""
    first, begin = starts[0], starts[0]
    for e in range(edge.shape[0]):
        month, b, begins = edge[e]
        until = max(begin, starts[b])
        if not begins:
            until = _before(until, starts[b + 1], month, cell_month)
        if e > 0 and until > begin:
            for m in range(out.shape[1]):
                less = 0 if begin == first else upto[begin - 1, m]
                out[e - 1, m] += upto[until - 1, m] - less
        begin = until


@njit(inline="always")
def _count_segment(starts: Any, before: Any, cell_month: Any, upto: Any, edge: Any, out: Any) -> None:
    """Do the same for incidents alone, whose number is at hand where a block begins."""
    begin, less = starts[0], 0
    for e in range(edge.shape[0]):
        month, b, begins = edge[e]
        more = before[b]
        if not begins:
            begin = _before(max(begin, starts[b]), starts[b + 1], month, cell_month)
            more = upto[begin - 1, 0] if begin > starts[0] else 0
        if e > 0:
            out[e - 1, 0] += more - less
        less = more


@njit(inline="always")
def _slot_of(words: Any, pick: Any) -> int:
    """Give the slot of a combination of words; -1 if it is not wanted."""
    slot = 0
    for d in range(len(words)):
        part = pick[words[d]]
        if part < 0:
            return -1
        slot += part
    return slot


@exported(
    "i4[:,:] i8[:] i8[:] i4[:] i4[:,:] i4[:,:] u2[:] i4[:,:] i4[:] i4[:] i4[:,:] i8[:,:,:,:]",
    "i4[:,:] i8[:] i8[:] i4[:] i4[:,:] i4[:,:] u2[:] i8[:,:] i4[:] i4[:] i4[:,:] i8[:,:,:,:]",
)
def cells(
    combination: Any,
    runs: Any,
    segments: Any,
    place: Any,
    starts: Any,
    before: Any,
    cell_month: Any,
    upto: Any,
    into: Any,
    pick: Any,
    edge: Any,
    out: Any,
) -> int:
    """Add the wanted cells of whole months to bins; give how many segments were wanted.

    Parameters
    ----------
    combination : (k, dimensions)
        The words of each combination, as positions in ``pick``, in ascending order.
    runs : (words,)
        For each word of the first dimension, where the combinations with it end.
    segments : (k + 1,)
        Where the segments of each combination begin.
    place : (s,)
        Of each segment.
    starts : (s, blocks + 1)
        Where the cells of each block of months begin in each segment, and where the segment ends.
    before : (s, blocks + 1)
        How many incidents each segment has before each of these.
    into : (places,)
        Which part of the answer each place adds to; -1 is none.
    edge : (bins + 1, 3)
        The months that part the bins: each one's number, that of its block, and whether the block begins with it.
    """
    found, k = 0, 0
    while k < combination.shape[0]:
        if pick[combination[k, 0]] < 0:
            k = runs[combination[k, 0]]
            continue
        slot = _slot_of(combination[k], pick)
        k += 1
        if slot < 0:
            continue
        for s in range(segments[k - 1], segments[k]):
            at = into[place[s]]
            if at >= 0:
                found += 1
                if out.shape[3] == 1:
                    _count_segment(starts[s], before[s], cell_month, upto, edge, out[slot, at])
                else:
                    _add_segment(starts[s], cell_month, upto, edge, out[slot, at])
    return found
