"""The land around: read, carried on beyond its cut, and told from a coast."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from layers.picture.surroundings import Surroundings


def land(*shapes, names=("One", "Two")):
    features = [
        {"type": "Feature", "properties": {"name": n}, "geometry": json.loads(shapely.to_geojson(s))}
        for s, n in zip(shapes, names, strict=False)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_no_land_is_no_land():
    nothing = Surroundings.of(b"")
    countries = np.array([shapely.box(0, 0, 1, 1)])
    assert [len(nothing.areas()), len(nothing.outlines()), len(nothing.borders_with(countries))] == [0, 0, 0]


def test_names_are_read_and_may_be_missing():
    raw = land(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), names=("One", None))
    assert Surroundings.of(raw).land_names == ("One", "")


def test_land_goes_on_beyond_the_cut_and_no_line_is_drawn_there():
    around = Surroundings.of(land(shapely.box(0, 0, 4, 4), shapely.box(6, 1, 10, 3)))
    west, east = around.areas()
    assert shapely.contains_xy(west, -5, -5)
    assert shapely.contains_xy(east, 20, 2)
    assert not shapely.contains_xy(east, 5, 2)
    lines = shapely.union_all(around.outlines())
    assert shapely.distance(lines, shapely.Point(10, 2)) > 0.05
    assert shapely.distance(lines, shapely.Point(6, 2)) == 0


def test_a_border_runs_along_land_and_not_along_a_coast():
    around = Surroundings.of(land(shapely.box(4.01, 0, 9, 4)))
    found = shapely.union_all(around.borders_with(np.array([shapely.box(0, 0, 4, 4)])))
    assert shapely.length(found) == pytest.approx(4, abs=0.3)
    assert found.bounds[0] > 3.9


def test_a_spot_is_found_by_kind_and_name():
    around = Surroundings.of(b"", labels=[{"kind": "sea", "name": "Sea", "lon": 1, "lat": 2.5}])
    assert around.spot("sea", "Sea") == (1, 2.5)
    assert around.spot("country", "Sea") is None
