"""The tables: columns checked once on entry and trusted from then on.

A table is a frozen set of equally long NumPy columns. ``X.of(columns)`` takes any mapping of columns (a dict of
lists, a DataFrame, a GeoDataFrame) and checks it; ``x.frame()`` gives a (Geo)DataFrame back for a notebook.
Unknown numbers are NaN, unknown dates NaT, unknown words the empty string: nothing unknown is ever zero.
Coordinates are WGS 84 longitude and latitude in degrees (OGC:CRS84).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from geo.columns import Dates, Numbers, Objects, Words, check_shapes, check_words, frame_of, read_column
from geo.errors import BadTable
from geo.names import coded
from geo.terms import ATTRIBUTIONS, DATE_PRECISIONS, KINDS, LEVELS, PRECISIONS, SITE_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Table:
    """Equally long columns. A subclass names them, says which must be there, and checks what they hold."""

    REQUIRED: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table; an absent column that is not required is unknown throughout.

        Raises
        ------
        BadTable
            A required column is missing, or a value breaks a rule of the table; the message names both.
        """
        missing = [name for name in cls.REQUIRED if name not in columns]
        if missing:
            found = ", ".join(map(str, columns)) or "none"
            raise BadTable(f"columns missing: {', '.join(missing)}; found: {found}")
        read: dict[str, Any] = {f.name: read_column(columns, f.name, str(f.type)) for f in fields(cls)}
        table = cls(**read)
        table.check()
        return table

    def check(self) -> None:
        """Refuse values that break a rule of the table."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Self:
        """Select rows by a mask or by positions, in that order."""
        return type(self)(**{name: column[rows] for name, column in self.columns().items()})

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Give the columns by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def codes(self, name: str) -> tuple[list[str], npt.NDArray[np.integer[Any]]]:
        """Give the words of a column, each once, and for each row which of them it has."""
        return coded(getattr(self, name), len(self))

    def frame(self) -> pd.DataFrame | gpd.GeoDataFrame:
        """Give the table as a DataFrame, or a GeoDataFrame (EPSG:4326) where it has places."""
        return frame_of(self.columns())


def _repeated(keys: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Give the first key that stands twice."""
    seen: set[tuple[str, str]] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None


