"""Foreign files of every format that is read, made in the test: right until it says otherwise."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import orjson
import shapefile
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Values = Sequence[Sequence[object]]

WGS_84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REFERENCES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

BOX, PLACE = shapely.box(60, 25, 61, 26), shapely.Point(61.5, 29)


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Pack files into a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def xlsx(sheets: Mapping[str, Values]) -> bytes:
    """Write a workbook: a number, a bool, or a text in each cell; None leaves it out."""
    return workbook({name: "".join(_row(i, row) for i, row in enumerate(rows, 1)) for name, rows in sheets.items()})


def workbook(sheets: Mapping[str, str]) -> bytes:
    """Write a workbook of rows that are XML already."""
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    linked = "".join(
        f'<Relationship Id="r{i}" Type="{REFERENCES}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _ in enumerate(sheets, 1)
    )
    office = f'<Relationship Id="r0" Type="{REFERENCES}/officeDocument" Target="xl/workbook.xml"/>'
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22))  # none, a day, a day and a time
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{office}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REFERENCES}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{linked}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>',
    }
    for i, rows in enumerate(sheets.values(), 1):
        content = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        files[f"xl/worksheets/sheet{i}.xml"] = content
    return zipped(files)


class Day(float):
    """A day of a spreadsheet, with its time as a fraction."""


def _row(number: int, values: Sequence[object]) -> str:
    cells = [_cell(f"{_letters(i)}{number}", v) for i, v in enumerate(values) if v is not None]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _letters(column: int) -> str:
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)


def _cell(where: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Day):
        return f'<c r="{where}" s="{1 if value.is_integer() else 2}"><v>{float(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t>{value}</t></is></c>'


def geopackage(
    rows: Iterable[Mapping[str, Any]],
    *,
    layer: str = "rows",
    code: int = 4326,
    header: Sequence[str] = (),
    more: str = "",
) -> bytes:
    """Write a GeoPackage of one table; ``geom`` of a row is a geometry, or the bytes that stand in its place.

    Parameters
    ----------
    more : str
        SQL that is run at the end.
    """
    rows = [*rows]
    names = [*(header or [n for n in rows[0] if n != "geom"])]
    columns = ", ".join(f'"{name}"' for name in names)
    with sqlite3.connect(":memory:") as db:
        db.executescript(f"""
            CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id INTEGER PRIMARY KEY, organization,
                organization_coordsys_id INTEGER, definition, description);
            CREATE TABLE gpkg_contents (table_name PRIMARY KEY, data_type, identifier, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id INTEGER, z, m);
            INSERT INTO gpkg_spatial_ref_sys VALUES ('', {code}, 'EPSG', {code}, 'undefined', '');
            INSERT INTO gpkg_contents VALUES ('{layer}', 'features', '{layer}', {code});
            INSERT INTO gpkg_geometry_columns VALUES ('{layer}', 'geom', 'GEOMETRY', {code}, 0, 0);
            CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, geom, {columns});
            """)  # noqa: S608 names of our own
        for row in rows:
            values = [row.get(name) for name in names]
            marks = ", ".join("?" * len(values))
            insert = f'INSERT INTO "{layer}" (geom, {columns}) VALUES (?, {marks})'  # noqa: S608 names of our own
            db.execute(insert, (_blob(row.get("geom")), *values))
        db.commit()
        db.executescript(more)
        return db.serialize()


def _blob(geometry: object) -> bytes | None:
    if geometry is None or isinstance(geometry, bytes):
        return geometry
    return gp(shapely.to_wkb(geometry))  # type: ignore[call-overload]


def gp(wkb: bytes) -> bytes:
    """Put the header of a GeoPackage before a geometry."""
    return b"GP\0\1" + struct.pack("<i", 4326) + wkb


def collection(*features: Mapping[str, Any], **more: object) -> bytes:
    """Write GeoJSON."""
    return orjson.dumps({"type": "FeatureCollection", **more, "features": features})


def feature(geometry: Mapping[str, Any] | None, **properties: object) -> dict[str, Any]:
    """Give a feature of GeoJSON."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def at(lon: object, lat: object) -> dict[str, Any]:
    """Give a point of GeoJSON."""
    return {"type": "Point", "coordinates": [lon, lat]}


def shapefile_zip(
    rows: Sequence[Mapping[str, Any]], *, prj: str = WGS_84, encoding: str = "utf-8", name: str = "rows", **more: bytes
) -> bytes:
    """Write a shapefile into a zip; ``geom`` of a row is a geometry."""
    parts = {part: io.BytesIO() for part in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, encoding=encoding) as out:
        for field in rows[0]:
            if field != "geom":
                out.field(field, "C", size=200)
        for row in rows:
            out.record(*(value for field, value in row.items() if field != "geom"))
            out.null() if row["geom"] is None else out.shape(orjson.loads(shapely.to_geojson(row["geom"])))
    found = {part: content.getvalue() for part, content in parts.items()} | {"prj": prj.encode()} | more
    return zipped({f"{name}.{part}": content for part, content in found.items() if content})
