"""GeoPackage: one real table of features, read by SQLite from memory; nothing that is stored in it is run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from data.formats import cells, shapes
from data.rows import Table, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.formats.shapes import Projection
    from data.rows import Line, Row

FEATURES = """
SELECT contents.table_name, geometry.column_name, systems.organization, systems.organization_coordsys_id
FROM gpkg_contents AS contents
LEFT JOIN gpkg_geometry_columns AS geometry ON geometry.table_name = contents.table_name
LEFT JOIN gpkg_spatial_ref_sys AS systems ON systems.srs_id = geometry.srs_id
WHERE contents.data_type IN ('features', 'attributes')
ORDER BY contents.table_name
"""
ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
"""What SQL may do here: no function, view with recursion, virtual table or writing."""
VERSIONS = slice(18, 20)  # of the header of a database: 2 means that a log beside it is read, which there is not
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of the box before the WKB, by its kind."""
HEAD = 8


class Layer(NamedTuple):
    """A table of features."""

    table: str
    geometry: str
    project: Projection | None


def read(file: BinaryIO, layer: str = "") -> Table:
    """Read one table of a GeoPackage.

    Parameters
    ----------
    file : binary file
    layer : str
        The table; empty for the only one.

    Raises
    ------
    ValueError
        It is damaged, has no such table, or its coordinates are in a system that is not accepted.
    """
    try:
        db = _opened(file)
        found = _layer(db, layer)
        quoted = found.table.replace('"', '""')
        rows = db.execute(f'SELECT * FROM "{quoted}"')
    except sqlite3.Error as error:
        raise ValueError(f"is not a GeoPackage that can be read ({error})") from None
    header = cells.names([column[0] for column in rows.description])
    at = header.index(found.geometry) if found.geometry in header else None
    names = [name for i, name in enumerate(header) if i != at]
    return Table("gpkg", shapes.columns(names), _lines(rows, names, at, found.project))


def _opened(file: BinaryIO) -> sqlite3.Connection:
    file.seek(0)
    content = bytearray(file.read())
    if content[VERSIONS] == b"\x02\x02":
        content[VERSIONS] = b"\x01\x01"
    db = sqlite3.connect(":memory:")
    db.deserialize(bytes(content))
    db.text_factory = lambda text: str(text, "utf-8", "replace")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    db.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY)
    return db


def _layer(db: sqlite3.Connection, wanted: str) -> Layer:
    _check_real(db, "gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
    found = {row[0]: row for row in db.execute(FEATURES)}
    if wanted and wanted not in found:
        raise ValueError(f"has no table {wanted!r}; found: {', '.join(found) or 'none'}")
    if not wanted and len(found) != 1:
        raise ValueError(f"has {len(found)} tables; choose one with --layer: {', '.join(found) or 'none'}")
    table, geometry, organization, code = found[wanted or next(iter(found))]
    _check_real(db, table)
    if geometry is None:
        return Layer(table, "", None)
    known = isinstance(code, int) and str(organization).upper() == "EPSG"
    return Layer(table, geometry, shapes.projection(code if known else f"{organization}:{code}"))


def _check_real(db: sqlite3.Connection, *tables: str) -> None:
    """Hold that these are tables that store their rows: a view, or a table that a program makes, may never end."""
    for name in tables:
        found = db.execute("SELECT type, rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchall()
        if len(found) != 1 or found[0][0] != "table" or not found[0][1]:
            raise ValueError(f"{name!r} is not a table of it, or only a view; accepted: tables that hold their rows")


def _lines(rows: sqlite3.Cursor, header: list[str], at: int | None, project: Projection | None) -> Iterator[Line]:
    with closing(rows):
        for number, values in enumerate(_all(rows), start=1):
            blob = values[at] if at is not None else None
            yield number, _row([v for i, v in enumerate(values) if i != at], blob, header, project)


def _all(rows: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    try:
        yield from rows
    except sqlite3.Error as error:
        raise ValueError(f"is a damaged GeoPackage ({error})") from None


def _row(values: list[object], blob: object, header: list[str], project: Projection | None) -> Row | Unfit:
    try:
        return shapes.laid(cells.row(header, values), shapes.read(_wkb(blob), project))
    except Unfit as error:
        return error


def _wkb(blob: object) -> bytes | None:
    """Give the WKB behind the header of a geometry; None for an empty one."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or len(blob) < HEAD or blob[:2] != b"GP" or blob[3] & 0x20:
        raise Unfit("its geometry is not one of a GeoPackage", column=shapes.GEOMETRY)
    if blob[3] & 0x10:
        return None
    return blob[HEAD + ENVELOPES.get(blob[3] >> 1 & 7, len(blob)) :]
