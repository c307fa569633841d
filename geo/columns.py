"""Columns in: what a mapping of lists, arrays or Series must look like before it becomes part of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import BadTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

Words: TypeAlias = npt.NDArray[np.object_]
Objects: TypeAlias = npt.NDArray[np.object_]
Numbers: TypeAlias = npt.NDArray[np.float64]
Dates: TypeAlias = npt.NDArray[np.datetime64]

WGS84_CODES = ("EPSG:4326", "OGC:CRS84")


def words(columns: Mapping[str, object], *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, Words]:
    """Take text columns; an absent optional one is empty throughout, as is a missing value."""
    return {name: _words(columns, name) for name in _present(columns, required, optional)}


def numbers(
    columns: Mapping[str, object], *, required: Sequence[str] = (), optional: Sequence[str] = ()
) -> dict[str, Numbers]:
    """Take number columns; what is empty is NaN."""
    return {name: _numbers(columns, name) for name in _present(columns, required, optional)}


def dates(
    columns: Mapping[str, object], *, required: Sequence[str] = (), optional: Sequence[str] = ()
) -> dict[str, Dates]:
    """Take columns of days (ISO text, dates or timestamps); what is empty is NaT."""
    return {name: _dates(columns, name) for name in _present(columns, required, optional)}


def shapes_of(columns: Mapping[str, object], name: str, *, kinds: Sequence[str]) -> Objects:
    """Take a geometry column of the given kinds, valid and in WGS 84."""
    crs = getattr(columns, "crs", None)
    if crs is not None and str(crs).upper() not in WGS84_CODES:
        raise BadTable(f"{name} is in {crs}; accepted: WGS 84 longitude and latitude ({', '.join(WGS84_CODES)})")
    _present(columns, (name,), ())
    shapes = np.asarray(columns[name], dtype=object)
    wrong = [s for s in shapes if getattr(s, "geom_type", type(s).__name__) not in kinds]
    if wrong:
        raise BadTable(f"{name} holds a {getattr(wrong[0], 'geom_type', type(wrong[0]).__name__)}; accepted: {', '.join(kinds)}")
    if not np.all(shapely.is_valid(shapes)):
        raise BadTable(f"{name}: {shapely.is_valid_reason(shapes[~shapely.is_valid(shapes)][0])}")
    return shapes


def checked(column: Words, name: str, accepted: Iterable[str]) -> None:
    """Refuse a word outside its vocabulary."""
    allowed = set(accepted)
    strange = [w for w in column if w not in allowed]
    if strange:
        raise BadTable(f"{name}: {strange[0]!r} is not known; accepted: {', '.join(sorted(a for a in allowed if a))}")


def frame_of(columns: Mapping[str, npt.NDArray[np.generic]]) -> pd.DataFrame | gpd.GeoDataFrame:
    """Give columns as a DataFrame, or as a GeoDataFrame where they hold a geometry or lon and lat."""
    # geopandas takes 1.5 s to import and a service that only answers JSON never needs it
    import geopandas as gpd
    import pandas as pd

    table = dict(columns)
    if "geometry" in table:
        return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)
    if "lon" in table and "lat" in table:
        return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)
    return pd.DataFrame(table)


def _present(columns: Mapping[str, object], required: Sequence[str], optional: Sequence[str]) -> tuple[str, ...]:
    missing = [name for name in required if name not in columns]
    if missing:
        raise BadTable(f"columns missing: {', '.join(missing)}; found: {', '.join(map(str, columns.keys())) or 'none'}")
    return (*required, *optional)


def _length(columns: Mapping[str, object]) -> int:
    return len(next(iter(columns[k] for k in columns.keys()), ()))  # type: ignore[call-overload, no-any-return]


def _words(columns: Mapping[str, object], name: str) -> Words:
    if name not in columns:
        return np.full(_length(columns), "", dtype=object)
    raw = np.asarray(columns[name], dtype=object)
    return np.array(["" if v is None or v != v else str(v) for v in raw], dtype=object)


def _numbers(columns: Mapping[str, object], name: str) -> Numbers:
    if name not in columns:
        return np.full(_length(columns), np.nan)
    raw = np.asarray(columns[name])
    try:
        if raw.dtype.kind in "OUS":
            raw = np.array([np.nan if v in (None, "") else float(v) for v in raw])
        return raw.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise BadTable(f"{name}: {error}") from None


def _dates(columns: Mapping[str, object], name: str) -> Dates:
    if name not in columns:
        return np.full(_length(columns), "NaT", dtype="datetime64[D]")
    raw = np.asarray(columns[name])
    try:
        if raw.dtype.kind in "OUS":
            raw = np.array(["NaT" if v is None or v == "" or v != v else str(v)[:10] for v in raw], dtype="datetime64[D]")
        return raw.astype("datetime64[D]")
    except ValueError as error:
        raise BadTable(f"{name}: {error}; accepted: YYYY-MM-DD") from None
