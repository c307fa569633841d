"""How many incidents each other choice would give, all else being as asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.cube import pick
from geo.selection import day_number, days, wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.cube import Cube
    from geo.query import Query
    from geo.snapshot import Snapshot

CHOICES = ("source", "kind", "group", "tactic", "target", "precision")


def facets(snapshot: Snapshot, query: Query) -> dict[str, dict[str, int]]:
    """Count, for each parameter with a list of choices, the placed incidents that each choice would give.

    Returns
    -------
    dict of str to dict of str to int
        By parameter and value, the most first; ``period`` has the calendar years in order. A choice of precision
        counts everything at least as fine; one that is too coarse for the level is no choice.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)], perpetrators=["G|H", "H"], kind=["attack", "protest"])
    >>> facets(world, world.ask([("group", "G")]))["group"], facets(world, world.ask([]))["kind"]
    ({'G': 1, 'H': 1}, {'attack': 1, 'protest': 1})
    """
    return {name: _choices(snapshot, query, name) for name in CHOICES} | {"period": _years(snapshot, query)}


def _choices(snapshot: Snapshot, query: Query, name: str) -> dict[str, int]:
    if name == "precision":
        coarsest = terms.COARSEST[query.level]
        grades = _by(snapshot, replace(query, precision=coarsest), name, terms.accepted(coarsest))
        return {p: sum(grades[q] for q in terms.accepted(p)) for p in grades}
    column = "perpetrators" if name == "group" else name
    counts = _by(snapshot, query, name, snapshot.records.words[column])
    found = _of_members(counts) if name == "group" else counts
    return dict(sorted(((w, n) for w, n in found.items() if w and n), key=lambda item: (-item[1], item[0])))


def _of_members(counts: dict[str, int]) -> Counter[str]:
    """Count for each group the incidents of every set that it is in."""
    found: Counter[str] = Counter()
    for joined, n in counts.items():
        found.update(dict.fromkeys(joined.split("|"), n))
    return found


def _by(snapshot: Snapshot, query: Query, name: str, words: Sequence[str]) -> dict[str, int]:
    """Count what a tally would count for each word of a dimension, with no filter on it."""
    column = "perpetrators" if name == "group" else name
    cube, asked = asked_places(snapshot, query)
    accepted = wanted(cube.records, query, apart_from=name)
    chosen = pick(cube.records, accepted, {column: words})
    found = cube.sums(chosen, days(query), measures=1, together=asked)
    return dict(zip(words, found[:, 0, 0, 0].tolist(), strict=True))


def _years(snapshot: Snapshot, query: Query) -> dict[str, int]:
    cube, asked = asked_places(snapshot, query)
    chosen = pick(cube.records, wanted(cube.records, query, apart_from="period"), {})
    years = cube.records.years
    edges = [day_number(date(y, 1, 1)) for y in years] + [int(cube.records.day[-1]) + 1] if years else [0]
    found = cube.sums(chosen, edges, measures=1, together=asked)
    return {str(y): n for y, n in zip(years, found[0, :, 0].tolist(), strict=True) if n}


def asked_places(snapshot: Snapshot, query: Query) -> tuple[Cube, npt.NDArray[np.bool_]]:
    """Give a cube and which of its places are regions that were asked for."""
    if not query.region:
        return snapshot.whole(query.level, query.epoch), np.array([True, False])
    cube, ids = snapshot.cube(query.level, query.epoch), snapshot.regions_at(query).id
    asked = np.zeros(cube.places, np.bool_)
    asked[: len(ids)] = np.isin(ids, query.region)
    return cube, asked
