"""A surface says how many a year on a thousand square kilometres, and what is in it and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import hypot, pi
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.density import CIRCLE_KM, NEAR_KM, ask, density
from geo.density.chosen import REASONS
from geo.density.laid import lattice
from geo.tables import Regions
from geo.tally import tally
from geo.terms import PRECISIONS
from tests.worlds import incidents, source, squares, two_squares, world

if TYPE_CHECKING:
    from geo.shelf import Arrays

HIGHEST = 1000 / (2 * pi)  # of one incident a year, for a bandwidth of one kilometre


def of(snapshot, **asked):
    return density(snapshot, ask(snapshot, [(name.rstrip("_"), str(value)) for name, value in asked.items()]))


def there(points, **columns):
    """Give two squares near the middle of the plane, A (covered, 2010-2013) and B (not)."""
    return world(squares([(61, 30), (62, 30)], country=["A", "B"]), incidents(points, **columns))


def at(found, lon, lat):
    return float(found.at(np.array([lon]), np.array([lat]))[0])


def test_one_incident_in_four_years_is_a_quarter_of_a_kernel():
    found = of(there([(61.5, 30.5)]))
    assert at(found, 61.5, 30.5) == pytest.approx(HIGHEST / 4 / 25**2, rel=1e-3)
    assert (found.years, found.expected) == (4.0, 0.25)
    assert found.integral == pytest.approx(0.25, rel=1e-4)
    assert found.highest == pytest.approx(HIGHEST / 4 / 25**2, rel=1e-3)
    assert (found.highest_lon, found.highest_lat) == (pytest.approx(61.5, abs=0.02), pytest.approx(30.5, abs=0.02))


def test_of_a_period_the_years_are_those_that_are_covered():
    found = of(there([(61.5, 30.5)]), from_="2010-01-01", to="2010-12-31")
    assert at(found, 61.5, 30.5) == pytest.approx(HIGHEST / 25**2, rel=1e-3)
    before = of(there([(61.5, 30.5)]), from_="2000-01-01", to="2010-12-31")
    assert (before.years, before.period) == (1.0, (date(2010, 1, 1), date(2010, 12, 31)))
    assert at(before, 61.5, 30.5) == pytest.approx(HIGHEST / 25**2, rel=1e-3)


def test_what_is_known_within_25_km_has_a_wider_kernel():
    found = of(there([(61.5, 30.5)], precision=["near"]), bandwidth=10)
    assert at(found, 61.5, 30.5) == pytest.approx(HIGHEST / 4 / hypot(10, NEAR_KM) ** 2, rel=1e-3)


def test_a_hundred_known_to_the_province_make_no_peak_at_its_capital():
    """In the middle of the square they are as dense as anywhere in it, a kernel from its edge."""
    capital = (61.5, 30.5)
    found = of(there([capital] * 100, precision=["province"] * 100), bandwidth=5)
    even = 100 / 4 / (lattice_km2(found) / 1000)
    lon, lat = np.meshgrid(np.linspace(61.25, 61.75, 11), np.linspace(30.25, 30.75, 11))
    inside = found.at(lon.ravel(), lat.ravel())
    np.testing.assert_allclose(inside, even, rtol=0.002)
    assert found.spread == (0, 0, 100)
    piled = of(there([capital] * 100), bandwidth=5)
    assert at(piled, *capital) > 20 * even


def lattice_km2(found):
    """Give the area of square A in the plane."""
    from geo.density import project

    ring = shapely.get_coordinates(shapely.segmentize(shapely.box(61, 30, 62, 31), 0.01))
    return shapely.Polygon(np.column_stack(project(*ring.T))).area


def test_what_is_known_to_the_district_lies_on_a_circle_where_there_are_no_districts():
    found = of(there([(61.5, 30.5)] * 10, precision=["district"] * 10), bandwidth=5)
    assert found.spread == (0, 10, 0)
    assert at(found, 61.5, 30.5) == pytest.approx(10 / 4 / (pi * CIRCLE_KM**2) * 1000, rel=0.01)
    assert at(found, 61.5, 30.5 + 60 / 111) < 0.01 * at(found, 61.5, 30.5)


def test_a_circle_stays_in_its_province():
    """On its edge only half of the circle is in it."""
    found = of(there([(61.999, 30.5)] * 10, precision=["district"] * 10), bandwidth=5)
    assert at(found, 61.8, 30.5) == pytest.approx(2 * 10 / 4 / (pi * CIRCLE_KM**2) * 1000, rel=0.05)
    assert at(found, 62.2, 30.5) < 0.01 * at(found, 61.8, 30.5)


def test_what_is_known_to_the_district_lies_over_it_where_there_are_some():
    both = squares([(61, 30), (62, 30)], country=["A", "B"])
    halves = {
        "id": ["A1", "A2"],
        "level": ["district"] * 2,
        "name": ["West", "East"],
        "country": ["A"] * 2,
        "parent": ["A"] * 2,
        "area_km2": [500.0] * 2,
        "geometry": [shapely.box(61, 30, 61.5, 31), shapely.box(61.5, 30, 62, 31)],
    }
    columns = {name: [*column, *getattr(Regions.of(halves), name)] for name, column in both.columns().items()}
    snapshot = world(Regions.of(columns), incidents([(61.1, 30.9)] * 10, precision=["district"] * 10))
    found = of(snapshot, bandwidth=5)
    assert found.spread == (10, 0, 0)
    assert at(found, 61.25, 30.5) == pytest.approx(at(found, 61.25, 30.2), rel=0.01)
    assert at(found, 61.75, 30.5) < 0.01 * at(found, 61.25, 30.5)


def test_what_is_only_roughly_known_can_be_left_out():
    grades = ["exact", "near", "district", "province", "country"]
    found = of(there([(61.5, 30.5)] * 5, precision=grades), coarse="drop")
    assert (found.n, found.excluded) == (2, {"country": 1, "coarse": 2})
    spread = of(there([(61.5, 30.5)] * 5, precision=grades))
    assert (spread.n, spread.excluded) == (4, {"country": 1})
    assert spread.by_precision == {"exact": 1, "near": 1, "district": 1, "province": 1, "country": 0}
    fine = of(there([(61.5, 30.5)] * 5, precision=grades), precision="near")
    assert (fine.n, fine.excluded) == (2, {"country": 1, "precision": 2})


def test_where_nothing_is_covered_there_is_neither_a_value_nor_an_incident():
    found = of(there([(61.5, 30.5), (62.5, 30.5), (65.0, 35.0)]))
    assert (found.n, found.total, found.excluded) == (1, 3, {"outside": 1, "not_covered": 1})
    assert found.drawn(np.array([61.5, 62.5, 65.0]), np.array([30.5, 30.5, 35.0])).tolist() == [True, False, False]


def test_what_lies_a_few_kilometres_off_the_land_is_in():
    assert of(there([(60.96, 30.5)])).n == 1
    assert of(there([(60.90, 30.5)])).n == 0


def test_a_source_that_is_not_complete_makes_no_surface():
    snapshot = world(squares([(61, 30)], country=["A"]), incidents([(61.5, 30.5)]), sources=[source(complete=False)])
    found = of(snapshot)
    assert (found.n, found.total, found.excluded) == (0, 1, {"source": 1})
    assert not found.values.any()
    assert not found.covered.any()
    assert np.isnan(found.highest)
    assert np.isnan(found.edge_loss)


def test_no_incident_is_an_empty_surface_on_covered_land():
    found = of(there([]))
    assert (found.n, found.total, found.expected, found.integral) == (0, 0, 0.0, 0.0)
    assert found.covered.tolist() == [True, False]
    assert found.highest == 0.0


def test_the_measure_is_the_weight():
    points = [(61.4, 30.5), (61.6, 30.5), (61.6, 30.5)]
    found = of(there(points, killed=[8, None, 0], killed_low=[8, None, 0], killed_high=[8, None, 0]), measure="killed")
    assert (found.n, found.unknown, found.expected) == (3, 1, 2.0)
    assert at(found, 61.4, 30.5) == pytest.approx(8 * HIGHEST / 4 / 25**2, rel=1e-3)


def test_a_region_takes_its_own_incidents_only():
    snapshot = world(
        squares([(61, 30), (62, 30)], country=["A", "A"]), incidents([(61.5, 30.5), (62.5, 30.5), (62.5, 30.5)])
    )
    found = of(snapshot, region="B")
    assert (found.n, found.excluded, found.covered.tolist()) == (2, {"region": 1}, [False, True])


@pytest.mark.parametrize(
    ("precision", "peak"), [("exact", True), ("near", True), ("district", False), ("province", False)]
)
def test_what_is_only_roughly_known_makes_no_peak(precision, peak):
    """Its highest value lies somewhere all the same, but no town is to be named for it."""
    found = of(there([(61.5, 30.5)] * 9, precision=[precision] * 9))
    assert found.highest > 0
    assert found.has_peak is peak
    assert found.highest_known == pytest.approx(found.highest if peak else 0, rel=1e-3)


def test_two_periods_are_compared_by_what_is_more():
    days = ["2011-06-01"] * 3 + ["2012-06-01"]
    points = [(61.3, 30.5)] * 3 + [(61.7, 30.5)]
    found = of(
        there(points, date_start=days, date_end=days), from_="2012-01-01", to="2012-12-31", compare="year", bandwidth=5
    )
    assert (found.n, found.n_before, found.expected) == (1, 3, -2.0)
    assert found.compared == (date(2011, 1, 1), date(2011, 12, 31))
    assert at(found, 61.3, 30.5) == pytest.approx(-3 * HIGHEST / 25, rel=2e-3)
    assert at(found, 61.7, 30.5) == pytest.approx(HIGHEST / 25, rel=2e-3)
    assert found.breaks == [-b for b in reversed(found.breaks)]
    assert np.isnan(found.edge_loss)


def test_a_period_that_is_not_covered_whole_is_not_compared():
    found = of(there([(61.5, 30.5)]), from_="2010-01-01", to="2010-12-31", compare="year")
    assert not found.covered.any()


def test_classes_are_those_of_the_choropleth_unless_asked_otherwise():
    """With more of them around where it has few, so that no surface is blank or all of one class."""
    snapshot = two_squares([(0.5, 0.5)] * 7)
    assert tally(snapshot, snapshot.ask([])).breaks == [10.0]
    assert of(snapshot).breaks == [0.3, 1.0, 3.0, 10.0, 30.0, 100.0]
    view = of(snapshot, breaks="view")
    assert view.breaks
    assert max(view.breaks) <= view.highest


SPOT = st.tuples(st.floats(60.5, 63.5), st.floats(29.5, 31.5), st.sampled_from(PRECISIONS))


@given(st.lists(SPOT, max_size=12), st.sampled_from(["spread", "drop"]), st.randoms())
@settings(max_examples=40, deadline=None)
def test_everything_is_in_or_out_for_one_reason_and_order_does_not_matter(spots, coarse, random):
    def surface(these):
        return of(there([s[:2] for s in these], precision=[s[2] for s in these]), coarse=coarse, bandwidth=40)

    found = surface(spots)
    assert found.total == len(spots) == found.n + sum(found.excluded.values())
    assert found.n == sum(found.by_precision.values())
    assert set(found.excluded) <= set(REASONS)
    assert found.expected == pytest.approx(found.n / 4)
    assert found.integral == pytest.approx(found.expected, rel=0.01)
    mixed = [*spots]
    random.shuffle(mixed)
    np.testing.assert_allclose(surface(mixed).values, found.values, atol=1e-6)


def test_the_lattice_is_kept_with_the_revision():
    kept: dict[str, Arrays] = {}

    def shelf(name, make):
        return kept.setdefault(name, make())

    snapshot = there([(61.5, 30.5)], precision=["province"]).on(shelf)
    first = of(snapshot)
    assert "lattice-province-now" in kept
    again = replace(snapshot).on(lambda name, make: kept[name])  # noqa: ARG005 nothing may be made again
    np.testing.assert_array_equal(of(again).values, first.values)
    assert lattice(again, "province", "now").points.tolist() == lattice(snapshot, "province", "now").points.tolist()
