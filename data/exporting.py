"""The stored rows as a file that can be imported again and is the same: CSV, GeoJSON, GeoPackage or GeoParquet."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson

from data import columnar, registry
from data.files import UnwritableFile, write
from data.snapshots import resolved
from data.sources import own
from data.store.schema import LIVE_AT
from geo.errors import BadQuery
from geo.tables import COUNTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from data.store import Store
    from data.store.draft import Values


def export(store: Store, path: Path, *, version: str = "latest", source: str = "") -> int:
    """Write the incidents of a version, of one source or all, in the form that the file's extension names.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    BadQuery
        The extension or the source is not known.
    UnwritableFile
        The file cannot be written there.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise BadQuery.unknown("extension", form, FORMS)
    with store.reading() as db:
        asked = resolved(db, version)
        held = registry.records(db, asked.number)
        if source and source not in held:
            raise BadQuery.unknown("source", source, held)
        only = "AND source = :source" if source else ""
        query = f"SELECT {', '.join(own.COLUMNS)} FROM incidents WHERE {LIVE_AT} {only} ORDER BY source, source_id"
        rows: list[Values] = db.execute(
            query, {"at": asked.number, "source": source} if source else {"at": asked.number}
        ).fetchall()
    FORMS[form](rows, path)
    return len(rows)


def _csv(rows: Sequence[Values], path: Path) -> None:
    cells = ({n: "" if v is None else str(v) for n, v in zip(own.COLUMNS, row, strict=True)} for row in rows)
    write(path, own.write(cells).encode())


def _geojson(rows: Sequence[Values], path: Path) -> None:
    features = [_feature(dict(zip(own.COLUMNS, row, strict=True))) for row in rows]
    write(path, orjson.dumps({"type": "FeatureCollection", "features": features}))


def _feature(row: dict[str, Any]) -> dict[str, object]:
    place = [row["lon"], row["lat"]]
    point = None if None in place else {"type": "Point", "coordinates": place}
    return {"type": "Feature", "geometry": point, "properties": row}


def _parquet(rows: Sequence[Values], path: Path) -> None:
    write(path, columnar.content(rows))


def _gpkg(rows: Sequence[Values], path: Path) -> None:
    """GDAL writes a GeoPackage in place: beside the target first, as every file here."""
    import geopandas as gpd
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(own.COLUMNS)).astype(dict.fromkeys(COUNTS, "Int64"))
    places = gpd.points_from_xy(frame["lon"], frame["lat"])
    part = path.with_name(f".sarhad.{os.getpid()}.gpkg")
    try:
        gpd.GeoDataFrame(frame, geometry=places, crs=4326).to_file(part, layer="incidents", driver="GPKG")
        part.replace(path)
    except (OSError, RuntimeError) as error:  # RuntimeError is GDAL's
        raise UnwritableFile(f"{path}: cannot be written ({getattr(error, 'strerror', error)})") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


FORMS: dict[str, Callable[[Sequence[Values], Path], None]] = {
    ".csv": _csv,
    ".geojson": _geojson,
    ".gpkg": _gpkg,
    ".parquet": _parquet,
}
