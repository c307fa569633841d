"""Which incidents become part of a surface, with what weight, and why others do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo import terms
from geo.amounts import may_tell, tellers
from geo.coverage import covered, years
from geo.density.plane import project
from geo.locate import NOWHERE
from geo.records import AMOUNTS, UNKNOWN

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.density.question import Heat
    from geo.query import Query
    from geo.snapshot import Snapshot

REASONS = ("source", "country", "precision", "coarse", "outside", "not_covered", "region")
"""In the order in which they are found: an incident is left out for the first that holds.

Its source is not complete or does not record what is measured; its place is known to the country only; less precisely
than was asked; to the district or province only, and these are to be dropped; it lies over 6 km outside of every
region; in one that the sources do not cover; in one that was not asked for.
"""
IN = len(REASONS)
DISTRICT, PROVINCE, COUNTRY = (terms.PRECISIONS.index(p) for p in ("district", "province", "country"))


class Chosen(NamedTuple):
    """The incidents of one period.

    Attributes
    ----------
    rows : ndarray of int32, shape (n,)
        Their positions among the records.
    mass : ndarray of float64, shape (n,)
        The measure in a year: divided by the years that the sources cover where the incident lies. Zero where the
        measure is not known.
    grade : ndarray of int, shape (n,)
        The position of each one's precision in `geo.terms.PRECISIONS`.
    unknown : int
        Of how many the measure is not known.
    excluded : dict of str to int
        How many other incidents match, by reason.
    """

    rows: npt.NDArray[np.int32]
    mass: Numbers
    grade: npt.NDArray[np.intp]
    unknown: int
    excluded: dict[str, int]


def choose(snapshot: Snapshot, heat: Heat, query: Query) -> Chosen:
    """Choose the incidents of one period.

    Parameters
    ----------
    query : Query
        That of ``heat``, or the same of an earlier period.
    """
    rows = snapshot.found(query)
    kind = _kinds(snapshot, query.level, query.epoch)[rows]
    reasons = _reasons(snapshot, heat, query)
    reason = reasons.ravel()[kind]
    grades, places = np.indices(reasons.shape)[1:].reshape(2, -1)
    grade = grades[kind]
    if query.level != "province":  # then where it is counted says nothing of the province that it may be spread over
        nowhere = home(snapshot, "province", query.epoch)[rows] == NOWHERE
        reason[(reason == IN) & (grade >= DISTRICT) & nowhere] = REASONS.index("outside")
    left = reason == IN
    counts = np.bincount(reason, minlength=IN)[:IN].tolist()
    rows, place = rows[left], places[kind[left]]
    amount, known = _measured(snapshot, query, rows)
    mass = amount / years_of(snapshot, query)[place]
    excluded = {name: n for name, n in zip(REASONS, counts, strict=True) if n}
    return Chosen(rows, mass, grade[left], int((~known).sum()), excluded)


def _places(snapshot: Snapshot, level: str, epoch: str) -> int:
    return len(snapshot.set_of(level, epoch))


def _kinds(snapshot: Snapshot, level: str, epoch: str) -> npt.NDArray[np.int32]:
    """Give each record one number for its source, its precision and its region, which may be none: the last one."""

    def make() -> npt.NDArray[np.int32]:
        records, places = snapshot.records, _places(snapshot, level, epoch)
        place = home(snapshot, level, epoch)
        kind = records.codes("source").astype(np.int32) * len(terms.PRECISIONS) + records.codes("precision")
        return np.asarray(kind * (places + 1) + np.where(place == NOWHERE, places, place), np.int32)

    return snapshot.once(("kinds", level, epoch), make)


def _reasons(snapshot: Snapshot, heat: Heat, query: Query) -> npt.NDArray[np.int64]:
    """Give the position of the reason for which each kind of record is left out, `IN` where none is.

    Returns
    -------
    ndarray of int64, shape (sources, precisions, regions + 1)
    """
    words, regions, tell = snapshot.records.words["source"], snapshot.regions_at(query), tellers(snapshot, query)
    found = np.full((len(words), len(terms.PRECISIONS), len(regions) + 1), IN)
    told = np.zeros((len(words), len(regions)), np.bool_)
    for s in tell:
        if s.id in words:
            told[words.index(s.id)] = may_tell(s, tell, regions.country)[:, 0]
    asked = np.isin(regions.id, query.region) if query.region else np.ones(len(regions), np.bool_)
    # the first that holds is the one that counts, so it is written last
    found[:, :, :-1][:, :, ~asked] = REASONS.index("region")
    found[:, :, :-1][np.broadcast_to((~told | (years_of(snapshot, query) == 0))[:, None], found[:, :, :-1].shape)] = (
        REASONS.index("not_covered")
    )
    found[:, :, -1] = REASONS.index("outside")
    if heat.coarse == "drop":
        found[:, DISTRICT:] = REASONS.index("coarse")
    found[:, len(terms.accepted(query.precision)) :] = REASONS.index("precision")
    found[:, COUNTRY] = REASONS.index("country")
    found[~np.any(told, axis=1)] = REASONS.index("source")
    return found


def years_of(snapshot: Snapshot, query: Query) -> Numbers:
    """Give the years that sources of the measure cover in each region."""
    tell, country = tellers(snapshot, query), snapshot.regions_at(query).country
    known = {c: years(covered(tell, c, query.period)) for c in set(country)}
    return np.array([known[c] for c in country], np.float64)


def home(snapshot: Snapshot, level: str, epoch: str) -> npt.NDArray[np.int64]:
    """Give the region of each record: the one that holds it, else the one within 6 km, else -1."""
    return snapshot.once(("home", level, epoch), lambda: _home(snapshot, level, epoch))


def _home(snapshot: Snapshot, level: str, epoch: str) -> npt.NDArray[np.int64]:
    places, position = snapshot.places(level, epoch), {id_: i for i, id_ in enumerate(snapshot.set_of(level, epoch).id)}
    near = [position.get(id_, NOWHERE) for id_, _ in places.outside]
    found: npt.NDArray[np.int64] = np.array([*range(places.regions), *near], np.int64)[
        snapshot.cube(level, epoch).place
    ]
    return found


def plane(snapshot: Snapshot) -> tuple[Numbers, Numbers]:
    """Give where each record lies in the plane; NaN where its place is not known."""

    def make() -> tuple[Numbers, Numbers]:
        rows, row = snapshot.incidents, snapshot.records.row
        return project(rows.lon[row], rows.lat[row])

    return snapshot.once(("plane",), make)


def _measured(snapshot: Snapshot, query: Query, rows: npt.NDArray[np.int32]) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Give the measure of each record, zero where it is not known, and whether all of it is."""
    parts = terms.NEEDS[query.measure]
    if not parts:
        return np.ones(len(rows)), np.ones(len(rows), np.bool_)
    amounts = snapshot.records.amounts[rows][:, [AMOUNTS.index(p) for p in parts]]
    return np.maximum(amounts, 0).sum(axis=1).astype(np.float64), (amounts != UNKNOWN).all(axis=1)
