"""Parquet and GeoParquet, batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from data.formats import cells, shapes
from data.rows import Table, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.formats.shapes import Projection
    from data.rows import Line, Row

ROWS = 2_000  # unpacked at once


class Geometry(NamedTuple):
    """The column of the geometries; an empty name if there is none."""

    column: str = ""
    project: Projection | None = None


def read(file: BinaryIO, most: int) -> Table:
    """Read the rows of a file whose own count of them is at most ``most``.

    Raises
    ------
    ValueError
        It is damaged, has more rows, or its geometries are of another kind than WKB in an accepted system.
    """
    file.seek(0)
    try:
        opened = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"is damaged Parquet ({error})") from None
    if opened.metadata.num_rows > most:
        raise ValueError(f"has {opened.metadata.num_rows:,} rows; accepted: up to {most:,} (--limits rows=...)")
    geometry = _geometry((opened.metadata.metadata or {}).get(b"geo"))
    header = cells.names(opened.schema_arrow.names)
    names = [name for name in header if name != geometry.column]
    return Table("parquet", shapes.columns(names) if geometry.column else names, _lines(opened, header, geometry))


def _geometry(meta: bytes | None) -> Geometry:
    if meta is None:
        return Geometry()
    try:
        said = orjson.loads(meta)
        name = said["primary_column"]
        column = said["columns"][name]
        encoding, crs = column["encoding"], column.get("crs", {"id": {"authority": "OGC", "code": "CRS84"}})
        authority, code = crs["id"]["authority"], crs["id"]["code"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise ValueError("does not say in which system its coordinates are; accepted: GeoParquet 1.0 or 1.1") from None
    if encoding != "WKB":
        raise ValueError(f"its geometries are written as {str(encoding)[:40]!r}; accepted: WKB")
    if (authority, code) == ("OGC", "CRS84"):
        return Geometry(name)
    return Geometry(name, shapes.projection(code if authority == "EPSG" else f"{authority}:{code}"))


def _lines(opened: pq.ParquetFile, header: list[str], geometry: Geometry) -> Iterator[Line]:
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=ROWS):
            columns = dict(zip(header, (column.to_pylist() for column in batch.columns), strict=True))
            shape = columns.pop(geometry.column, [None] * batch.num_rows)
            for *values, wkb in zip(*columns.values(), shape, strict=True):
                number += 1
                yield number, _row(list(columns), values, wkb, geometry)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"is damaged Parquet ({error})") from None


def _row(header: list[str], values: list[object], wkb: object, geometry: Geometry) -> Row | Unfit:
    row = cells.row(header, values)
    if not geometry.column:
        return row
    try:
        return shapes.laid(row, shapes.read(wkb if isinstance(wkb, bytes) else None, geometry.project))
    except Unfit as error:
        return error
