"""Figures for each region: worked out by hand, and held to what must be true of any world and any question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import terms
from geo.change import Change
from geo.errors import BadQuery
from geo.tables import Populations, Regions
from geo.tally import tally
from tests.strategies import (
    asked_worlds,
    assert_same,
    incident_columns,
    made,
    questions,
    region_sets,
    shuffled,
    worlds,
)
from tests.worlds import halves, incidents, source, squares, two_squares, world

nan = np.nan
few = settings(max_examples=40)


def answer(snapshot, query=""):
    pairs = [tuple(part.split("=")) for part in query.split("&") if part]
    return tally(snapshot, snapshot.ask(pairs))


def approx(*values):
    return pytest.approx(list(values), nan_ok=True, rel=1e-12)


def three_and_one(**columns):
    """Give three incidents in square A and one in square B, over four years."""
    return two_squares([(0.5, 0.5), (0.1, 0.9), (0.9, 0.1), (1.5, 0.5)], **columns)


def test_incidents_per_area_and_year():
    found = answer(three_and_one())
    assert found.value.tolist() == [3 / 4, 1 / 4]
    assert found.share.tolist() == [3 / 4, 1 / 4]
    assert found.rank.tolist() == [1, 2]
    assert (found.total, found.counted, found.unplaced.n, found.excluded) == (4, 4, 0, {"precision": 0, "region": 0})


def test_the_killed_of_one_year():
    found = answer(three_and_one(killed=[1, 2, 4, 0]), "measure=killed&from=2010-01-01&to=2010-12-31")
    assert found.value.tolist() == [7, 0]
    assert found.share.tolist() == [1, 0]
    assert found.rank.tolist() == approx(1, nan)
    assert found.classes[1] == -1


def test_the_killed_per_people():
    people = Populations.of({"region": ["A"], "year": [2010], "n": [50_000]})
    found = answer(replace(three_and_one(), populations=people), "measure=killed&per=population")
    assert found.value.tolist() == approx(3 / 4 / 0.5, nan)
    assert found.covered.tolist() == [True, True]


def test_a_raw_count():
    found = answer(three_and_one(), "per=none")
    assert found.value.tolist() == [3, 1]
    assert found.breaks == [3]
    assert found.classes.tolist() == [1, 0]


def test_casualties_are_killed_and_injured():
    snapshot = three_and_one(killed=[1, 2, 3, 4], injured=[5, 0, nan, 6])
    snapshot.sources["s"] = source(knows=("killed", "injured"))
    assert answer(snapshot, "measure=casualties&per=none").value.tolist() == [11, 10]


def test_zero_exists_only_where_a_source_covers():
    snapshot = world(squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([]))
    found = answer(snapshot)
    assert found.value.tolist() == approx(0, nan)
    assert found.covered.tolist() == [True, False]
    assert found.classes.tolist() == [-1, -2]


def test_an_incident_beyond_the_coverage_is_counted_but_no_value():
    snapshot = world(squares([(0, 0), (1, 0)], country=["A", "B"]), incidents([(0.5, 0.5), (1.5, 0.5)]))
    found = answer(snapshot)
    assert found.sums.incidents.tolist() == [1, 1]
    assert found.value.tolist() == approx(1 / 4, nan)
    assert found.share.tolist() == approx(1, nan)
    assert found.rank.tolist() == approx(1, nan)
    assert (found.total, found.counted) == (2, 2)


def test_a_period_that_no_source_covers_has_no_value():
    found = answer(three_and_one(), "from=2014-01-01&to=2014-12-31")
    assert np.isnan(found.value).all()
    assert (found.period, found.years, found.countries) == ((date(2014, 1, 1), date(2014, 12, 31)), 0, ())


def test_the_covered_part_of_a_period_is_what_the_rate_is_of():
    found = answer(three_and_one(), "from=2009-01-01&to=2010-12-31")
    assert (found.period, found.years, found.countries) == ((date(2010, 1, 1), date(2010, 12, 31)), 1, ("A",))
    assert found.value.tolist() == [3, 1]


def test_a_gap_in_the_coverage_is_not_part_of_its_years():
    both = (source("s", last=date(2010, 12, 31)), source("t", first=date(2013, 1, 1)))
    found = answer(world(squares([(0, 0)], country=["A"]), incidents([]), sources=both), "source=*")
    assert found.years == found.exposure.years[0] == 2


def test_unplaced_incidents_say_what_they_are_near():
    snapshot = two_squares(
        [(2.01, 0.5), (2.02, 0.5), (0.5, -0.01), (9, 9), (0.5, 0.5)], region_name=["Bee", "Bee", "", "Far", "Ay"]
    )
    found = answer(snapshot)
    assert (found.unplaced.n, found.unplaced.near_edge) == (4, 3)
    assert found.unplaced.groups == [("B", "Bee", 2), ("", "Far", 1), ("A", "", 1)]


def test_incidents_known_too_coarsely_are_excluded_with_the_reason():
    found = answer(three_and_one(precision=["exact", "country", "province", "district"]))
    assert found.sums.incidents.tolist() == [2, 1]
    assert found.excluded == {"precision": 1, "region": 0}
    finer = answer(three_and_one(precision=["exact", "country", "province", "district"]), "precision=near")
    assert (finer.sums.incidents.tolist(), finer.excluded["precision"]) == ([1, 0], 3)


def test_a_region_that_was_not_asked_for_is_excluded_but_still_under_the_share():
    found = answer(three_and_one(), "region=B")
    assert found.regions.id.tolist() == ["B"]
    assert (found.counted, found.excluded, found.total) == (1, {"precision": 0, "region": 3}, 4)
    assert (found.share.tolist(), found.rank.tolist()) == ([1 / 4], [2])


def test_an_incident_of_two_groups_counts_once():
    snapshot = two_squares([(0.5, 0.5)], perpetrators=["G|H"])
    assert answer(snapshot, "group=G,H&per=none").value[0] == 1
    assert answer(snapshot, "group=G&per=none").value[0] == 1


def test_equal_values_share_a_rank_and_the_next_is_skipped():
    four = squares([(0, 0), (1, 0), (2, 0), (3, 0)], country=["A"] * 4)
    points = [(0.5, 0.5)] * 2 + [(1.5, 0.5)] * 2 + [(2.5, 0.5)]
    assert answer(world(four, incidents(points))).rank.tolist() == approx(1, 1, 3, nan)


def test_each_country_has_shares_of_its_own():
    both = source(countries=("A", "B"))
    regions = squares([(0, 0), (1, 0), (2, 0)], country=["A", "B", "B"])
    rows = incidents([(0.5, 0.5), (1.5, 0.5), (2.5, 0.5), (2.6, 0.5)])
    assert answer(world(regions, rows, sources=(both,))).share.tolist() == approx(1, 1 / 3, 2 / 3)


def test_the_same_incident_stands_in_its_province_and_its_country():
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1)]
    regions = Regions.of(
        {
            "id": ["A-1", "A"],
            "level": ["province", "country"],
            "name": ["One", "All"],
            "country": ["A", "A"],
            "area_km2": [1000.0, 2000.0],
            "geometry": shapes,
        }
    )
    snapshot = world(regions, incidents([(0.5, 0.5), (1.5, 0.5)]))
    assert answer(snapshot, "per=none").value.tolist() == [1]
    assert answer(snapshot, "per=none&level=country").value.tolist() == [2]


def test_a_list_that_is_not_complete_has_no_value_but_all_counts():
    snapshot = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)] * 3), sources=(source(complete=False),))
    found = answer(snapshot)
    assert found.sums.incidents.tolist() == [3]
    assert np.isnan([found.value, found.share, found.rank]).all()


def test_a_list_that_is_not_complete_adds_nothing_to_a_rate():
    whole, partial = source("s"), source("t", complete=False, last=date(2020, 12, 31))
    days = ["2010-06-01", "2010-06-01", "2018-06-01"]
    rows = incidents([(0.5, 0.5)] * 3, source=["s", "t", "t"], date_start=days, date_end=days)
    snapshot = world(squares([(0, 0)], country=["A"]), rows, sources=(whole, partial))
    mixed = answer(snapshot, "source=s,t")
    assert mixed.counted == 3
    assert mixed.value.tolist() == answer(snapshot, "source=s").value.tolist()


def test_a_measure_that_no_source_records_is_nowhere_zero():
    snapshot = world(
        squares([(0, 0), (1, 0)], country=["A", "A"]),
        incidents([(0.5, 0.5)], injured=[nan]),
        sources=(source(knows=("kind", "group", "killed")),),
    )
    try:
        found = answer(snapshot, "measure=injured")
    except BadQuery:
        return
    assert np.isnan(found.value).all()


def test_years_of_the_yearly_sums_begin_with_the_first_year_of_the_period():
    snapshot = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)]), sources=(source(complete=False),))
    found = answer(snapshot, "from=2005-01-01&to=2013-12-31")
    first_year = found.period[0].year
    assert found.sums.yearly[0][2010 - first_year] == 1


def test_no_incidents_and_no_groups_are_no_trouble():
    found = answer(two_squares([]), "compare=previous&breaks=view")
    assert (found.total, found.breaks) == (0, [])
    assert found.value.tolist() == [0, 0]
    assert np.isnan(found.share).all()


# --- what must be true of any world and any question ---


def by_hand(snapshot, query):
    """Count with plain loops: incidents, killed and injured by region id, and the number placed nowhere."""
    rows, regions = snapshot.incidents, snapshot.regions_at(query)
    accepted = terms.accepted(query.precision)
    count = {id_: [0, 0.0, 0.0] for id_ in regions.id}
    outside = coarse = 0
    for i in range(len(rows)):
        groups = {g for g in rows.perpetrators[i].split("|") if g}
        day = rows.date_start[i].item()
        matches = (
            rows.source[i] in query.source
            and query.start <= day <= query.end
            and rows.kind[i] in query.kind
            and (not query.group or groups & set(query.group))
            and (not query.tactic or rows.tactic[i] in query.tactic)
            and (not query.target or rows.target[i] in query.target)
        )
        if not matches:
            continue
        if rows.precision[i] not in accepted:
            coarse += 1
            continue
        spot = (rows.lon[i], rows.lat[i])
        holders = [
            id_
            for id_, shape in zip(regions.id, regions.geometry, strict=True)
            if shape.bounds[0] <= spot[0] <= shape.bounds[2] and shape.bounds[1] <= spot[1] <= shape.bounds[3]
        ]
        if not holders:
            outside += 1
            continue
        mine = count[min(holders)]
        mine[0] += 1
        mine[1] += np.nan_to_num(rows.killed[i])
        mine[2] += np.nan_to_num(rows.injured[i])
    return count, outside, coarse


@few
@given(asked_worlds())
def test_every_figure_is_what_plain_loops_count(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    found = tally(snapshot, query)
    count, outside, coarse = by_hand(snapshot, query)
    wanted = set(query.region or count)
    sums = zip(found.regions.id, found.sums.incidents, found.sums.killed, found.sums.injured, strict=True)
    assert {id_: figures for id_, *figures in sums} == {i: count[i] for i in count if i in wanted}
    elsewhere = sum(n for i, (n, _, _) in count.items() if i not in wanted)
    assert (found.unplaced.n, found.excluded) == (outside, {"precision": coarse, "region": elsewhere})


@few
@given(asked_worlds())
def test_counts_and_unplaced_and_excluded_are_the_total(asked):
    snapshot, pairs = asked
    found = tally(snapshot, snapshot.ask(pairs))
    assert found.counted + found.unplaced.n + sum(found.excluded.values()) == found.total
    assert sum(n for _, _, n in found.unplaced.groups) == found.unplaced.n >= found.unplaced.near_edge
    assert found.total == int(snapshot.matches(found.query).sum())


@few
@given(asked_worlds())
def test_nothing_is_said_of_what_is_not_covered(asked):
    snapshot, pairs = asked
    found = tally(snapshot, snapshot.ask(pairs))
    silent = ~found.covered
    said = [found.value, found.share, found.rank, *([found.change.ratio, found.change.base] if found.change else [])]
    assert np.isnan([column[silent] for column in said]).all()
    assert (found.classes[silent] == -2).all()
    start, end = found.query.period
    for id_, country, covered in zip(found.regions.id, found.regions.country, found.covered, strict=True):
        here = [s for s in found.sources if country in s.countries and s.complete]
        assert covered == any(s.first <= end and start <= s.last for s in here), id_


@few
@given(asked_worlds(without=("source",)))
def test_a_value_is_the_sum_over_its_exposure(asked):
    snapshot, pairs = asked
    found = tally(snapshot, snapshot.ask(pairs))
    days = [max(found.query.start, date(2010, 1, 1)) + timedelta(days=n) for n in range(1461)]
    covered_years = sum(1 / (366 if d.year == 2012 else 365) for d in days if d <= found.query.end and d.year < 2014)
    for i, country in enumerate(found.regions.country):
        amount = found.sums.of(found.query.measure)[i]
        per = {"area": 1.0 * covered_years, "population": nan, "none": 1.0}[found.query.per]
        value = amount / per if country == "A" and covered_years else nan
        assert found.value[i] == pytest.approx(value, nan_ok=True, rel=1e-9)


@few
@given(incident_columns(), region_sets(), st.data())
def test_the_order_of_rows_does_not_matter(columns, regions, data):
    snapshot = made(columns, regions)
    pairs = data.draw(questions(snapshot))
    order = data.draw(st.permutations(range(len(columns["source"]))))
    again = made(shuffled(columns, order), regions)
    assert_same(tally(again, again.ask(pairs)), tally(snapshot, snapshot.ask(pairs)))


@few
@given(worlds(), st.data())
def test_the_order_of_regions_does_not_matter(snapshot, data):
    pairs = data.draw(questions(snapshot))
    order = data.draw(st.permutations(range(len(snapshot.regions))))
    regions = Regions.of({name: column[order] for name, column in snapshot.regions.columns().items()})
    again = replace(snapshot, regions=regions)
    assert_same(tally(again, again.ask(pairs)), tally(snapshot, snapshot.ask(pairs)))


@few
@given(incident_columns(), region_sets(), st.data())
def test_moving_everything_leaves_all_figures_unchanged(columns, regions, data):
    snapshot = made(columns, regions)
    pairs = data.draw(questions(snapshot))
    east, north = data.draw(st.tuples(st.integers(-300, 300), st.integers(-140, 140)))  # halves of a degree
    shift = np.array([east, north]) / 2
    moved = columns | {
        axis: [spot + by for spot in columns[axis]] for axis, by in zip(("lon", "lat"), shift, strict=True)
    }
    shapes = np.array([shapely.transform(g, lambda c: c + shift) for g in regions.geometry], dtype=object)
    again = made(moved, Regions.of(regions.columns() | {"geometry": shapes}))
    assert_same(
        tally(again, again.ask(pairs)),
        tally(snapshot, snapshot.ask(pairs)),
        but_not=lambda name: name == "unplaced",  # what is near an edge is measured on the ellipsoid
    )


@few
@given(asked_worlds(without=("region",)), st.data())
def test_asking_for_some_regions_gives_their_rows_of_the_whole(asked, data):
    snapshot, pairs = asked
    whole = tally(snapshot, snapshot.ask(pairs))
    ids = data.draw(st.lists(st.sampled_from(whole.regions.id.tolist()), min_size=1, unique=True))
    part = tally(snapshot, snapshot.ask([*pairs, ("region", ",".join(ids))]))
    rows = np.isin(whole.regions.id, ids)
    np.testing.assert_array_equal(part.regions.id, whole.regions.id[rows])
    for name in ("covered", "value", "share", "rank"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[rows], err_msg=name)
    assert part.total == whole.total
    if isinstance(part.change, Change) and isinstance(whole.change, Change):
        np.testing.assert_array_equal(part.change.ratio, whole.change.ratio[rows])


@few
@given(asked_worlds(without=("from", "to", "compare")), st.dates(date(2010, 1, 1), date(2013, 12, 30)))
def test_counts_add_up_over_parts_of_a_period(asked, cut):
    snapshot, pairs = asked
    query = replace(snapshot.ask(pairs), breaks="view", start=date(2010, 1, 1), end=date(2013, 12, 31))
    whole = tally(snapshot, query)
    first = tally(snapshot, replace(query, end=cut))
    second = tally(snapshot, replace(query, start=cut + timedelta(days=1)))
    assert first.total + second.total == whole.total
    for name in ("incidents", "killed", "injured", "injured_unknown", "precision"):
        added = getattr(first.sums, name) + getattr(second.sums, name)
        np.testing.assert_array_equal(added, getattr(whole.sums, name), err_msg=name)


@few
@given(asked_worlds(without=("region", "source", "per")))
def test_the_shares_of_a_country_add_up_to_one(asked):
    snapshot, pairs = asked
    found = tally(snapshot, snapshot.ask(pairs))
    mine = found.regions.country == "A"
    share = found.share[mine & found.covered]
    known = share[~np.isnan(share)]
    if len(known) and np.nansum(found.sums.of(found.query.measure)[mine]) > 0:
        assert known.sum() == pytest.approx(1)


@few
@given(asked_worlds(without=("region",)))
def test_ranks_count_those_above(asked):
    snapshot, pairs = asked
    found = tally(snapshot, snapshot.ask(pairs))
    for value, rank in zip(found.value, found.rank, strict=True):
        assert rank == pytest.approx(1 + (found.value > value).sum() if value > 0 else nan, nan_ok=True)


@few
@given(asked_worlds())
def test_nothing_unknown_is_zero(asked):
    snapshot, pairs = asked
    found = tally(snapshot, snapshot.ask(pairs))
    blind = (found.sums.incidents > 0) & (found.sums.injured_unknown == found.sums.incidents)
    assert np.isnan(found.sums.of("injured")[blind]).all()
    assert np.isnan(found.sums.of("casualties")[blind]).all()
    if found.query.measure in ("injured", "casualties"):
        assert np.isnan([found.value[blind], found.share[blind]]).all()


@few
@given(asked_worlds())
def test_finer_places_count_no_more(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    counted = [tally(snapshot, replace(query, precision=p)).counted for p in terms.PRECISIONS]
    assert counted == sorted(counted)


# --- districts ---


def graded():
    """Give four incidents in the west of A, of which two are known well enough for a district, and one in B."""
    grades = ["exact", "district", "province", "country", "exact"]
    return halves([(0.25, 0.5)] * 4 + [(1.5, 0.5)], precision=grades, killed=[1, 2, 4, 8, 16])


def test_what_is_known_to_the_province_is_not_counted_in_a_district():
    found = answer(graded(), "level=district&measure=killed&per=none")
    assert found.regions.id.tolist() == ["A1", "A2"]
    assert found.value.tolist() == [3, 0]
    assert (found.total, found.counted, found.unplaced.n, found.excluded["precision"]) == (5, 2, 1, 2)


def test_an_incident_in_a_country_without_districts_lies_outside_every_district():
    found = answer(graded(), "level=district")
    assert found.unplaced.groups == [("", "", 1)]
    assert (found.mapped, found.countries) == (("A",), ("A",))


def test_a_country_that_has_no_districts_is_none_that_an_answer_covers():
    both = replace(graded(), sources={"s": source("s", countries=("A", "B"))})
    assert answer(both, "level=district").countries == ("A",)
    assert answer(both).countries == ("A", "B")


def test_one_district_alone():
    found = answer(graded(), "level=district&region=A2")
    assert found.regions.pcode.tolist() == [""]
    assert (found.counted, found.excluded, found.mapped) == (0, {"precision": 2, "region": 2}, ("A",))


def test_districts_have_no_earlier_shapes():
    now, then = (answer(graded(), f"level=district&epoch={epoch}") for epoch in ("now", "then"))
    assert_same(now, then)


def test_districts_without_a_census_have_no_rate_per_people():
    found = answer(graded(), "level=district&per=population")
    assert np.isnan(found.value).all()
    assert found.amount.tolist() == [2, 0]


@few
@given(st.data())
def test_districts_and_their_province_count_the_same_if_all_is_known(data):
    snapshot = made(data.draw(incident_columns()), halves([]).regions)
    asked = data.draw(questions(snapshot, without=("region", "precision", "level", "breaks", "version")))
    fine = data.draw(st.sampled_from(terms.accepted("district")))
    by_district = tally(snapshot, snapshot.ask([*asked, ("level", "district"), ("precision", fine)]))
    by_province = tally(snapshot, snapshot.ask([*asked, ("precision", fine)]))
    assert by_district.counted == by_province.sums.incidents[0]
    assert by_district.counted + by_district.unplaced.n + by_district.excluded["precision"] == by_district.total
