"""The points on which many incidents lie, which a reader of a heat map takes for hot spots unless they are named."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.density.chosen import DISTRICT
from geo.spots import spots_of

if TYPE_CHECKING:
    from geo.columns import Words
    from geo.density.density import Density
    from geo.snapshot import Snapshot

FEWEST = 20
"""Incidents on one point that are worth a word."""


class Stack(NamedTuple):
    """A point on which many incidents lie.

    Attributes
    ----------
    lon, lat : float
    n : int
        Incidents of the surface that have this point.
    place : str
        What most of them call it; empty if none says.
    spread : int
        Of how many the point stands for a district or province: they are spread over it, and make no peak here.
    """

    lon: float
    lat: float
    n: int
    place: str
    spread: int


def stacks(snapshot: Snapshot, found: Density, most: int = 10) -> list[Stack]:
    """Find the points on which most of the incidents of a surface lie, those with the most first.

    Parameters
    ----------
    most : int
        How many points at most.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)] * 20 + [(0.2, 0.2)], place=["Town"] * 21)
    >>> stacks(world, density(world, ask(world, [])))
    [Stack(lon=0.5, lat=0.5, n=20, place='Town', spread=0)]
    """
    rows = snapshot.incidents
    row = snapshot.records.row[found.rows]
    spots = spots_of(rows.lon[row], rows.lat[row])
    n = np.bincount(spots.of_row, minlength=len(spots.lon))
    coarse = snapshot.records.codes("precision")[found.rows] >= DISTRICT
    order = np.argsort(-n, kind="stable")[:most]
    return [
        Stack(
            float(spots.lon[i]),
            float(spots.lat[i]),
            int(n[i]),
            _called(rows.place[row[spots.of_row == i]]),
            int(coarse[spots.of_row == i].sum()),
        )
        for i in order[n[order] >= FEWEST].tolist()
    ]


def _called(names: Words) -> str:
    """Give the name that most have, the first by the alphabet of several."""
    return min(Counter(filter(None, names.tolist())).items(), key=lambda word: (-word[1], word[0]), default=("", 0))[0]
