"""One GeoParquet file for each revision: derived from the store, read in one go, made anew when in doubt.

GeoParquet 1.1: a WKB point beside plain ``lon`` and ``lat`` columns, so that QGIS, DuckDB and pandas read it as it is.
"""

from __future__ import annotations

import contextlib
import os
from threading import get_ident
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.sources import own
from data.store.schema import LIVE_AT
from geo.tables import COUNTS, Incidents

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from data.store import Revision
    from geo.columns import Numbers, Words

FOLDER = "derived"
KEPT = 4
"""Files of the newest revisions that stay; any other can be made again."""
BATCH = 20_000  # rows
DAYS = ("date_start", "date_end")
DOUBTED = (
    *("source", "lon", "lat", "precision", "country", "region_name", "district_name", "place"),
    *("killed_low", "killed", "killed_high", "date_start"),
)
GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def _type(name: str) -> pa.DataType:
    if name in ("lon", "lat"):
        return pa.float64()
    return pa.int64() if name in (*COUNTS, "id") else pa.date32() if name in DAYS else pa.string()


FIELDS = [pa.field(name, _type(name)) for name in own.COLUMNS]
SCHEMA = pa.schema([*FIELDS, pa.field("flags", pa.string()), pa.field("geometry", pa.binary())])


def path_of(folder: Path, revision: Revision) -> Path:
    """Name the file of a revision."""
    return folder / FOLDER / f"{revision.number}-{revision.revision_digest[:16]}.parquet"


def write(db: sqlite3.Connection, revision: Revision, path: Path, flags: Words) -> None:
    """Write the rows of a revision beside the place and move the file there when it is whole.

    Parameters
    ----------
    flags : ndarray of str
        Of each row, in the order of `doubted`.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}.part")
    meta = {"geo": orjson.dumps(GEO), "sarhad:revision": revision.revision_digest}
    try:
        with (
            part.open("xb") as file,
            pq.ParquetWriter(file, SCHEMA.with_metadata(meta), compression="zstd", write_page_checksum=True) as writer,
        ):
            at = 0
            for columns in _batches(db, revision.number, own.COLUMNS):
                count = len(columns["source"])
                writer.write_batch(_batch(columns, flags[at : at + count]))
                at += count
        part.chmod(0o600)
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    _sweep(path.parent)


def content(found: Sequence[Sequence[Any]]) -> bytes:
    """Give rows in the order of `own.COLUMNS` as the content of a file of their own, without flags."""
    columns = dict(zip(own.COLUMNS, zip(*found, strict=True) if found else [()] * len(own.COLUMNS), strict=True))
    whole = pa.Table.from_batches([_batch(columns, np.full(len(found), "", dtype=object))]).drop_columns(["flags"])
    sink = pa.BufferOutputStream()
    pq.write_table(whole.replace_schema_metadata({"geo": orjson.dumps(GEO)}), sink, compression="zstd")
    return bytes(sink.getvalue())


def read(path: Path, revision: Revision) -> Incidents | None:
    """Read a file back; None if it is missing, damaged or another state's."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True, read_dictionary=_words()) as file:
            if (file.schema_arrow.metadata or {}).get(b"sarhad:revision") != revision.revision_digest.encode():
                return None
            table = file.read([f.name for f in SCHEMA if f.name != "geometry"])
    except (OSError, pa.ArrowException):
        return None
    return Incidents(**{name: _array(table.column(name)) for name in table.column_names})


def rows(db: sqlite3.Connection, revision: Revision, flags: Words) -> Incidents:
    """Give the rows of a revision without a file."""
    batches = [_batch(c, np.empty(len(c["source"]), dtype=object)) for c in _batches(db, revision.number, own.COLUMNS)]
    whole = pa.Table.from_batches(batches, SCHEMA)
    return Incidents(**{name: _array(whole.column(name)) for name in own.COLUMNS}, flags=flags)


