"""The density of incidents: how many a year on a thousand square kilometres, at every place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import shapely

from geo import terms
from geo.amounts import tellers
from geo.annual import fixed_breaks
from geo.change import earlier
from geo.classes import breaks, widened
from geo.coverage import covered, merged, years
from geo.density.chosen import choose
from geo.density.grid import Grid
from geo.density.laid import lattice, lay, widest_km
from geo.density.plane import project, unproject
from geo.density.smooth import smooth

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.coverage import Period, Source
    from geo.density.laid import Spread
    from geo.density.question import Heat
    from geo.density.smooth import Masses
    from geo.locate import RegionIndex
    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tables import Regions

PER_KM2 = 1_000
LONGEST_DEGREES = 0.1  # of an edge, whose ends alone are projected
STEPS = 3
"""Classes of more and of fewer, each, of a difference."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Density:
    """A surface, and what it rests on.

    Attributes
    ----------
    values : ndarray of float32, shape (rows, columns)
        The measure per 1,000 km2 and year, in the middles of the grid's cells. It is not clipped: beyond what the
        sources cover it holds what kernels reach there. Where the question compares, what is more now than before.
    rows : ndarray of int32, shape (n,)
        The incidents in it, as positions among the records.
    total : int
        How many match every filter but ``precision`` and ``region``: those in it and those left out.
    unknown : int
        Of how many in it the measure is not known; they weigh nothing.
    by_precision : dict of str to int
        Those in it, by how well their place is known.
    excluded : dict of str to int
        Those left out, by reason: `geo.density.chosen.REASONS`.
    expected, integral : float
        The measure in a year, as incidents have it and as the surface does.
    edge_loss : float
        What share of it lies beyond the edge of the grid; NaN where there is nothing, or two periods are compared.
    highest, highest_lon, highest_lat : float
        The highest value where the sources cover, and its place; NaN where there is none.
    highest_known : float
        What incidents known within 25 km add to it. Where that is little, the place says nothing: what is spread over
        a province is as dense anywhere in it.
    regions, covered, index :
        The regions of the question, in which of them there is a value, and an index over them.
    breaks : list of float
        Bounds between the classes, those of the choropleth per area; of a difference, bounds on both sides of zero.
    years : float
        Covered calendar years.
    compared : (date, date) or None
        The earlier period.
    n_before : int
        The incidents of it.
    """

    heat: Heat
    grid: Grid
    values: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int32]
    total: int
    unknown: int
    by_precision: dict[str, int]
    spread: Spread
    excluded: dict[str, int]
    expected: float
    integral: float
    edge_loss: float
    highest: float
    highest_lon: float
    highest_lat: float
    highest_known: float
    regions: Regions
    covered: npt.NDArray[np.bool_]
    index: RegionIndex
    breaks: list[float]
    sources: tuple[Source, ...]
    countries: tuple[str, ...]
    period: Period
    years: float
    compared: Period | None
    n_before: int

    @property
    def has_peak(self) -> bool:
        """Whether the highest value lies where incidents are known to have been."""
        return self.highest > 0 and self.highest_known >= self.highest / 2

    @property
    def n(self) -> int:
        """How many incidents are in it."""
        return len(self.rows)

    def at(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Give the values at places in degrees; NaN outside of the grid."""
        return self.grid.sample(self.values, *project(lon, lat))

    def drawn(self, lon: Numbers, lat: Numbers) -> npt.NDArray[np.bool_]:
        """Tell where there is a value to be drawn: on land that the sources cover."""
        return np.append(self.covered, [False])[self.index.locate(lon, lat)]


def density(snapshot: Snapshot, heat: Heat) -> Density:
    """Work out a surface.

    Each incident is a Gaussian of the bandwidth at its place. One known within 25 km has a wider one. What is known to
    its district or province only is first spread evenly over that, or over a circle where no districts are loaded.

    Parameters
    ----------
    heat : Heat
        As read by `geo.density.ask`.

    Examples
    --------
    >>> from geo.density import ask
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (0.5, 0.5)])
    >>> found = density(world, ask(world, []))
    >>> found.n, found.expected, round(found.integral, 3)
    (2, 0.5, 0.5)
    >>> 1000 * 0.5 / (2 * np.pi * 25**2), float(found.at(np.array([0.5]), np.array([0.5]))[0].round(4))
    (0.12732395447351627, 0.1273)
    """
    query = heat.query
    earlier_days = None if query.compare == "none" else earlier(query.period, query.compare)
    now = choose(snapshot, heat, query)
    laid = lay(snapshot, heat, now)
    parts, expected, n_before = laid.parts, float(now.mass.sum()), 0
    if earlier_days is not None:
        before = choose(snapshot, heat, query.with_dates(*earlier_days))
        parts = parts + [part._replace(mass=-part.mass) for part in lay(snapshot, heat, before).parts]
        expected, n_before = expected - float(before.mass.sum()), len(before.rows)
    here = _here(snapshot, query, earlier_days)
    grid = Grid.over(_bounds(snapshot, query, here), heat.bandwidth_km, widest_km(heat))
    values = smooth(grid, parts)
    values *= PER_KM2
    integral = float(values.sum(dtype=np.float64)) * grid.cell_km**2 / PER_KM2
    found = Density(
        heat=heat,
        grid=grid,
        values=values,
        rows=now.rows,
        total=len(now.rows) + sum(now.excluded.values()),
        unknown=now.unknown,
        by_precision=dict(zip(terms.PRECISIONS, np.bincount(now.grade, minlength=5).tolist(), strict=True)),
        spread=laid.spread,
        excluded=now.excluded,
        expected=expected,
        integral=integral,
        edge_loss=nan if earlier_days is not None or not expected else 1 - integral / expected,
        highest=nan,
        highest_lon=nan,
        highest_lat=nan,
        highest_known=nan,
        regions=snapshot.regions_at(query),
        covered=here,
        index=snapshot.indexed(query.level, query.epoch).index,
        breaks=[],
        **_basis(snapshot, query),
        compared=earlier_days,
        n_before=n_before,
    )
    return _marked(snapshot, found, [part for part in parts if part.placed])


class Basis(TypedDict):
    """What a surface rests on."""

    sources: tuple[Source, ...]
    countries: tuple[str, ...]
    period: Period
    years: float


def _basis(snapshot: Snapshot, query: Query) -> Basis:
    tell, mapped = tellers(snapshot, query), sorted(set(snapshot.regions_at(query).country))
    countries = tuple(c for c in mapped if any(s.within(c, query.period) for s in tell))
    parts = merged(p for c in countries for p in covered(tell, c, query.period))
    return {
        "sources": tuple(snapshot.sources[s] for s in query.source),
        "countries": countries,
        "period": (parts[0][0], parts[-1][1]) if parts else query.period,
        "years": years(parts),
    }


def _here(snapshot: Snapshot, query: Query, before: Period | None) -> npt.NDArray[np.bool_]:
    """Tell which regions have a value: they were asked for, and covered; to be compared, in both periods whole."""
    tell, regions = tellers(snapshot, query), snapshot.regions_at(query)
    periods = [query.period] if before is None else [query.period, before]
    known = {}
    for country in set(regions.country):
        parts = [covered(tell, country, period) for period in periods]
        known[country] = all(parts) if before is None else parts == [[period] for period in periods]
    here = np.array([known[c] for c in regions.country], np.bool_)
    return here & np.isin(regions.id, query.region) if query.region else here


def _bounds(snapshot: Snapshot, query: Query, here: npt.NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Give the bounds of the covered land in the plane; of all that was asked for where none is."""
    each = snapshot.once(("bounds", query.level, query.epoch), lambda: _each(snapshot.regions_at(query)))
    mine = each[here] if np.any(here) else each
    west, south = mine[:, :2].min(axis=0).tolist()
    east, north = mine[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _each(regions: Regions) -> Numbers:
    around = shapely.segmentize(shapely.boundary(regions.geometry), LONGEST_DEGREES)
    degrees, region = shapely.get_coordinates(around, return_index=True)
    corners = np.column_stack(project(*degrees.T))
    low, high = np.full((len(regions), 2), np.inf), np.full((len(regions), 2), -np.inf)
    np.minimum.at(low, region, corners)
    np.maximum.at(high, region, corners)
    return np.hstack([low, high])


def _marked(snapshot: Snapshot, found: Density, placed: list[Masses]) -> Density:
    """Find the highest value on covered land, and the classes."""
    query, grid = found.heat.query, found.grid
    r, c = np.unravel_index(int(found.values.argmax()), grid.shape)
    spot = (grid.x_km()[c : c + 1], grid.y_km()[r : r + 1])
    # the highest of all may lie in the sea, or in another country: then it is looked for on the points of the land
    inside = bool(found.drawn(*unproject(*spot))[0])
    over = None if inside and query.compare == "none" and query.breaks == "fixed" else _over_land(snapshot, found)
    if over is not None and not len(over[2]):
        return found
    if over is not None and not inside:
        at = int(over[2].argmax())
        spot = (over[0][at : at + 1], over[1][at : at + 1])
    lon, lat = unproject(*spot)
    return replace(
        found,
        highest=float(grid.sample(found.values, *spot)[0]),
        highest_lon=float(lon[0]),
        highest_lat=float(lat[0]),
        highest_known=PER_KM2 * sum(part.at(float(spot[0][0]), float(spot[1][0])) for part in placed),
        breaks=_fixed(snapshot, query) if over is None else _breaks(snapshot, query, over[2]),
    )


def _over_land(snapshot: Snapshot, found: Density) -> tuple[Numbers, Numbers, Numbers]:
    """Give places all over covered land in the plane, and the value at each."""
    land = lattice(snapshot, found.heat.query.level, found.heat.query.epoch).land
    here = found.covered[land.region]
    x_km, y_km = land.x_km[here], land.y_km[here]
    return x_km, y_km, found.grid.sample(found.values, x_km, y_km)


def _breaks(snapshot: Snapshot, query: Query, values: Numbers) -> list[float]:
    """Give the bounds of the classes, from values on covered land where they are those of the view."""
    if query.compare != "none":
        steps = breaks(np.abs(values))[-STEPS:]
        return [-step for step in reversed(steps)] + steps
    return breaks(values) if query.breaks == "view" else _fixed(snapshot, query)


def _fixed(snapshot: Snapshot, query: Query) -> list[float]:
    """Give the bounds of the choropleth; where they are few, with more around them, as a surface spans more values."""
    return widened(fixed_breaks(snapshot, query))
