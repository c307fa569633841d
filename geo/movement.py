"""Which figures are not the same in two states of the data, and which incidents made the difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo import terms
from geo.amounts import counted, measured
from geo.errors import BadQuery
from geo.locate import NOWHERE
from geo.query import parse
from geo.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.columns import Numbers
    from geo.snapshot import Snapshot
    from geo.tally import Tally

FIGURES = ("value", "incidents", "killed_low", "killed", "killed_high", "injured")
Figures = dict[str, float | None]
"""Figures by name; None is unknown."""
Key = tuple[str, str]
"""Source and id of an incident."""


class Cause(NamedTuple):
    """An incident that counts for a region in one state only, or with other numbers."""

    source: str
    source_id: str
    date_start: str
    place: str
    figures: tuple[str, ...]
    """Those that it moves, of those that changed."""
    old: Figures | None
    """What it brings to each figure; None where it does not count for the region."""
    new: Figures | None


class RegionChange(NamedTuple):
    """A region with a figure that is another."""

    id: str
    name: str
    figures: dict[str, tuple[float | None, float | None]]
    """Before and after; None where it is unknown or there is no such region."""
    causes: tuple[Cause, ...]
    """In the order of their days; empty where what the source covers made the difference, or what is divided by."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Movement:
    """Two answers to one question.

    Attributes
    ----------
    before, after : Tally or None
        None where a state cannot be asked: it lacks the source or the regions.
    regions : list of RegionChange
    """

    before: Tally | None
    after: Tally | None
    regions: list[RegionChange]


def moved(before: Snapshot, after: Snapshot, pairs: Iterable[tuple[str, str]]) -> Movement:
    """Ask two states the same question, and give each region that has a figure that is another.

    Parameters
    ----------
    before, after : Snapshot
    pairs : iterable of (str, str)
        The question without a version. Each state fills in its own defaults, such as its source and the period that it
        covers. What only one of them knows, such as a group, may be asked for: the other one has none of it.

    Raises
    ------
    BadQuery
        Neither of them can be asked this.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> old, new = two_squares([(0.5, 0.5)]), two_squares([(0.5, 0.5), (0.6, 0.5)])
    >>> (square,) = moved(old, new, []).regions
    >>> square.id, square.figures["incidents"], [c.source_id for c in square.causes]
    ('A', (1.0, 2.0), ['1'])
    """
    asked = list(pairs)
    old, new = _answer(before, after, asked), _answer(after, before, asked)
    if old is None and new is None:
        after.ask(asked)  # says what is wrong
    was, now = (_figures(answer) if answer else {} for answer in (old, new))
    names = {str(i): str(n) for a in (old, new) if a for i, n in zip(a.regions.id, a.regions.name, strict=True)}
    causes = _causes(_contributions(before, old), _contributions(after, new))
    found = []
    for region in dict.fromkeys((*was, *now)):
        pair = was.get(region, {}), now.get(region, {})
        figures = {f: (pair[0].get(f), pair[1].get(f)) for f in FIGURES if pair[0].get(f) != pair[1].get(f)}
        if figures:
            found.append(RegionChange(region, names[region], figures, _of(causes.get(region, []), figures)))
    return Movement(before=old, after=new, regions=found)


def _answer(state: Snapshot, other: Snapshot, asked: list[tuple[str, str]]) -> Tally | None:
    """Ask one state, in words that it or the other one knows."""
    mine, theirs = state.accepted(), other.accepted()
    known = replace(
        mine,
        regions={level: _either(ids, theirs.regions.get(level, ())) for level, ids in mine.regions.items()},
        sources={**theirs.sources, **mine.sources},
        groups=_either(mine.groups, theirs.groups),
        tactics=_either(mine.tactics, theirs.tactics),
        targets=_either(mine.targets, theirs.targets),
    )
    try:
        query = parse(asked, known)
    except BadQuery:
        return None
    query = replace(query, source=tuple(s for s in query.source if s in state.sources))
    return tally(state, query) if query.source else None


def _either(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*mine, *theirs)))