def _batches(db: sqlite3.Connection, at: int, names: tuple[str, ...]) -> Iterator[dict[str, tuple[Any, ...]]]:
    """Give columns of the rows of a revision, ordered by source and id, some thousand rows at a time."""
    newest = at >= db.execute("SELECT coalesce(max(number), 0) FROM revisions").fetchone()[0]
    live = "rev_to IS NULL AND :at" if newest else LIVE_AT  # the first has an index in the order wanted
    query = f"SELECT {', '.join(names)} FROM incidents WHERE {live} ORDER BY source, source_id"
    cursor = db.execute(query, {"at": at})
    while found := cursor.fetchmany(BATCH):
        yield dict(zip(names, zip(*found, strict=True), strict=True))


def _batch(columns: Mapping[str, tuple[Any, ...]], flags: Words) -> pa.RecordBatch:
    arrays = [_typed(f.name, columns[f.name]) for f in FIELDS]
    lon, lat = (np.array(columns[n], dtype=np.float64) for n in ("lon", "lat"))
    return pa.record_batch([*arrays, pa.array(flags, pa.string()), _points(lon, lat)], schema=SCHEMA)


def _points(lon: Numbers, lat: Numbers) -> pa.Array:
    """Give points as well-known binary; null where no place is known."""
    points = np.empty(len(lon), dtype=[("order", "u1"), ("kind", "<u4"), ("lon", "<f8"), ("lat", "<f8")])
    points["order"] = points["kind"] = 1  # little-endian; a point
    points["lon"], points["lat"] = lon, lat
    whole = pa.Array.from_buffers(pa.binary(points.itemsize), len(points), [None, pa.py_buffer(points)])
    return pc.if_else(pa.array(np.isfinite(lon) & np.isfinite(lat)), whole, None).cast(pa.binary())


def doubted(db: sqlite3.Connection, at: int) -> dict[str, npt.NDArray[Any]]:
    """Give what a flagging needs of the rows of a revision, beside the store's own id of each."""
    parts: dict[str, list[pa.Array]] = {name: [] for name in ("id", *DOUBTED)}
    for columns in _batches(db, at, tuple(parts)):
        for name, found in parts.items():
            array = _typed(name, columns[name])
            found.append(array.dictionary_encode() if pa.types.is_string(array.type) else array)
    whole = {}
    for name in tuple(parts):  # each goes before the next one is made
        found = parts.pop(name)
        whole[name] = _array(pa.chunked_array(found, found[0].type if found else _type(name)))
    return whole


def _typed(name: str, values: tuple[Any, ...]) -> pa.Array:
    if name in DAYS:
        return pa.array([day or None for day in values], pa.string()).cast(pa.date32())
    return pa.array(values, _type(name))


def _words() -> list[str]:
    return [f.name for f in SCHEMA if pa.types.is_string(f.type)]


def _array(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Give a column as NumPy holds it here: unknown numbers NaN, unknown days NaT, equal words one object.

    From the buffers: what Arrow offers for this imports pandas first, which takes a second.
    """
    kind, whole = column.type, column.combine_chunks()
    if pa.types.is_date(kind):
        return _known(whole, np.int32, np.int64, np.iinfo(np.int64).min).view("datetime64[D]")
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return _known(whole, np.float64 if pa.types.is_floating(kind) else np.int64, np.float64, np.nan)
    coded = whole if pa.types.is_dictionary(kind) else whole.dictionary_encode()
    words: npt.NDArray[np.object_] = np.array(coded.dictionary.to_pylist(), dtype=object)
    return np.asarray(words[_known(coded.indices, np.int32, np.int32, 0)])


def _known(array: pa.Array, held: type, wanted: type, unknown: float) -> npt.NDArray[Any]:
    """Give the values of an array of numbers, with a mark in the place of each null."""
    bits, values = array.buffers()
    found: npt.NDArray[Any] = np.frombuffer(values, held)[array.offset :][: len(array)].astype(wanted)
    if bits is not None and array.null_count:
        valid = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")[array.offset :][: len(array)]
        found[valid == 0] = unknown
    return found


def _sweep(folder: Path) -> None:
    """Remove what only costs room: the files of old revisions."""
    numbered = sorted(folder.glob("[0-9]*.parquet"), key=lambda p: int(p.name.split("-")[0]))
    for old in numbered[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
