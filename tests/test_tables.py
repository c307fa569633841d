"""The tables: checked once on entry, and the rules that each of them holds."""

from __future__ import annotations

import tracemalloc
from dataclasses import FrozenInstanceError
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import BadTable
from geo.tables import Borders, Incidents, Populations, Regions, Sites
from tests.worlds import incidents, squares

LINE = shapely.LineString([(0, 0), (1, 1)])


def regions(**changes):
    """Give the columns of two squares, B before A, with some changed."""
    usual = {
        "id": ["B", "A"],
        "level": ["province", "province"],
        "name": ["Bee", "Ay"],
        "country": ["X", "X"],
        "area_km2": [2.0, 1.0],
        "geometry": [shapely.box(1, 0, 2, 1), shapely.box(0, 0, 1, 1)],
    }
    return usual | changes


def test_regions_are_sorted_by_id_so_that_the_lowest_owns_a_shared_edge():
    table = Regions.of(regions())
    assert table.id.tolist() == ["A", "B"]
    assert table.area_km2.tolist() == [1.0, 2.0]
    assert table.geometry[0].bounds == (0, 0, 1, 1)


def test_what_is_not_given_is_unknown():
    table = Regions.of(regions())
    assert table.name_fa.tolist() == ["", ""]
    assert np.isnan(table.focus).all()
    assert np.isnat(table.valid_to).all()


def test_missing_columns_are_named_beside_those_found():
    columns = regions()
    del columns["area_km2"], columns["name"]
    with pytest.raises(BadTable, match="columns missing: name, area_km2; found: id, level, country, geometry"):
        Regions.of(columns)


def test_no_columns_at_all_say_so():
    with pytest.raises(BadTable, match="found: none"):
        Regions.of({})


@pytest.mark.parametrize("area", [0.0, -1.0, None])
def test_a_region_without_an_area_is_refused(area):
    with pytest.raises(BadTable, match="area_km2 must be positive; region A has"):
        Regions.of(regions(area_km2=[1.0, area]))


def test_an_unknown_level_is_refused():
    with pytest.raises(BadTable, match="level: 'state' is not known; accepted: country, district, province"):
        Regions.of(regions(level=["province", "state"]))


def test_an_id_that_repeats_within_one_period_is_refused():
    with pytest.raises(BadTable, match="same id, level and valid_to"):
        Regions.of(regions(id=["A", "A"]))


def test_two_shapes_of_one_region_that_are_both_as_it_was_are_refused():
    with pytest.raises(BadTable, match="A"):
        Regions.of(regions(id=["A", "A"], valid_to=["2011-01-01", "2012-01-01"]))


def test_a_region_may_have_two_shapes_in_two_periods():
    table = Regions.of(regions(id=["A", "A"], valid_from=["2011-01-01", None], valid_to=[None, "2011-01-01"]))
    assert table.at("province", "now").area_km2.tolist() == [2.0]
    assert table.at("province", "then").area_km2.tolist() == [1.0]


def test_a_set_holds_one_level():
    table = Regions.of(regions(level=["country", "province"]))
    assert table.at("province", "now").id.tolist() == ["A"]
    assert table.at("country", "then").id.tolist() == ["B"]
    assert len(table.at("district", "now")) == 0


def test_a_region_is_an_area():
    with pytest.raises(BadTable, match="geometry"):
        Regions.of(regions(geometry=[LINE, shapely.box(0, 0, 1, 1)]))


def test_a_border_is_a_line():
    columns = {"id": ["A-B"], "name": ["A and B"], "length_km": [157.0]}
    assert len(Borders.of(columns | {"geometry": [LINE]})) == 1
    with pytest.raises(BadTable, match="geometry"):
        Borders.of(columns | {"geometry": [shapely.box(0, 0, 1, 1)]})


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(BadTable, match="area_km2"):
        Regions.of(regions(area_km2=[1.0]))


