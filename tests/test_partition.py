"""Areas from outside: each one mended or refused with a reason, what overlaps or is missing found, parents by place."""

from __future__ import annotations

import sqlite3
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.partition import GAP_KM2, SLIVER_KM2, Gap, Overlap, areas_km2, faults, mend, parents
from tests.worlds import squares

box = shapely.box
DISTRICTS = Path(__file__).parent.parent.parent / "shared/data/districts/pk_districts.gpkg"


def objects(*shapes):
    return np.array([*shapes, None], dtype=object)[:-1]


def named(n):
    return np.array([f"R{i:02}" for i in range(n)], dtype=object)


# --- mending ---


def test_a_valid_area_is_left_as_it_is():
    mended = mend(objects(box(0, 0, 1, 1)))
    assert (mended.shapes[0], mended.done[0]) == (box(0, 0, 1, 1), "")


def test_coordinates_are_rounded_the_same_for_both_neighbours():
    edge = 0.12345678
    west, east = mend(objects(box(0, 0, edge, 1), box(edge, 0, 1, 1))).shapes
    assert west.bounds[2] == east.bounds[0] == 0.123457


def test_a_shape_that_crosses_itself_keeps_its_area_and_says_where_it_did():
    mended = mend(objects(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])))
    assert mended.shapes[0].area == 2
    assert mended.shapes[0].is_valid
    assert mended.done[0] == "it was not valid (Self-intersection[1 1]) and was repaired"


def test_lines_and_points_beside_an_area_are_left_out_and_said():
    both = shapely.GeometryCollection([box(0, 0, 1, 1), shapely.MultiPolygon([box(2, 0, 3, 1)]), shapely.Point(9, 9)])
    mended = mend(objects(both))
    assert mended.shapes[0].area == 2
    assert mended.done[0] == "its lines and points were left out"


def test_heights_are_dropped():
    high = shapely.force_3d(box(0, 0, 1, 1), 7.0)
    assert not mend(objects(high)).shapes[0].has_z


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (None, "has no shape"),
        (shapely.Polygon(), "has no shape"),
        (shapely.Point(1, 1), "is a Point, not an area"),
        (shapely.LineString([(0, 0), (1, 1)]), "is a LineString, not an area"),
        (shapely.GeometryCollection([shapely.Point(1, 1)]), "is a GeometryCollection, not an area"),
        (box(500_000, 3_000_000, 600_000, 3_100_000), "not longitude and latitude in degrees"),
        (box(0, 0, float("inf"), 1), "not longitude and latitude in degrees"),
        (box(0, 0, 1e-8, 1), "has no area that is wider than 0.1 m"),
        (shapely.Polygon([(0, 0), (1, 1), (2, 2)]), "has no area that is wider than 0.1 m"),
    ],
)
def test_what_is_no_area_is_refused_with_the_reason(shape, why):
    mended = mend(objects(shape, box(0, 0, 1, 1)))
    assert mended.shapes[0] is None
    assert mended.done[0].endswith(why)
    assert mended.done[1] == ""


def test_a_part_thinner_than_the_rounding_does_not_spoil_the_rest():
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0.5, 1), (0.50000001, 2), (0.49999999, 1), (0, 1)])
    mended = mend(objects(spike)).shapes[0]
    assert mended.is_valid
    assert mended.area == pytest.approx(1, abs=1e-6)


def test_nothing_in_is_nothing_out():
    assert [len(column) for column in mend(objects())] == [0, 0]


corner = st.tuples(*[st.integers(0, 6).map(lambda n: n / 3)] * 2)


@given(st.lists(st.lists(corner, min_size=3, max_size=8), max_size=5))
def test_whatever_is_drawn_comes_out_valid_and_rounded_or_with_a_reason(rings):
    mended = mend(objects(*map(shapely.Polygon, rings)))
    for shape, done in zip(*mended, strict=True):
        assert done or shape is not None
        if shape is not None:
            points = shapely.get_coordinates(shape)
            assert shape.is_valid
            assert shape.area > 0
            assert (points == points.round(6)).all()
            assert mend(objects(shape)).done[0] == ""


