"""The annual values of all regions, which the fixed class breaks are chosen from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.amounts import tellers, yearly_amount
from geo.classes import breaks
from geo.coverage import span
from geo.rates import exposure

if TYPE_CHECKING:
    from geo.columns import Numbers
    from geo.query import Query
    from geo.snapshot import Snapshot


def fixed_breaks(snapshot: Snapshot, query: Query) -> list[float]:
    """Choose the breaks that hold for every filter and period: one set per measure, per, level, epoch and sources."""
    key = ("breaks", query.measure, query.per, query.level, query.epoch, *query.source)
    return snapshot.once(key, lambda: breaks(annual_values(snapshot, query)))


def annual_values(snapshot: Snapshot, query: Query) -> Numbers:
    """Give the value of every region in every whole year that its sources cover, with no filter but the measure.

    Returns
    -------
    ndarray of float64, shape (regions x years,)
        In the unit of the question; NaN where nothing is covered.
    """
    first, last = span([snapshot.sources[s] for s in query.source])
    usual = terms.USUAL_PRECISION[query.level]
    unfiltered = {"kind": terms.POLITICAL_VIOLENCE, "group": (), "tactic": (), "target": ()}
    plain = replace(query, start=first, end=last, precision=usual, **unfiltered)  # type: ignore[arg-type]
    calendar = range(first.year, last.year + 1)
    told = tellers(snapshot, plain)
    out = []  # a year that is covered in part says nothing of a whole one
    for column, year in zip(yearly_amount(snapshot, plain, calendar).T, calendar, strict=True):
        under = exposure(snapshot, plain.with_dates(date(year, 1, 1), date(year, 12, 31)), told)
        out.append(np.where(under.years == 1, under.rate(column, query.per), np.nan))
    return np.concatenate(out)
