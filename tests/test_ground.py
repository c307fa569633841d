"""What the map is drawn on: land, towns and names, each where it belongs."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from data import ground
from data.snapshots import snapshot
from geo.locate import locate

WEST, SOUTH, EAST, NORTH = 44.0, 20.0, 80.0, 42.0


def test_the_land_around_is_geojson_of_countries():
    found = json.loads(ground.basemap())
    assert found["type"] == "FeatureCollection"
    assert {f["properties"]["kind"] for f in found["features"]} == {"country"}
    ids = [f["properties"]["id"] for f in found["features"]]
    assert len(set(ids)) == len(ids)
    assert not {"PK", "IR", "AF"} & set(ids)


def test_the_land_around_is_cut_to_the_map_and_small():
    shape = shapely.from_geojson(ground.basemap())
    west, south, east, north = shape.bounds
    assert (west, south, east, north) >= (WEST, SOUTH, WEST, SOUTH)
    assert east <= EAST
    assert north <= NORTH
    assert len(ground.basemap()) < 400_000


def test_towns_come_with_the_most_important_first():
    towns = ground.places()
    order = [(float(town["rank"] or 0), -float(town["population"] or 0)) for town in towns]
    assert order == sorted(order)
    assert {town["name"] for town in towns if town["rank"] == 1} == {"Tehran", "Kabul", "Islamabad"}


def test_what_is_not_known_of_a_town_is_none_and_never_zero():
    for town in ground.places():
        assert "" not in town.values()
        assert town["population"] != 0


def test_every_town_lies_in_the_province_it_names():
    towns = ground.places()
    regions = snapshot().regions.at("province", "now")
    lon, lat = (np.array([town[axis] for town in towns], dtype=np.float64) for axis in ("lon", "lat"))
    owner = locate(lon, lat, regions.geometry)
    named = {town["name"]: (town["region"], regions.id[i]) for town, i in zip(towns, owner, strict=True)}
    assert {name: pair for name, pair in named.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("label", ground.labels(), ids=lambda label: str(label["name"]))
def test_every_name_on_the_map_stands_within_it(label):
    assert label["kind"] in ("country", "sea")
    assert WEST <= label["lon"] <= EAST
    assert SOUTH <= label["lat"] <= NORTH


def test_towns_are_read_once():
    assert ground.places() is ground.places()