@dataclass(frozen=True, eq=False)
class Regions(Table):
    """Areas that figures are computed for, one row per region and period of validity, sorted by id.

    ``valid_from`` and ``valid_to`` (exclusive) are NaT where a region was always, or is still, as drawn. ``focus``
    ranks the regions that a first view shows (NaN: not one of them). ``pcode`` is the code that humanitarian maps
    have for it. ``area_km2`` is geodesic on WGS 84. The lowest id owns a shared edge, hence the order.
    """

    REQUIRED: ClassVar = ("id", "level", "name", "country", "area_km2", "geometry")

    id: Words
    level: Words
    name: Words
    name_fa: Words
    name_ur: Words
    pcode: Words
    country: Words
    parent: Words
    area_km2: Numbers
    focus: Numbers
    valid_from: Dates
    valid_to: Dates
    geometry: Objects

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table, sorted by id; see `Table.of`."""
        table = super().of(columns)
        return table.take(np.lexsort((table.valid_to, table.id)))

    def check(self) -> None:
        """Refuse an unknown level, an area that is not positive, and an id that repeats within one period."""
        check_words(self.level, "level", LEVELS)
        flat = ~(self.area_km2 > 0)
        if np.any(flat):
            raise BadTable(f"area_km2 must be positive; region {self.id[flat][0]} has {self.area_km2[flat][0]}")
        check_shapes(self.geometry, ("Polygon", "MultiPolygon"))
        for period, valid in (("valid_to", np.isnat(self.valid_to)), ("valid_from", np.isnat(self.valid_from))):
            twice = _repeated(zip(self.id[valid], self.level[valid], strict=True))
            if twice:
                raise BadTable(f"two regions have the same id, level and {period}: {twice[0]} of level {twice[1]}")

    def at(self, level: str, epoch: str) -> Self:
        """Select one complete set: as regions are ``now``, or as they were before any change (``then``)."""
        valid = np.isnat(self.valid_to) if epoch == "now" else np.isnat(self.valid_from)
        return self.take((self.level == level) & valid)


@dataclass(frozen=True, eq=False)
class Borders(Table):
    """Lines between two countries; ``length_km`` is geodesic on WGS 84."""

    REQUIRED: ClassVar = ("id", "name", "length_km", "geometry")

    id: Words
    name: Words
    length_km: Numbers
    geometry: Objects

    def check(self) -> None:
        """Refuse what is not a line."""
        check_shapes(self.geometry, ("LineString", "MultiLineString"))


@dataclass(frozen=True, eq=False)
class Populations(Table):
    """Census counts: region, year, n. What is absent is unknown, never zero.

    ``valid_to`` is the day on which the counted region ceased to be as it was counted; NaT if it still is.
    """

    REQUIRED: ClassVar = ("region", "year", "n")

    region: Words
    year: Numbers
    n: Numbers
    valid_to: Dates


MOST_PEOPLE = 2_000_000_000
"""A count of more is a mistake; the sums of a region may go beyond."""
COUNTS = ("killed_low", "killed", "killed_high", "attackers_killed", "injured")


@dataclass(frozen=True, eq=False)
class Incidents(Table):
    """Reported events, one row each; the README gives the meaning of each column.

    The estimates of the killed are kept as given: in 200 of 6,416 rows of UCDP the best one lies outside low and
    high. ``perpetrators`` holds vocabulary ids joined by ``|``, ``urls`` addresses joined by spaces. The ``*_given``
    columns keep the provider's own words; ``flags`` is what looks doubtful about a row, see `geo.quality`.
    """

    REQUIRED: ClassVar = ("source", "source_id", "date_start", "lon", "lat", "precision", "kind")

    source: Words
    source_id: Words
    date_start: Dates
    date_end: Dates
    date_precision: Words
    lon: Numbers
    lat: Numbers
    precision: Words
    kind: Words
    target: Words
    perpetrators: Words
    attribution: Words
    tactic: Words
    killed_low: Numbers
    killed: Numbers
    killed_high: Numbers
    attackers_killed: Numbers
    injured: Numbers
    place: Words
    country: Words
    region_name: Words
    district_name: Words
    notes: Words
    urls: Words
    same_as: Words
    kind_given: Words
    perpetrators_given: Words
    tactic_given: Words
    target_given: Words
    flags: Words

    def check(self) -> None:
        """Refuse a word outside its vocabulary, an id that repeats within its source, and impossible values."""
        check_words(self.precision, "precision", PRECISIONS)
        check_words(self.kind, "kind", KINDS)
        check_words(self.date_precision, "date_precision", (*DATE_PRECISIONS, ""))
        check_words(self.attribution, "attribution", (*ATTRIBUTIONS, ""))
        twice = _repeated(zip(self.source, self.source_id, strict=True))
        if twice:
            raise BadTable(f"two incidents have the id {':'.join(twice)}")
        rules = {
            "lat must lie in -90..90": np.abs(self.lat) > 90,  # noqa: PLR2004 the globe
            "lon must lie in -180..180": np.abs(self.lon) > 180,  # noqa: PLR2004
            "date_start is missing": np.isnat(self.date_start),
            "date_end is before date_start": self.date_end < self.date_start,
            "a count is negative": np.any([getattr(self, c) < 0 for c in COUNTS], axis=0),
            "a count is of too many people": np.any([getattr(self, c) > MOST_PEOPLE for c in COUNTS], axis=0),
            "a count is not a whole number": np.any([np.modf(getattr(self, c))[0] > 0 for c in COUNTS], axis=0),
        }
        for rule, broken in rules.items():
            if np.any(broken):
                where = f"{self.source[broken][0]}:{self.source_id[broken][0]}"
                raise BadTable(f"incident {where!r}: {rule}")


@dataclass(frozen=True, eq=False)
class Sites(Table):
    """Places overlaid on a map and never counted: known operations across a border, each with its incident."""

    REQUIRED: ClassVar = ("id", "name", "from_country", "to_country", "status", "precision", "lon", "lat")

    id: Words
    name: Words
    actor: Words
    actor_name: Words
    from_country: Words
    to_country: Words
    status: Words
    date: Dates
    date_precision: Words
    precision: Words
    lon: Numbers
    lat: Numbers
    incident: Words
    note: Words

    def check(self) -> None:
        """Refuse a word outside its vocabulary."""
        check_words(self.status, "status", SITE_STATUSES)
        check_words(self.precision, "precision", PRECISIONS)
