"""What a sum is stacked of: the largest groups, tactics, kinds or regions, and all that is none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.cube import MEASURES, pick
from geo.errors import BadQuery
from geo.facets import asked_places
from geo.records import DIMENSIONS
from geo.selection import wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import TypeAlias

    import numpy.typing as npt

    from geo.cube import Cube, Pick
    from geo.query import Query
    from geo.records import Records
    from geo.snapshot import Snapshot

    Whole: TypeAlias = npt.NDArray[np.int64]

STACKS = ("none", "group", "tactic", "kind", "region")
COLUMNS = {"group": "perpetrators", "tactic": "tactic", "kind": "kind"}
"""The dimensions, with the columns that hold them."""
MOST = 5
"""Parts of a stack that can be told apart; what is left is one more."""


class Counting(NamedTuple):
    """Which incidents are added up, and where: words by dimension, and places that count as one."""

    cube: Cube
    places: npt.NDArray[np.bool_]
    words: Mapping[str, Collection[str]]

    def sums(self, edges: Sequence[int]) -> Whole:
        """Add up between days, shape (bins, measures)."""
        found: Whole = self.cube.sums(pick(self.cube.records, self.words, {}), edges, together=self.places)[0]
        return found

    def each(self, chosen: Pick, edges: Sequence[int]) -> Whole:
        """Add up between days in the slots of one dimension, shape (slots, bins, measures)."""
        found: Whole = self.cube.sums(chosen, edges, together=self.places)[:, 0]
        return found


class Stack(NamedTuple):
    """The parts of a sum.

    Attributes
    ----------
    values : tuple of str or None
        The largest first; None is all that is none of the others.
    sums : callable
        Adds up between days, shape (parts, bins, measures).
    """

    values: tuple[str | None, ...]
    sums: Callable[[Sequence[int]], Whole]


def stacks(snapshot: Snapshot, query: Query) -> tuple[str, ...]:
    """Give the ways in which the months of a question can be stacked: by what all of its sources record.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> stacks(world, world.ask([])), stacks(world, world.ask([("region", "A,B")]))
    (('none', 'group', 'kind'), ('none', 'group', 'kind', 'region'))
    """
    knows = set.intersection(*(set(snapshot.sources[s].knows) for s in query.source))
    fit = {"none": True, "region": 1 < len(query.region) <= MOST} | {name: name in knows for name in COLUMNS}
    return tuple(name for name in STACKS if fit[name])


def allowed(snapshot: Snapshot, query: Query, stack: str) -> None:
    """Refuse to stack by what there is not.

    Raises
    ------
    BadQuery
        Names what is accepted.
    """
    if stack not in STACKS:
        raise BadQuery.unknown("stack", stack, STACKS)
    fit = stacks(snapshot, query)
    if stack not in fit:
        why = f"is for two to {MOST} regions" if stack == "region" else "is not recorded by every source asked"
        raise BadQuery("stack", f"{stack} {why}. Accepted here: {', '.join(fit)}.", fit)


def counted(snapshot: Snapshot, query: Query) -> Counting:
    """Give what a question counts, whatever its period.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5), (9, 9)], killed=[2, None, 5])
    >>> counted(world, world.ask([])).sums([0, 20_000])[:, [0, 2, 4]].tolist()
    [[2, 2, 1]]
    """
    cube, places = asked_places(snapshot, query)
    return Counting(cube, places, wanted(cube.records, query))


def split(snapshot: Snapshot, query: Query, stack: str, edges: Sequence[int]) -> Stack:
    """Give the parts of a stack; which are the largest is said by the days between the first and the last edge.

    The parts of regions are as the question names them.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)] * 3, perpetrators=["G|H", "H", ""])
    >>> parts = split(world, world.ask([]), "group", [0, 20_000])
    >>> parts.values, parts.sums([0, 20_000])[:, 0, 0].tolist()
    (('H', 'G', None), [2, 1, 1])
    """
    whole = counted(snapshot, query)
    if stack == "none":
        return Stack((), lambda days: np.zeros((0, len(days) - 1, len(MEASURES)), np.int64))
    if stack == "region":
        ids, place = snapshot.regions_at(query).id, np.arange(whole.cube.places)
        each = [whole._replace(places=place == np.flatnonzero(ids == r)[0]) for r in query.region]
        return Stack(query.region, lambda days: np.stack([one.sums(days) for one in each]))
    return _by_words(whole, COLUMNS[stack], query.measure, edges)


def _by_words(whole: Counting, column: str, measure: str, edges: Sequence[int]) -> Stack:
    """Count once by which of the largest an incident has: a set of groups is a slot of its own, and adds to each."""
    records = whole.cube.records
    words = [w for w in records.words[column] if w in whole.words.get(column, (w,))]
    chosen = pick(records, whole.words, {column: words})
    sizes = _sizes(whole.each(chosen, [edges[0], edges[-1]])[:, 0], measure)
    largest = _largest(words, sizes)
    has = np.array([[v in w.split("|") for v in largest] for w in words], np.int64).reshape(len(words), len(largest))
    slots = np.arange(2 ** len(largest))
    member = np.stack([*(slots >> i & 1 for i in range(len(largest))), slots == 0]).astype(np.int64)
    few = _into(chosen, records, column, has @ (1 << np.arange(len(largest))), len(slots))

    def sums(days: Sequence[int]) -> Whole:
        return np.asarray(np.tensordot(member, whole.each(few, days), axes=1))

    if sums([edges[0], edges[-1]])[-1, 0, 0]:
        return Stack((*largest, None), sums)
    return Stack(tuple(largest), lambda days: sums(days)[:-1])


def _into(chosen: Pick, records: Records, column: str, slot: npt.NDArray[np.int64], n: int) -> Pick:
    """Put the words that a pick tells apart into fewer slots."""
    begin = int(chosen.offset[DIMENSIONS.index(column)])
    part = chosen.part.copy()
    mine = part[begin : begin + len(records.words[column])]
    mine[mine >= 0] = slot[mine[mine >= 0]]
    return chosen._replace(part=part, shape=(n,))


def _sizes(sums: npt.NDArray[np.int64], measure: str) -> list[int]:
    names = ("killed", "injured") if measure == "casualties" else (measure,)
    sizes: list[int] = sums[:, [MEASURES.index(name) for name in names]].sum(axis=1).tolist()
    return sizes


def _largest(words: Sequence[str], sizes: Sequence[int]) -> list[str]:
    found: dict[str, int] = {}
    for word, n in zip(words, sizes, strict=True):
        for member in word.split("|"):
            found[member] = found.get(member, 0) + n
    ordered = sorted((-n, member) for member, n in found.items() if member and n)
    return [member for _, member in ordered[:MOST]]
