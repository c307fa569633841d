"""A user's own districts: mended and said so, each in its province, one revision, and then counted in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from data.changes import faults
from data.divisions import Divided, Division, add, listed, remove
from data.snapshots import at, log
from data.start import only_reference
from data.store import Store
from geo.errors import NotFound, UnreadableFile
from geo.tally import tally
from layers.figures import rows
from tests.sheets import saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

COLUMNS = {"id": "code", "name": "title"}
WEST, EAST = shapely.box(66.0, 29.0, 66.5, 29.5), shapely.box(66.5, 29.0, 67.0, 29.5)
"""Two neighbours in Balochistan."""


def collection(*features: tuple[BaseGeometry | None, dict[str, Any]]) -> str:
    found = [
        {
            "type": "Feature",
            "properties": {"code": f"D{i}", "title": f"District {i}"} | properties,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for i, (shape, properties) in enumerate(features, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": found})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of the reference data alone."""
    made = Store(tmp_path / "data")
    only_reference(made)
    return made


@pytest.fixture
def full(begin: Callable[[Path], Store], tmp_path: Path) -> Store:
    """A store with the bundled incidents."""
    return begin(tmp_path / "data")


def put(
    store: Store, *features: tuple[BaseGeometry | None, dict[str, Any]], name: str = "d.geojson", **columns: str
) -> Divided:
    assert store.folder is not None
    path = saved(store.folder.parent, collection(*features), name=name)
    done = add(store, Division(path=path, columns=COLUMNS | columns))
    assert done.read == done.added + done.changed + done.unchanged + done.refused
    return done


def test_districts_are_one_revision_and_level_district_works(full: Store):
    done = put(full, (WEST, {"p": "PK901"}), (EAST, {"p": "PK902"}), pcode="p")
    assert (done.added, done.by_parent, done.faults, done.mended) == (2, {"PK-BA": 2}, [], [])
    assert [(r.number, r.action, r.file, r.note) for r in log(full)][1:] == [
        (2, "regions", "d.geojson", "2 regions of level district")
    ]
    assert len(log(full)[-1].sha256) == 64
    state = at(full)
    said = rows(tally(state, state.ask([("level", "district")])))
    assert [(r["id"], r["name"], r["pcode"], r["country"], r["status"]) for r in said] == [
        ("D1", "District 1", "PK901", "PK", "covered"),
        ("D2", "District 2", "PK902", "PK", "covered"),
    ]
    assert {str(level): len(found) for level, found in listed(full).items()} == {
        "country": 3,
        "province": 72,
        "district": 2,
    }
    assert faults(full) == []


def test_the_same_again_makes_no_revision(store: Store):
    put(store, (WEST, {}), (EAST, {}))
    done = put(store, (EAST, {"code": "D2", "title": "District 2"}))
    assert (done.unchanged, done.revision) == (1, None)
    assert len(log(store)) == 2


def test_a_known_id_is_replaced_and_the_others_stay(store: Store):
    put(store, (WEST, {}), (EAST, {}))
    done = put(store, (EAST, {"code": "D2", "title": "Renamed"}), (shapely.box(67, 29, 67.2, 29.5), {"code": "D3"}))
    assert (done.added, done.changed, done.unchanged) == (1, 1, 0)
    assert list(listed(store)["district"].name) == ["District 1", "Renamed", "District 2"]


def test_what_overlaps_what_is_there_is_said(store: Store):
    put(store, (WEST, {}))
    done = put(store, (shapely.box(66.4, 29.0, 67.0, 29.5), {"code": "D2"}))
    assert [f.partition(" overlap by ")[0] for f in done.faults] == ["D1 and D2"]


def test_a_shape_that_is_not_valid_is_repaired_and_said(store: Store):
    bow_tie = shapely.Polygon([(66, 29), (66.5, 29.5), (66.5, 29), (66, 29.5)])
    done = put(store, (bow_tie, {}), (shapely.Point(67, 29), {}))
    assert "it was not valid (Self-intersection" in done.mended[0]
    assert done.refusals == ["row 2: is no area in degrees; accepted: polygons"]
    assert listed(store)["district"].geometry[0].is_valid


def test_a_gap_is_said(store: Store):
    ring = shapely.box(66, 29, 67, 30) - shapely.box(66.4, 29.4, 66.6, 29.6)
    (gap,) = put(store, (ring, {})).faults
    assert gap.startswith("a gap of ")
    assert "inside D1, at 66.5000, 29.5000" in gap


