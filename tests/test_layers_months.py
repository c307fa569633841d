"""Months as JSON and CSV, and as the service answers them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from data import ground
from geo.months import months
from layers.language import language
from layers.months import answer, table
from tests.web import ask, service
from tests.worlds import incidents, source, squares, two_squares, with_list, world

IN_A = (0.5, 0.5)
JAN = "2010-01-05"
EVENT = {"id": "e", "date": "2010-02-03", "title": "T", "sentence": "S.", "source": "P", "url": "https://a.example/"}


def said(snapshot, *pairs, stack="none", markers=(), words="en"):
    return answer(snapshot, months(snapshot, snapshot.ask(pairs), stack=stack), markers, language(words))


def on(*days: str, **columns: object):
    return two_squares([IN_A] * len(days), date_start=[*days], date_end=[*days], **columns)


def test_the_whole_of_it():
    found = said(on(JAN, "2010-03-05", "2010-03-25"), ("from", "2010-03-10"), ("to", "2011-12-31"))
    assert (found["first"], found["months"][:4], len(found["months"])) == ("2010-01", [1, 0, 2, 0], 48)
    assert found["asked"] == {"from": "2010-03-10", "to": "2011-12-31"}
    assert found["known"] == {"from": "2010-01-01", "to": "2013-12-31"}
    assert (found["n"], found["inside"], found["partial"]) == (1, 1, {"2010-03": 1})
    assert found["peak"] == {"month": "2010-03", "n": 2}
    assert (found["sources"], found["measure"], found["unit"], found["recorded"]) == (
        "S",
        "incidents",
        "incidents",
        True,
    )
    assert (found["stack"], found["stacks"], found["overlap"]) == ("none", [], False)


def test_what_is_covered_is_said_in_runs():
    one = source(first=date(2010, 1, 15), last=date(2010, 4, 30))
    late = source("t", first=date(2010, 6, 1), last=date(2010, 7, 31))
    rows = incidents([IN_A], date_start=["2010-02-01"], date_end=["2010-02-01"])
    found = said(world(squares([(0, 0)], country=["A"]), rows, sources=[one, late]), ("source", "*"))
    assert found["covered"] == [[1, 3], [5, 6]]
    assert found["months"] == [None, 1, 0, 0, None, 0, 0]
    assert found["sources"] == "S, T"


def test_where_nothing_is_known_there_is_no_peak_and_no_zero():
    found = said(on(JAN), ("measure", "injured"))
    assert (found["recorded"], found["peak"], found["inside"], found["covered"]) == (False, None, None, [])
    assert set(found["months"]) == {None}
    quiet = said(on(JAN), ("kind", "protest"))
    assert (quiet["peak"], quiet["inside"], set(quiet["months"])) == (None, 0, {0})


def test_the_first_of_several_highest_months_is_the_peak():
    assert said(on(JAN, "2011-01-05"))["peak"] == {"month": "2010-01", "n": 1}


def test_parts_have_the_words_of_the_data_and_of_the_program():
    snapshot = on(JAN, JAN, perpetrators=["G", ""], kind=["attack", "clash"])
    assert [(p["value"], p["label"], p["n"]) for p in said(snapshot, stack="group")["stacks"]] == [
        ("G", "Group G", 1),
        (None, "Other or not known", 1),
    ]
    assert [p["label"] for p in said(snapshot, stack="kind")["stacks"]] == ["Attack", "Clash"]
    regions = said(snapshot, ("region", "A,B"), stack="region")["stacks"]
    assert [(p["value"], p["label"], p["n"]) for p in regions] == [("A", "Square A", 2), ("B", "Square B", 0)]
    assert said(snapshot, stack="kind", words="qps")["stacks"][0]["label"].startswith("⟦")


def test_only_events_of_the_months_are_said():
    days = ("2009-12-31", "2010-01-01", "2013-12-31", "2014-01-01")
    found = said(on(JAN), markers=[EVENT | {"date": day} for day in days])
    assert [event["date"] for event in found["markers"]] == ["2010-01-01", "2013-12-31"]


def rows(snapshot, *pairs):
    text = table(snapshot, months(snapshot, snapshot.ask(pairs))).decode()
    return {row["month"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}


def test_the_table_says_what_of_each_month_is_inside_and_what_is_not_known():
    snapshot = with_list(on(JAN, "2010-02-05", "2010-02-25", "2014-03-05"), [IN_A])
    found = rows(snapshot, ("from", "2010-02-10"), ("to", "2014-06-30"))
    assert len(found) == 12 * 15 + 5
    cells = {month: [found[month][c] for c in ("n", "covered", "inside")] for month in found}
    assert cells["2010-01"] == ["1", "true", "0"]
    assert cells["2010-02"] == ["2", "true", "1"]
    assert cells["2010-03"] == ["0", "true", "0"]
    assert cells["2014-03"] == ["1", "false", "1"]
    assert cells["2014-04"] == ["", "false", ""]
    assert {row["source"] for row in found.values()} == {"s"}


# As the service answers


def test_the_shipped_months(bundled):
    found = ask(service(bundled), "/months.json").json()
    assert (found["n"], found["peak"], found["covered"]) == (6255, {"month": "2010-01", "n": 127}, [[0, 395]])
    assert found["stackable"] == ["none", "group", "kind"]
    assert [event["id"] for event in found["markers"]] == [event["id"] for event in ground.events()]


def test_the_months_of_the_regions_of_a_map_are_its_figures(bundled):
    question = "measure=killed&group=TTP&from=2009-02-03&to=2014-11-05&region=PK-KP,PK-BA"
    found = ask(service(bundled), f"/months.json?{question}&stack=region").json()
    figures = ask(service(bundled), f"/choropleth.json?{question}").json()
    assert found["n"] == figures["counted"]
    assert {p["value"]: p["n"] for p in found["stacks"]} == {r["id"]: r["killed"] for r in figures["regions"]}


def test_an_answer_is_named_by_its_question_and_its_stack(bundled):
    app = service(bundled)
    tags = [ask(app, f"/months.json{q}").header("etag") for q in ("", "?stack=kind", "?kind=attack", "?stack=none")]
    assert len({*tags}) == 3
    assert tags[0] == tags[3]
    assert ask(app, "/months.json?stack=kind", ("if-none-match", tags[1])).status == 304


@pytest.mark.parametrize(
    ("asked", "parameter", "words"),
    [
        ("stack=tactic", "stack", "not recorded"),
        ("stack=region", "stack", "two to 5"),
        ("stack=color", "stack", "'color' is not known"),
        ("stack=kind&stack=group", "stack", "more than once"),
        ("measure=kiled", "measure", "kiled"),
        ("zoom=5", "query", "zoom"),
    ],
)
def test_what_makes_no_sense_is_refused(bundled, asked, parameter, words):
    found = ask(service(bundled), f"/months.json?{asked}")
    assert (found.status, found.json()["parameter"]) == (400, parameter)
    assert words in found.json()["detail"]


def test_a_table_is_of_a_question_alone(bundled):
    found = ask(service(bundled), "/months.csv?from=2014-01-01&to=2014-12-31")
    assert (found.status, found.media_type) == (200, "text/csv")
    assert "sarhad-months" in found.header("content-disposition")
    lines = list(csv.DictReader(io.StringIO(found.content.decode(), newline="")))
    assert sum(int(row["inside"] or 0) for row in lines) == 404
    assert ask(service(bundled), "/months.csv?stack=kind").status == 400
