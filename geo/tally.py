"""Figures for each region: how many, at what rate, in which rank, and what could not be counted.

Always: the counts of the regions + ``unplaced`` + ``excluded`` = ``total``, the number of incidents that match every
filter but ``precision`` and ``region``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import numpy as np

from geo.amounts import amount, counted, tellers
from geo.annual import fixed_breaks
from geo.change import Change, change
from geo.classes import breaks, classify
from geo.coverage import clip, covered, merged, span, years
from geo.locate import NOWHERE
from geo.rates import Exposure, exposure
from geo.sums import Sums, sum_by_region

PerRegion = TypeVar("PerRegion", Sums, Exposure, Change)

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
    match, fine = snapshot.matches(query), counted(snapshot, query)
    owner = snapshot.placement(query.level, query.epoch).owner
    basis = _basis(snapshot, query)
    sums = sum_by_region(snapshot.incidents, owner, fine, regions=len(regions), calendar=basis["calendar"])
    here, measured = under.years > 0, amount(snapshot, query)
    told = exposure(snapshot, query, tellers(snapshot, query))
    value = np.where(told.years > 0, told.rate(measured, query.per), np.nan)
    wanted = np.isin(regions.id, query.region) if query.region else np.ones(len(regions), dtype=np.bool_)
    view = query.breaks == "view"
    bounds = breaks(value[wanted], whole=query.per == "none") if view else fixed_breaks(snapshot, query)
    return Tally(
        query=query,
        regions=regions.take(wanted),
        covered=here[wanted],
        exposure=_rows(under, wanted),
        sums=_rows(sums, wanted),
        amount=measured[wanted],
        value=value[wanted],
        share=np.where(told.years > 0, _shares(measured, regions.country), np.nan)[wanted],
        rank=_ranks(value)[wanted],
        change=None if query.compare == "none" else _rows(change(snapshot, query, measured), wanted),
        total=int(match.sum()),
        unplaced=_unplaced(snapshot, query, fine),
        excluded=_excluded(match, fine, owner, wanted),
        breaks=bounds,
        classes=classify(value[wanted], bounds),
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


def _rows(table: PerRegion, wanted: npt.NDArray[np.bool_]) -> PerRegion:
    columns: dict[str, Any] = {n: c[wanted] for n, c in vars(table).items() if isinstance(c, np.ndarray)}
    return replace(table, **columns)


def _shares(amount: Numbers, country: npt.NDArray[np.object_]) -> Numbers:
    """Divide by the sum of the same country; NaN where that is nothing."""
    _, group = np.unique(country.astype(str), return_inverse=True)
    whole = np.bincount(group, weights=np.nan_to_num(amount))[group]
    shares: Numbers = np.divide(amount, whole, out=np.full(len(amount), np.nan), where=whole > 0)
    return shares


def _ranks(value: Numbers) -> Numbers:
    above = value[value > 0]
    return np.array([1.0 + np.sum(above > v) if v > 0 else np.nan for v in value])


def _excluded(
    match: npt.NDArray[np.bool_],
    fine: npt.NDArray[np.bool_],
    owner: npt.NDArray[np.int64],
    wanted: npt.NDArray[np.bool_],
) -> dict[str, int]:
    elsewhere = fine & (owner != NOWHERE) & ~wanted[owner]
    return {"precision": int((match & ~fine).sum()), "region": int(elsewhere.sum())}


def _unplaced(snapshot: Snapshot, query: Query, fine: npt.NDArray[np.bool_]) -> Unplaced:
    spot, ids = snapshot.placement(query.level, query.epoch), snapshot.regions_at(query).id
    out = np.flatnonzero(fine & (spot.owner == NOWHERE))
    near = ["" if spot.near[i] == NOWHERE else str(ids[spot.near[i]]) for i in out]
    groups: dict[tuple[str, str], int] = {}
    for key in zip(near, snapshot.incidents.region_name[out], strict=True):
        groups[key] = groups.get(key, 0) + 1
    ordered = sorted(groups.items(), key=lambda item: (-item[1], item[0]))
    return Unplaced(n=len(out), near_edge=sum(map(bool, near)), groups=[(*key, n) for key, n in ordered])
