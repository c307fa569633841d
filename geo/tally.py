"""Figures for each region: how many, at what rate, in which rank, and what could not be counted.

Always: the counts of the regions + ``unplaced`` + ``excluded`` = ``total``, the number of incidents that match every
filter but ``precision`` and ``region``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import numpy as np

from geo import amounts, terms
from geo.annual import fixed_breaks
from geo.change import Change, change
from geo.classes import breaks, classify
from geo.coverage import clip, covered, merged, span, years
from geo.cube import pick
from geo.rates import Exposure, exposure
from geo.selection import days, wanted
from geo.sums import Sums

PerRegion = TypeVar("PerRegion", Exposure, Change)

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.coverage import Period, Source
    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tables import Regions


@dataclass(frozen=True, kw_only=True, eq=False)
class Unplaced:
    """Incidents that lie outside every region.

    Attributes
    ----------
    n : int
    near_edge : int
        Of them within 6 km of a region.
    groups : list of (str, str, int)
        How many near which region (empty if none is near) under which region name of the provider's own.
    """

    n: int
    near_edge: int
    groups: list[tuple[str, str, int]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """One row for each region of the question, with what was left out beside it.

    Attributes
    ----------
    covered : ndarray of bool
        Whether the sources say anything here; elsewhere ``value``, ``share``, ``rank`` and ``change`` are NaN.
    value : ndarray of float64
        The measure in the unit asked for.
    share : ndarray of float64
        Of the measure over the placed incidents of the same country, 0 to 1.
    rank : ndarray of float64
        1 is the highest; equal values share a rank; NaN for zero.
    ranked : int
        How many regions have a rank, those that were not asked for included: a rank is one of so many.
    excluded : dict of str to int
        How many matching incidents were left out, by reason.
    breaks : list of float
        Bounds between the classes.
    amount : ndarray of float64
        The measure, as far as complete sources record it: what ``value`` is a rate of.
    period : (date, date)
        From the first to the last covered day of the period asked for; if none is covered, all of it that the sources
        know anything of, or all of it.
    years : float
        Covered calendar years.
    mapped, countries : tuple of str
        Countries that have regions of this level, and those of them that the sources cover.
    calendar : range
        The calendar years of the yearly sums.
    """

    query: Query
    sources: tuple[Source, ...]
    regions: Regions
    covered: npt.NDArray[np.bool_]
    exposure: Exposure
    sums: Sums
    amount: Numbers
    value: Numbers
    share: Numbers
    rank: Numbers
    ranked: int
    change: Change | None
    total: int
    unplaced: Unplaced
    excluded: dict[str, int]
    breaks: list[float]
    classes: npt.NDArray[np.int64]
    period: Period
    years: float
    mapped: tuple[str, ...]
    countries: tuple[str, ...]
    calendar: range

    @property
    def counted(self) -> int:
        """How many incidents the regions hold together."""
        return int(self.sums.incidents.sum())


def tally(snapshot: Snapshot, query: Query) -> Tally:
    """Answer a question for each region.

    Parameters
    ----------
    snapshot : Snapshot
        The state of the data to answer from.
    query : Query
        As parsed by ``snapshot.ask``.

    Returns
    -------
    Tally

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares(points=[(0.5, 0.5), (0.6, 0.5), (1.5, 0.5), (9.0, 9.0)])
    >>> answer = tally(world, world.ask([("per", "none")]))
    >>> answer.value.tolist(), answer.unplaced.n, answer.total
    ([2.0, 1.0], 1, 4)
    """
    regions, under = snapshot.regions_at(query), exposure(snapshot, query)
    basis = _basis(snapshot, query)
    found, yearly = _counts(snapshot, query, basis["calendar"])
    graded = [p in terms.accepted(query.precision) for p in terms.PRECISIONS]
    fine = found[:, graded].sum(axis=1)
    measured, tell = amounts.told(snapshot, query, fine), amounts.tellers(snapshot, query)
    told = under if len(tell) == len(query.source) else exposure(snapshot, query, tell)
    here, value = under.years > 0, np.where(told.years > 0, told.rate(measured, query.per), np.nan)
    asked = np.isin(regions.id, query.region) if query.region else np.ones(len(regions), dtype=np.bool_)
    view = query.breaks == "view"
    bounds = breaks(value[asked], whole=query.per == "none") if view else fixed_breaks(snapshot, query)
    return Tally(
        query=query,
        regions=regions if asked.all() else regions.take(asked),
        covered=here[asked],
        exposure=_rows(under, asked),
        sums=Sums.of_graded(
            found[:, :, : len(regions)].sum(axis=0)[:, asked] * np.reshape(graded, (-1, 1, 1)),
            yearly[:, graded, : len(regions)].sum(axis=(0, 1))[asked],
        ),
        amount=measured[asked],
        value=value[asked],
        share=np.where(told.years > 0, _shares(snapshot, query, measured), np.nan)[asked],
        rank=_ranks(value)[asked],
        ranked=int(np.count_nonzero(value > 0)),
        change=None if query.compare == "none" else _rows(change(snapshot, query, measured), asked),
        total=int(found[..., 0].sum()),
        unplaced=_unplaced(snapshot, query, fine[:, len(regions) :, 0].sum(axis=0)),
        excluded={
            "precision": int(found[..., 0].sum() - fine[..., 0].sum()),
            "region": int(fine[:, : len(regions), 0][:, ~asked].sum()),
        },
        breaks=bounds,
        classes=classify(value[asked], bounds),
        **basis,
    )


class Basis(TypedDict):
    """What the figures of a tally rest on."""

    sources: tuple[Source, ...]
    mapped: tuple[str, ...]
    countries: tuple[str, ...]
    period: Period
    years: float
    calendar: range


def _basis(snapshot: Snapshot, query: Query) -> Basis:
    sources = tuple(snapshot.sources[s] for s in query.source)
    mapped = sorted(set(snapshot.regions_at(query).country))
    countries = [c for c in mapped if any(s.within(c, query.period) for s in sources)]
    parts = merged(p for c in countries for p in covered(sources, c, query.period))
    known = clip(span(sources), query.period)
    return {
        "sources": sources,
        "mapped": tuple(mapped),
        "countries": tuple(countries),
        "period": (parts[0][0], parts[-1][1]) if parts else known or query.period,
        "years": years(parts),
        "calendar": range(known[0].year, known[1].year + 1) if known else range(0),
    }


def _rows(table: PerRegion, asked: npt.NDArray[np.bool_]) -> PerRegion:
    columns: dict[str, Any] = {n: c[asked] for n, c in vars(table).items() if isinstance(c, np.ndarray)}
    return replace(table, **columns)


def _shares(snapshot: Snapshot, query: Query, amount: Numbers) -> Numbers:
    """Divide by the sum of the same country; NaN where that is nothing."""
    group = snapshot.once(
        ("country of", query.level, query.epoch), lambda: snapshot.regions_at(query).codes("country")[1]
    )
    whole = np.bincount(group, weights=np.nan_to_num(amount))[group]
    shares: Numbers = np.divide(amount, whole, out=np.full(len(amount), np.nan), where=whole > 0)
    return shares


def _ranks(value: Numbers) -> Numbers:
    above = np.sort(value[value > 0])
    return np.where(value > 0, 1.0 + len(above) - np.searchsorted(above, value, side="right"), np.nan)


def _counts(snapshot: Snapshot, query: Query, calendar: range) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Add up what matches, of every precision.

    Returns
    -------
    ndarray of int64, shape (sources, precisions, places, measures)
    ndarray of int64, shape (sources, precisions, places, years)
        Of the incidents alone.
    """
    cube = snapshot.cube(query.level, query.epoch)
    by = {"source": query.source, "precision": terms.PRECISIONS}
    chosen = pick(cube.records, wanted(cube.records, query, graded=False), by)
    years = amounts.year_edges(query, calendar)
    return cube.sums(chosen, days(query))[:, :, :, 0], cube.sums(chosen, years, measures=1)[..., 0]


def _unplaced(snapshot: Snapshot, query: Query, counts: npt.NDArray[np.int64]) -> Unplaced:
    groups = list(zip(snapshot.places(query.level, query.epoch).outside, counts.tolist(), strict=True))
    ordered = sorted(((*pair, n) for pair, n in groups if n), key=lambda group: (-group[2], *group))
    return Unplaced(n=int(counts.sum()), near_edge=sum(n for near, _, n in ordered if near), groups=ordered)
