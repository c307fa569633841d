"""Names against coordinates: each middle and each shape on a small map, then the real rows with known mistakes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.misplaced import FAR_KM, OUTSIDE_DEGREES, Towns, misplaced
from geo.spots import spots_of
from geo.tables import Regions
from tests.worlds import squares

NO_TOWNS = Towns.of({"name": [], "country": [], "lon": [], "lat": []})
WORDS = ("source", "precision", "country", "region_name", "district_name", "place")
USUAL = {"source": "s", "precision": "exact", "country": "A", "region_name": "", "district_name": "", "place": ""}


def told(*rows, regions=None, towns=NO_TOWNS):
    """Judge rows of (lon, lat, words) on a map of the squares A (0..1) and B (4..5), whose names are Square A and B."""
    lon, lat = (np.array([row[i] for row in rows], dtype=np.float64) for i in (0, 1))
    words = [USUAL | (row[2] if len(row) > 2 else {}) for row in rows]
    columns = {name: np.array([w[name] for w in words], dtype=object) for name in WORDS}
    return misplaced(columns, spots_of(lon, lat), regions or two(), towns).tolist()


def two():
    return squares([(0, 0), (4, 0)], country=["A", "A"])


def towns(*rows):
    return Towns.of({name: [row[i] for row in rows] for i, name in enumerate(("name", "country", "lon", "lat"))})


@pytest.mark.parametrize(
    ("lon", "words", "flagged"),
    [
        (0.5, {}, False),
        (0.5, {"region_name": "Square A province"}, False),
        (0.5, {"region_name": "Square B"}, True),
        (0.5, {"region_name": "Square B", "country": ""}, True),
        (0.5, {"region_name": "Square B", "country": "Z"}, False),
        (0.5, {"region_name": "Square Z"}, False),
        (4 - OUTSIDE_DEGREES + 0.01, {"region_name": "Square B"}, False),
        (4 - OUTSIDE_DEGREES - 0.01, {"region_name": "Square B"}, True),
        (0.5, {"region_name": "Square B", "precision": "province"}, True),
        (0.5, {"region_name": "Square B", "precision": "country"}, False),
        (np.nan, {"region_name": "Square B"}, False),
    ],
    ids=str,
)
def test_a_point_lies_in_the_province_it_names_or_near_it(lon, words, flagged):
    assert told((lon, 0.5, words)) == [flagged]


def test_a_province_is_all_that_it_ever_was():
    changed = Regions.of(
        {
            "id": ["A", "A"],
            "level": ["province"] * 2,
            "name": ["Square A"] * 2,
            "country": ["A"] * 2,
            "area_km2": [1.0] * 2,
            "valid_from": ["", "2018-05-31"],
            "valid_to": ["2018-05-31", ""],
            "geometry": [shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)],
        }
    )
    named = {"region_name": "Square A"}
    assert told((0.5, 0.5, named), (2.5, 0.5, named), (1.5, 0.5, named), regions=changed) == [False, False, True]


def districts():
    """Give square A with its districts West and East, of half a degree each."""
    return Regions.of(
        {
            "id": ["A", "A1", "A2"],
            "level": ["province", "district", "district"],
            "name": ["Square A", "West", "East"],
            "country": ["A"] * 3,
            "area_km2": [2.0, 1.0, 1.0],
            "geometry": [shapely.box(0, 0, 4, 1), shapely.box(0, 0, 2, 1), shapely.box(2, 0, 4, 1)],
        }
    )


@pytest.mark.parametrize(("precision", "flagged"), [("exact", True), ("district", True), ("province", False)])
def test_a_point_lies_in_the_district_it_names_unless_known_to_the_province_only(precision, flagged):
    words = {"district_name": "East district", "precision": precision}
    assert told((0.5, 0.5, words), (2.5, 0.5, words), regions=districts()) == [flagged, False]


def test_a_district_with_a_shape_needs_no_middle():
    east = towns(("East", "A", 0.0, 0.0))
    assert told((3.9, 0.5, {"district_name": "East", "region_name": "Square A"}), regions=districts(), towns=east) == [
        False
    ]


@pytest.mark.parametrize("column", ["place", "district_name"])
@pytest.mark.parametrize(
    ("words", "flagged"),
    [
        ({}, True),
        ({"precision": "province"}, False),
        ({"region_name": ""}, False),
        ({"country": "B"}, False),
    ],
    ids=str,
)
def test_a_town_of_the_name_lies_near(column, words, flagged):
    mach = towns(("Mach", "A", 0.5, 0.5))
    wide = squares([(0, 0)], country=["A"])
    wide = Regions.of(wide.columns() | {"geometry": [shapely.box(0, 0, 9, 1)]})
    row = {column: "Mach town", "region_name": "Square A"} | words
    assert told((2.5, 0.5, row), (1.0, 0.5, row), regions=wide, towns=mach) == [flagged, False]


def test_a_town_in_another_province_is_a_namesake():
    lahore = towns(("Lahore", "A", 4.5, 0.5))
    row = {"place": "Lahore village", "region_name": "Square A"}
    assert told((0.5, 0.5, row), towns=lahore) == [False]


def test_two_towns_of_a_name_in_one_province_say_nothing():
    wide = Regions.of(squares([(0, 0)], country=["A"]).columns() | {"geometry": [shapely.box(0, 0, 9, 1)]})
    row = {"place": "Kot", "region_name": "Square A"}
    one, other = ("Kot", "A", 0.5, 0.5), ("Kot", "A", 1.5, 0.5)
    assert told((8.0, 0.5, row), regions=wide, towns=towns(one, other)) == [False]
    assert told((8.0, 0.5, row), regions=wide, towns=towns(one, one)) == [True]


def in_district(lon, precision="exact", **words):
    return lon, 0.5, {"district_name": "Bolan", "precision": precision} | words


def test_a_point_lies_near_where_its_source_puts_the_district():
    whole = [in_district(0.4, "district"), in_district(0.6, "district")]
    assert told(*whole, in_district(3.0), in_district(1.0)) == [False, False, True, False]


def test_a_mistake_that_most_rows_share_is_still_found():
    whole = [in_district(0.5, "district")] * 2
    assert told(*whole, *[in_district(3.0)] * 9) == [False] * 2 + [True] * 9


def test_one_row_is_no_middle_of_a_district():
    assert told(in_district(0.5, "district"), in_district(3.0)) == [False, False]


@pytest.mark.parametrize("other", [{"source": "t"}, {"region_name": "Elsewhere"}, {"country": "B"}], ids=str)
def test_the_middle_of_a_district_is_of_its_own_rows(other):
    assert told(*[in_district(0.5, "district")] * 2, in_district(3.0, **other)) == [False] * 3


def test_the_middle_is_a_median_that_one_wrong_row_does_not_move():
    whole = [in_district(lon, "district") for lon in (0.4, 0.6, 9.0)]
    assert told(*whole, in_district(1.0)) == [False, False, True, False]


def test_one_middle_that_is_near_is_enough():
    wide = Regions.of(squares([(0, 0)], country=["A"]).columns() | {"geometry": [shapely.box(0, 0, 9, 1)]})
    whole = [in_district(0.5, "district", region_name="Square A")] * 2
    row = in_district(5.0, place="Mach", region_name="Square A")
    assert told(*whole, row, regions=wide)[-1]
    assert not told(*whole, row, regions=wide, towns=towns(("Mach", "A", 5.1, 0.5)))[-1]


def test_far_is_125_kilometres():
    assert FAR_KM == 125
    degrees = 125 / 111.3195  # along the equator, 2 pi x 6378.137 km / 360
    whole = [(0.0, 0.0, {"district_name": "Bolan", "precision": "district"})] * 2
    row = {"district_name": "Bolan"}
    assert told(*whole, (degrees - 1e-4, 0.0, row), (degrees + 1e-4, 0.0, row))[2:] == [False, True]


spot = st.sampled_from([0.5, 1.0, 3.0, 4.5, np.nan])
rows = st.tuples(
    spot,
    st.just(0.5),
    st.fixed_dictionaries(
        {
            "source": st.sampled_from("st"),
            "precision": st.sampled_from(["exact", "district", "province"]),
            "country": st.sampled_from(["A", "", "B"]),
            "region_name": st.sampled_from(["Square A", "Square B", ""]),
            "district_name": st.sampled_from(["Bolan", "Sui", ""]),
            "place": st.sampled_from(["Mach", ""]),
        }
    ),
)


@given(st.lists(rows, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(drawn, random):
    order = random.sample(range(len(drawn)), len(drawn))
    mach = towns(("Mach", "A", 0.5, 0.5))
    found = told(*drawn, towns=mach)
    assert told(*[drawn[i] for i in order], towns=mach) == [found[i] for i in order]


@given(st.lists(rows, min_size=1, max_size=12), st.lists(rows, min_size=1, max_size=12))
def test_rows_of_another_source_change_nothing(drawn, more):
    others = [(lon, lat, words | {"source": "another"}) for lon, lat, words in more]
    assert told(*drawn, *others)[: len(drawn)] == told(*drawn)


def test_no_rows_and_no_regions_are_no_trouble():
    empty = two().take(np.array([], dtype=np.int64))
    assert told() == []
    assert told((0.5, 0.5, {"region_name": "Square A", "place": "Mach"}), regions=empty) == [False]
