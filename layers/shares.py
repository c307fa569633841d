"""What part of the counted incidents is of each group, tactic, target and kind, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.shares import shares

if TYPE_CHECKING:
    from geo.query import Query
    from geo.shares import Part
    from geo.snapshot import Snapshot


def answer(snapshot: Snapshot, query: Query) -> dict[str, object]:
    """Give the shares of a question; null for what its sources do not record.

    ``unknown`` says of each dimension how many incidents have no value in it; they are part of what a share is of.
    ``overlap`` says that an incident stands under two of its values: then the shares add up to more than one.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)], perpetrators=["G|H", "G"])
    >>> said = answer(world, world.ask([]))
    >>> said["group"][0], said["overlap"]["group"], said["tactic"]
    ({'value': 'G', 'label': 'Group G', 'n': 2, 'share': 1.0}, True, None)
    """
    found = shares(snapshot, query)
    told = {name: part and _told(snapshot, part, found.n) for name, part in found.parts.items()}
    return {
        "query": query.parameters(),
        "canonical": query.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "n": found.n,
        **told,
        "unknown": {name: part and part.unknown for name, part in found.parts.items()},
        "overlap": {name: part and part.overlap for name, part in found.parts.items()},
    }


def _told(snapshot: Snapshot, part: Part, n: int) -> list[dict[str, object]]:
    return [
        {"value": value, "label": snapshot.names.get(value, value), "n": count, "share": count / n}
        for value, count in part.n.items()
    ]
