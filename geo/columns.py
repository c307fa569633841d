"""Columns in: what a list, array or Series must look like before it becomes part of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

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
NOTHING = {"Words": "", "Numbers": np.nan, "Dates": np.datetime64("NaT", "D"), "Objects": None}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


def read_column(columns: Mapping[str, object], name: str, kind: str) -> npt.NDArray[Any]:
    """Read one column as Words, Numbers, Dates or Objects (geometries); an absent one is unknown throughout.

    Examples
    --------
    >>> read_column({"n": ["1", "", None]}, "n", "Numbers").tolist()
    [1.0, nan, nan]
    >>> read_column({"n": [1, 2]}, "day", "Dates").tolist()
    [None, None]
    """
    reader = {"Words": _words, "Numbers": _numbers, "Dates": _dates, "Objects": _shapes}[kind]
    first = next(iter(columns), None)
    shape = (0,) if first is None else np.asarray(columns[first], dtype=object).shape
    if len(shape) != 1:
        raise BadTable(f"{first} is not a column of values")
    length = shape[0]
    if name not in columns:
        return reader(np.full(length, NOTHING[kind], dtype=object))
    if kind == "Objects":
        _check_crs(getattr(columns, "crs", None))
    raw = np.asarray(columns[name], dtype=object)
    if raw.shape != (length,):
        raise BadTable(f"{name} has {len(raw)} values where the first column has {length}")
    try:
        return reader(raw)
    except (TypeError, ValueError) as error:
        raise BadTable(f"{name}: {error}") from None


def check_words(column: Words, name: str, accepted: Iterable[str]) -> None:
    """Refuse a word outside its vocabulary."""
    allowed = set(accepted)
    strange = sorted(set(column) - allowed)
    if strange:
        known = ", ".join(sorted(word for word in allowed if word))
        raise BadTable(f"{name}: {strange[0]!r} is not known; accepted: {known}")


def check_shapes(column: Objects, accepted: Sequence[str]) -> None:
    """Refuse a geometry of another kind."""
    strange = sorted({shape.geom_type for shape in column} - set(accepted))
    if strange:
        raise BadTable(f"geometry: {strange[0]} is not accepted; accepted: {', '.join(accepted)}")


def frame_of(columns: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame | gpd.GeoDataFrame:
    """Give columns as a DataFrame, or as a GeoDataFrame where they hold a geometry or lon and lat."""
    # geopandas takes 1.5 s to import, and a service that only answers JSON never needs it
    import geopandas as gpd
    import pandas as pd

    table = dict(columns)
    if "geometry" in table:
        return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)
    if "lon" in table and "lat" in table:
        known = np.isfinite(table["lon"]) & np.isfinite(table["lat"])
        places = np.full(len(known), shapely.Point(), dtype=object)
        places[known] = shapely.points(table["lon"][known], table["lat"][known])
        return gpd.GeoDataFrame(table, geometry=places, crs=4326)
    return pd.DataFrame(table)


def _empty(value: object) -> bool:
    """Tell None, empty text, and the NaN, NaT and NA of NumPy and pandas: the values that do not equal themselves."""
    try:
        return value is None or value == "" or bool(value != value)  # noqa: PLR0124
    except TypeError:  # pandas.NA is neither equal nor unequal
        return True


def _words(raw: Objects) -> Words:
    return np.array(["" if _empty(v) else str(v) for v in raw], dtype=object)


def _numbers(raw: Objects) -> Numbers:
    found = np.array([np.nan if _empty(v) else float(v) for v in raw], dtype=np.float64)
    if np.any(np.isinf(found)):
        raise ValueError(f"{raw[np.isinf(found)][0]!r} is not finite")
    return found


def _dates(raw: Objects) -> Dates:
    days = ["NaT" if _empty(v) else str(v) for v in raw]
    wrong = [d for d in days if d != "NaT" and not DAY.match(d)]  # NumPy would read "today" off the clock
    if wrong:
        raise ValueError(f"{wrong[0]!r} is not a day; accepted: YYYY-MM-DD, with or without a time")
    return np.array([d[:10] for d in days], dtype="datetime64[D]")


def _shapes(raw: Objects) -> Objects:
    strange = [type(shape).__name__ for shape in raw if not isinstance(shape, shapely.Geometry)]
    if strange:
        raise ValueError(f"holds a {strange[0]}; accepted: shapely geometries")
    broken = raw[~shapely.is_valid(raw)] if len(raw) else raw
    if len(broken):
        raise ValueError(str(shapely.is_valid_reason(broken[0])))
    return raw


def _check_crs(crs: object) -> None:
    if crs is not None and str(crs).upper() not in WGS84_CODES:
        raise BadTable(f"geometry is in {crs}; accepted: WGS 84 longitude and latitude ({', '.join(WGS84_CODES)})")