# --- areas ---


def test_an_area_does_not_depend_on_the_way_around():
    one = box(0, 0, 1, 1)
    assert areas_km2(objects(one, shapely.reverse(one))).round(3).tolist() == [12308.778] * 2


def test_a_hole_is_no_area():
    hole = box(0.25, 0.25, 0.75, 0.75)
    ring = shapely.difference(box(0, 0, 1, 1), hole)
    assert areas_km2(objects(ring)) == pytest.approx(areas_km2(objects(box(0, 0, 1, 1))) - areas_km2(objects(hole)))


# --- what overlaps, what is missing ---


def test_neighbours_that_share_an_edge_have_no_fault():
    assert faults(named(3), objects(box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 1, 2, 2))) == []


def test_an_overlap_names_both_and_who_gets_its_points():
    (found,) = faults(np.array(["B", "A"], dtype=object), objects(box(0, 0, 1, 1), box(0.9, 0, 2, 1)))
    assert found == Overlap("A", "B", found.km2)
    assert str(found) == "A and B overlap by 1,230.8 km2; a point there is counted for A, whose id sorts first"


def test_the_same_area_twice_is_an_overlap():
    (found,) = faults(named(2), objects(box(0, 0, 1, 1), box(0, 0, 1, 1)))
    assert found.km2 == pytest.approx(12308.8, abs=0.1)


def test_an_area_inside_another_is_an_overlap():
    (found,) = faults(named(2), objects(box(0, 0, 1, 1), box(0.4, 0.4, 0.6, 0.6)))
    assert isinstance(found, Overlap)


def test_a_gap_is_told_with_its_place_and_its_neighbours():
    frame = [box(0, 0, 3, 1), box(0, 1.5, 3, 3), box(0, 1, 1, 1.5), box(1.5, 1, 3, 1.5)]
    (found,) = faults(named(4), objects(*frame))
    assert found == Gap(("R00", "R01", "R02", "R03"), 1.25, 1.25, found.km2)
    assert str(found).startswith("a gap of 3,076.6 km2 between R00, R01, R02, R03, at 1.2500, 1.2500; ")


def test_a_gap_inside_one_area_has_one_neighbour():
    ring = shapely.difference(box(0, 0, 1, 1), box(0.4, 0.4, 0.6, 0.6))
    (found,) = faults(named(1), objects(ring))
    assert str(found) == "a gap of 492.3 km2 inside R00, at 0.5000, 0.5000; a point there is counted for none"


def test_a_gap_that_another_area_fills_is_none():
    hole = box(0.4, 0.4, 0.6, 0.6)
    assert faults(named(2), objects(shapely.difference(box(0, 0, 1, 1), hole), hole)) == []


def test_a_bay_that_is_open_to_the_outside_is_no_gap():
    assert faults(named(1), objects(shapely.difference(box(0, 0, 1, 1), box(0.4, 0.4, 0.6, 1)))) == []


@pytest.mark.parametrize("km2", [SLIVER_KM2 / 2, GAP_KM2 * 1.1])
def test_slivers_and_land_that_was_never_meant_are_no_gaps(km2):
    half = (km2 / 12308.8) ** 0.5 / 2
    hole = box(0.5 - half, 0.5 - half, 0.5 + half, 0.5 + half)
    assert faults(named(1), objects(shapely.difference(box(0, 0, 1, 1), hole))) == []


def test_a_sliver_of_an_overlap_is_not_reported():
    assert faults(named(2), objects(box(0, 0, 1, 1), box(1 - 5e-7, 0, 2, 1))) == []


