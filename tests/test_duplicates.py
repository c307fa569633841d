"""Likely pairs of two sources: exactly those within the windows, whatever the search does."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.duplicates import pairs
from tests.worlds import incidents

GEOD = Geod(ellps="WGS84")
KM_PER_DEGREE = 111.31949  # of longitude on the equator: 2 pi x 6378.137 km / 360


def listed(found):
    return [(int(i), int(j)) for i, j in zip(found.a, found.b, strict=True)]


def one(lon=0.0, lat=0.0, **columns):
    return incidents([(lon, lat)], **{name: [value] for name, value in columns.items()})


def days(start, end):
    return {"date_start": f"2010-06-{start:02}", "date_end": f"2010-06-{end:02}" if end else ""}


def test_the_same_place_and_day_is_a_pair_that_scores_nothing():
    found = pairs(one(), one())
    assert listed(found) == [(0, 0)]
    assert (found.distance_km[0], found.days[0], found.score[0]) == (0, 0, 0)


@pytest.mark.parametrize(("km", "n"), [(24.99, 1), (25.01, 0)])
def test_a_pair_is_at_most_25_kilometres_apart(km, n):
    found = pairs(one(), one(lon=km / KM_PER_DEGREE))
    assert len(found) == n
    assert found.distance_km == pytest.approx([km] * n, abs=1e-4)
    assert found.score == pytest.approx([km / 25] * n, abs=1e-5)


@pytest.mark.parametrize("azimuth", [0, 45, 90, 180, 270])
@pytest.mark.parametrize("lat", [0, 34, 89.95])
def test_25_kilometres_are_as_far_in_every_direction(azimuth, lat):
    for km, n in ((24.999, 1), (25.001, 0)):
        lon_b, lat_b, _ = GEOD.fwd(66.0, lat, azimuth, km * 1000)
        assert len(pairs(one(66.0, lat), one(lon_b, lat_b))) == n


@pytest.mark.parametrize("most", [1, 2, 3, 5, 6, 7, 11, 13])
def test_the_last_day_of_a_window_is_never_lost_to_rounding(most):
    start = [date(1990, 1, 1) + timedelta(days=40 * i) for i in range(300)]
    later = [day + timedelta(days=most) for day in start]
    a, b = (incidents([(0, 0)] * 300, date_start=days, date_end=days) for days in (start, later))
    assert sorted(listed(pairs(a, b, days=most))) == [(i, i) for i in range(300)]


@pytest.mark.parametrize(
    ("a", "b", "gap"),
    [
        ((10, 10), (12, 12), 2),
        ((12, 12), (10, 10), 2),
        ((10, 10), (13, 13), None),
        ((1, 20), (22, 28), 2),
        ((1, 20), (23, 28), None),
        ((1, 20), (5, 6), 0),
        ((20, None), (22, 22), 2),
        ((1, 20), (22, None), 2),
    ],
)
def test_a_pair_is_at_most_two_days_apart_from_end_to_start(a, b, gap):
    assert pairs(one(**days(*a)), one(**days(*b))).days.tolist() == ([] if gap is None else [gap])


def test_an_event_that_lasts_for_years_meets_one_in_its_midst():
    long = one(date_start="2001-01-01", date_end="2019-12-31")
    assert listed(pairs(long, one())) == listed(pairs(one(), long)) == [(0, 0)]


@pytest.mark.parametrize(("a", "b", "n"), [("A", "A", 1), ("A", "B", 0), ("A", "", 1), ("", "B", 1), ("", "", 1)])
def test_a_pair_is_of_one_country_unless_one_is_not_known(a, b, n):
    assert len(pairs(one(country=a), one(country=b))) == n


def test_an_unknown_place_is_near_nothing():
    assert len(pairs(one(lon=np.nan), one(lon=np.nan))) == 0


def test_nearer_pairs_come_first_and_equal_ones_by_their_ids():
    a = incidents([(0, 0), (0, 0)], source_id=["y", "x"])
    b = incidents([(0.1, 0), (0, 0), (0, 0)], source_id=["1", "3", "2"], date_start=["2010-06-01"] * 3)
    assert listed(pairs(a, b)) == [(1, 2), (1, 1), (0, 2), (0, 1), (1, 0), (0, 0)]


def test_a_score_weighs_25_kilometres_as_two_days_whatever_the_windows():
    far = one(lon=50 / KM_PER_DEGREE, **days(4, 4))
    assert pairs(one(**days(1, 1)), far, km=60, days=5).score == pytest.approx([2 + 1.5], abs=1e-5)


def test_windows_of_nothing_find_what_is_the_same():
    b = incidents(
        [(0, 0), (0.00001, 0), (0, 0)], date_start=["2010-06-01", "2010-06-01", "2010-06-02"], date_end=[""] * 3
    )
    assert listed(pairs(one(), b, km=0, days=0)) == [(0, 0)]


@pytest.mark.parametrize("windows", [{"days": -1}, {"km": -0.1}, {"km": float("nan")}], ids=str)
def test_a_window_is_not_negative(windows):
    with pytest.raises(ValueError, match="must not be negative"):
        pairs(one(), one(), **windows)


def test_none_has_no_pair():
    assert len(pairs(incidents([]), one())) == len(pairs(one(), incidents([]))) == 0


def test_a_window_may_reach_around_the_globe():
    assert len(pairs(one(lon=0.0), one(lon=179.5, lat=0.0), km=20_000)) == 1
    assert len(pairs(one(lon=179.999), one(lon=-179.999))) == 1


near = st.integers(-40, 40).map(lambda k: k / 100)
"""Degrees: windows of 25 km cut through them."""


@st.composite
def table(draw, north):
    n = draw(st.integers(0, 8))
    first = date(2010, 6, 1)
    start = draw(st.lists(st.integers(0, 12).map(lambda d: first + timedelta(days=d)), min_size=n, max_size=n))
    lasts = draw(st.lists(st.sampled_from([0, 0, 0, 1, 3, 9, 400]), min_size=n, max_size=n))
    lat = draw(st.lists(st.one_of(near.map(lambda degrees: degrees + north), st.just(np.nan)), min_size=n, max_size=n))
    lon = draw(st.lists(near, min_size=n, max_size=n))
    return incidents(
        list(zip(lon, lat, strict=True)),
        date_start=start,
        date_end=[day + timedelta(days=d) for day, d in zip(start, lasts, strict=True)],
        country=draw(st.lists(st.sampled_from(["A", "B", ""]), min_size=n, max_size=n)),
    )


two_tables = st.sampled_from([0, 34, 70]).flatmap(lambda north: st.tuples(table(north), table(north)))


@given(two_tables, st.integers(0, 4), st.sampled_from([0.0, 1.5, 25.0, 60.0]))
def test_pairs_are_what_comparing_everything_finds(both, most_days, km):
    a, b = both
    expected = {}
    for i in range(len(a)):
        for j in range(len(b)):
            if a.country[i] != b.country[j] and "" not in (a.country[i], b.country[j]):
                continue
            gap = max((a.date_start[i] - b.date_end[j]).astype(int), (b.date_start[j] - a.date_end[i]).astype(int), 0)
            apart = GEOD.inv(a.lon[i], a.lat[i], b.lon[j], b.lat[j])[2] / 1000
            if apart <= km and gap <= most_days:
                expected[i, j] = (apart, gap, apart / 25 + gap / 2)
    found = pairs(a, b, days=most_days, km=km)
    assert sorted(listed(found)) == sorted(expected)
    assert np.all(np.diff(found.score) >= 0)
    for row, pair in enumerate(listed(found)):
        assert (found.distance_km[row], found.days[row], found.score[row]) == pytest.approx(expected[pair])


@given(two_tables, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_of_tables_matters(both, random):
    a, b = both
    order = np.array(random.sample(range(len(a)), len(a)), dtype=np.int64)
    found = pairs(a, b)
    again = pairs(a.take(order), b)
    assert [(order[i], j) for i, j in listed(again)] == listed(found)
    assert sorted((i, j) for j, i in listed(pairs(b, a))) == sorted(listed(found))


def test_a_pile_finds_only_what_is_near_in_time():
    n = 2000
    start = [date(2000, 1, 1) + timedelta(days=3 * i) for i in range(n)]
    pile = incidents([(67.01, 24.86)] * n, date_start=start, date_end=start)
    assert sorted(listed(pairs(pile, pile))) == [(i, i) for i in range(n)]


def test_the_curated_incidents_of_ucdp_are_found_but_for_the_one_that_ucdp_misplaced(bundled):
    curated, ucdp = (bundled.incidents.take(bundled.incidents.source == s) for s in ("curated", "ucdp-ged"))
    found = pairs(curated, ucdp)
    ids = {(curated.source_id[i], f"ucdp-ged:{ucdp.source_id[j]}") for i, j in listed(found)}
    same = {(i, other) for i, other in zip(curated.source_id, curated.same_as, strict=True) if other}
    assert len(same) == 13
    assert same - ids == {("CUR013", "ucdp-ged:374523")}
    assert len(found) == 13
