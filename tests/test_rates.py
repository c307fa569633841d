"""What stands under a rate: area and people, times the years that a source covers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.rates import Exposure, exposure
from geo.tables import Populations, Regions
from tests.worlds import incidents, source, squares, world

nan = np.nan


def under(query="", *, regions=None, sources=(), people=None):
    """Give the exposure of A (covered) and B (not covered), or of other regions."""
    snapshot = world(
        regions or squares([(0, 0), (1, 0)], country=["A", "B"]),
        incidents([]),
        sources=sources,
        people=None if people is None else Populations.of(people),
    )
    pairs = [tuple(part.split("=")) for part in query.split("&") if part]
    return exposure(snapshot, snapshot.ask(pairs))


def approx(*values):
    return pytest.approx(list(values), nan_ok=True, rel=1e-12)


def test_the_whole_period_where_it_is_covered_and_nothing_elsewhere():
    found = under()
    assert found.years.tolist() == [4, 0]
    assert found.km2_years.tolist() == [4000, 0]


def test_only_the_covered_part_of_a_longer_period_counts():
    assert under("from=2000-01-01&to=2050-12-31").years.tolist() == [4, 0]


def test_a_period_without_coverage_has_no_years():
    assert under("from=2014-01-01&to=2014-12-31").years.tolist() == [0, 0]


def test_part_of_a_year_is_part_of_a_year():
    assert under("from=2012-01-01&to=2012-06-30").km2_years.tolist() == approx(1000 * 182 / 366, 0)


def test_days_that_two_sources_cover_count_once():
    both = (source("s", last=date(2012, 12, 31)), source("t", first=date(2012, 1, 1)))
    assert under("source=*", sources=both).years.tolist() == [4, 0]


def test_a_list_that_is_not_complete_covers_nothing():
    assert under(sources=(source(complete=False),)).years.tolist() == [0, 0]


CENSUSES = {"region": ["A", "A", "A"], "year": [2005, 2011, 2013], "n": [100, 200, 400]}


@pytest.mark.parametrize(
    ("to", "people", "year"),
    [("2010-12-31", 100, 2005), ("2011-01-01", 200, 2011), ("2012-12-31", 200, 2011), ("2013-12-31", 400, 2013)],
)
def test_the_latest_census_not_after_the_period_is_used(to, people, year):
    found = under(f"to={to}", people=CENSUSES)
    assert found.population.tolist() == approx(people, nan)
    assert found.population_year.tolist() == approx(year, nan)
    assert found.person_years[0] == pytest.approx(people * found.years[0])


def test_before_the_first_census_the_first_is_used():
    found = under("to=2010-12-31", people={"region": ["A", "A"], "year": [2020, 2012], "n": [90, 50]})
    assert (found.population[0], found.population_year[0]) == (50, 2012)


def test_asking_beyond_the_coverage_changes_no_census():
    """The covered days are the same, so the rate must be, too."""
    people = {"region": ["A", "A"], "year": [2012, 2020], "n": [100, 900]}
    beyond, within = under("to=2025-12-31", people=people), under(people=people)
    assert beyond.person_years.tolist() == approx(*within.person_years)


def test_people_that_nobody_counted_are_unknown():
    found = under(people={"region": [], "year": [], "n": []})
    assert np.isnan(found.person_years).all()
    assert np.isnan(found.population).all()


def merged_in_2012():
    """Give A of 1,000 km2, which took in B of 500 km2 on the first day of 2012."""
    return Regions.of(
        {
            "id": ["A", "A", "B"],
            "level": ["province"] * 3,
            "name": ["A", "A", "B"],
            "country": ["A"] * 3,
            "area_km2": [1000.0, 1500.0, 500.0],
            "valid_from": [None, "2012-01-01", None],
            "valid_to": ["2012-01-01", None, "2012-01-01"],
            "geometry": [shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1), shapely.box(1, 0, 2, 1)],
        }
    )


MERGED_PEOPLE = {
    "region": ["A", "A", "B"],
    "year": [2010, 2010, 2010],
    "n": [100, 150, 50],
    "valid_to": ["2012-01-01", None, "2012-01-01"],
}


def test_as_it_is_now_a_region_has_its_present_area_at_all_times():
    found = under(regions=merged_in_2012(), people=MERGED_PEOPLE)
    assert found.km2_years.tolist() == [6000]
    assert found.person_years.tolist() == [600]


def test_as_it_was_then_a_region_has_the_area_of_each_day():
    found = under("epoch=then", regions=merged_in_2012())
    assert found.years.tolist() == [4, 2]
    assert found.km2_years.tolist() == [2 * 1000 + 2 * 1500, 2 * 500]


def test_a_region_that_has_ceased_is_not_covered_any_more():
    found = under("epoch=then&from=2012-01-01", regions=merged_in_2012())
    assert found.years.tolist() == [2, 0]
    assert found.km2_years.tolist() == [3000, 0]


def test_the_last_day_of_a_region_is_the_day_before_it_ceased():
    found = under("epoch=then&from=2011-12-31&to=2012-01-01", regions=merged_in_2012())
    assert found.km2_years.tolist() == approx(1000 / 365 + 1500 / 366, 500 / 365)


def test_as_it_was_then_a_region_has_the_people_of_then():
    found = under("epoch=then&to=2011-12-31", regions=merged_in_2012(), people=MERGED_PEOPLE)
    assert found.person_years.tolist() == [200, 100]


def test_after_a_merger_the_people_of_the_whole_live_in_it():
    found = under("epoch=then&from=2012-01-01", regions=merged_in_2012(), people=MERGED_PEOPLE)
    assert found.person_years[0] == 2 * 150


@pytest.mark.parametrize(
    ("per", "values"), [("area", [2.5, nan, nan]), ("population", [5.0, nan, nan]), ("none", [10, nan, 10])]
)
def test_a_rate_divides_by_what_is_known(per, values):
    """Two years: 2,000 km2 and 100,000 people; nothing covered; covered, but of unknown area and people."""
    found = Exposure(
        years=np.array([2.0, 0, 2]),
        km2_years=np.array([4000.0, 0, nan]),
        person_years=np.array([200_000.0, 0, nan]),
        population=np.array([100_000.0, nan, nan]),
        population_year=np.array([2017.0, nan, nan]),
    )
    assert found.rate(np.array([10.0, 10, 10]), per).tolist() == approx(*values)


def test_an_unknown_count_has_an_unknown_rate():
    assert np.isnan(under().rate(np.array([nan, nan]), "area")).all()


@given(st.dates(date(2010, 1, 1), date(2013, 12, 30)))
def test_exposure_adds_up_over_parts_of_a_period(cut):
    whole = under("epoch=then", regions=merged_in_2012())
    first = under(f"epoch=then&to={cut}", regions=merged_in_2012())
    second = under(f"epoch=then&from={date.fromordinal(cut.toordinal() + 1)}", regions=merged_in_2012())
    assert (first.km2_years + second.km2_years).tolist() == approx(*whole.km2_years)
    assert (first.years + second.years).tolist() == approx(*whole.years)
