"""The tables: columns checked once on entry and trusted from then on.

A table is a frozen set of equally long NumPy columns. ``X.of(columns)`` takes any mapping of columns (a dict of
lists, a DataFrame, a GeoDataFrame) and checks it; ``x.frame()`` gives a (Geo)DataFrame back for a notebook. Unknown
numbers are NaN, unknown dates NaT, unknown words the empty string: nothing unknown is ever zero. Coordinates are
WGS 84 longitude and latitude in degrees (OGC:CRS84).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

import numpy as np

from geo.columns import Dates, Numbers, Objects, Words, shapes_of, checked, dates, frame_of, numbers, words
from geo.errors import BadTable
from geo.terms import ATTRIBUTIONS, DATE_PRECISIONS, KINDS, LEVELS, PRECISIONS, SITE_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Table:
    """Equally long columns; subclasses name them."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Self:
        """Select rows by a mask or by positions, in that order."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def columns(self) -> dict[str, Words | Numbers | Dates | Objects]:
        """Give the columns by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def frame(self) -> pd.DataFrame | gpd.GeoDataFrame:
        """Give the table as a DataFrame, or a GeoDataFrame (EPSG:4326) where it has places."""
        return frame_of(self.columns())


@dataclass(frozen=True, eq=False)
class Regions(Table):
    """Areas that figures are computed for, one row per region and period of validity.

    ``valid_from`` and ``valid_to`` (exclusive) are NaT where a region was always, or is still, as drawn. ``focus``
    ranks the regions that a first view shows (NaN: not one of them). ``area_km2`` is geodesic on WGS 84.
    """

    id: Words
    level: Words
    name: Words
    name_fa: Words
    name_ur: Words
    country: Words
    parent: Words
    area_km2: Numbers
    focus: Numbers
    valid_from: Dates
    valid_to: Dates
    geometry: Objects

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table, sorted by id: on a shared edge the lowest id wins.

        Raises
        ------
        BadTable
            A needed column is missing, an id repeats within one period, an area is not positive, or a geometry is
            neither Polygon nor MultiPolygon, or is invalid.
        """
        table = cls(
            **words(columns, required=("id", "level", "name", "country")),
            **words(columns, optional=("name_fa", "name_ur", "parent")),
            **numbers(columns, required=("area_km2",), optional=("focus",)),
            **dates(columns, optional=("valid_from", "valid_to")),
            geometry=shapes_of(columns, "geometry", kinds=("Polygon", "MultiPolygon")),
        )
        checked(table.level, "level", LEVELS)
        if np.any(~(table.area_km2 > 0)):
            raise BadTable(f"area_km2 must be positive; region {table.id[~(table.area_km2 > 0)][0]} has not")
        keys = list(zip(table.id, table.level, table.valid_to.astype(str), strict=True))
        if len(set(keys)) < len(keys):
            raise BadTable("two regions have the same id, level and valid_to")
        return table.take(np.lexsort((table.valid_to, table.id)))

    def at(self, level: str, epoch: str) -> Self:
        """Select one complete set: as regions are ``now``, or as they were before any change (``then``)."""
        valid = np.isnat(self.valid_to) if epoch == "now" else np.isnat(self.valid_from)
        return self.take((self.level == level) & valid)


@dataclass(frozen=True, eq=False)
class Borders(Table):
    """Lines between two countries; ``length_km`` is geodesic on WGS 84."""

    id: Words
    name: Words
    length_km: Numbers
    geometry: Objects

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table."""
        return cls(
            **words(columns, required=("id", "name")),
            **numbers(columns, required=("length_km",)),
            geometry=shapes_of(columns, "geometry", kinds=("LineString", "MultiLineString")),
        )


@dataclass(frozen=True, eq=False)
class Populations(Table):
    """Census counts: region, year, n. What is absent is unknown, never zero."""

    region: Words
    year: Numbers
    n: Numbers
    valid_to: Dates

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table."""
        return cls(
            **words(columns, required=("region",)),
            **numbers(columns, required=("year", "n")),
            **dates(columns, optional=("valid_to",)),
        )


@dataclass(frozen=True, eq=False)
class Incidents(Table):
    """Reported events, one row each; see the README for the meaning of each column.

    The estimates of the killed are kept as given: in 200 of 6,416 rows of UCDP the best one lies outside low and high.
    ``perpetrators`` holds vocabulary ids joined by ``|``. The ``*_given`` columns keep the provider's own words.
    """

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
    notes: Words
    urls: Words
    same_as: Words
    kind_given: Words
    perpetrators_given: Words
    tactic_given: Words
    target_given: Words

    REQUIRED = ("source", "source_id", "date_start", "lon", "lat", "precision", "kind")

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table; see ``REQUIRED`` for the columns that must be there.

        Raises
        ------
        BadTable
            A needed column is missing, a coordinate is off the globe, a word is outside its vocabulary, a date runs
            backwards, a count is negative, or a ``source_id`` repeats within its source. The message names the row's id.
        """
        text = tuple(f.name for f in fields(cls) if f.type == "Words" and f.name not in cls.REQUIRED)
        table = cls(
            **words(columns, required=("source", "source_id", "precision", "kind")),
            **words(columns, optional=text),
            **numbers(columns, required=("lon", "lat"), optional=COUNTS),
            **dates(columns, required=("date_start",), optional=("date_end",)),
        )
        _check_words(table)
        _check_order(table)
        return table


COUNTS = ("killed_low", "killed", "killed_high", "attackers_killed", "injured")


def _check_words(table: Incidents) -> None:
    checked(table.precision, "precision", PRECISIONS)
    checked(table.kind, "kind", KINDS)
    checked(table.date_precision, "date_precision", (*DATE_PRECISIONS, ""))
    checked(table.attribution, "attribution", (*ATTRIBUTIONS, ""))
    keys = [f"{s}:{i}" for s, i in zip(table.source, table.source_id, strict=True)]
    if len(set(keys)) < len(keys):
        seen: set[str] = set()
        twice = next(k for k in keys if k in seen or seen.add(k))
        raise BadTable(f"two incidents have the id {twice}")


def _check_order(table: Incidents) -> None:
    rules = {
        "lat must lie in -90..90": np.abs(table.lat) > 90,
        "lon must lie in -180..180": np.abs(table.lon) > 180,
        "date_start is missing": np.isnat(table.date_start),
        "date_end is before date_start": table.date_end < table.date_start,
        "a count is negative": np.any([getattr(table, c) < 0 for c in COUNTS], axis=0),
    }
    for rule, broken in rules.items():
        if np.any(broken):
            raise BadTable(f"incident {table.source_id[broken][0]!r}: {rule}")


@dataclass(frozen=True, eq=False)
class Sites(Table):
    """Places overlaid on a map and never counted: known operations across a border, each with its incident."""

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

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Self:
        """Check columns and make the table."""
        needed = ("id", "name", "from_country", "to_country", "status", "precision")
        table = cls(
            **words(columns, required=needed),
            **words(columns, optional=("actor", "actor_name", "date_precision", "incident", "note")),
            **numbers(columns, required=("lon", "lat")),
            **dates(columns, optional=("date",)),
        )
        checked(table.status, "status", SITE_STATUSES)
        checked(table.precision, "precision", PRECISIONS)
        return table
