"""The incidents behind a figure: as many as it counts, each once, in the order asked, whatever the form."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings

from geo.behind import ORDERS, behind, within
from geo.quality import FLAGS
from geo.tally import tally
from layers.behind import AT_ONCE, KEYS, is_web
from layers.language import language
from layers.spreadsheet import neutral
from service.app import create_app
from service.settings import Settings
from service.versions import Fixed
from tests.strategies import asked_worlds
from tests.web import ask, service
from tests.worlds import halves, two_squares, with_districts, with_list

QUESTIONS = [
    {},
    {"measure": "killed", "per": "population"},
    {"group": "TTP", "from": "2013-01-01", "to": "2014-12-31"},
    {"region": "PK-BA,PK-KP"},
    {"precision": "exact"},
    {"precision": "country"},
    {"kind": "protest"},
    {"epoch": "then"},
    {"epoch": "then", "region": "PK-TA"},
    {"level": "country"},
    {"source": "curated"},
    {"source": "*"},
    {"source": "curated", "tactic": "ambush", "region": "IR-11"},
    {"compare": "previous", "from": "2010-01-01"},
]


def page(snapshot, **asked):
    return ask(service(snapshot), f"/incidents.json?{urlencode(asked)}").json()


def ids(said):
    return [one["id"] for one in said["incidents"]]


# --- which ones ---


@settings(max_examples=60)
@given(asked_worlds())
def test_as_many_as_a_tally_counts_and_each_of_them_in_a_region_of_it(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    counted = tally(snapshot, query)
    owner = snapshot.placement(query.level, query.epoch).owner
    for order in ORDERS:
        rows = behind(snapshot, query, order=order)
        assert len(rows) == len(set(rows.tolist())) == counted.counted
        homes = snapshot.regions_at(query).id[owner[rows]].tolist()
        there = dict(zip(counted.regions.id.tolist(), counted.sums.incidents.tolist(), strict=True))
        assert {id_: homes.count(id_) for id_ in there} == there


@settings(max_examples=60)
@given(asked_worlds())
def test_the_orders_are_what_they_say(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    day, killed = snapshot.incidents.date_start.astype(int), snapshot.incidents.killed
    toll = np.where(np.isnan(killed), -1, killed)
    rows = behind(snapshot, query).tolist()
    assert rows == sorted(rows, key=lambda row: (-day[row], row))
    most = behind(snapshot, query, order="killed").tolist()
    assert most == sorted(rows, key=lambda row: (-toll[row], -day[row], row))


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_as_many_as_the_figures_say_of_the_shipped_data(bundled, question):
    counted = ask(service(bundled), f"/choropleth.json?{urlencode(question)}").json()["counted"]
    assert page(bundled, **question)["n"] == counted


@pytest.mark.parametrize("question", [{}, {"region": "D003,D011"}, {"region": "PK-BA"}, {"precision": "exact"}])
def test_as_many_as_the_figures_say_in_districts(bundled, question):
    there = with_districts(bundled, "PK")
    question = {"level": "district", **question}
    counted = ask(service(there), f"/choropleth.json?{urlencode(question)}").json()["counted"]
    said = page(there, **question)
    assert said["n"] == counted
    assert all(one["district"] for one in said["incidents"])


def test_a_list_beside_a_source_is_part_of_what_is_counted():
    there = with_list(two_squares([(0.5, 0.5)]), [(1.5, 0.5), (9, 9)], kind=["attack", "attack"])
    assert ids(page(there, source="*")) == ["mine:0", "s:0"]


# --- in pages ---


def test_pages_make_up_the_whole(bundled):
    whole = ids(page(bundled, limit=1000, source="curated"))
    parts = [ids(page(bundled, limit=60, start=start, source="curated")) for start in (0, 60, 120, 180)]
    assert [id_ for part in parts for id_ in part] == whole
    assert list(map(len, parts)) == [60, 60, 46, 0]


def test_the_most_killed_come_first_and_the_unknown_last():
    days = ["2010-01-01", "2010-01-03", "2010-01-02", "2010-01-04"]
    there = two_squares([(0.5, 0.5)] * 4, killed=[5, None, 5, 0], date_start=days, date_end=days)
    assert ids(page(there, order="killed")) == ["s:2", "s:0", "s:3", "s:1"]
    assert ids(page(there)) == ["s:3", "s:1", "s:2", "s:0"]


def test_tolls_that_do_not_fit_into_two_bytes_are_ordered_too():
    there = two_squares([(0.5, 0.5)] * 3, killed=[70_000, 2_000_000_000, 1])
    assert ids(page(there, order="killed")) == ["s:1", "s:0", "s:2"]


def test_a_page_that_is_asked_for_another_time_is_another_answer_only_where_it_says_other_things(bundled):
    app = service(bundled)
    tags = [
        ask(app, f"/incidents.json?{q}").header("etag")
        for q in ("", "start=50", "order=killed", "limit=60", "bbox=60,20,70,30")
    ]
    assert len(set(tags)) == len(tags)
    assert ask(app, "/incidents.json", ("if-none-match", tags[0])).status == 304


def test_the_order_is_worked_out_once_for_all_pages_and_measures(bundled, monkeypatch):
    made: list[str] = []

    def counting(*asked, **order):
        made.append("once more")
        return behind(*asked, **order)

    monkeypatch.setattr("service.orders.behind", counting)
    app = create_app(Settings(versions=Fixed(bundled)))
    for question in (
        "",
        "start=50",
        "measure=killed&start=100",
        "per=none",
        "compare=year&from=2015-01-01&to=2015-12-31",
    ):
        assert ask(app, f"/incidents.json?{question}").status == 200
    assert len(made) == 2  # the last one is of other days


def test_in_a_box_only_what_is_known_to_25_km():
    there = two_squares([(0.5, 0.5)] * 4 + [(1.5, 0.5)], precision=["exact", "near", "district", "province", "exact"])
    said = page(there, bbox="0,0,1,1")
    assert (said["n"], ids(said)) == (2, ["s:0", "s:1"])
    assert within(there, np.array([4, 1, 0], np.int32), (0, 0, 2, 1)).tolist() == [4, 1, 0]


# --- what is told of one ---


def test_what_is_told_of_an_incident():
    there = halves(
        [(0.25, 0.5)],
        precision=["district"],
        perpetrators=["G|H"],
        killed=[3],
        killed_low=[1],
        injured=[None],
        urls=["https://example.org/a javascript:alert(1) ftp://example.org"],
        flags=["piled|rounded"],
        notes=["=1+1"],
    )
    (one,) = page(there)["incidents"]
    assert tuple(one) == KEYS
    assert (one["id"], one["region"], one["district"], one["source_name"]) == ("s:0", "A", "A1", "S")
    assert (one["perpetrators"], one["perpetrator_names"]) == (["G", "H"], ["Group G", "H"])
    assert (one["killed"], one["killed_low"], one["injured"]) == (3, 1, None)
    assert (one["urls"], one["flags"], one["notes"]) == (["https://example.org/a"], ["piled", "rounded"], "=1+1")


def test_what_is_known_to_its_province_is_in_no_district():
    (one,) = page(halves([(0.25, 0.5)], precision=["province"]))["incidents"]
    assert (one["region"], one["district"]) == ("A", None)


def test_former_regions_hold_their_own(bundled):
    assert {one["region"] for one in page(bundled, region="PK-TA", epoch="then")["incidents"]} == {"PK-TA"}


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("http://example.org", True),
        ("HTTPS://example.org/x?y", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https:", False),
        ("https:///x", False),
        ("//example.org", False),
        ("http://[x", False),
        ("", False),
    ],
)
def test_only_an_address_of_the_web_is_a_link(url, web):
    assert is_web(url) is web


def test_every_flag_has_its_words():
    for code in ("en", "qps"):
        assert {f"incidents.flag_{flag}" for flag in FLAGS} <= set(language(code).messages)


# --- all of them ---


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


@pytest.mark.parametrize("question", ["", "region=PK-BA&order=killed", "source=*&group=BLA"])
def test_the_whole_is_the_same_in_every_form(bundled, question):
    app = service(bundled)
    table, shapes = (ask(app, f"/incidents.{form}?{question}") for form in ("csv", "geojson"))
    first = page(bundled, **dict(pair.split("=") for pair in question.split("&") if pair))
    rows, said = rows_of(table), shapes.json()
    assert len(rows) == len(said["features"]) == said["n"] == first["n"]
    assert [row["id"] for row in rows] == [f["id"] for f in said["features"]]
    assert [row["id"] for row in rows][:50] == ids(first)
    assert said["features"][0]["properties"] == first["incidents"][0]
    assert {row["revision"] for row in rows} == {"1"}


def test_more_than_is_told_in_one_go_is_whole():
    n = 2 * AT_ONCE + 1
    days = [date(2010, 1, 1) + timedelta(days=i % 900) for i in range(n)]
    there = two_squares([(0.5, 0.5)] * n, date_start=days, date_end=days)
    for form in ("csv", "geojson"):
        answer = ask(service(there), f"/incidents.{form}")
        found = [r["id"] for r in rows_of(answer)] if form == "csv" else [f["id"] for f in answer.json()["features"]]
        assert (len(found), len(set(found))) == (n, n)


def test_none_at_all_is_an_empty_table_and_collection():
    there = two_squares([])
    assert rows_of(ask(service(there), "/incidents.csv")) == []
    assert ask(service(there), "/incidents.geojson").json()["features"] == []
    assert (page(there)["n"], page(there)["incidents"]) == (0, [])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula_and_none_is_lost(text):
    there = two_squares([(-0.5, 0.5), (0.5, 0.5)], place=["", text], notes=["", text])
    (row,) = rows_of(ask(service(there), "/incidents.csv"))
    assert (row["place"], row["notes"]) == (f"'{text}", f"'{text}")
    assert neutral(-0.5) == -0.5


def test_a_feature_has_its_point():
    (one,) = ask(service(two_squares([(0.5, 0.25)])), "/incidents.geojson").json()["features"]
    assert one["geometry"] == {"type": "Point", "coordinates": [0.5, 0.25]}


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_who_has_it_is_not_sent_it_again(bundled, form):
    app = service(bundled)
    tag = ask(app, f"/incidents.{form}").header("etag")
    assert ask(app, f"/incidents.{form}", ("if-none-match", tag)).status == 304
    assert ask(app, f"/incidents.{form}?order=killed", ("if-none-match", tag)).status == 200
    assert re.search(
        rf'filename="sarhad-incidents-1989-2021\.{form}"', ask(app, f"/incidents.{form}").header("content-disposition")
    )


# --- what is refused ---


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ("order=dead", "order", "Accepted: latest, killed"),
        ("start=-1", "start", "0 and up"),
        ("start=٣", "start", "0 and up"),
        ("start=9999999999999999", "start", "0 and up"),
        ("limit=0", "limit", "1 to 1000"),
        ("limit=1001", "limit", "1 to 1000"),
        ("limit=1e3", "limit", "1 to 1000"),
        ("bbox=1,2,3", "bbox", "west,south,east,north"),
        ("start=1&start=2", "start", "more than once"),
        ("after=s:1", "query", "after"),
        ("measure=kiled", "measure", "kiled"),
    ],
)
def test_what_makes_no_sense_is_refused(bundled, asked, parameter, said):
    answer = ask(service(bundled), f"/incidents.json?{asked}")
    assert (answer.status, answer.json()["parameter"]) == (400, parameter)
    assert said in answer.json()["detail"]


def test_a_table_has_no_pages(bundled):
    answer = ask(service(bundled), "/incidents.csv?limit=10")
    assert (answer.status, answer.json()["parameter"]) == (400, "query")


def test_another_state_of_the_data_has_its_own(bundled):
    later = replace(bundled, revision=2, digest="1" * 64)
    assert page(later)["version"]["revision"] == 2
