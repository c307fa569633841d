"""GeoJSON: each feature is a row or refused with its number."""

from __future__ import annotations

import io
import json

import orjson
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data import formats
from data.formats import geojson
from data.rows import Unfit
from data.sources.reading import How
from tests.foreign import at, collection, feature


def table(content):
    return geojson.read(io.BytesIO(content))


def rows(content):
    return [str(row) if isinstance(row, Unfit) else row for _, row in table(content).lines]


def test_points_and_properties_are_cells():
    found = table(collection(feature(at(61.5, 29), id=1, tags=["a"]), feature(None, id="2", more=None)))
    assert (found.form, found.header) == ("geojson", ["id", "tags", "more", "lon", "lat", "geometry"])
    assert [*found.lines] == [
        (1, {"id": "1", "tags": '["a"]', "more": "", "lon": "61.5", "lat": "29", "geometry": ""}),
        (2, {"id": "2", "tags": "", "more": "", "lon": "", "lat": "", "geometry": ""}),
    ]


def test_an_area_is_wkb():
    square = shapely.box(60, 25, 61, 26)
    (row,) = rows(collection(feature(shapely.geometry.mapping(square), id=1)))
    assert shapely.from_wkb(row["geometry"]) == square


def test_a_sequence_with_a_mark_before_each_feature():
    lines = [b"\x1e" + orjson.dumps(feature(at(61.5, 29), id=i)) for i in (1, 2)]
    found = formats.read(io.BytesIO(b"\n".join(lines)), How(), 10)
    assert [row["id"] for _, row in found.lines if not isinstance(row, Unfit)] == ["1", "2"]


def test_one_feature_on_each_line():
    lines = [orjson.dumps(feature(at(61.5, 29), id=1)), b"", b"{", orjson.dumps(feature(at(0, 0), name="x"))]
    found = table(b"\n".join(lines))
    assert found.header == ["id", "name", "lon", "lat", "geometry"]
    kept = [(line, str(row) if isinstance(row, Unfit) else (row["id"], row["name"])) for line, row in found.lines]
    assert kept == [(1, ("1", "")), (3, "is no feature"), (4, ("", "x"))]


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        ({"type": "Point"}, "its point has no longitude and latitude"),
        ({"type": "Point", "coordinates": [1]}, "its point has no longitude and latitude"),
        ({"type": "Point", "coordinates": ["1", "2"]}, "its longitude and latitude are no numbers"),
        ({"type": "Point", "coordinates": [True, None]}, "its longitude and latitude are no numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "its geometry cannot be read"),
        ({"type": "Polygon", "coordinates": {"a": 1}}, "its geometry cannot be read"),
        ({"type": "Polygon", "coordinates": None}, "its geometry cannot be read"),
        ({"type": "GeometryCollection", "geometries": []}, "its geometry is none of Point, LineString"),
        ({"type": ["Point"]}, "its geometry is none of"),
        ({}, "its geometry is none of"),
        ("POINT (1 2)", "its geometry is none"),
    ],
    ids=str,
)
def test_a_geometry_that_is_none_is_refused_by_itself(geometry, why):
    found = rows(collection(feature(geometry), feature(at(1, 2))))
    assert found[0].startswith(why)
    assert found[1] == {"lon": "1", "lat": "2", "geometry": ""}


@pytest.mark.parametrize("bad", [None, 1, [], {"type": "Point"}, {"type": "Feature", "properties": [1]}], ids=str)
def test_what_is_no_feature_is_refused_by_itself(bad):
    found = rows(collection(bad, feature(at(1, 2))))
    assert found[0] in ("is no feature", "has no properties")
    assert len(found) == 2


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "OGC:CRS84"]
)
def test_degrees_may_be_named(name):
    assert len(rows(collection(feature(at(1, 2)), crs={"type": "name", "properties": {"name": name}}))) == 1


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "EPSG:3857"}},
        {"type": "name", "properties": {"name": "+proj=longlat +nadgrids=/etc/passwd"}},
        {"type": "link", "properties": {"href": "http://127.0.0.1/crs"}},
        {"type": "name"},
        "EPSG:4326x",
    ],
    ids=str,
)
def test_another_system_is_refused(crs):
    with pytest.raises(ValueError, match=r"its coordinates are in .*; accepted: GeoJSON in degrees"):
        table(collection(feature(at(1, 2)), crs=crs))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"a": NaN}', "is not JSON"),
        (b'{"a": "\xff"}', "is not JSON"),
        (b"[]", "is JSON, but not GeoJSON; accepted: a FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "is JSON, but not GeoJSON"),
        (b'{"type": "Topology", "features": []}', "is JSON, but not GeoJSON"),
    ],
    ids=lambda content: str(content)[:20],
)
def test_other_json_is_refused(content, why):
    with pytest.raises(ValueError, match=why):
        table(content)


def test_two_properties_that_read_the_same_are_refused():
    with pytest.raises(ValueError, match="column a stands twice"):
        table(collection(feature(at(1, 2), **{"a": 1, "a ": 2})))


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", "geometry", "coordinates", "properties", "id"]), inner, max_size=4),
    ),
    max_leaves=12,
)
kinds = st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "x"])
geometries = anything | st.fixed_dictionaries({"type": kinds, "coordinates": anything})
features = anything | st.fixed_dictionaries(
    {"type": st.just("Feature"), "properties": anything, "geometry": geometries}
)


@given(st.lists(features, max_size=3))
def test_each_feature_is_a_row_or_refused(given_features):
    content = json.dumps({"type": "FeatureCollection", "features": given_features}).encode()
    try:
        found = table(content)
    except ValueError:
        return
    assert [number for number, _ in found.lines] == [*range(1, len(given_features) + 1)]
