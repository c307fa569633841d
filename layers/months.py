"""The months of a question as JSON and as a table."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.coverage import span
from geo.months import month_of
from geo.stacks import stacks
from layers.language import ENGLISH
from layers.spreadsheet import pieces
from layers.words import series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.months import Months, Part
    from geo.snapshot import Snapshot
    from layers.language import Language

COLUMNS = ("month", "n", "covered", "inside", "measure", "source", "from", "to", "query", "revision", "digest")
Marker = dict[str, str | float | int | None]
"""An event that a month may remind of, as the reference data tell it."""


def answer(
    snapshot: Snapshot, found: Months, markers: Sequence[Marker] = (), language: Language = ENGLISH
) -> dict[str, object]:
    """Give months as strict JSON says it: null where nothing is known of a month, and where zero cannot be said.

    ``covered`` has the first and the last of months in a row that complete sources cover whole somewhere, ``known``
    the days that the asked sources know, ``n`` the incidents of the period, ``inside`` the measure in it.

    Examples
    --------
    >>> from geo.months import months
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)], date_start=["2010-01-05", "2010-02-05"])
    >>> said = answer(world, months(world, world.ask([("from", "2010-02-03")])))
    >>> said["first"], said["months"][:3], said["covered"], said["partial"]
    ('2010-01', [1, 1, 0], [[0, 47]], {'2010-02': 1})
    """
    query, sources = found.query, [snapshot.sources[s] for s in found.query.source]
    first, last = span(sources)
    return {
        "query": query.parameters(),
        "canonical": query.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "source": [s.id for s in sources],
        "sources": series([s.short for s in sources], language),
        "measure": query.measure,
        "unit": terms.unit(query.measure, "none"),
        "recorded": found.recorded,
        "first": _name(found.first),
        "months": _plain(found.values),
        "covered": _runs(found.covered),
        "known": {"from": first.isoformat(), "to": last.isoformat()},
        "asked": {"from": query.start.isoformat(), "to": query.end.isoformat()},
        "n": found.counted,
        "inside": _whole(found.inside),
        "partial": {_name(month): _whole(n) for month, n in found.partial.items()},
        "peak": _peak(found),
        "stack": found.stack,
        "stackable": list(stacks(snapshot, query)),
        "stacks": [_part(snapshot, found, part, language) for part in found.parts],
        "overlap": found.overlap,
        "markers": [m for m in markers if _shown(found, str(m["date"]))],
    }


def table(snapshot: Snapshot, found: Months) -> bytes:
    """Give months as CSV (RFC 4180, UTF-8), with the basis of the figures in each row.

    ``n`` is empty where nothing is known; ``inside`` is what of it lies in the period that was asked for.

    Examples
    --------
    >>> from geo.months import months
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)], date_start=["2010-01-05"])
    >>> table(world, months(world, world.ask([("to", "2010-01-04")]))).split()[1][:17]
    b'2010-01,1,true,0,'
    """
    query = found.query
    basis = {
        "measure": query.measure,
        "source": " + ".join(query.source),
        "from": query.start.isoformat(),
        "to": query.end.isoformat(),
        "query": query.canonical,
        "revision": snapshot.revision,
        "digest": snapshot.digest,
    }
    inside = _inside(found)
    each = zip(_months(found), _plain(found.values), found.covered.tolist(), inside, strict=True)
    rows = (
        {"month": _name(month), "n": n, "covered": str(whole).lower(), "inside": part} | basis
        for month, n, whole, part in each
    )
    return b"".join(pieces(COLUMNS, rows))


def _months(found: Months) -> list[date]:
    return [month_of(found.first, i) for i in range(len(found.values))]


def _inside(found: Months) -> list[int | None]:
    """Give what of each month lies in the period; nothing is known of it where nothing is of the month."""
    begin, end = (day.replace(day=1) for day in found.query.period)
    values = zip(_months(found), _plain(found.values), strict=True)
    return [
        (_whole(found.partial[month]) if month in found.partial else n) if begin <= month <= end else (n and 0)
        for month, n in values
    ]


def _part(snapshot: Snapshot, found: Months, part: Part, language: Language) -> dict[str, object]:
    label = language.say("months.other") if part.value is None else _label(snapshot, found, part.value, language)
    return {"value": part.value, "label": label, "months": _plain(part.months), "n": _whole(part.inside)}


def _label(snapshot: Snapshot, found: Months, value: str, language: Language) -> str:
    if found.stack == "kind":
        return language.say(f"choices.kind_{value}")
    if found.stack == "region":
        return _regions(snapshot, found)[value]
    return snapshot.names.get(value, value)


def _regions(snapshot: Snapshot, found: Months) -> Mapping[str, str]:
    regions = snapshot.regions_at(found.query)
    return dict(zip(regions.id.tolist(), regions.name.tolist(), strict=True))


def _name(month: date) -> str:
    return month.isoformat()[:7]


def _plain(values: Numbers) -> list[int | None]:
    return [_whole(v) for v in values.tolist()]


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def _runs(mask: npt.NDArray[np.bool_]) -> list[list[int]]:
    """Give the first and the last of the positions in a row that are selected."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False)).tolist()
    return [[begin, end - 1] for begin, end in list(pairwise(edges))[::2]]


def _peak(found: Months) -> dict[str, object] | None:
    """Give the month with the most, the first of several; None where nothing happened."""
    most = np.nanmax(found.values, initial=0)
    if not most > 0:
        return None
    at = int(np.flatnonzero(found.values == most)[0])
    return {"month": _name(month_of(found.first, at)), "n": int(most)}


def _shown(found: Months, day: str) -> bool:
    return _name(found.first) <= day[:7] < _name(month_of(found.first, len(found.values)))
