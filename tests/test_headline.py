"""The finding as a sentence: true, with its unit, and saying what it rests on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from geo.errors import BadQuery
from geo.tables import Populations
from geo.tally import tally
from layers.headline import headline
from tests.strategies import asked_worlds
from tests.worlds import halves, incidents, source, squares, two_squares, world

COUNTRIES = {"A": "Aland", "B": "Borduria", "C": "Carpania"}
ALL = ("kind", "group", "tactic", "target", "killed", "injured")


def said(snapshot, **asked):
    pairs = [(name.rstrip("_"), value) for name, value in asked.items()]
    return headline(tally(snapshot, snapshot.ask(pairs)), snapshot.names, COUNTRIES)


def many(a, b, **columns):
    """So many incidents in square A and in square B."""
    return two_squares([(0.5, 0.5)] * a + [(1.5, 0.5)] * b, **columns)


def then_and_now(*, before, after, **columns):
    """So many incidents in square A in 2011 and in 2012."""
    days = ["2011-06-01"] * before + ["2012-06-01"] * after
    return many(before + after, 0, date_start=days, date_end=days, **columns)


IN_2012 = {"compare": "year", "from_": "2012-01-01", "to": "2012-12-31"}


def test_a_rate_is_told_with_its_unit_and_beside_another():
    found = said(many(120, 40))
    assert found.text == (
        "Square A had the most incidents for its size: 30.00 a year per 1,000 km², 3.0 times Square B’s 10.00"
    )
    assert found.short == "Square A had the most incidents for its size, 3.0 times Square B’s rate"


def test_a_rate_beside_few_incidents_is_told_alone():
    found = said(many(120, 9))
    assert found.text == "Square A had the most incidents for its size: 30.00 a year per 1,000 km², 120 of 129"
    assert found.short == "Square A had the most incidents for its size: 120 of 129"


def test_the_highest_is_told_though_it_is_not_the_first_in_focus():
    assert said(many(40, 120)).text.startswith("Square B had the most incidents for its size: 30.00")
    assert said(many(40, 120)).text.endswith("3.0 times Square A’s 10.00")


def test_a_count_is_told_with_the_whole():
    found = said(many(30, 12), per="none")
    assert found.text == found.short == "Square A had the most incidents: 30 of 42"


def test_the_killed_are_told_as_people():
    assert said(many(30, 12), per="none", measure="killed").text == "Square A had the most people killed: 30 of 42"


def test_a_rate_for_people_says_so():
    people = Populations.of({"region": ["A", "B"], "year": [2011, 2011], "n": [100_000, 100_000]})
    rows = incidents([(0.5, 0.5)] * 40 + [(1.5, 0.5)] * 20)
    counted = world(squares([(0, 0), (1, 0)], country=["A", "A"]), rows, people=people)
    assert said(counted, per="population").text == (
        "Square A had the most incidents for its people: 10.00 a year per 100,000 people, 2.0 times Square B’s 5.00"
    )


@pytest.mark.parametrize(
    ("groups", "what"),
    [
        ("G", "G incidents"),
        ("G,H", "G and H incidents"),
        ("G,H,K", "G and 2 other groups’ incidents"),
        ("A-very-long-identifier", "The Long Name incidents"),
    ],
)
def test_groups_are_told_as_people_call_them(groups, what):
    snapshot = many(4, 0, perpetrators=["G", "H", "K", "A-very-long-identifier"])
    snapshot.names["A-very-long-identifier"] = "The Long Name"
    assert f"the most {what}: " in said(snapshot, group=groups, per="none").text


def test_the_killed_in_incidents_of_a_group_are_not_told_as_its_members():
    assert "people killed in G incidents" in said(many(4, 0), group="G", per="none", measure="killed").text


def test_a_ratio_is_told_as_far_as_it_means_something():
    assert "12 times" in said(many(120, 10)).text
    assert "1.2 times" in said(many(12, 10)).text
    assert "over 1,000 times" in said(many(10_100, 10)).text


def test_one_region_alone_is_not_compared_with_itself():
    found = said(many(120, 40), region="A")
    assert "had the most" not in found.text
    assert "Square A" in found.text
    assert "30.00 a year per 1,000 km²" in found.text


def test_nothing_that_matches_is_said_plainly():
    assert said(many(3, 0), kind="protest").text == "No incident matches these filters"


def test_no_killed_is_said_as_such():
    found = said(many(3, 0, killed=[0, 0, 0]), measure="killed")
    assert found.text == "No people killed in the regions that are covered"


@pytest.mark.parametrize("per", ["area", "population", "none"])
@pytest.mark.parametrize(("measure", "noun"), [("injured", "people injured"), ("casualties", "casualties")])
def test_what_a_source_does_not_record_is_never_blamed_on_a_census(measure, noun, per):
    try:
        found = said(many(3, 0), measure=measure, per=per)
    except BadQuery as refusal:
        assert "does not record" in str(refusal)  # noqa: PT017 to refuse the question is as honest
    else:
        assert found.text == f"S does not record {noun}"


def test_a_missing_census_is_said_as_such():
    found = said(many(3, 1), per="population")
    assert found.text == "No census is known for these regions, so no rate per population can be given"


def test_nothing_covered_is_said_with_the_period():
    found = said(many(3, 1), from_="2020-01-01", to="2020-12-31")
    assert found.text == "S does not cover 2020 in these regions"


def test_a_list_that_is_not_complete_gives_no_finding():
    rows = incidents([(0.5, 0.5)] * 3 + [(9.0, 9.0)])
    listed = world(squares([(0, 0)], country=["A"]), rows, sources=[source(complete=False)])
    found = said(listed)
    assert found.text == "S: 4 incidents; it is not complete, so no rate can be given"
    assert "not complete" in found.sub


def test_a_rise_is_told_with_its_interval():
    found = said(then_and_now(before=20, after=60), **IN_2012)
    assert found.text == (
        "Incidents in Square A rose by 200 %, 2012 against 2011: from 20 to 60 (95 % interval +78 % to +425 %)"
    )
    assert found.short == "Incidents in Square A rose by 200 %, 2012 against 2011"


def test_a_fall_is_told_as_one():
    assert said(then_and_now(before=60, after=20), **IN_2012).text.startswith("Incidents in Square A fell by 67 %")


def test_a_change_that_may_be_chance_is_not_told_as_one():
    assert said(then_and_now(before=20, after=22), **IN_2012).text == (
        "Incidents, 2012 against 2011: no region shows a clear change"
    )


def test_a_change_on_a_small_base_is_not_told():
    assert said(then_and_now(before=9, after=40), **IN_2012).text == (
        "Incidents, 2012 against 2011: no region has a base of 10 or more"
    )


def test_a_change_of_the_killed_is_not_called_unclear_for_want_of_an_interval():
    found = said(then_and_now(before=20, after=60, killed=[1.0] * 20 + [5.0] * 60), measure="killed", **IN_2012)
    assert "no region shows a clear change" not in found.text
    assert "from 20 to 300" in found.text or "interval" in found.text


def test_a_period_that_is_not_covered_whole_is_not_called_a_small_base():
    days = ["2013-06-01"] * 20 + ["2013-09-01"] * 20
    snapshot = many(40, 0, date_start=days, date_end=days)
    found = said(snapshot, compare="previous", from_="2013-07-01", to="2014-06-30")
    assert "no region has a base of 10 or more" not in found.text
    assert "cover" in found.text


def test_what_it_rests_on_is_the_source_its_coverage_and_n():
    regions = squares([(0, 0), (1, 0), (2, 0)], country=["A", "B", "C"])
    found = said(world(regions, incidents([(0.5, 0.5), (1.5, 0.5), (9.0, 9.0)])))
    assert found.sub == "Source s, complete for Aland; Borduria and Carpania are not covered · n = 2 of 3"


def test_one_country_is_not_covered_in_the_singular():
    covering = [source(countries=("A", "B"))]
    regions = squares([(0, 0), (1, 0), (2, 0)], country=["A", "B", "C"])
    snapshot = world(regions, incidents([(0.5, 0.5)]), sources=covering)
    assert "complete for Aland and Borduria; Carpania is not covered" in said(snapshot).sub


def test_countries_without_districts_are_no_uncovered_ones():
    points = [(0.25, 0.5), (1.5, 0.5), (0.75, 0.5)]
    found = said(halves(points, precision=["exact", "exact", "province"]), level="district")
    assert found.text.startswith("West had the most incidents for its size: 0.50 a year per 1,000 km²")
    assert found.sub == ("Source s, complete for Aland; no districts of Borduria and Carpania · n = 1 of 3")
    assert found.left_out == "1 outside every district, 1 known only to the province or country"


def test_a_period_that_was_cut_is_said():
    assert " · 2010–2013 · " in said(many(3, 1), from_="2005-01-01").sub
    assert "2010" not in said(many(3, 1)).sub


@pytest.mark.parametrize(
    ("precision", "why"),
    [
        ("exact", "4 not known exactly"),
        ("near", "3 not known within 25 km"),
        ("district", "2 known only to the province or country"),
        ("province", "1 known only to the country"),
        ("country", ""),
    ],
)
def test_what_is_known_less_well_is_said_to_be_left_out(precision, why):
    snapshot = many(5, 0, precision=["exact", "near", "district", "province", "country"])
    assert said(snapshot, precision=precision).left_out == why


def test_all_that_is_left_out_is_said_with_its_reason():
    snapshot = two_squares([(0.5, 0.5), (1.5, 0.5), (9.0, 9.0)])
    assert said(snapshot).left_out == "1 outside every region"
    assert said(snapshot, region="A").left_out == "1 outside every region, 1 in other regions"


def test_a_tally_that_compares_with_nothing_is_not_told_as_a_change():
    assert "against" not in said(then_and_now(before=20, after=60), from_="2012-01-01").text


@given(drawn=asked_worlds())
def test_every_answer_has_a_finding(drawn):
    snapshot, pairs = drawn
    answer = tally(snapshot, snapshot.ask(pairs))
    found = headline(answer, snapshot.names, COUNTRIES)
    for text in (found.text, found.short, found.sub, found.left_out):
        assert not any(word in text for word in ("nan", "inf ", "None", "  "))
    assert found.text
    assert found.short
    assert len(found.short) <= len(found.text)
    assert f"n = {answer.counted:,} of {answer.total:,}" in found.sub
    assert bool(found.left_out) == (answer.counted < answer.total)


def test_a_finding_at_the_end_of_the_calendar_can_be_said():
    snapshot = many(3, 1)
    end = tally(snapshot, snapshot.ask([("from", "9999-12-01"), ("to", str(date.max))]))
    assert "Dec 9999" in headline(end, {}, COUNTRIES).text
