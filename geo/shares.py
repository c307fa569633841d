"""Who, how and against whom: what part of the counted incidents is of each group, tactic, target and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.cube import pick
from geo.facets import asked_places
from geo.selection import days, wanted

if TYPE_CHECKING:
    from geo.query import Query
    from geo.snapshot import Snapshot

COLUMNS = {"group": "perpetrators", "tactic": "tactic", "target": "target", "kind": "kind"}
"""The dimensions, with the columns that hold them."""


class Part(NamedTuple):
    """One dimension of the counted incidents.

    Attributes
    ----------
    n : dict of str to int
        How many are of each value, the most first. An incident of two groups stands under both.
    unknown : int
        How many are of no value that is known.
    overlap : bool
        Whether one of them stands under two values, so that the numbers add up to more than there are incidents.
    """

    n: dict[str, int]
    unknown: int
    overlap: bool


class Shares(NamedTuple):
    """All dimensions; one that an asked source does not record is None: its silence there says nothing."""

    n: int
    parts: dict[str, Part | None]


def shares(snapshot: Snapshot, query: Query) -> Shares:
    """Count the incidents that a question counts by their groups, tactics, targets and kinds.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5), (9, 9)], perpetrators=["G|H", "H", "G"])
    >>> found = shares(world, world.ask([]))
    >>> found.n, found.parts["group"], found.parts["tactic"]
    (2, Part(n={'H': 2, 'G': 1}, unknown=0, overlap=True), None)
    """
    knows = set.intersection(*(set(snapshot.sources[s].knows) for s in query.source))
    by = {name: _by(snapshot, query, column) for name, column in COLUMNS.items()}
    parts = {name: _part(found) if name in knows else None for name, found in by.items()}
    return Shares(sum(by["kind"].values()), parts)


def _part(found: dict[str, int]) -> Part:
    """Share the counts of sets of values, joined by bars, out among their members."""
    n: dict[str, int] = {}
    for joined, count in found.items():
        for word in set(filter(None, joined.split("|"))) if count else ():
            n[word] = n.get(word, 0) + count
    falling = dict(sorted(n.items(), key=lambda item: (-item[1], item[0])))
    unknown = found.get("", 0)
    return Part(falling, unknown, overlap=sum(n.values()) > sum(found.values()) - unknown)


def _by(snapshot: Snapshot, query: Query, column: str) -> dict[str, int]:
    """Count what a tally counts by each word of a column that the question accepts."""
    cube, asked = asked_places(snapshot, query)
    accepted = wanted(cube.records, query)
    words = [w for w in cube.records.words[column] if w in accepted.get(column, cube.records.words[column])]
    found = cube.sums(pick(cube.records, accepted, {column: words}), days(query), measures=1, together=asked)
    return dict(zip(words, found[:, 0, 0, 0].tolist(), strict=True))
