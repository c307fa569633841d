"""The points of an answer: exactly what its tally counts, less what has no place of its own."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given

from geo.points import points
from geo.tally import tally
from tests.strategies import asked_worlds
from tests.web import ask, service
from tests.worlds import halves, two_squares, with_list

WHOLE = "bbox=44,20,80,42&zoom=5"


@given(asked_worlds(second_complete=False))
def test_what_is_drawn_and_what_is_not_are_what_is_counted(asked):
    there, pairs = asked
    query = there.ask(pairs)
    found = points(there, query)
    assert found.counted == tally(there, query).counted
    grades = there.incidents.precision[there.records.row[found.rows]].tolist()
    assert set(grades) <= {"exact", "near"}


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"measure": "killed", "per": "population"},
        {"group": "TTP", "from": "2013-01-01", "to": "2014-12-31"},
        {"region": "PK-BA,PK-KP"},
        {"precision": "exact"},
        {"precision": "country"},
        {"kind": "protest"},
        {"epoch": "then"},
        {"level": "country"},
        {"source": "curated"},
        {"source": "*"},
        {"compare": "previous", "from": "2010-01-01"},
    ],
)
def test_everything_that_is_counted_is_drawn_or_said(bundled, question):
    said = ask(service(bundled), f"/points.json?{urlencode({**question, 'zoom': 6})}").json()
    counted = ask(service(bundled), f"/choropleth.json?{urlencode(question)}").json()["counted"]
    assert said["n"] + sum(said["not_drawn"].values()) == said["shown_of"] == counted
    assert said["n"] == said["drawn"] == sum(place[2] for place in said["places"])


def test_the_shipped_figures(bundled):
    said = ask(service(bundled), f"/points.json?{WHOLE}").json()
    assert (said["shown_of"], said["drawn"], said["not_drawn"]) == (6255, 4925, {"district": 1124, "province": 206})
    close = ask(service(bundled), "/points.json?bbox=67.009,24.859,67.011,24.861&zoom=18").json()
    assert max(close["places"], key=lambda place: place[2]) == [67.01, 24.86, 337, None, 1]


def test_the_number_of_a_box_is_of_whole_cells(bundled):
    app = service(bundled)
    said = ask(app, "/points.json?bbox=66.9,24.8,67.1,24.9&zoom=7").json()
    west, south, east, north = said["bbox"]
    assert west <= 66.9
    assert east >= 67.1
    assert south <= 24.8
    assert north >= 24.9
    everywhere = ask(app, "/points.json?zoom=7").json()
    here = [p for p in everywhere["places"] if west < p[0] < east and south < p[1] < north]
    assert here == said["places"]


def test_one_incident_has_its_id_and_others_have_none():
    there = two_squares([(0.25, 0.5), (0.25, 0.5), (1.5, 0.5)])
    said = ask(service(there), "/points.json?zoom=9").json()
    assert said["places"] == [[0.25, 0.5, 2, None, 1], [1.5, 0.5, 1, "s:2", 1]]
    assert ask(service(there), "/points.json?zoom=0").json()["places"][0][2:] == [3, None, 0]


def test_what_lies_outside_or_in_other_regions_is_no_point():
    there = halves([(0.25, 0.5), (0.75, 0.5), (1.5, 0.5), (9.0, 9.0)])
    assert ask(service(there), "/points.json?zoom=9").json()["n"] == 3
    assert ask(service(there), "/points.json?level=district&region=A1&zoom=9").json()["n"] == 1
    assert ask(service(there), "/points.json?region=B&zoom=9&bbox=0,0,9,9").json()["n"] == 1


def test_a_list_that_is_not_complete_has_points():
    there = with_list(two_squares([(0.5, 0.5)]), [(0.5, 0.25), (1.5, 0.5)], precision=["near", "district"])
    said = ask(service(there), "/points.json?source=mine&zoom=9").json()
    assert (said["places"][0][2:], said["not_drawn"]) == ([1, "mine:0", 1], {"district": 1, "province": 0})


def test_only_the_cells_that_are_asked_for_make_another_answer(bundled):
    app = service(bundled)
    tags = {ask(app, f"/points.json?bbox={b},24,68,25&zoom=5").header("etag") for b in ("66.9", "66.91")}
    assert len(tags) == 1
    assert ask(app, "/points.json?bbox=66.9,24,68,25&zoom=6").header("etag") not in tags


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ("zoom=5.5", "zoom", "whole numbers from 0 to 18"),
        ("zoom=19", "zoom", "whole numbers from 0 to 18"),
        ("zoom=05", "zoom", "whole numbers from 0 to 18"),
        ("bbox=1,2,3", "bbox", "west,south,east,north"),
        ("bbox=44,20,80,42&zoom=18", "bbox", "up to 262,144"),
        ("zoom=5&zoom=6", "zoom", "more than once"),
        ("bandwidth=25", "query", "bandwidth"),
        ("measure=kiled", "measure", "kiled"),
    ],
)
def test_what_makes_no_sense_is_refused(bundled, asked, parameter, said):
    answer = ask(service(bundled), f"/points.json?{asked}")
    assert (answer.status, answer.json()["parameter"]) == (400, parameter)
    assert said in answer.json()["detail"]


def test_the_page_is_at_an_address_of_its_own_and_leaves_out_what_is_of_heat(bundled):
    answer = ask(service(bundled), "/points?measure=killed&bandwidth=40")
    assert (answer.status, answer.media_type) == (200, "text/html")
    page = answer.content.decode()
    assert 'data-view="points"' in page
    assert '"ignored":[]' in page
