"""Everything public at one revision, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from geo.placement import Placement, place
from geo.query import Accepted, Query, parse
from geo.shelf import no_shelf
from geo.terms import EPOCHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy.typing as npt

    from geo.coverage import Source
    from geo.shelf import Shelf
    from geo.tables import Borders, Incidents, Populations, Regions, Sites


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """Regions, borders, sources, incidents and sites at one numbered, hashed state.

    Attributes
    ----------
    revision : int
        Its number.
    digest : str
        Hexadecimal name of the state: the same for the same rows and reference data, whatever their order.
    names : mapping of str to str
        Display names of groups, tactics and targets by id.
    shelf : Shelf
        Keeps what is worked out of this state from one start to the next.
    """

    revision: int
    digest: str
    regions: Regions
    borders: Borders
    populations: Populations
    sources: Mapping[str, Source]
    default_source: str
    incidents: Incidents
    sites: Sites
    names: Mapping[str, str]
    shelf: Shelf = no_shelf
    _kept: dict[tuple[str, ...], object] = field(init=False, default_factory=dict, repr=False)

    def regions_at(self, query: Query) -> Regions:
        """Give the complete set of regions that a question is about."""
        return self.regions.at(query.level, query.epoch)

    def placement(self, level: str, epoch: str) -> Placement:
        """Place every incident in one set of regions."""
        at = self.regions.at
        return self.once(("placement", level, epoch), lambda: place(self.incidents, at(level, epoch), at(level, "now")))

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Work out a value that depends on this revision and the key alone, and keep it."""
        if key not in self._kept:  # two threads may both work it out: the same value, so no lock
            self._kept[key] = make()
        return cast("T", self._kept[key])

    def accepted(self) -> Accepted:
        """Give the open vocabularies that a question may use."""
        return self.once(("accepted",), self._accepted)

    def _accepted(self) -> Accepted:
        levels = sorted(set(self.regions.level))
        sets = {(lv, epoch): tuple(self.regions.at(lv, epoch).id) for lv in levels for epoch in EPOCHS}
        return Accepted(
            regions=sets,
            sources=self.sources,
            default_source=self.default_source,
            revision=self.revision,
            parts=self._parts(),
            groups=tuple(sorted({g for p in set(self.incidents.perpetrators) for g in p.split("|") if g})),
            tactics=tuple(sorted(set(self.incidents.tactic) - {""})),
            targets=tuple(sorted(set(self.incidents.target) - {""})),
        )

    def _parts(self) -> dict[str, tuple[str, ...]]:
        districts = self.regions.at("district", "now")
        return {p: tuple(districts.id[districts.parent == p]) for p in dict.fromkeys(districts.parent) if p}

    def ask(self, pairs: Iterable[tuple[str, str]]) -> Query:
        """Parse a question against what this revision knows; see `geo.query.parse`."""
        return parse(pairs, self.accepted())

    def matches(self, query: Query, *, apart_from: str = "") -> npt.NDArray[np.bool_]:
        """Select the incidents that match every filter but ``precision`` and ``region``.

        Parameters
        ----------
        query : Query
        apart_from : str
            Leave out one more filter, by its parameter's name: what the other values of it would give.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        rows, first, last = self.incidents, np.datetime64(query.start), np.datetime64(query.end)
        tests: dict[str, Callable[[], npt.NDArray[np.bool_]]] = {
            "source": lambda: np.isin(rows.source, query.source),
            "period": lambda: (rows.date_start >= first) & (rows.date_start <= last),
            "kind": lambda: np.isin(rows.kind, query.kind),
            "group": lambda: any_of(rows.perpetrators, query.group),
            "tactic": lambda: np.isin(rows.tactic, query.tactic),
            "target": lambda: np.isin(rows.target, query.target),
        }
        mask = np.ones(len(rows), dtype=np.bool_)
        for name, test in tests.items():
            if name != apart_from and (name == "period" or getattr(query, name)):
                mask &= test()
        return mask


def any_of(sets: npt.NDArray[np.object_], wanted: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Tell which ``|``-joined sets hold at least one wanted id: an incident of two groups counts once.

    Examples
    --------
    >>> any_of(np.array(["A|B", "B", "", "AB"], dtype=object), ("A",)).tolist()
    [True, False, False, False]
    """
    hit = {s: not set(wanted).isdisjoint(s.split("|")) for s in set(sets)}
    return np.array([hit[s] for s in sets], dtype=np.bool_)
