"""How many incidents each other choice would give, all else being as asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.locate import NOWHERE

if TYPE_CHECKING:
    import numpy.typing as npt

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
    rows = snapshot.incidents
    if name == "precision":
        coarsest = terms.COARSEST[query.level]
        grades = Counter(rows.precision[_counted(snapshot, replace(query, precision=coarsest))])
        return {p: sum(grades[q] for q in terms.accepted(p)) for p in terms.accepted(coarsest)}
    mask = _counted(snapshot, query, apart_from=name)
    if name == "group":
        found = Counter(g for s in rows.perpetrators[mask] for g in s.split("|") if g)
    else:
        found = Counter(w for w in getattr(rows, name)[mask] if w)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _years(snapshot: Snapshot, query: Query) -> dict[str, int]:
    days = snapshot.incidents.date_start[_counted(snapshot, query, apart_from="period")]
    return {str(y): n for y, n in sorted(Counter(days.astype("datetime64[Y]").astype(int) + 1970).items())}


def _counted(snapshot: Snapshot, query: Query, *, apart_from: str = "") -> npt.NDArray[np.bool_]:
    """Select what a tally would count: matching, placed well enough, and in a region that was asked for."""
    fine = np.isin(snapshot.incidents.precision, terms.accepted(query.precision))
    owner = snapshot.placement(query.level, query.epoch).owner
    mask = snapshot.matches(query, apart_from=apart_from) & fine & (owner != NOWHERE)
    if query.region:
        mask &= np.isin(snapshot.regions_at(query).id, query.region)[owner]
    return np.asarray(mask, dtype=np.bool_)
