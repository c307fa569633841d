"""GeoJSON: features, points and the rows of tables as plain values."""

from __future__ import annotations

import numpy as np
import orjson
import pytest
import shapely

from geo.tables import Populations, Sites
from geo.tally import tally
from layers import features
from layers.figures import about, rows
from tests.web import strict_json
from tests.worlds import incidents, squares, two_squares

NAN = float("nan")


def test_a_feature_has_its_id_geometry_and_properties():
    made = orjson.loads(orjson.dumps(features.feature("x", shapely.Point(61.5, 27.25), {"n": 1})))
    assert made == {
        "type": "Feature",
        "id": "x",
        "geometry": {"type": "Point", "coordinates": [61.5, 27.25]},
        "properties": {"n": 1},
    }


def test_a_place_that_is_not_known_is_a_null_geometry():
    assert features.feature("x", None, {})["geometry"] is None


def test_a_collection_is_features_and_what_is_said_of_them():
    said = strict_json(features.collection([features.feature(1, None, {})], {"total": 1}))
    assert said == {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": 1, "geometry": None, "properties": {}}],
        "total": 1,
    }
    assert strict_json(features.collection([])) == {"type": "FeatureCollection", "features": []}


def test_points_are_made_where_both_coordinates_are_known():
    made = features.points(np.array([1.0, NAN, 3.0, NAN]), np.array([2.0, 2.0, NAN, NAN]))
    assert [None if p is None else p.coords[0] for p in made] == [(1.0, 2.0), None, None, None]
    assert len(features.points(np.array([]), np.array([]))) == 0


def test_coordinates_keep_every_figure():
    point = features.points(np.array([61.123456789]), np.array([27.987654321]))[0]
    body = features.collection([features.feature("x", point, {})])
    assert strict_json(body)["features"][0]["geometry"]["coordinates"] == [61.123456789, 27.987654321]


def test_rows_are_plain_and_what_is_not_known_is_null():
    row = features.records(incidents([(0.5, 2.0)], injured=[None], killed=[2], date_end=[None]))[0]
    assert (row["injured"], row["killed"], row["date_end"], row["target"]) == (None, 2, None, None)
    assert (row["lon"], row["lat"], row["date_start"], row["source_id"]) == (0.5, 2, "2010-06-01", "0")
    assert isinstance(row["killed_low"], int)


def test_zero_is_not_unknown():
    row = features.records(incidents([(0.0, 0.0)], killed=[0.0]))[0]
    assert (row["killed"], row["lon"], row["lat"]) == (0, 0, 0)


@pytest.mark.parametrize(
    "table",
    [
        squares([(0, 0), (1, 0)], country=["A", "B"]),
        incidents([(0.5, 0.5), (NAN, NAN)]),
        Populations.of({"region": ["A"], "year": [2017], "n": [3_000_000_000]}),
        Sites.of({c: [] for c in ("id", "name", "from_country", "to_country", "status", "precision", "lon", "lat")}),
    ],
    ids=["regions", "incidents", "populations", "no sites"],
)
def test_every_table_becomes_strict_json(table):
    found = features.records(table)
    assert strict_json(orjson.dumps(found)) == found
    assert len(found) == len(table)
    assert all(list(row) == [n for n in table.columns() if n != "geometry"] for row in found)


def test_the_choropleth_is_the_answer_on_its_regions():
    world = two_squares([(0.5, 0.5), (0.5, 0.5), (1.5, 0.5)])
    answer = tally(world, world.ask([("measure", "killed"), ("region", "B")]))
    said = strict_json(features.choropleth(world, answer))
    assert [f["properties"] for f in said["features"]] == rows(answer)
    assert [f["id"] for f in said["features"]] == ["B"]
    assert {k: v for k, v in said.items() if k not in ("type", "features")} == about(world, answer)
    assert shapely.equals(shapely.from_geojson(orjson.dumps(said["features"][0]["geometry"])), shapely.box(1, 0, 2, 1))
