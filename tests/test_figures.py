"""A tally as figures to read: every figure by head, nothing unknown as a zero, and the same keys in JSON and CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from hypothesis import given

from geo import terms
from geo.errors import BadQuery
from geo.tables import Populations
from geo.tally import tally
from layers import figures
from tests.strategies import asked_worlds
from tests.web import strict_json
from tests.worlds import halves, incidents, source, squares, two_squares, world

ALL = ("kind", "group", "tactic", "target", "killed", "injured")
INSIDE = (0.5, 0.5)


def answered(snapshot, **asked):
    return answer(snapshot, [(name.rstrip("_"), value) for name, value in asked.items()])


def answer(snapshot, pairs):
    found: dict[str, Any] = figures.answer(snapshot, tally(snapshot, snapshot.ask(pairs)))
    return found


def row(snapshot, id_="A", **asked):
    return next(r for r in answered(snapshot, **asked)["regions"] if r["id"] == id_)


def partly(points, **columns):
    """Two squares of which a source covers the first one only."""
    rows = incidents(points, country=["A" if x < 1 else "B" for x, _ in points], **columns)
    return world(squares([(0, 0), (1, 0)], country=["A", "B"]), rows, sources=[source(knows=ALL)])


def test_the_figures_of_a_region_are_those_one_counts_by_head():
    found = row(
        two_squares(
            [INSIDE, INSIDE, (1.5, 0.5)],
            killed=[1, 4, 2],
            killed_low=[1, 3, 2],
            killed_high=[1, 9, 2],
            precision=["exact"] * 3,
        ),
        measure="killed",
        per="none",
    )
    wanted = {"incidents": 2, "killed": 5, "killed_low": 4, "killed_high": 10, "value": 5, "rank": 1, "share": 5 / 7}
    assert {key: found[key] for key in wanted} == wanted
    assert found["precision"] == {"exact": 2, "near": 0, "district": 0, "province": 0, "country": 0}
    assert (found["years"], found["area_km2"], found["yearly"]) == (4, 1000, [2, 0, 0, 0])


def test_a_rate_is_for_a_thousand_square_kilometres_and_a_year():
    assert row(two_squares([INSIDE] * 6))["value"] == 6 / 4
    assert row(two_squares([INSIDE] * 6), from_="2010-01-01", to="2010-12-31")["value"] == 6


def test_a_rate_for_people_names_the_census_it_used():
    people = Populations.of({"region": ["A"], "year": [2011], "n": [50_000]})
    counted = world(squares([(0, 0)], country=["A"]), incidents([INSIDE] * 4), people=people)
    found = row(counted, per="population")
    assert (found["value"], found["population"], found["population_year"]) == (2, 50_000, 2011)


def test_where_no_census_is_known_there_is_no_rate_for_people():
    found = row(two_squares([INSIDE]), per="population")
    assert (found["value"], found["class"], found["rank"], found["population"]) == (None, None, None, None)
    assert found["incidents"] == 1


def test_zero_is_a_figure_where_a_source_is_complete():
    found = row(two_squares([INSIDE]), "B")
    assert (found["status"], found["value"], found["incidents"], found["killed"]) == ("covered", 0, 0, 0)
    assert (found["class"], found["rank"], found["share"]) == (-1, None, 0)


def test_where_nothing_is_covered_nothing_is_a_zero():
    found = row(partly([INSIDE]), "B")
    unknown = (
        "value",
        "class",
        "incidents",
        "killed",
        "killed_low",
        "killed_high",
        "injured",
        "casualties",
        "share",
        "rank",
    )
    assert (found["status"], {found[key] for key in unknown}) == ("not_covered", {None})


def test_incidents_where_nothing_is_covered_are_listed_and_summed_all_the_same():
    said = answered(partly([INSIDE, (1.5, 0.5)], injured=[1, 2]))
    found = said["regions"][1]
    assert (found["incidents"], found["killed"], found["injured"]) == (1, 1, 2)
    assert {found[key] for key in ("value", "class", "share", "rank", "change")} == {None}
    assert (said["total"], said["counted"]) == (2, 2)


def test_what_is_not_known_of_the_injured_is_said_and_is_no_zero():
    found = row(partly([INSIDE] * 3, injured=[2, None, None], killed=[1, 1, None]), measure="casualties", per="none")
    assert (found["injured"], found["injured_unknown"], found["killed"], found["casualties"]) == (2, 2, 2, 4)
    assert row(partly([INSIDE] * 2, injured=[None, None]))["injured"] is None
    assert row(partly([INSIDE] * 2, injured=[0, None]))["injured"] == 0


def test_a_source_that_does_not_record_the_injured_gives_none():
    found = row(two_squares([INSIDE], injured=[3]))
    assert (found["injured"], found["casualties"]) == (None, None)


@pytest.mark.parametrize("measure", ["injured", "casualties"])
def test_what_a_source_does_not_record_is_no_zero_where_nothing_happened(measure):
    try:
        said = answered(two_squares([INSIDE]), measure=measure)
    except BadQuery as refusal:
        assert "does not record" in str(refusal)  # noqa: PT017 to refuse the question is as honest
    else:
        for key in ("value", "class", "share", "rank"):
            assert {found[key] for found in said["regions"]} == {None}


def test_a_class_is_where_the_value_lies_between_the_breaks():
    points = [INSIDE] * 40 + [(1.5, 0.5)] * 2
    said = answered(two_squares(points), per="none")
    for found in said["regions"]:
        assert found["class"] == sum(found["value"] >= b for b in said["breaks"])


def test_a_comparison_gives_its_period_its_base_and_its_interval():
    points = [INSIDE] * 30 + [(1.5, 0.5)] * 3
    days = ["2011-06-01"] * 10 + ["2012-06-01"] * 20 + ["2012-06-01"] * 3
    compared = two_squares(points, date_start=days, date_end=days)
    said = answered(compared, compare="year", from_="2012-01-01", to="2012-12-31")
    assert said["compared_with"] == {"from": "2011-01-01", "to": "2011-12-31"}
    first, second = said["regions"]
    assert (first["base"], first["change"]) == (10, 1.0)
    assert first["change_low"] < 0 < first["change"] < first["change_high"]
    assert (second["base"], second["change"], second["change_low"], second["change_high"]) == (0, None, None, None)


def test_without_a_comparison_there_is_nothing_of_one():
    said = answered(two_squares([INSIDE]))
    assert said["compared_with"] is None
    assert {said["regions"][0][key] for key in ("change", "change_low", "change_high", "base")} == {None}


def test_what_could_not_be_counted_is_said_with_its_reason():
    points = [INSIDE, (1.5, 0.5), (2.01, 0.5), (9.0, 9.0), INSIDE]
    names = ["", "", "Far Side", "", ""]
    said = answered(two_squares(points, region_name=names, precision=["exact"] * 4 + ["country"]), region="A")
    assert (said["total"], said["counted"]) == (5, 1)
    assert said["unplaced"]["n"] == 2
    assert said["unplaced"]["near_edge"] == 1
    assert {"id": "B", "provider_region": "Far Side", "n": 1} in said["unplaced"]["regions"]
    assert {"id": None, "provider_region": None, "n": 1} in said["unplaced"]["regions"]
    assert said["excluded"] == {"n": 2, "reasons": {"precision": 1, "region": 1}}


def test_every_year_of_the_period_is_counted_from_the_first_one():
    days = ["2011-01-01", "2011-12-31", "2013-06-01"]
    said = answered(two_squares([INSIDE] * 3, date_start=days, date_end=days), from_="2011-01-01", to="2013-12-31")
    assert (said["first_year"], said["regions"][0]["yearly"]) == (2011, [2, 0, 1])


def test_a_period_beyond_the_coverage_is_cut_and_said():
    said = answered(two_squares([INSIDE]), from_="2005-01-01", to="2020-12-31")
    assert said["coverage"] == {
        "from": "2010-01-01",
        "to": "2013-12-31",
        "years": 4.0,
        "countries": ["A"],
        "mapped": ["A"],
    }
    assert said["warnings"] == ["Only 2010-01-01 to 2013-12-31 of the period asked for is covered."]
    assert (said["query"]["from"], said["query"]["to"]) == ("2005-01-01", "2020-12-31")


def test_the_source_says_all_that_a_citation_needs():
    said = answered(two_squares([INSIDE]))["source"]
    assert said == {
        "id": "s",
        "name": "Source s",
        "short": "S",
        "counts": "events",
        "countries": ["A"],
        "from": "2010-01-01",
        "to": "2013-12-31",
        "complete": True,
        "knows": ["kind", "group", "killed"],
        "licence": "none",
        "cite": "The makers of s.",
        "url": None,
        "accessed": None,
    }


def test_several_sources_are_all_named_and_warned_of():
    rows = incidents([INSIDE] * 2, source=["s", "t"])
    both = world(squares([(0, 0)], country=["A"]), rows, sources=[source("s"), source("t", complete=False)])
    said = answered(both, source="*")
    assert [s["id"] for s in said["source"]] == ["s", "t"]
    assert any("counted twice" in warning for warning in said["warnings"])
    assert any("not complete" in warning for warning in said["warnings"])
    assert answered(both)["warnings"] == []


def test_unknown_injured_are_warned_of_when_they_are_asked_for():
    snapshot = partly([INSIDE] * 2, injured=[1, None])
    assert answered(snapshot)["warnings"] == []
    for measure in ("injured", "casualties"):
        assert any("injured of 1 incident" in warning for warning in answered(snapshot, measure=measure)["warnings"])


@pytest.mark.parametrize("measure", terms.MEASURES)
@pytest.mark.parametrize("per", terms.PERS)
def test_the_unit_is_said_in_words(measure, per):
    said = answered(partly([INSIDE]), measure=measure, per=per)
    assert said["unit"] == terms.unit(measure, per)
    assert (said["measure"], said["per"]) == (measure, per)


def test_names_of_countries_are_those_of_the_regions(bundled):
    assert figures.country_names(bundled) == {"AF": "Afghanistan", "IR": "Iran", "PK": "Pakistan"}


def test_a_table_has_the_keys_of_the_figures_and_their_basis():
    snapshot = two_squares([INSIDE, (9.0, 9.0)])
    counted = tally(snapshot, snapshot.ask([("measure", "killed")]))
    body = figures.table(snapshot, counted).decode()
    lines = list(csv.DictReader(io.StringIO(body, newline="")))
    keys = [k for k in figures.rows(counted)[0] if k != "precision"]
    assert set(keys) | {f"precision_{p}" for p in terms.PRECISIONS} < set(lines[0])
    basis = {"total": "2", "unplaced": "1", "excluded": "0", "source": "s", "query": "measure=killed", "revision": "1"}
    assert all(basis.items() <= line.items() for line in lines)
    assert [line["id"] for line in lines] == ["A", "B"]
    assert lines[0]["yearly"] == "1 0 0 0"


@given(drawn=asked_worlds())
def test_every_answer_is_strict_json_and_adds_up(drawn):
    said = answer(*drawn)
    assert strict_json(orjson.dumps(said)) == said
    counted = sum(found["incidents"] or 0 for found in said["regions"])
    assert counted == said["counted"]
    assert counted + said["unplaced"]["n"] + said["excluded"]["n"] == said["total"]
    assert said["unplaced"]["n"] == sum(group["n"] for group in said["unplaced"]["regions"])
    assert said["first_year"] <= int(said["coverage"]["from"][:4])
    for found in said["regions"]:
        if found["status"] == "not_covered":
            assert {found[key] for key in ("value", "class", "share", "rank", "change", "base")} == {None}
        if found["incidents"] is None:  # outside the coverage nothing reported is no zero, by year and precision, too
            assert (set(found["precision"].values()), found["yearly"]) == ({None}, None)
        else:
            assert sum(found["precision"].values()) == sum(found["yearly"]) == found["incidents"]
        assert found["share"] is None or 0 <= found["share"] <= 1


@given(drawn=asked_worlds())
def test_a_table_says_what_the_answer_says(drawn):
    snapshot, pairs = drawn
    counted = tally(snapshot, snapshot.ask(pairs))
    lines = list(csv.DictReader(io.StringIO(figures.table(snapshot, counted).decode(), newline="")))
    for line, found in zip(lines, figures.rows(counted), strict=True):
        for key in ("id", "status", "value", "incidents", "killed", "injured", "share", "rank", "change"):
            assert line[key] == ("" if found[key] is None else str(found[key]))


@pytest.mark.parametrize(("level", "codes"), [("district", ["P1", None]), ("province", [None, None])])
def test_every_row_has_the_code_of_its_region_or_says_that_none_is_known(level, codes):
    snapshot = halves([(0.25, 0.5)])
    counted = tally(snapshot, snapshot.ask([("level", level)]))
    assert [found["pcode"] for found in figures.rows(counted)] == codes
    lines = list(csv.DictReader(io.StringIO(figures.table(snapshot, counted).decode(), newline="")))
    assert [line["pcode"] for line in lines] == [code or "" for code in codes]


def test_the_coverage_says_which_countries_have_regions_of_the_level():
    snapshot = halves([(0.25, 0.5)])
    assert answered(snapshot, level="district")["coverage"]["mapped"] == ["A"]
    assert answered(snapshot)["coverage"]["mapped"] == ["A", "B"]
