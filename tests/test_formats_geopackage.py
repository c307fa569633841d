"""GeoPackage: one real table, its geometries in degrees."""

from __future__ import annotations

import io
import struct

import pytest
import shapely

from data.formats import geopackage
from data.rows import Unfit
from tests.foreign import geopackage as made
from tests.foreign import gp

POINT = shapely.Point(61.5, 29)


def table(content, layer=""):
    return geopackage.read(io.BytesIO(content), layer)


def rows(content, layer=""):
    return [str(row) if isinstance(row, Unfit) else row for _, row in table(content, layer).lines]


def test_rows_and_points_are_cells():
    found = table(made([{"id": "a", "n": 1.0, "geom": POINT}, {"id": "چ", "n": None, "geom": None}]))
    assert (found.form, found.header) == ("gpkg", ["fid", "id", "n", "lon", "lat", "geometry"])
    assert [*found.lines] == [
        (1, {"fid": "1", "id": "a", "n": "1", "lon": "61.5", "lat": "29", "geometry": ""}),
        (2, {"fid": "2", "id": "چ", "n": "", "lon": "", "lat": "", "geometry": ""}),
    ]


def test_metres_become_degrees():
    (row,) = rows(made([{"id": "a", "geom": shapely.Point(210_590.347, 3_322_575.904)}], code=32642))
    assert (float(row["lon"]), float(row["lat"])) == pytest.approx((66, 30), abs=1e-6)


@pytest.mark.parametrize("box", [0, 1, 2, 3, 4])
def test_a_box_before_the_geometry_is_passed_over(box):
    blob = b"GP\0" + bytes([1 | box << 1]) + bytes(4 + (0, 32, 48, 48, 64)[box]) + shapely.to_wkb(POINT)
    assert rows(made([{"id": "a", "geom": blob}]))[0]["lon"] == "61.5"


@pytest.mark.parametrize(
    "blob", [b"", b"GP\0\1", b"xx\0\1" + bytes(30), gp(b"")[:8], gp(b"\1"), b"GP\0\x0b" + bytes(40), gp(bytes(30))]
)
def test_a_geometry_that_is_none_is_refused_by_itself(blob):
    found = rows(made([{"id": "a", "geom": blob}, {"id": "b", "geom": POINT}]))
    assert "geometry" in found[0]
    assert found[1]["id"] == "b"


def test_a_geometry_that_says_it_is_empty_is_no_place():
    blob = b"GP\0\x11" + struct.pack("<i", 4326)
    assert rows(made([{"id": "a", "geom": blob}]))[0]["lon"] == ""


TWO = """
CREATE TABLE other (x);
INSERT INTO gpkg_contents VALUES ('other', 'attributes', 'other', NULL);
INSERT INTO other VALUES (7);
"""


def test_one_of_several_tables_is_chosen():
    content = made([{"id": "a", "geom": POINT}], more=TWO)
    assert table(content, "other").header == ["x", "lon", "lat", "geometry"]
    assert rows(content, "other")[0]["x"] == "7"
    with pytest.raises(ValueError, match="has 2 tables; choose one with --layer: other, rows"):
        table(content)
    with pytest.raises(ValueError, match="has no table 'x'; found: other, rows"):
        table(content, "x")


NAME = """a"; DROP TABLE gpkg_contents; --"""
RENAMED = """
ALTER TABLE rows RENAME TO "a""; DROP TABLE gpkg_contents; --";
UPDATE gpkg_contents SET table_name = 'a"; DROP TABLE gpkg_contents; --';
UPDATE gpkg_geometry_columns SET table_name = 'a"; DROP TABLE gpkg_contents; --';
"""


def test_a_name_of_a_table_is_no_sql():
    content = made([{"id": "a", "geom": POINT}], more=RENAMED)
    assert rows(content)[0]["id"] == rows(content, NAME)[0]["id"] == "a"


def test_a_table_that_was_written_with_a_log_is_read():
    content = bytearray(made([{"id": "a", "geom": POINT}]))
    content[18:20] = b"\2\2"
    assert rows(bytes(content))[0]["id"] == "a"


def test_a_text_that_is_no_utf_8_is_shown_as_such():
    content = made([{"id": "a", "geom": POINT}], more="UPDATE rows SET id = CAST(x'61ff' AS TEXT);")
    assert rows(content)[0]["id"] == "a\ufffd"


@pytest.mark.parametrize(
    "content",
    [
        b"SQLite format 3\0",
        b"SQLite format 3\0" + bytes(5_000),
        made([{"id": "a", "geom": POINT}])[:5_000],
        made([{"id": "a", "geom": POINT}], more="DROP TABLE gpkg_geometry_columns;"),
        made([{"id": "a", "geom": POINT}], more="DELETE FROM gpkg_contents;"),
        made([{"id": "a", "geom": POINT}], more="DROP TABLE rows;"),
        made([{"id": "a", "geom": POINT}], more="UPDATE gpkg_spatial_ref_sys SET organization = 'ESRI';"),
    ],
    ids=["nothing", "zeros", "cut off", "no geometries", "no contents", "no rows", "other authority"],
)
def test_what_is_damaged_is_refused(content):
    with pytest.raises(
        ValueError, match=r"is not a GeoPackage|is a damaged|is not a table|has 0 tables|coordinates are"
    ):
        rows(content)


def test_any_damaged_byte_is_refused_or_read():
    good = bytearray(made([{"id": "a", "geom": POINT}] * 30))
    for at in range(0, len(good), 37):
        bad = good.copy()
        bad[at] ^= 0xFF
        try:
            rows(bytes(bad))
        except ValueError:
            continue