def _figures(answer: Tally) -> dict[str, Figures]:
    """Give the figures of each region; outside the coverage, where nothing is reported, none is known."""
    sums, recorded = answer.sums, {name for source in answer.sources for name in source.knows}
    said = answer.covered | (sums.incidents > 0)
    columns = {"value": answer.value, "incidents": np.where(said, sums.incidents, np.nan)}
    for kind in recorded & {"killed", "injured"}:
        known = said & ~np.isnan(sums.of(kind))
        columns |= {n: np.where(known, getattr(sums, n), np.nan) for n in FIGURES if n.startswith(kind)}
    return {
        str(region): {name: _known(column[i]) for name, column in columns.items()}
        for i, region in enumerate(answer.regions.id)
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


class _Row(NamedTuple):
    region: str
    numbers: tuple[float | None, ...]
    """By `FIGURES`."""
    parts: tuple[object, ...]
    """Which of them the value is of, as far as it is of this incident."""
    day: str
    place: str


def _contributions(state: Snapshot, answer: Tally | None) -> dict[Key, _Row]:
    """Give the incidents that count for a region, each with the numbers that it brings."""
    if answer is None:
        return {}
    query, rows = answer.query, state.incidents
    owner, ids = state.placement(query.level, query.epoch).owner, state.regions_at(query).id
    held = np.flatnonzero(counted(state, query) & (owner != NOWHERE) & np.isin(ids, answer.regions.id)[owner])
    low, high = (np.where(np.isnan(bound), rows.killed, bound) for bound in (rows.killed_low, rows.killed_high))
    told, one = measured(state, query), np.ones(len(rows))
    parts = [getattr(rows, name) for name in terms.NEEDS[query.measure]] or [one]
    known = np.any([~np.isnan(p) for p in parts], axis=0) & told
    value = np.where(known, np.nansum(parts, axis=0), np.nan)
    return dict(
        zip(
            zip(rows.source[held], rows.source_id[held], strict=True),
            map(
                _Row,
                ids[owner[held]],
                _tuples([c[held] for c in (value, one, low, rows.killed, high, rows.injured)]),
                [part if t else () for part, t in zip(_tuples([p[held] for p in parts]), told[held], strict=True)],
                np.datetime_as_string(rows.date_start[held], "D").tolist(),
                rows.place[held],
            ),
            strict=True,
        )
    )


def _tuples(columns: list[Numbers]) -> list[tuple[float | None, ...]]:
    """Give the rows of columns, with None in the place of NaN, which is equal to nothing."""
    table = np.stack(columns, axis=1).astype(object)
    table[table != table] = None  # noqa: PLR0124 only NaN is not itself
    return list(map(tuple, table.tolist()))


def _causes(old: Mapping[Key, _Row], new: Mapping[Key, _Row]) -> dict[str, list[Cause]]:
    """Give what moved by region: a row that counts for another region than before moves both."""
    found: dict[str, list[Cause]] = {}
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        if was is None or now is None or was[:3] != now[:3]:
            pairs = [(was, now)] if was and now and was.region == now.region else [(was, None), (None, now)]
            for a, b in pairs:
                row = b or a
                if row:
                    found.setdefault(row.region, []).append(_cause(key, row, a, b))
    return found


def _cause(key: Key, row: _Row, a: _Row | None, b: _Row | None) -> Cause:
    old, new = (dict(zip(FIGURES, r.numbers, strict=True)) if r else None for r in (a, b))
    differ = [f for f in FIGURES[1:] if old is None or new is None or old[f] != new[f]]
    value = ["value"] if (a.parts if a else ()) != (b.parts if b else ()) else []
    return Cause(*key, row.day, row.place, (*value, *differ), old, new)


def _of(causes: list[Cause], figures: Mapping[str, object]) -> tuple[Cause, ...]:
    """Keep what moves one of the figures that changed."""
    found = (c._replace(figures=tuple(f for f in c.figures if f in figures)) for c in causes)
    return tuple(sorted((c for c in found if c.figures), key=lambda c: (c.date_start, c.source, c.source_id)))
