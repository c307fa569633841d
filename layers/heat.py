"""A density as figures to read: what it shows, what it rests on, and what a careful reader must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.density import CIRCLE_KM, NEAR_KM, PROJ
from geo.density.laid import widest_km
from geo.density.stacks import stacks
from layers import words
from layers.figures import source
from layers.heatline import headline, whereabouts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.density import Density, Grid
    from geo.density.stacks import Stack
    from geo.snapshot import Snapshot
    from layers.figures import Plain

A_PILE = 0.03
"""One point with this part of all incidents is worth a warning."""


def about(snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]] = ()) -> dict[str, Plain]:
    """Give everything of a surface but its values, as strict JSON says it; the README explains each key.

    Parameters
    ----------
    towns : sequence of mappings
        What places are named by: see `layers.nearest.nearest`.

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
    query, said = heat.query, headline(snapshot, found, towns)
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
        "unit": terms.unit(query.measure, query.per),
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
        "notes": notes(found, piles),
        "warnings": warnings(found),
    }


def kernel(found: Density) -> str:
    """Say how incidents become a surface."""
    said = f"Gaussian with a standard deviation of {found.heat.bandwidth_km:g} km"
    wider = f"{widest_km(found.heat):.1f} km for incidents known within 25 km"
    return f"{said}; {wider} ({NEAR_KM:g} km more, added as squares are)"


def warnings(found: Density) -> list[str]:
    """Say what a careful reader of this surface must know, beside what its legend says of every one."""
    said = []
    if sum(s.complete for s in found.sources) > 1:
        said.append("Several sources are added up: an event that two of them report is counted twice.")
    if any(not s.complete for s in found.sources):
        said.append("A source that is not complete gives no density, and is left out.")
    if found.countries and found.period != found.heat.query.period:
        said.append(f"Only {found.period[0]} to {found.period[1]} of the period asked for is covered.")
    if found.highest > 0 and not found.has_peak:
        said.append("Most of the highest value is of incidents whose place is only roughly known: it marks no place.")
    if found.unknown:
        what = terms.MEASURE_WORDS[found.heat.query.measure]
        said.append(f"How many {what} is not known of {words.count(found.unknown)} incidents; they weigh nothing.")
    return said


def notes(found: Density, piles: Sequence[Stack]) -> list[str]:
    """Say what the legend must: where many incidents lie on one point, and that values fall towards the edge."""
    said = on_one_point(found, piles)
    if np.any(found.covered) and (found.n or found.n_before):
        less = "lower" if found.compared is None else "nearer to zero"
        edge = "of the edge of the coverage: what happened beyond it is not known"
        if found.heat.query.region:
            edge = "of the edge of the regions: incidents of others are left out"
        said.append(f"Values are {less} within {found.heat.bandwidth_km:g} km {edge}.")
    return said


def on_one_point(found: Density, piles: Sequence[Stack]) -> list[str]:
    """Say where so many incidents lie on one point that it makes a peak."""
    return [_pile(found, pile) for pile in piles if pile.n - pile.spread >= A_PILE * found.n]


def _pile(found: Density, pile: Stack) -> str:
    n = pile.n - pile.spread
    lie = f"{words.count(n)} of {words.count(found.n)} incidents ({n / found.n * 100:.0f} %) lie on one point"
    where = f"{pile.place} ({pile.lon:g}, {pile.lat:g})" if pile.place else f"{pile.lon:g}, {pile.lat:g}"
    return f"{lie}, {where}: a source may give one point for all of a town, so the peak there may be too narrow."


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
