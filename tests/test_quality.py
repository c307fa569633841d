"""Flags: each on the row that deserves it and on no other, then on the bundled rows with their known mistakes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.doubts import flagged
from geo.misplaced import Towns
from geo.placement import Indexed, place
from geo.quality import BITS, COLUMNS, FLAGS, PILE, flags, names
from geo.tables import Regions
from geo.terms import STUDY_AREA
from tests.worlds import incidents, squares

TODAY = date(2020, 6, 1)
NO_TOWNS = Towns.of({"name": [], "country": [], "lon": [], "lat": []})
WEST, SOUTH = 60.0, 30.0
LAND = np.array([shapely.box(WEST - 2, SOUTH, WEST, SOUTH + 1)], dtype=object)


def island():
    """Give one province of one degree with land to its west and sea around."""
    return squares([(WEST, SOUTH)], country=["A"])


def judged(*rows, **kept):
    """Flag rows of (lon, lat) or of columns, on the island; what is not given is harmless."""
    usual = {"source": "s", "lon": 60.123, "lat": 30.123, "precision": "exact", "country": "A"}
    usual |= {"killed_low": 1.0, "killed": 1.0, "killed_high": 1.0, "date_start": np.datetime64("2010-06-01")}
    usual |= dict.fromkeys(("region_name", "district_name", "place"), "")
    filled = [
        usual | kept | (row if isinstance(row, dict) else dict(zip(("lon", "lat"), row, strict=True))) for row in rows
    ]
    types: dict[str, Any] = {"Words": object, "Numbers": np.float64, "Dates": "datetime64[D]"}
    columns = {name: np.array([row[name] for row in filled], dtype=types[kind]) for name, kind in COLUMNS.items()}
    return [names(int(b)) for b in flags(columns, island(), land=LAND, towns=NO_TOWNS, today=TODAY)]


@pytest.mark.parametrize(
    ("lon", "lat", "found"),
    [
        (60.51, 30.52, ()),
        (61.04, 30.52, ()),  # 3.9 km off
        (61.07, 30.52, ("in_sea",)),  # 6.7 km off
        (61.0615, 30.52, ()),  # 5.9 km, the most degrees of longitude
        (60.52, 31.0545, ("in_sea",)),  # 6.04 km, the fewest of latitude
        (59.96, 30.52, ()),
        (59.51, 30.52, ("outside",)),
        (58.02, 29.96, ("outside",)),  # 4.4 km off land that is no region
        (57.95, 30.52, ("outside",)),
        (57.51, 30.52, ("in_sea",)),
        (30.52, 50.45, ("outside", "swapped")),
        (-3.71, 40.42, ("outside",)),  # the sea far away is not known
        (np.nan, 30.52, ()),
        (60.51, np.nan, ()),
    ],
    ids=str,
)
def test_a_point_lies_in_a_region_on_land_or_in_the_sea(lon, lat, found):
    assert judged((lon, lat)) == [found]


@given(st.floats(-0.1, 1.1), st.floats(-0.1, 1.1))
def test_outside_is_just_what_is_placed_nowhere_and_near_nothing(dx, dy):
    spot = (WEST + dx, SOUTH + dy)
    placement = place(incidents([spot]), *[Indexed.of(island())] * 2)
    nowhere = placement.owner[0] < 0 and placement.near[0] < 0
    assert bool({"outside", "in_sea"} & set(judged(spot)[0])) == nowhere


@pytest.mark.parametrize(("country", "swapped"), [("A", True), ("", True), ("UA", False)])
def test_swapped_coordinates_are_suspected_unless_the_country_lies_elsewhere(country, swapped):
    assert ("swapped" in judged((30.52, 60.51), country=country)[0]) == swapped


def test_no_pair_is_in_the_study_area_both_ways():
    west, south, east, north = STUDY_AREA
    assert north < west
    assert judged((60.51, 30.52)) == [()]
    assert (south, east) == (20, 80)


@pytest.mark.parametrize(
    ("precision", "lon", "lat", "found"),
    [
        ("district", 60.12, 30.12, ()),
        ("district", 60.123, 30.1, ("too_fine",)),
        ("district", 60.1, 30.123, ("too_fine",)),
        ("province", 60.123456, 30.123456, ("too_fine",)),
        ("country", 60.123, 30.123, ("too_fine",)),
        ("district", np.nan, np.nan, ()),
        ("near", 60.123, 30.123, ()),
        ("near", 60.1, 30.1, ("rounded",)),
        ("exact", 60.0, 30.0, ("rounded",)),
        ("exact", 60.1, 30.12, ()),
        ("exact", 60.12, 30.1, ()),
        ("exact", np.nan, np.nan, ()),
        ("district", 60.1, 30.1, ()),
    ],
)
def test_coordinates_are_as_fine_as_the_precision_says(precision, lon, lat, found):
    assert judged((lon, lat), precision=precision) == [found]


@pytest.mark.parametrize(
    ("low", "best", "high", "doubtful"),
    [
        (1, 2, 3, False),
        (2, 2, 2, False),
        (3, np.nan, 2, True),
        (3, 2, 4, True),
        (1, 5, 4, True),
        (np.nan, 5, 4, True),
        (np.nan, 5, np.nan, False),
        (np.nan, np.nan, np.nan, False),
    ],
)
def test_the_best_estimate_lies_between_low_and_high(low, best, high, doubtful):
    found = judged({"killed_low": low, "killed": best, "killed_high": high})
    assert found == [("killed_range",) if doubtful else ()]


@pytest.mark.parametrize(("day", "doubtful"), [("2020-06-01", False), ("2020-06-02", True), ("NaT", False)])
def test_tomorrow_is_the_future(day, doubtful):
    assert judged({"date_start": np.datetime64(day)}) == [("future",) if doubtful else ()]


@pytest.mark.parametrize(("n", "piled"), [(PILE - 1, ()), (PILE, ("piled",))])
def test_so_many_of_one_source_on_one_point_are_a_pile(n, piled):
    one = {"lon": 60.123, "lat": 30.123}
    rows = [one] * n + [one | {"source": "t"}] * (PILE - 1) + [one | {"lat": 30.124}] + [one | {"lon": np.nan}] * PILE
    assert judged(*rows) == [piled] * n + [()] * 2 * PILE


def test_unknown_places_of_one_source_are_no_pile_of_another():
    nowhere = {"lon": np.nan, "lat": np.nan}
    assert judged({}, *[nowhere | {"source": "t"}] * PILE) == [()] * (PILE + 1)


def test_names_against_coordinates_are_a_flag():
    both = squares([(60, 30), (64, 30)], country=["A", "A"])
    columns = {
        name: np.array([value], dtype=object) for name, value in {"country": "A", "region_name": "Square B"}.items()
    }
    columns |= {"lon": np.array([60.123]), "lat": np.array([30.123])}
    found = flags(columns, both, land=LAND, towns=NO_TOWNS, today=TODAY)
    assert names(int(found[0])) == ("misplaced",)


@pytest.mark.parametrize("given_columns", [("lon", "lat"), ("date_start",), ("killed",), ("region_name",)])
def test_what_is_not_given_is_not_doubted(given_columns):
    types = {"Words": "", "Numbers": 60.123, "Dates": np.datetime64("2010-01-01")}
    columns = {name: np.array([types[COLUMNS[name]]] * 2) for name in given_columns}
    columns |= {"lat": np.array([30.123] * 2)} if "lat" in columns else {}
    assert flags(columns, island(), land=LAND, towns=NO_TOWNS, today=TODAY).tolist() == [0, 0]


def test_no_rows_have_no_flags():
    assert judged() == []


def test_every_flag_has_a_bit_of_its_own_and_a_sentence():
    assert sum(BITS.values()) == 2 ** len(FLAGS) - 1
    assert [names(bit) for bit in BITS.values()] == [(flag,) for flag in FLAGS]
    assert all(sentence.endswith(".") for sentence in FLAGS.values())
    assert names(0) == ()


rows = st.fixed_dictionaries(
    {
        "lon": st.sampled_from([60.1, 60.123, 57.0, 30.5, np.nan]),
        "lat": st.sampled_from([30.1, 30.123, 60.5]),
        "precision": st.sampled_from(["exact", "district", "country"]),
        "country": st.sampled_from(["A", "", "UA"]),
        "region_name": st.sampled_from(["Square A", ""]),
        "killed": st.sampled_from([0.0, 1.0, np.nan]),
        "date_start": st.sampled_from([np.datetime64("2010-01-01"), np.datetime64("2030-01-01")]),
    }
)


@given(st.lists(rows, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(drawn, random):
    order = random.sample(range(len(drawn)), len(drawn))
    found = judged(*drawn)
    assert judged(*[drawn[i] for i in order]) == [found[i] for i in order]


@given(st.lists(rows, min_size=1, max_size=10))
def test_each_row_is_judged_by_itself(drawn):
    assert judged(*drawn) == [judged(row)[0] for row in drawn]


@pytest.fixture(scope="module")
def real(bundled):
    """The flags of the bundled incidents by their ids."""
    rows = bundled.incidents
    found = flagged(rows.columns(), bundled.regions, date(2026, 11, 24))
    return {
        f"{source}:{id_}": set(filter(None, told.split("|")))
        for source, id_, told in zip(rows.source, rows.source_id, found, strict=True)
    }


def test_the_flags_of_the_bundled_incidents(real):
    """Counted once and looked at: see the docstring of geo.misplaced for how many of them are true."""
    assert Counter(flag for id_, told in real.items() if id_.startswith("ucdp-ged") for flag in told) == {
        "misplaced": 68,
        "too_fine": 1410,
        "rounded": 4,
        "killed_range": 200,
        "piled": 3026,
    }
    assert Counter(flag for id_, told in real.items() if id_.startswith("curated") for flag in told) == {"too_fine": 72}


def test_the_known_mistakes_of_ucdp_are_found(bundled, real):
    assert "misplaced" in real["ucdp-ged:374523"]  # Machh, 330 km off
    rows = bundled.incidents
    in_gwadar = (rows.district_name == "Dera Bugti district") & (rows.lat < 26)
    assert in_gwadar.sum() == 24
    assert all("misplaced" in real[f"ucdp-ged:{id_}"] for id_ in rows.source_id[in_gwadar])


def test_with_districts_their_shapes_are_the_judge(bundled, shared):
    import geopandas as gpd

    frame = gpd.read_file(shared / "data/districts/pk_districts.gpkg")
    n = len(frame)
    brought = {"id": frame["district_code"], "name": frame["district_name"], "geometry": frame["geometry"]}
    brought |= {"level": ["district"] * n, "country": ["PK"] * n, "area_km2": frame["area_km2"]}
    ours = bundled.regions.columns()
    both = {name: [*ours[name], *column] for name, column in brought.items()}
    both |= {name: [*ours[name].astype(str), *[""] * n] for name in ("valid_from", "valid_to")}
    both = {name: ["" if v == "NaT" else v for v in column] for name, column in both.items()}
    rows = bundled.incidents.take(bundled.incidents.source == "ucdp-ged")
    found = flagged(rows.columns(), Regions.of(both), date(2026, 11, 24))
    shrine = rows.place == "Shah Noorani shrine"  # in Khuzdar, but 190 km from its middle
    misplaced = np.array(["misplaced" in told for told in found])
    assert misplaced.sum() == 78
    assert not misplaced[shrine].any()
    assert misplaced[rows.source_id == "374523"].all()
