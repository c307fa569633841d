"""Which figures are not the same in two states of the data, and which incidents made the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.amounts import counted
from geo.locate import NOWHERE
from geo.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tally import Tally

SUMS = ("incidents", "killed_low", "killed", "killed_high", "injured", "injured_unknown")
Key = tuple[str, str]
"""Source and id of an incident."""


class FigureChange(NamedTuple):
    """One figure of one region, before and after; None where it is unknown or there is no such region."""

    region: str
    name: str
    figure: str
    old: float | None
    new: float | None
    incidents: tuple[Key, ...]
    """Those that count for the region in one state only, or with other numbers."""


def moved(before: Snapshot, after: Snapshot, pairs: Iterable[tuple[str, str]]) -> list[FigureChange]:
    """Ask two states the same question, and give each figure that is another, by region and in the order of `SUMS`.

    Parameters
    ----------
    before, after : Snapshot
    pairs : iterable of (str, str)
        The question without a version. Each state fills in its own defaults, such as the period it covers.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> old, new = two_squares([(0.5, 0.5)]), two_squares([(0.5, 0.5), (0.6, 0.5)])
    >>> [(c.region, c.figure, c.old, c.new, len(c.incidents)) for c in moved(old, new, [])][:1]
    [('A', 'value', ..., 1)]
    """
    asked = list(pairs)
    old, new = (_figures(state, state.ask(asked)) for state in (before, after))
    made, came = (_contributions(state, state.ask(asked)) for state in (before, after))
    found: list[FigureChange] = []
    for region in dict.fromkeys((*old, *new)):
        was, now = old.get(region, {}), new.get(region, {})
        mine, theirs = made.get(region, {}), came.get(region, {})
        moving = tuple(sorted(k for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k)))
        name = _name(after, region) or _name(before, region)
        changed = (f for f in ("value", *SUMS) if was.get(f) != now.get(f))
        found.extend(FigureChange(region, name, f, was.get(f), now.get(f), moving) for f in changed)
    return found


def _figures(state: Snapshot, query: Query) -> dict[str, dict[str, float | None]]:
    """Give the figures of each region; outside the coverage, where nothing is reported, none is known."""
    answer: Tally = tally(state, query)
    said = answer.covered | (answer.sums.incidents > 0)
    recorded = {name for source in answer.sources for name in source.knows}
    columns = {"value": answer.value}
    columns |= {
        n: np.where(said, getattr(answer.sums, n), np.nan) for n in SUMS if n.split("_")[0] in {*recorded, "incidents"}
    }
    return {
        str(region): {name: _known(column[i]) for name, column in columns.items()}
        for i, region in enumerate(answer.regions.id)
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _contributions(state: Snapshot, query: Query) -> dict[str, dict[Key, tuple[str, ...]]]:
    """Give, by region, the incidents that count for it, each with the numbers it brings."""
    rows, owner = state.incidents, state.placement(query.level, query.epoch).owner
    ids = state.regions_at(query).id
    found: dict[str, dict[Key, tuple[str, ...]]] = {}
    for i in np.flatnonzero(counted(state, query) & (owner != NOWHERE)):
        numbers = tuple(str(getattr(rows, name)[i]) for name in ("killed_low", "killed", "killed_high", "injured"))
        found.setdefault(str(ids[owner[i]]), {})[rows.source[i], rows.source_id[i]] = numbers
    return found


def _name(state: Snapshot, region: str) -> str:
    names = state.regions.name[state.regions.id == region]
    return str(names[0]) if len(names) else ""
