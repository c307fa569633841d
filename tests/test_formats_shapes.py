"""Geometries as cells, in degrees, from systems of a list."""

from __future__ import annotations

import struct

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.formats import shapes
from data.rows import Unfit

SQUARE = shapely.box(60, 25, 61, 26)


@pytest.mark.parametrize("more", [{}, {"byte_order": 0}, {"include_srid": True}, {"flavor": "iso"}])
def test_a_point_is_lon_and_lat(more):
    wkb = shapely.to_wkb(shapely.set_srid(shapely.Point(61.5, 29, 1_400), 4326), **more)
    assert shapes.read(wkb) == {"lon": "61.5", "lat": "29"}


@pytest.mark.parametrize("shape", [SQUARE, shapely.MultiPolygon([SQUARE]), shapely.LineString([(0, 0), (1, 1)])])
def test_what_is_no_point_is_wkb(shape):
    found = shapes.read(shapely.to_wkb(shapely.force_3d(shape, 7)))
    assert [*found] == ["geometry"]
    assert shapely.from_wkb(found["geometry"]) == shape


def test_no_geometry_and_an_empty_one_are_no_place():
    assert shapes.read(None) == shapes.read(shapely.to_wkb(shapely.Point())) == {}


@pytest.mark.parametrize(
    "wkb",
    [b"", b"\1", b"\2\1\0\0\0", struct.pack("<BI", 1, 7), struct.pack("<BI", 1, 99), struct.pack("<BId", 1, 1, 60)],
    ids=["none", "cut", "order", "collection", "unknown", "half a point"],
)
def test_what_is_no_geometry_is_refused(wkb):
    with pytest.raises(Unfit, match=r"its geometry (is none of|cannot be read)"):
        shapes.read(wkb)


@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_they_are_cells_or_refused(wkb):
    try:
        assert {*shapes.read(wkb)} <= {"lon", "lat", "geometry"}
    except Unfit:
        return


@pytest.mark.parametrize(
    ("code", "x", "y"), [(4326, 66.0, 30.0), (32642, 210_590.347, 3_322_575.904), (3857, 7_347_086.392, 3_503_549.844)]
)
def test_systems_of_the_list_become_degrees(code, x, y):
    found = shapes.read(shapely.to_wkb(shapely.Point(x, y)), shapes.projection(code))
    assert (float(found["lon"]), float(found["lat"])) == pytest.approx((66, 30), abs=1e-6)


@pytest.mark.parametrize("code", [0, 27700, "4326", "+proj=longlat", "EPSG:4326", None, [4326]])
def test_any_other_system_is_refused(code):
    with pytest.raises(ValueError, match=r"its coordinates are in .*; accepted: EPSG:4326, EPSG:3857, EPSG:32638, "):
        shapes.projection(code)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("GCS_WGS_1984", 4326),
        ("WGS 84", 4326),
        ("WGS_1984_UTM_Zone_42N", 32642),
        ("WGS 84 / UTM zone 38N", 32638),
        ("WGS_1984_Web_Mercator_Auxiliary_Sphere", 3857),
        ("WGS 84 / UTM zone 44N", "WGS 84 / UTM zone 44N"),
    ],
)
def test_a_system_is_known_by_its_usual_names(title, code):
    assert shapes.named(title) == code


def test_a_place_that_a_row_has_itself_is_kept():
    place = {"lon": "1", "lat": "2"}
    assert shapes.laid({"lon": "3", "lat": ""}, place) == {"lon": "3", "lat": "", "geometry": ""}
    assert shapes.laid({"lon": "3"}, place) == {"lon": "1", "lat": "2", "geometry": ""}
    assert shapes.laid({"a": "3"}, {}) == {"a": "3", "lon": "", "lat": "", "geometry": ""}
    assert shapes.columns(["lon", "lat"]) == ["lon", "lat", "geometry"]
    assert shapes.columns(["lon", "geometry"]) == ["lon", "geometry", "lat"]