def test_the_largest_fault_comes_first():
    found = faults(named(3), objects(box(0, 0, 1, 1), box(0.9, 0, 2, 1), box(1.8, 0, 3, 1)))
    assert [str(f).partition(" overlap")[0] for f in found] == ["R01 and R02", "R00 and R01"]


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 2, *[st.integers(1, 3)] * 2), min_size=1, max_size=6))
def test_the_overlaps_are_those_of_every_pair(boxes):
    shapes = objects(*(box(x, y, x + w, y + h) for x, y, w, h in boxes))
    ids = named(len(shapes))
    pairs = {(a, b) for a, b in combinations(range(len(shapes)), 2) if shapes[a].intersection(shapes[b]).area > 0}
    found = [f for f in faults(ids, shapes) if isinstance(f, Overlap)]
    assert {(f.first, f.second) for f in found} == {(ids[a], ids[b]) for a, b in pairs}


@given(st.sets(st.tuples(*[st.integers(0, 4)] * 2), min_size=1))
def test_cells_of_a_grid_have_gaps_only_where_they_are_closed_in(cells):
    side = 0.1  # 123 km2
    shapes = objects(*(box(x * side, y * side, (x + 1) * side, (y + 1) * side) for x, y in sorted(cells)))
    found = faults(named(len(shapes)), mend(shapes).shapes)
    union = shapely.union_all(shapes)
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(union)])
    assert all(isinstance(f, Gap) for f in found)
    assert sum(f.km2 for f in found) == pytest.approx(np.diff(areas_km2(objects(union, filled)))[0], abs=0.01)


# --- parents ---


def test_a_parent_holds_the_largest_part():
    above = squares([(0, 0), (1, 0)], country=["X", "Y"])
    shapes = objects(box(0, 0, 0.5, 1), box(0.7, 0, 1.2, 1), box(0.9, 0, 1.9, 1), box(1.5, 0, 2.4, 1))
    assert parents(shapes, above).tolist() == ["A", "A", "B", "B"]


def test_what_lies_mostly_outside_has_no_parent():
    above = squares([(0, 0)], country=["X"])
    assert parents(objects(box(0.9, 0, 2, 1), box(5, 5, 6, 6), box(1, 0, 2, 1)), above).tolist() == ["", "", ""]


def test_an_island_off_a_generalised_coast_has_the_parent_that_holds_most_of_it():
    above = squares([(0, 0), (1, 0)], country=["X", "Y"])
    assert parents(objects(box(0.9, 0.4, 1.2, 0.6)), above).tolist() == ["B"]


# --- the districts of Pakistan, as an organisation brings them ---


@pytest.fixture(scope="module")
def districts():
    """The rows of the file; its geometries follow a header of 8 bytes and a box of 32."""
    if not DISTRICTS.exists():
        pytest.skip("no districts come with the product, and ../shared is not here")
    db = sqlite3.connect(f"file:{DISTRICTS}?mode=ro&immutable=1", uri=True)
    ((table, column),) = db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
    rows = db.execute(f'SELECT district_code, province_name, area_km2, "{column}" FROM "{table}"').fetchall()  # noqa: S608
    db.close()
    codes, provinces, areas, blobs = zip(*rows, strict=True)
    shapes = np.array([shapely.from_wkb(blob[40:]) for blob in blobs], dtype=object)
    return np.array(codes, dtype=object), provinces, areas, mend(shapes)


def test_real_districts_are_whole(districts):
    codes, _, areas, mended = districts
    assert len(codes) == 160
    assert set(mended.done) == {""}
    assert faults(codes, mended.shapes) == []
    assert areas_km2(mended.shapes) == pytest.approx(areas, rel=0.03)


def test_real_districts_find_the_province_that_their_file_names(districts, bundled):
    _, provinces, _, mended = districts
    above = bundled.regions.at("province", "now")
    names = dict(zip(above.id, above.name, strict=True))
    found = [names[id_] for id_ in parents(mended.shapes, above)]
    same = {"Gilgit Baltistan": "Gilgit-Baltistan", "Islamabad": "Islamabad Capital Territory"}
    assert found == [same.get(name, name) for name in provinces]


def test_the_order_of_the_districts_changes_nothing(districts):
    codes, _, _, mended = districts
    turned = mended.shapes.copy()
    turned[0] = shapely.affinity.translate(turned[0], 0.01, 0)
    back = slice(None, None, -1)
    assert set(map(str, faults(codes, turned))) == set(map(str, faults(codes[back], turned[back])))
