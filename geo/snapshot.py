"""Everything public at one revision, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Self, TypeVar, cast

import numpy as np

from geo.cube import Cube, Parts, pick
from geo.locate import RegionIndex
from geo.native import kernels
from geo.placement import Indexed, Placement, place
from geo.places import Places
from geo.query import Accepted, Query, parse
from geo.records import Records
from geo.selection import days, wanted
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
    shelf: Shelf = field(init=False, default_factory=lambda: no_shelf)
    _kept: dict[tuple[str, ...], object] = field(init=False, default_factory=dict, repr=False)
    _making: dict[tuple[str, ...], Lock] = field(init=False, default_factory=dict, repr=False)

    def on(self, shelf: Shelf) -> Self:
        """Keep what is worked out of it on a shelf, which nothing made of it by `dataclasses.replace` then shares."""
        object.__setattr__(self, "shelf", shelf)
        return self

    def regions_at(self, query: Query) -> Regions:
        """Give the complete set of regions that a question is about."""
        return self.set_of(query.level, query.epoch)

    def set_of(self, level: str, epoch: str) -> Regions:
        """Give one complete set of regions."""
        return self.once(("regions", level, epoch), lambda: self.regions.at(level, epoch))

    def indexed(self, level: str, epoch: str) -> Indexed:
        """Give one complete set of regions with its index."""
        regions = self.set_of(level, epoch)
        make = lambda: RegionIndex.build(regions.geometry).arrays()  # noqa: E731
        kept = lambda: RegionIndex.of(self.shelf(f"index-{level}-{epoch}", make))  # noqa: E731
        return Indexed(regions, self.once(("index", level, epoch), kept))

    @property
    def records(self) -> Records:
        """The incidents, coded and sorted by day."""
        make = lambda: Records.kept(self.shelf("records", lambda: Records.of(self.incidents).arrays()))  # noqa: E731
        return self.once(("records",), make)

    def placement(self, level: str, epoch: str) -> Placement:
        """Place every incident in one set of regions."""
        make = lambda: vars(place(self.incidents, self.indexed(level, epoch), self.indexed(level, "now")))  # noqa: E731
        return self.once(
            ("placement", level, epoch), lambda: Placement(**self.shelf(f"placement-{level}-{epoch}", make))
        )

    def places(self, level: str, epoch: str) -> Places:
        """Give the places where incidents count, in one set of regions and outside it."""
        ids = self.set_of(level, epoch).id
        make = lambda: Places.of(self.placement(level, epoch), ids, self.incidents.region_name).arrays()  # noqa: E731
        return self.once(("places", level, epoch), lambda: Places.kept(self.shelf(f"places-{level}-{epoch}", make)))

    def cube(self, level: str, epoch: str) -> Cube:
        """Give all sums over one set of regions."""
        return self.once(("cube", level, epoch), lambda: self._cube(level, epoch))

    def whole(self, level: str, epoch: str) -> Cube:
        """Give all sums over two places: one set of regions together, and what lies outside of them."""
        return self.once(("whole", level, epoch), lambda: self._whole(level, epoch))

    def _whole(self, level: str, epoch: str) -> Cube:
        by_region = self.cube(level, epoch)
        outside = by_region.place >= self.places(level, epoch).regions
        return replace(by_region, place=outside.astype(np.int32), places=2, name=(level, epoch, "whole"))

    def _cube(self, level: str, epoch: str) -> Cube:
        records, places = self.records, self.places(level, epoch)
        return Cube(
            records=records,
            place=places.place[records.row],
            places=len(places),
            parts=self.once(("parts",), Parts),
            name=(level, epoch),
        )

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Work out a value that depends on this revision and the key alone, and keep it."""
        if key not in self._kept:
            with self._making.setdefault(key, Lock()):  # what one thread works out, the others wait for
                if key not in self._kept:
                    self._kept[key] = make()
        return cast("T", self._kept[key])

    def accepted(self) -> Accepted:
        """Give the open vocabularies that a question may use."""
        return self.once(("accepted",), self._accepted)

    def _accepted(self) -> Accepted:
        levels, words = sorted(set(self.regions.level)), self.records.words
        sets = {(lv, epoch): tuple(self.set_of(lv, epoch).id) for lv in levels for epoch in EPOCHS}
        return Accepted(
            regions=sets,
            sources=self.sources,
            default_source=self.default_source,
            revision=self.revision,
            parts=self._parts(),
            groups=tuple(sorted({g for joined in words["perpetrators"] for g in joined.split("|") if g})),
            tactics=tuple(word for word in words["tactic"] if word),
            targets=tuple(word for word in words["target"] if word),
        )

    def _parts(self) -> dict[str, tuple[str, ...]]:
        districts = self.set_of("district", "now")
        return {p: tuple(districts.id[districts.parent == p]) for p in dict.fromkeys(districts.parent) if p}

    def ask(self, pairs: Iterable[tuple[str, str]]) -> Query:
        """Parse a question against what this revision knows; see `geo.query.parse`."""
        return parse(pairs, self.accepted())

    def matches(self, query: Query, *, apart_from: str = "", graded: bool = False) -> npt.NDArray[np.bool_]:
        """Select the incidents that match every filter but ``region``.

        Parameters
        ----------
        query : Query
        apart_from : str
            Leave out one filter, by its parameter's name: what the other values of it would give.
        graded : bool
            Hold them to the precision that is asked for.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        found = self.found(query, apart_from=apart_from, graded=graded)
        mask = np.zeros(len(self.records), dtype=np.bool_)
        mask[self.records.row[found]] = True
        return mask

    def found(self, query: Query, *, apart_from: str = "", graded: bool = False) -> npt.NDArray[np.int32]:
        """Give the positions of the same incidents among the records, in order."""
        records = self.records
        chosen = pick(records, wanted(records, query, apart_from=apart_from, graded=graded), {})
        first, last = (0, len(records)) if apart_from == "period" else records.begins(days(query))
        found = np.empty(last - first, np.int32)
        columns = (records.code, records.actors, chosen.part, chosen.offset)
        n = kernels("cube").matching(first, last, *columns, found)
        return found[:n]