@pytest.mark.parametrize(
    ("shape", "properties", "reason"),
    [
        (WEST, {"code": ""}, "has no id"),
        (WEST, {"title": " "}, "name is empty"),
        (WEST, {"title": None}, "name is empty"),
        (WEST, {"code": "D0"}, "id D0 stands twice"),
        (WEST, {"code": " D0 "}, "id D0 stands twice"),
        (WEST, {"code": "a,b"}, "holds a comma"),
        (WEST, {"code": "a\x1bb"}, "holds a control character"),
        (None, {}, "is no area in degrees"),
        (shapely.box(0, 0, 1, 1), {}, "lies in no province of the reference data"),
        (shapely.box(6_600_000, 290, 6_700_000, 295), {}, "is no area in degrees"),
        (shapely.box(66, 29, 66.000005, 29.000005), {}, "is smaller than 1 m2"),
        (shapely.box(66, 29, 66.0000001, 29.0000001), {}, "no area that is wider than 0.1 m"),
    ],
)
def test_a_region_that_cannot_be_counted_in_is_refused_with_its_reason(
    store: Store, shape: BaseGeometry | None, properties: dict[str, Any], reason: str
):
    done = put(store, (EAST, {"code": "D0"}), (shape, properties))
    assert (done.added, done.refused) == (1, 1)
    assert done.refusals[0].startswith("row 2")
    assert reason in done.refusals[0]
    assert len(at(store).regions.at("district", "now")) == 1


def test_a_tiny_area_is_still_one(store: Store):
    put(store, (shapely.box(66, 29, 66.0001, 29.0001), {}))
    assert 0 < at(store).regions.at("district", "now").area_km2[0] < 0.001


@pytest.mark.parametrize("told", ["Balochistan", "BALUCHISTAN ", "PK-BA", "pk-ba", "Balochistan Province", "بلوچستان"])
def test_a_province_is_found_by_its_id_or_any_of_its_names(store: Store, told: str):
    done = put(store, (WEST, {"in": told}), parent="in")
    assert (done.by_parent, done.elsewhere) == ({"PK-BA": 1}, [])


def test_what_lies_elsewhere_than_the_file_says_is_said(store: Store):
    done = put(store, (WEST, {"in": "Sindh"}), (EAST, {"in": "Atlantis"}), parent="in")
    assert done.by_parent == {"PK-SD": 1, "PK-BA": 1}
    assert done.elsewhere == [
        "D1 (District 1): lies in PK-BA; the file says Sindh",
        "D2 (District 2): lies in PK-BA; the file says Atlantis, which is no province here",
    ]


def test_an_island_is_in_the_province_that_the_file_says(store: Store):
    sea = shapely.box(64.0, 24.0, 64.1, 24.1)
    assert put(store, (WEST, {}), (sea, {})).refused == 1
    done = put(store, (sea, {"in": "Sindh", "code": "D3"}), parent="in")
    assert (done.added, done.elsewhere) == (1, ["D3 (District 1): lies in no province; the file says Sindh"])


def test_names_in_persian_and_urdu_are_kept_and_found(full: Store):
    put(full, (WEST, {"code": "نیک‌شهر", "fa": "نیک‌شهر", "ur": "کوئٹہ"}), name_fa="fa", name_ur="ur")
    state = at(full)
    (said,) = rows(tally(state, state.ask([("level", "district"), ("region", "نیک‌شهر")])))
    assert (said["name_fa"], said["name_ur"]) == ("نیک‌شهر", "کوئٹہ")


def test_a_column_that_is_not_there_is_named_with_those_that_are(store: Store):
    with pytest.raises(UnreadableFile, match=r"d\.geojson: has no column cod.*found: code, title"):
        put(store, (WEST, {}), id="cod")
    assert len(log(store)) == 1


@pytest.mark.parametrize(("features", "why"), [([], "has no column code"), ([(WEST, {"title": ""})], "name is empty")])
def test_a_file_without_a_region_stores_nothing(store: Store, features: list[Any], why: str):
    with pytest.raises(UnreadableFile, match=why):
        put(store, *features)
    assert len(log(store)) == 1


def test_thousands_of_faults_are_all_found(store: Store):
    boxes = [
        shapely.box(66 + i / 50, 29 + j / 50, 66.025 + i / 50, 29.025 + j / 50) for i in range(30) for j in range(30)
    ]
    done = put(store, *((box, {}) for box in boxes))
    assert done.added == 900
    assert len(done.faults) > 1_000


def test_regions_are_taken_away_as_a_revision_and_come_back_with_the_one_before(store: Store):
    put(store, (WEST, {}))
    made = remove(store, "district")
    assert (made.number, made.note) == (3, "no regions of level district any more")
    assert "district" not in listed(store)
    with pytest.raises(NotFound, match="there are no regions of level district to remove"):
        remove(store, "district")
    assert len(at(store, "2").regions.at("district", "now")) == 1
    assert faults(store) == []


def test_the_districts_of_pakistan(full: Store, shared: Path):
    path = shared / "data/districts/pk_districts.gpkg"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    columns = {"id": "district_code", "name": "district_name", "pcode": "district_code"}
    done = add(full, Division(path=path, columns=columns))
    assert (done.read, done.added, done.refused, len(log(full))) == (160, 160, 0, 2)
    again = add(full, Division(path=path, columns=columns | {"parent": "province_name"}))
    assert (again.unchanged, again.elsewhere, again.revision) == (160, [], None)
    state = at(full)
    said = rows(tally(state, state.ask([("level", "district")])))
    assert all(r["pcode"] == r["id"] for r in said)
    assert {r["status"] for r in said} == {"covered"}
    districts, provinces = (state.regions.at(level, "now") for level in ("district", "province"))
    land = provinces.area_km2[provinces.country == "PK"].sum()
    assert np.isclose(districts.area_km2.sum(), land, rtol=0.02)
