"""A density as figures to read: what it shows, what it rests on, and what a careful reader must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.density import CIRCLE_KM, NEAR_KM, PROJ
from geo.density.laid import widest_km
from geo.density.stacks import stacks
from layers import words as written
from layers.figures import source
from layers.heatline import headline, whereabouts
from layers.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.density import Density, Grid
    from geo.density.stacks import Stack
    from geo.snapshot import Snapshot
    from layers.figures import Plain
    from layers.language import Language

A_PILE = 0.03
"""One point with this part of all incidents is worth a warning."""


def about(
    snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]] = (), words: Language = ENGLISH
) -> dict[str, Plain]:
    """Give everything of a surface but its values, as strict JSON says it; the README explains each key.

    Parameters
    ----------
    towns : sequence of mappings
        What places are named by: see `layers.nearest.nearest`.
    words : Language
        What it is said in.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (9.0, 9.0)])
    >>> said = about(world, density(world, ask(world, [])))
    >>> said["n"], said["excluded"], said["unit"]
    (1, {'n': 1, 'reasons': {'outside': 1}}, 'incidents per 1,000 km² and year')
    """
    heat, piles = found.heat, stacks(snapshot, found)
    query, said = heat.query, headline(snapshot, found, towns, words)
    first, last = found.period
    return {
        "query": heat.parameters(),
        "canonical": heat.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "source": source(found.sources[0]) if len(found.sources) == 1 else [source(s) for s in found.sources],
        "coverage": {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "years": found.years,
            "countries": list(found.countries),
        },
        "measure": query.measure,
        "unit": written.unit(query.measure, query.per, words),
        "breaks": found.breaks,
        "bandwidth_km": heat.bandwidth_km,
        "kernel": kernel(found),
        "coarse": heat.coarse,
        "grid": _grid(found.grid),
        "total": found.total,
        "n": found.n,
        "unknown": found.unknown,
        "by_precision": found.by_precision,
        "spread": {**found.spread._asdict(), "circle_km": CIRCLE_KM},
        "excluded": {"n": sum(found.excluded.values()), "reasons": {k: n for k, n in found.excluded.items() if n}},
        "stacks": [pile._asdict() | {"place": pile.place or None} for pile in piles],
        "highest": _highest(found, towns),
        "expected": found.expected,
        "integral": found.integral,
        "edge_loss": _number(found.edge_loss),
        "compared_with": _compared(found),
        "headline": {"text": said.text, "short": said.short, "sub": said.sub, "left_out": said.left_out},
        "notes": notes(found, piles, words),
        "edge_note": edge_note(found, words) or None,
        "warnings": warnings(found, words),
    }


def kernel(found: Density) -> str:
    """Say how incidents become a surface."""
    said = f"Gaussian with a standard deviation of {found.heat.bandwidth_km:g} km"
    wider = f"{widest_km(found.heat):.1f} km for incidents known within 25 km"
    return f"{said}; {wider} ({NEAR_KM:g} km more, added as squares are)"


def warnings(found: Density, words: Language = ENGLISH) -> list[str]:
    """Say what a careful reader of this surface must know, beside what its legend says of every one."""
    said = []
    if sum(s.complete for s in found.sources) > 1:
        said.append(words.say("density.twice"))
    if any(not s.complete for s in found.sources):
        said.append(words.say("density.partial"))
    if found.countries and found.period != found.heat.query.period:
        said.append(words.say("density.cut", first=found.period[0], last=found.period[1]))
    if found.highest > 0 and not found.has_peak:
        said.append(words.say("density.no_place"))
    if found.unknown:
        what = written.unit(found.heat.query.measure, "none", words)
        said.append(words.say("density.not_known", what=what, n=found.unknown))
    return said


def notes(found: Density, piles: Sequence[Stack], words: Language = ENGLISH) -> list[str]:
    """Say what the legend must: where many incidents lie on one point, and that values fall towards the edge."""
    edge = edge_note(found, words)
    return [*on_one_point(found, piles, words), *([edge] if edge else [])]


def edge_note(found: Density, words: Language = ENGLISH) -> str:
    """Say that values fall towards an edge, where there is a surface."""
    if not (np.any(found.covered) and (found.n or found.n_before)):
        return ""
    less = "lower" if found.compared is None else "nearer"
    edge = "regions" if found.heat.query.region else "coverage"
    return words.say(f"density.{less}_{edge}", km=f"{found.heat.bandwidth_km:g}")


def on_one_point(found: Density, piles: Sequence[Stack], words: Language = ENGLISH) -> list[str]:
    """Say where so many incidents lie on one point that it makes a peak."""
    return [_pile(found, pile, words) for pile in piles if pile.n - pile.spread >= A_PILE * found.n]


def _pile(found: Density, pile: Stack, words: Language) -> str:
    n = pile.n - pile.spread
    at = {"lon": f"{pile.lon:g}", "lat": f"{pile.lat:g}"}
    where = words.say("density.pile_at", place=pile.place, **at) if pile.place else words.say("density.pile_bare", **at)
    percent = f"{n / found.n * 100:.0f}"
    return words.say("density.pile", n=n, total=found.n, percent=percent, where=where)


def _grid(grid: Grid) -> dict[str, Plain]:
    """Give where the values lie; bounds in the metres of the plane: west, south, east, north."""
    west, north = 1000 * grid.west_km, 1000 * grid.north_km
    east, south = west + 1000 * grid.columns * grid.cell_km, north - 1000 * grid.rows * grid.cell_km
    return {
        "crs": PROJ,
        "cell_km": grid.cell_km,
        "columns": grid.columns,
        "rows": grid.rows,
        "bounds": [west, south, east, north],
    }


def _highest(found: Density, towns: Sequence[Mapping[str, object]]) -> dict[str, Plain]:
    region, near = whereabouts(found, towns)
    return {
        "value": _number(found.highest),
        "known": _number(found.highest_known),
        "lon": _number(found.highest_lon) if region else None,
        "lat": _number(found.highest_lat) if region else None,
        "region": region or None,
        "near": None if near is None else near._asdict() | {"km": round(near.km, 1)},
    }


def _number(value: float) -> float | None:
    """Give a number, or null: strict JSON has no NaN."""
    return None if np.isnan(value) else value


def _compared(found: Density) -> Plain:
    if found.compared is None:
        return None
    first, last = found.compared
    return {"from": first.isoformat(), "to": last.isoformat(), "n": found.n_before}
