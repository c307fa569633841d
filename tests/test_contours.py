"""Contours lie at the bounds of the legend, on covered land, as RFC 7946 has polygons."""

from __future__ import annotations

import numpy as np
import orjson
import pytest
import shapely

from geo.density import ask, density
from layers.contours import contours
from tests.worlds import two_squares

PAIRS = {
    "usual": [],
    "narrow": [("bandwidth", "12.5"), ("region", "PK-KP")],
    "change": [("from", "2013-01-01"), ("to", "2014-12-31"), ("compare", "previous")],
}


@pytest.fixture(scope="module", params=PAIRS)
def drawn(request, bundled):
    found = density(bundled, ask(bundled, PAIRS[request.param]))
    whole = orjson.loads(contours(bundled, found))
    return found, whole, [shapely.from_geojson(orjson.dumps(f["geometry"])) for f in whole["features"]]


def test_each_class_is_between_its_bounds(drawn):
    found, whole, _ = drawn
    ends = [None, *found.breaks, None]
    assert whole["features"]
    for feature in whole["features"]:
        said = feature["properties"]
        assert (said["from"], said["to"]) == tuple(ends[said["class"] : said["class"] + 2])
        assert said["unit"] == whole["unit"] == "incidents per 1,000 km² and year"
        assert feature["geometry"]["type"] == "MultiPolygon"
    pale = len(found.breaks) // 2 if found.compared else 0
    assert pale not in {f["properties"]["class"] for f in whole["features"]}
    if found.compared:
        assert whole["features"][0]["properties"]["from"] is None


def test_polygons_are_valid_wound_and_rounded(drawn):
    _, _, shapes = drawn
    assert shapely.is_valid(shapes).all()
    parts = shapely.get_parts(shapes)
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
    holes = [hole for part in parts for hole in part.interiors]
    assert holes
    assert not shapely.is_ccw(holes).any()
    degrees = shapely.get_coordinates(shapes)
    assert np.array_equal(degrees, degrees.round(5))


def test_a_point_lies_in_the_class_of_its_value(drawn):
    found, whole, shapes = drawn
    there = np.random.default_rng(5)
    lon, lat = there.uniform(61, 77, 4000), there.uniform(24, 37, 4000)
    here, values = found.drawn(lon, lat), found.at(lon, lat)
    classes = np.searchsorted(found.breaks, values, side="right")
    sure = np.abs(values[:, None] / np.array(found.breaks) - 1).min(axis=1) > 0.02
    assert (here & sure).sum() > 100
    points = shapely.points(lon, lat)
    edges = shapely.union_all([shapely.boundary(s) for s in shapes])
    sure &= shapely.distance(points, edges) > 0.001
    for feature, shape in zip(whole["features"], shapes, strict=True):
        shapely.prepare(shape)
        expected = here & (classes == feature["properties"]["class"])
        assert np.array_equal(shapely.contains(shape, points)[sure], expected[sure])


def test_classes_do_not_overlap(drawn):
    _, _, shapes = drawn
    together = shapely.area(shapely.union_all(shapes))
    assert shapely.area(shapes).sum() == pytest.approx(together, rel=1e-5)


def test_the_rest_of_the_answer_stands_beside(drawn):
    found, whole, _ = drawn
    assert whole["type"] == "FeatureCollection"
    assert (whole["n"], whole["bandwidth_km"], whole["canonical"]) == (
        *(found.n, found.heat.bandwidth_km),
        found.heat.canonical,
    )


def test_nothing_to_draw_is_no_feature():
    for pairs in ([], [("from", "1990-01-01"), ("to", "1990-12-31")]):
        world = two_squares([])
        assert orjson.loads(contours(world, density(world, ask(world, pairs))))["features"] == []
