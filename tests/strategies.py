"""Worlds and questions for Hypothesis: small enough to count by head, awkward enough to find what is wrong."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from geo import terms
from tests.worlds import FIRST, LAST, incidents, source, squares, world

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.snapshot import Snapshot
    from geo.tables import Regions
    from geo.tally import Tally

CELLS = [(x, y) for x in range(3) for y in range(2)]
HALVES = [n / 2 for n in range(-3, 9)]
"""Coordinates of which every second one lies on an edge or a corner; the outermost lie outside every square."""
UNKNOWN = float("nan")
SECOND_FIRST = date(2012, 1, 1)
"""The second source begins two years after the first one."""
POLITICAL = {"attack", "clash", "operation"}

days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
toll = st.sampled_from([UNKNOWN, 0.0, 1.0, 2.0, 5.0])


def sources(*, second_complete: bool = True):
    """Give two sources that record everything: s covers A for four years, t covers A and B for the last two."""
    knows = ("kind", "group", "tactic", "target", "killed", "injured")
    return (
        source("s", knows=knows),
        source("t", knows=knows, countries=("A", "B"), first=SECOND_FIRST, complete=second_complete),
    )


@st.composite
def incident_columns(draw: st.DrawFn, *, most: int = 12) -> dict[str, list[Any]]:
    """Draw columns of up to a dozen incidents of two sources, each within its source's days."""
    n = draw(st.integers(0, most))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=n, max_size=n))

    origin = column(st.sampled_from("st"))
    drawn = draw(st.lists(days, min_size=n, max_size=n))
    start = [max(d, SECOND_FIRST) if o == "t" else d for o, d in zip(origin, drawn, strict=True)]
    coordinate = st.sampled_from([*HALVES, UNKNOWN])
    columns: dict[str, list[Any]] = {
        "source": origin,
        "source_id": [str(i) for i in range(n)],
        "date_start": start,
        "date_end": start,
        "lon": column(coordinate),
        "lat": column(coordinate),
        "precision": column(st.sampled_from(terms.PRECISIONS)),
        "kind": column(st.sampled_from(terms.KINDS)),
        "perpetrators": column(st.sampled_from(["", "G", "H", "G|H", "GH"])),
        "tactic": column(st.sampled_from(["", "ied", "gunfire"])),
        "target": column(st.sampled_from(["", "police", "civilians"])),
        "killed": column(toll),
        "killed_low": column(toll),
        "killed_high": column(toll),
        "injured": column(toll),
        "region_name": column(st.sampled_from(["", "Here", "There"])),
    }
    return columns


def made(columns: dict[str, list[Any]], regions: Regions, *, second_complete: bool = True) -> Snapshot:
    """Make a world of drawn columns."""
    rows = incidents([(0.0, 0.0)] * len(columns["source"]), **columns)
    return world(regions, rows, sources=sources(second_complete=second_complete))


@st.composite
def region_sets(draw: st.DrawFn) -> Regions:
    """Draw one to four unit squares, with or without shared edges, in two countries."""
    corners = draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4, unique=True))
    country = draw(st.lists(st.sampled_from("AB"), min_size=len(corners), max_size=len(corners)))
    return squares(corners, country=country)


@st.composite
def worlds(draw: st.DrawFn, *, second_complete: bool = True) -> Snapshot:
    """Draw a world of unit squares and incidents of two sources."""
    return made(draw(incident_columns()), draw(region_sets()), second_complete=second_complete)


def _listed(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=len(values), unique=True).map(",".join)


@st.composite
def questions(draw: st.DrawFn, snapshot: Snapshot, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Draw the name and value pairs of a question that a world accepts, in any order."""
    known = snapshot.accepted()
    first, last = sorted(draw(st.tuples(days, days)))
    whole = {
        "level": st.just("province"),
        "region": _listed(known.regions["province", "now"]),
        "from": st.just(first.isoformat()),
        "to": st.just(last.isoformat()),
        "source": st.one_of(st.just("*"), _listed(tuple(known.sources))),
        "kind": _listed(terms.KINDS),
        "precision": st.sampled_from(terms.PRECISIONS),
        "measure": st.sampled_from(terms.MEASURES),
        "per": st.sampled_from(terms.PERS),
        "compare": st.sampled_from(terms.COMPARES),
        "epoch": st.sampled_from(terms.EPOCHS),
        "version": st.just("latest"),
    }
    for name, vocabulary in (("group", known.groups), ("tactic", known.tactics), ("target", known.targets)):
        if vocabulary:
            whole[name] = _listed(vocabulary)
    names = draw(st.lists(st.sampled_from([n for n in whole if n not in without]), unique=True))
    if "from" not in names:  # the second source alone begins later
        whole["to"] = st.just(max(last, SECOND_FIRST).isoformat())
    asked = [(name, draw(whole[name])) for name in names]
    if ("per", "none") not in asked and "breaks" not in without and draw(st.booleans()):
        asked.append(("breaks", draw(st.sampled_from(terms.BREAKS))))
    return asked


@st.composite
def asked_worlds(
    draw: st.DrawFn, *, without: tuple[str, ...] = (), second_complete: bool = True
) -> tuple[Snapshot, list[tuple[str, str]]]:
    """Draw a world and a question to it."""
    snapshot = draw(worlds(second_complete=second_complete))
    return snapshot, draw(questions(snapshot, without=without))


def shuffled(columns: dict[str, list[Any]], order: list[int]) -> dict[str, list[Any]]:
    """Give the same rows in another order."""
    return {name: [column[i] for i in order] for name, column in columns.items()}


def columns_of(tally: Tally):
    """Give every column of an answer, those of its parts included, to compare two answers with."""
    parts = [part for part in (tally, tally.sums, tally.exposure, tally.change) if is_dataclass(part)]
    columns = {f"{type(part).__name__}.{f.name}": getattr(part, f.name) for part in parts for f in fields(part)}
    return {"id": tally.regions.id} | {n: column for n, column in columns.items() if isinstance(column, np.ndarray)}


def assert_same(one: Tally, other: Tally, *, but_not: Callable[[str], bool] = lambda _: False) -> None:
    """Hold that two answers have the same figures in the same order."""
    here, there = columns_of(one), columns_of(other)
    assert here.keys() == there.keys()
    for name, column in here.items():
        if not but_not(name):
            np.testing.assert_array_equal(column, there[name], err_msg=name)
    if not but_not("unplaced"):
        assert vars(one.unplaced) == vars(other.unplaced)
    for name in ("total", "excluded", "breaks", "period", "years", "countries"):
        if not but_not(name):
            assert getattr(one, name) == getattr(other, name), name