def test_a_census_that_is_not_given_is_unknown():
    table = Populations.of({"region": ["A"], "year": ["2017"], "n": [""]})
    assert np.isnan(table.n).all()


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("precision", "about", "precision: 'about' is not known; accepted: country, district, exact, near, province"),
        ("precision", "", "precision: '' is not known"),
        ("kind", "bomb", "kind: 'bomb' is not known"),
        ("date_precision", "hour", "date_precision: 'hour' is not known"),
        ("attribution", "guessed", "attribution: 'guessed' is not known"),
        ("lat", 95.0, "incident 's:1': lat must lie in -90..90"),
        ("lon", -180.5, "incident 's:1': lon must lie in -180..180"),
        ("date_start", None, "incident 's:1': date_start is missing"),
        ("date_end", "2010-05-31", "incident 's:1': date_end is before date_start"),
        ("killed", -1, "incident 's:1': a count is negative"),
        ("injured", -99, "incident 's:1': a count is negative"),
        ("source_id", "0", "two incidents have the id s:0"),
    ],
)
def test_an_impossible_incident_is_refused_by_its_id(column, value, says):
    usual = incidents([(0, 0), (1, 1)]).columns()[column].tolist()
    with pytest.raises(BadTable, match=says):
        incidents([(0, 0), (1, 1)], **{column: [usual[0], value]})


def test_two_sources_may_use_the_same_id():
    assert len(incidents([(0, 0), (1, 1)], source=["s", "t"], source_id=["1", "1"])) == 2


def test_a_colon_in_an_id_does_not_make_two_incidents_one():
    assert len(incidents([(0, 0), (1, 1)], source=["a:b", "a"], source_id=["c", "b:c"])) == 2


def test_one_long_id_does_not_widen_all_others():
    n, length = 100, 100_000
    ids = [*map(str, range(n - 1)), "x" * length]
    tracemalloc.start()
    incidents([(0, 0)] * n, source_id=ids)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * length


def test_the_best_estimate_may_lie_outside_low_and_high():
    table = incidents([(0, 0)], killed_low=[5], killed=[3], killed_high=[4])
    assert (table.killed_low[0], table.killed[0], table.killed_high[0]) == (5, 3, 4)


def test_an_incident_may_have_no_place():
    table = incidents([(np.nan, np.nan)])
    assert np.isnan(table.lon).all()


def test_an_unknown_status_of_a_site_is_refused():
    columns = {
        "id": ["1"],
        "name": ["N"],
        "from_country": ["A"],
        "to_country": ["B"],
        "precision": ["exact"],
        "lon": [0.0],
        "lat": [0.0],
    }
    assert len(Sites.of(columns | {"status": ["claimed"]})) == 1
    with pytest.raises(BadTable, match="status: 'rumoured' is not known; accepted: acknowledged, attributed, claimed"):
        Sites.of(columns | {"status": ["rumoured"]})


def test_rows_are_taken_by_mask_and_by_position():
    table = incidents([(0, 0), (1, 1), (2, 2)])
    assert table.take(np.array([True, False, True])).source_id.tolist() == ["0", "2"]
    assert table.take(np.array([2, 0])).source_id.tolist() == ["2", "0"]


def test_a_table_is_frozen():
    with pytest.raises(FrozenInstanceError, match="lon"):
        incidents([(0, 0)]).lon = np.array([1.0])  # type: ignore[misc]


def test_incidents_are_the_same_after_a_round_trip_through_a_frame():
    table = incidents([(0.1, 0.2), (np.nan, np.nan)], killed=[3, None], injured=[None, 4], notes=["a", ""])
    frame = table.frame()
    assert isinstance(frame, gpd.GeoDataFrame)
    again = Incidents.of(frame)
    for name, column in table.columns().items():
        np.testing.assert_array_equal(again.columns()[name], column, err_msg=name)


def test_regions_are_the_same_after_a_round_trip_through_a_frame():
    table = squares([(0, 0), (1, 0)], country=["A", "B"])
    frame = table.frame()
    assert frame.crs == "EPSG:4326"
    again = Regions.of(frame)  # type: ignore[arg-type]
    for name, column in table.columns().items():
        np.testing.assert_array_equal(again.columns()[name], column, err_msg=name)


def test_a_table_without_places_is_a_plain_frame():
    frame = Populations.of({"region": ["A"], "year": [2017], "n": [5], "valid_to": ["2018-05-31"]}).frame()
    assert type(frame) is pd.DataFrame
    assert frame.valid_to[0].date() == date(2018, 5, 31)


def test_a_region_keeps_the_code_of_relief_organisations():
    table = Regions.of(regions(pcode=["PK2", None]))
    assert table.pcode.tolist() == ["", "PK2"]
    assert table.frame()["pcode"].tolist() == ["", "PK2"]
