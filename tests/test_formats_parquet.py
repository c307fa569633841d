"""Parquet and GeoParquet."""

from __future__ import annotations

import io
from datetime import date

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data.formats import parquet
from data.rows import Unfit

POINT, SQUARE = shapely.to_wkb(shapely.Point(61.5, 29)), shapely.to_wkb(shapely.box(60, 25, 61, 26))
CRS = {"id": {"authority": "EPSG", "code": 4326}}


def written(columns, geo=None):
    table = pa.table(columns)
    if geo is not None:
        table = table.replace_schema_metadata({"geo": geo if isinstance(geo, bytes) else orjson.dumps(geo)})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out


def geo(**more):
    return {"version": "1.0.0", "primary_column": "shape", "columns": {"shape": {"encoding": "WKB"} | more}}


def rows(file, most=100):
    return [str(row) if isinstance(row, Unfit) else row for _, row in parquet.read(file, most).lines]


def test_typed_columns_are_text():
    file = written({"id": ["a", None], "n": [1.0, None], "day": [date(2024, 5, 1), None], "ok": [True, None]})
    found = parquet.read(file, 2)
    assert (found.form, found.header) == ("parquet", ["id", "n", "day", "ok"])
    assert [*found.lines] == [
        (1, {"id": "a", "n": "1", "day": "2024-05-01", "ok": "true"}),
        (2, dict.fromkeys(["id", "n", "day", "ok"], "")),
    ]


@pytest.mark.parametrize("more", [{}, {"crs": CRS}, {"crs": {"id": {"authority": "OGC", "code": "CRS84"}}}], ids=str)
def test_geometries_are_cells(more):
    found = rows(written({"id": [1, 2, 3, 4], "shape": [POINT, SQUARE, None, b"x"]}, geo(**more)))
    assert found[0] == {"id": "1", "lon": "61.5", "lat": "29", "geometry": ""}
    assert shapely.from_wkb(found[1]["geometry"]) == shapely.from_wkb(SQUARE)
    assert found[2] == {"id": "3", "lon": "", "lat": "", "geometry": ""}
    assert found[3].startswith("its geometry is none of Point")


def test_metres_become_degrees():
    metres = shapely.to_wkb(shapely.Point(7_347_086.392, 3_503_549.844))
    (row,) = rows(written({"shape": [metres]}, geo(crs={"id": {"authority": "EPSG", "code": 3857}})))
    assert (float(row["lon"]), float(row["lat"])) == pytest.approx((66, 30), abs=1e-6)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (geo(encoding="point"), "its geometries are written as 'point'; accepted: WKB"),
        (geo(crs=None), "does not say in which system"),
        (geo(crs={"id": {"authority": "EPSG", "code": 27700}}), "its coordinates are in EPSG:27700"),
        (geo(crs={"id": {"authority": "EPSG", "code": "+proj=longlat"}}), "its coordinates are in '\\+proj"),
        (geo(crs={"id": {"authority": "ESRI", "code": 4326}}), "its coordinates are in 'ESRI:4326'"),
        (b"{", "does not say in which system"),
        ({"primary_column": "x", "columns": {}}, "does not say in which system"),
        ([], "does not say in which system"),
    ],
    ids=str,
)
def test_what_is_said_of_the_geometries_must_be_known(said, why):
    with pytest.raises(ValueError, match=why):
        rows(written({"shape": [POINT]}, said))


def test_more_rows_than_there_may_be_are_refused_before_they_are_read():
    with pytest.raises(ValueError, match=r"has 3 rows; accepted: up to 2 \(--limits rows=\.\.\.\)"):
        parquet.read(written({"a": [1, 2, 3]}), 2)


def test_damage_is_said():
    whole = written({"a": [*range(1_000)]}).getvalue()
    for bad in (whole[:-10], b"PAR1", b"PAR1" + bytes(200) + whole[-300:]):
        with pytest.raises(ValueError, match="is damaged Parquet"):
            rows(io.BytesIO(bad), 10_000)
