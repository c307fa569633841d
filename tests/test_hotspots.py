"""Hot spots of a question: what is counted and what is left out, a planted cluster, and no false alarm from a pile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots import CLASSES, ask, hotspots
from geo.partition import areas_km2
from geo.tables import Regions
from tests.worlds import incidents, source, squares, two_squares, with_list, world

BOX = (60.0, 28.0, 64.0, 32.0)
MIDDLE = (62.3, 30.2)


def land(points, *, box=BOX, **columns):
    """Give one province of four by four degrees: 83 hexagons of fifty kilometres."""
    shape = shapely.box(*box)
    regions = {
        "id": ["A"],
        "level": ["province"],
        "name": ["Square"],
        "country": ["A"],
        "area_km2": areas_km2(np.array([shape], dtype=object)),
        "focus": [1.0],
        "geometry": [shape],
    }
    return world(Regions.of(regions), incidents(points, **columns))


def scattered(n, *, seed=1, around=None):
    """Give points all over the land, evenly by area, or within about forty kilometres of one."""
    rng = np.random.default_rng(seed)
    if around is not None:
        return [(around[0] + x, around[1] + y) for x, y in rng.uniform(-0.4, 0.4, (n, 2))]
    south, north = np.sin(np.radians([BOX[1], BOX[3]])).tolist()
    lat = np.degrees(np.arcsin(rng.uniform(south, north, n)))
    return list(zip(rng.uniform(BOX[0], BOX[2], n).tolist(), lat.tolist(), strict=True))


def found(snapshot, *pairs):
    return hotspots(snapshot, ask(snapshot, pairs))


def test_a_planted_cluster_is_found_where_it_is():
    spots = found(land(scattered(150) + scattered(60, seed=2, around=MIDDLE)))
    hot = spots.cells.geometry[spots.of("hot")]
    assert len(hot) > 0
    assert shapely.distance(hot, shapely.Point(MIDDLE)).max() < 0.9
    assert shapely.covers(shapely.union_all(hot), shapely.Point(MIDDLE))


def test_scattered_incidents_flag_a_hot_spot_in_at_most_one_run_of_twenty():
    alarms = [len(found(land(scattered(200, seed=seed)), ("hexagon", "75")).of("hot")) > 0 for seed in range(100)]
    assert np.mean(alarms) <= 0.05


def test_a_pile_on_one_point_is_no_hot_spot():
    spots = found(land(scattered(150) + [MIDDLE] * 100))
    assert spots.n.max() >= 100
    assert len(spots.of("hot")) == 0


@settings(max_examples=10)
@given(st.permutations(range(40)), st.sampled_from(["hexagons", "regions"]))
def test_the_order_of_rows_changes_nothing(order, over):
    points = scattered(40)
    one, other = (found(land(p), ("over", over)) for p in (points, [points[i] for i in order]))
    assert one.n.tolist() == other.n.tolist()
    assert one.found.q.tolist() == other.found.q.tolist()
    assert one.kind == other.kind


def test_everything_adds_up_and_each_reason_is_told():
    precision = ["exact", "near", "district", "province", "country", "exact"]
    snapshot = two_squares([(0.5, 0.5), (0.5, 0.5), (1.5, 0.5), (0.5, 0.5), (0.5, 0.5), (9, 9)], precision=precision)
    snapshot = with_list(snapshot, [(0.5, 0.5)], date_start=["2010-06-01"])
    spots = found(snapshot, ("source", "s,mine"), ("region", "A"), ("over", "regions"))
    assert spots.excluded == {"precision": 2, "region": 1, "uncovered": 1, "source": 1}
    assert spots.by_precision == {"exact": 1, "near": 1}
    assert spots.counted + sum(spots.excluded.values()) == spots.total == 7


@pytest.mark.parametrize(
    ("asked", "counted"), [("country", 3), ("province", 3), ("district", 3), ("near", 2), ("exact", 1)]
)
def test_nothing_coarser_than_a_district_is_counted_whatever_is_asked(asked, counted):
    grades = ["exact", "near", "district", "province", "country"]
    snapshot = two_squares([(0.5, 0.5)] * 5, precision=grades)
    spots = found(snapshot, ("precision", asked))
    assert (spots.counted, spots.excluded["precision"]) == (counted, 5 - counted)


def test_land_that_is_not_covered_is_no_cell():
    regions = squares([(60, 30), (61, 30)], country=["A", "B"])
    spots = found(world(regions, incidents([(60.5, 30.5), (61.5, 30.5)])))
    assert spots.cells.km2.sum() == pytest.approx(10642, rel=1e-3)
    assert (spots.counted, spots.excluded["uncovered"]) == (1, 1)
    assert spots.regions.id.tolist() == ["A"]


def test_where_nothing_is_covered_there_is_no_cell():
    for over in ("hexagons", "regions"):
        spots = found(two_squares([(0.5, 0.5)]), ("from", "1990-01-01"), ("to", "1990-12-31"), ("over", over))
        assert (len(spots.cells), spots.counted, spots.kind) == (0, 0, [])


def test_no_incident_is_no_finding():
    spots = found(land([]))
    assert set(spots.kind) == {"none"}
    assert len(spots.cells) > 60


def test_what_is_expected_goes_by_the_time_that_a_source_covers():
    regions = squares([(60, 30), (61, 30)], country=["A", "B"])
    long = source("s", countries=("A",))
    short = source("t", countries=("B",), first=date(2010, 1, 1), last=date(2010, 12, 31))
    snapshot = world(regions, incidents([(60.5, 30.5)] * 5), sources=[long, short])
    spots = found(snapshot, ("source", "*"), ("over", "regions"))
    assert spots.found.expected.tolist() == [4.0, 1.0]
    assert spots.n.tolist() == [5, 0]


def test_an_incident_in_a_region_that_was_not_asked_for_is_not_in_its_hexagons():
    regions = squares([(60, 30), (61, 30)], country=["A", "A"])
    snapshot = world(regions, incidents([(60.99, 30.5), (61.01, 30.5)]))
    whole, part = found(snapshot), found(snapshot, ("region", "B"))
    assert (whole.counted, part.counted, part.excluded["region"]) == (2, 1, 1)
    assert part.cells.km2.sum() == pytest.approx(whole.cells.km2.sum() / 2, rel=1e-4)


def test_the_seed_and_the_number_of_shuffles_are_told():
    spots = found(land(scattered(30)))
    assert (spots.seed, spots.shuffles) == (1992, 19_999)
    assert set(spots.kind) <= set(CLASSES)


def test_hot_cells_come_with_the_surest_first():
    spots = found(land(scattered(100) + scattered(80, seed=2, around=MIDDLE)))
    hot = spots.of("hot")
    assert np.all(np.diff(spots.found.q[hot]) >= 0)
    assert {spots.kind[i] for i in hot} <= {"hot-99", "hot-95"}


def test_the_bundled_incidents_are_hot_along_the_border_of_khyber_pakhtunkhwa(bundled):
    spots = found(bundled)
    assert set(spots.regions.name[spots.cells.region[spots.of("hot")]]) == {"Khyber Pakhtunkhwa"}
    assert spots.counted + sum(spots.excluded.values()) == spots.total == 6416
    assert spots.cells.km2.sum() == pytest.approx(spots.regions.area_km2.sum(), rel=1e-6)


def test_the_pile_of_karachi_is_no_hot_spot_of_its_province(bundled):
    spots = found(bundled, ("region", "PK-SD"))
    assert spots.n.max() / spots.counted > 0.8
    assert len(spots.of("hot")) == 0


def test_an_epoch_and_a_level_change_no_land(bundled):
    usual, then, country = (found(bundled, *p) for p in ([], [("epoch", "then")], [("level", "country")]))
    for other in (then, country):
        assert other.cells.id == usual.cells.id
    np.testing.assert_allclose(country.cells.km2, usual.cells.km2, rtol=1e-4)


def test_the_query_that_it_answers_stays_as_it_was_asked():
    asked = ask(land([]), [("precision", "province")])
    spots = hotspots(land([]), asked)
    assert spots.asked == asked
    assert spots.tally.query == replace(asked.query, precision="district")
