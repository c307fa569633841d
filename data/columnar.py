"""One GeoParquet file for each revision: derived from the store, each column read when it is asked for.

GeoParquet 1.1: a WKB point beside plain ``lon`` and ``lat`` columns, so that QGIS, DuckDB and pandas read it as it is.
"""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Self
from weakref import finalize

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.derived import FOLDER
from data.sources import own
from data.store.connection import StoreError
from data.store.schema import LIVE_AT
from geo.tables import COUNTS, Incidents

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from io import BufferedIOBase

    import numpy.typing as npt

    from data.derived import Derived
    from data.store import Revision
    from geo.columns import Numbers, Words

NAME = "incidents.parquet"
BATCH = 20_000  # rows
TOGETHER = 5_000
"""Rows that lie together in the file: a few incidents are read without all that lies between them."""
A_FEW = 1_000
"""So many rows are read without the rest of their columns, such as a page of a list of a million."""
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


COLUMNS = tuple(f.name for f in SCHEMA if f.name != "geometry")
WORDS = [f.name for f in SCHEMA if pa.types.is_string(f.type)]
MADE_BY = str(SCHEMA)
"""A file of other columns is not read."""


class Stored(Incidents):
    """Incidents whose columns stay in their file until they are asked for. The file may be removed meanwhile."""

    _file: pq.ParquetFile
    _lock: Lock

    @classmethod
    def within(cls, file: BufferedIOBase) -> Self:
        """Give those of an open file."""
        found = object.__new__(cls)
        opened = pq.ParquetFile(file, page_checksum_verification=True, read_dictionary=WORDS)
        vars(found).update(_file=opened, _lock=Lock())
        finalize(found, file.close)
        return found

    def __len__(self) -> int:
        return int(self._file.metadata.num_rows) if "_file" in vars(self) else super().__len__()

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        """Read a column; this is asked only for what is not there yet."""
        if name not in COLUMNS:
            raise AttributeError(name)
        found: npt.NDArray[Any] = vars(self).setdefault(name, _array(self._column(name)))
        return found

    def codes(self, name: str) -> tuple[list[str], npt.NDArray[np.integer[Any]]]:
        """Give the words of a column, each once, and for each row which of them it has; no row becomes an object."""
        words, codes = _codes(self._column(name)) if "_file" in vars(self) else super().codes(name)
        return [*words], codes

    def take(self, rows: npt.NDArray[Any]) -> Incidents:  # type: ignore[override]
        """Select rows; of a few, what is not in memory yet is read from the parts of the file that hold them."""
        at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        mine = vars(self)
        absent = [name for name in COLUMNS if name not in mine]
        if len(at) > A_FEW or not absent or "_file" not in mine:
            return super().take(at)
        read = self._some(absent, at)
        return Incidents(**{name: read[name] if name in read else mine[name][at] for name in COLUMNS})

    def _some(self, names: Sequence[str], at: npt.NDArray[np.integer[Any]]) -> dict[str, npt.NDArray[Any]]:
        """Read columns of some rows, in their order."""
        sizes = [self._file.metadata.row_group(i).num_rows for i in range(self._file.num_row_groups)]
        ends = np.cumsum(sizes)
        part, first = np.searchsorted(ends, at, side="right"), ends - sizes
        found: dict[str, npt.NDArray[Any]] = {}
        for one in np.unique(part):
            here = np.flatnonzero(part == one)
            table = self._reading(partial(self._file.read_row_group, int(one), columns=names))
            rows = table.take(pa.array(at[here] - first[one]))
            for name in names:
                column = _array(rows.column(name))
                found.setdefault(name, np.empty(len(at), column.dtype))[here] = column
        return found or {name: getattr(self, name)[at] for name in names}

    def _column(self, name: str) -> pa.ChunkedArray:
        return self._reading(partial(self._file.read, [name])).column(0)

    def _reading(self, read: Callable[[], pa.Table]) -> pa.Table:
        try:
            with self._lock:
                return read()
        except (OSError, pa.ArrowException):
            raise StoreError(f"{FOLDER}/: the file of the incidents can no longer be read; start again.") from None


def write(db: sqlite3.Connection, revision: Revision, files: Derived, flags: Words) -> None:
    """Write the file of a revision; see `Derived.put`.

    Parameters
    ----------
    flags : ndarray of str
        Of each row, in the order of `doubted`.
    """
    files.put(NAME, MADE_BY, lambda file: _write(db, revision, file, flags))


def _write(db: sqlite3.Connection, revision: Revision, file: BufferedIOBase, flags: Words) -> None:
    meta = {"geo": orjson.dumps(GEO), "sarhad:revision": revision.revision_digest}
    with pq.ParquetWriter(file, SCHEMA.with_metadata(meta), compression="zstd", write_page_checksum=True) as writer:
        at = 0
        for columns in _batches(db, revision.number, own.COLUMNS):
            count = len(columns["source"])
            writer.write_batch(_batch(columns, flags[at : at + count]), row_group_size=TOGETHER)
            at += count


def read(files: Derived) -> Stored | None:
    """Open the file of a revision; None if there is none that is whole."""
    file = files.open(NAME, MADE_BY)
    return Stored.within(file) if file else None


def content(found: Sequence[Sequence[Any]]) -> bytes:
    """Give rows in the order of `own.COLUMNS` as the content of a file of their own, without flags."""
    columns = dict(zip(own.COLUMNS, zip(*found, strict=True) if found else [()] * len(own.COLUMNS), strict=True))
    whole = pa.Table.from_batches([_batch(columns, np.full(len(found), "", dtype=object))]).drop_columns(["flags"])
    sink = pa.BufferOutputStream()
    pq.write_table(whole.replace_schema_metadata({"geo": orjson.dumps(GEO)}), sink, compression="zstd")
    return bytes(sink.getvalue())


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


def _array(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Give a column as NumPy holds it here: unknown numbers NaN, unknown days NaT, equal words one object.

    From the buffers: what Arrow offers for this imports pandas first, which takes a second. Words are made in several
    goes: in one, a million of them let no other thread run for a tenth of a second.
    """
    kind, whole = column.type, column.combine_chunks()
    if pa.types.is_date(kind):
        return _known(whole, np.int32, np.int64, np.iinfo(np.int64).min).view("datetime64[D]")
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return _known(whole, np.float64 if pa.types.is_floating(kind) else np.int64, np.float64, np.nan)
    words, codes = _codes(column)
    found = np.empty(len(codes), dtype=object)
    for at in range(0, len(codes), BATCH):
        found[at : at + BATCH] = words[codes[at : at + BATCH]]
    return found


def _codes(column: pa.ChunkedArray) -> tuple[Words, npt.NDArray[np.int32]]:
    whole = column.combine_chunks()
    coded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    words = np.empty(len(coded.dictionary), dtype=object)
    for at in range(
        0, len(words), BATCH
    ):  # a million words in one go would let nobody else run for a tenth of a second
        words[at : at + BATCH] = coded.dictionary[at : at + BATCH].to_pylist()
    return words, _known(coded.indices, np.int32, np.int32, 0)


def _known(array: pa.Array, held: type, wanted: type, unknown: float) -> npt.NDArray[Any]:
    """Give the values of an array of numbers, with a mark in the place of each null."""
    bits, values = array.buffers()
    found: npt.NDArray[Any] = np.frombuffer(values, held)[array.offset :][: len(array)].astype(wanted)
    if bits is not None and array.null_count:
        valid = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")[array.offset :][: len(array)]
        found[valid == 0] = unknown
    return found
