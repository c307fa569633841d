"""Where incidents lie closer together than chance explains: the cells of a question, each with its test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo import amounts, terms
from geo.hotspots.cells import Cells, Lattice
from geo.hotspots.statistic import SEED, SHUFFLES, Findings, gi_star
from geo.locate import NOWHERE
from geo.tally import tally

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.hotspots.question import Asked
    from geo.snapshot import Snapshot
    from geo.tables import Regions
    from geo.tally import Tally

COARSEST = "district"
"""What is known to its province only says nothing of a place in it."""
LEVELS = {"99": 0.01, "95": 0.05}
"""The share of false ones that is accepted among the cells of a class."""
CLASSES = ("hot-99", "hot-95", "none", "cold-95", "cold-99")


@dataclass(frozen=True, kw_only=True, eq=False)
class HotSpots:
    """One value for each cell, with what was left out beside it: ``counted`` + ``excluded`` = ``total``.

    Attributes
    ----------
    tally : Tally
        Of the same question with the precision that the test asks for: what the figures rest on.
    n : ndarray of int64
        Incidents in each cell.
    kind : list of str
        Of `CLASSES`.
    total : int
        Incidents that match every filter but ``precision`` and ``region``.
    excluded : dict of str to int
        How many of them were left out, by reason: their place is not known well enough (``precision``), their
        ``source`` is not complete, or they lie where nothing is covered (``uncovered``) or asked (``region``).
    by_precision : dict of str to int
        How well the places of those counted are known.
    shuffles, seed : int
        What the p-values are made with: the same question always has the same.
    """

    asked: Asked
    tally: Tally
    cells: Cells
    n: npt.NDArray[np.int64]
    found: Findings
    kind: list[str]
    total: int
    excluded: dict[str, int]
    by_precision: dict[str, int]
    shuffles: int = SHUFFLES
    seed: int = SEED

    @property
    def regions(self) -> Regions:
        """The covered regions, which the cells point to."""
        return self.tally.regions.take(self.tally.covered)

    @property
    def counted(self) -> int:
        """How many incidents the cells hold together."""
        return int(self.n.sum())

    def of(self, kind: str) -> npt.NDArray[np.int64]:
        """Give the positions of the ``hot`` or ``cold`` cells, the surest first.

        Examples
        --------
        >>> from geo.hotspots import ask
        >>> from tests.worlds import two_squares
        >>> world = two_squares([(0.5, 0.5)])
        >>> hotspots(world, ask(world, [])).of("hot").tolist()
        []
        """
        mine = [i for i, k in enumerate(self.kind) if k.startswith(kind)]
        return np.array(sorted(mine, key=lambda i: (self.found.q[i], -abs(self.found.gi[i]))), np.int64)


def hotspots(snapshot: Snapshot, asked: Asked) -> HotSpots:
    """Look for hot and cold spots.

    Only land that the sources cover is looked at, and only incidents of complete sources are counted.

    Examples
    --------
    >>> from geo.hotspots import ask
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (0.5, 0.5), (1.5, 0.5), (9.0, 9.0)])
    >>> found = hotspots(world, ask(world, [("over", "regions")]))
    >>> found.n.tolist(), found.found.expected.tolist(), found.kind, found.excluded["uncovered"]
    ([2, 1], [1.5, 1.5], ['none', 'none'], 1)
    """
    fine = min(asked.query.precision, COARSEST, key=terms.PRECISIONS.index)
    query = replace(asked.query, precision=fine)
    about = tally(snapshot, query)
    mask, excluded = _counted(snapshot, about)
    where, years = about.regions.take(about.covered), about.exposure.years[about.covered]
    rows = snapshot.incidents.take(np.flatnonzero(mask))
    if asked.over == "regions" or not len(where):
        cells = Cells.of_regions(where, about.exposure.km2_years[about.covered])
        position = {id_: i for i, id_ in enumerate(cells.id)}
        all_ = snapshot.regions_at(query).id
        owner = snapshot.placement(query.level, query.epoch).owner[mask]
        home = np.array([position[all_[o]] for o in owner.tolist()], np.int64)
    else:
        lattice = Lattice.of(where, years, asked.hexagon_km)
        cells, home = lattice.cells, lattice.locate(rows.lon, rows.lat)
    n = np.bincount(home, minlength=len(cells))
    found = gi_star(n.astype(np.float64), cells.km2_years, cells.pairs)
    return HotSpots(
        asked=asked,
        tally=about,
        cells=cells,
        n=n,
        found=found,
        kind=[_kind(gi, q) for gi, q in zip(found.gi.tolist(), found.q.tolist(), strict=True)],
        total=int(mask.sum()) + sum(excluded.values()),
        excluded=excluded,
        by_precision={p: k for p in terms.accepted(fine) if (k := int((rows.precision == p).sum()))},
    )


def _kind(gi: float, q: float) -> str:
    sure = next((name for name, most in LEVELS.items() if q <= most), None)
    return "none" if sure is None else f"{'hot' if gi > 0 else 'cold'}-{sure}"


def _counted(snapshot: Snapshot, about: Tally) -> tuple[npt.NDArray[np.bool_], dict[str, int]]:
    """Select what the cells hold, and count what is left out; each incident for the first reason that holds."""
    query, regions = about.query, snapshot.regions_at(about.query)
    owner = snapshot.placement(query.level, query.epoch).owner
    open_ = np.isin(regions.id, about.regions.id[about.covered]) if len(about.regions) else np.zeros(len(regions), bool)
    asked = np.isin(regions.id, query.region) if query.region else np.ones(len(regions), dtype=np.bool_)
    placed = owner != NOWHERE
    fails = {
        "precision": ~amounts.counted(snapshot, query),
        "region": placed & ~asked[owner],
        "uncovered": ~placed | ~open_[owner],
        "source": ~amounts.measured(snapshot, query),
    }
    left, excluded = snapshot.matches(query), {}
    for reason, fail in fails.items():
        excluded[reason] = int((left & fail).sum())
        left = left & ~fail
    return left, excluded
