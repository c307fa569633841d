"""The page as one file: all that its parts show is in it, in the words of the service, and a name of our own."""

from __future__ import annotations

import json
import re

import pytest

from service.export import FIRST, document
from service.filenames import filename
from tests.web import ask, service
from tests.worlds import two_squares

DATA = re.compile(r'<script type="application/json" id="data-([a-z]+)">(.*?)</script>', re.DOTALL)
PAIRS = [("measure", "killed"), ("from", "2014-01-01"), ("to", "2014-12-31")]
QUERY = "?measure=killed&from=2014-01-01&to=2014-12-31"


def held(html):
    return {name: json.loads(text) for name, text in DATA.findall(html)}


@pytest.fixture(scope="module")
def saved(bundled):
    return document(bundled, bundled.ask(PAIRS))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("figures", f"/choropleth.json{QUERY}"),
        ("months", f"/months.json{QUERY}"),
        ("shares", f"/shares.json{QUERY}"),
        ("behind", f"/incidents.json{QUERY}&limit=200"),
        ("basemap", "/basemap.geojson"),
        ("places", "/places.json"),
    ],
)
def test_what_a_part_shows_is_what_the_service_answers(bundled, saved, name, path):
    assert held(saved)[name] == ask(service(bundled), path).json()


def test_of_many_incidents_the_first_are_in_it(saved):
    behind = held(saved)["behind"]
    assert (behind["n"], len(behind["incidents"])) == (404, FIRST.limit)


def test_the_service_gives_it_to_be_saved(bundled, saved):
    answer = ask(service(bundled), f"/choropleth.html{QUERY}")
    assert (answer.status, answer.header("content-type")) == (200, "text/html; charset=utf-8")
    assert answer.header("content-disposition") == 'attachment; filename="sarhad-regions-killed-2014.html"'
    assert answer.content.decode() == saved
    assert ask(service(bundled), f"/choropleth.html{QUERY}", ("if-none-match", answer.header("etag"))).status == 304


def test_a_heat_map_cannot_be_saved_and_a_bad_question_is_refused(bundled):
    assert ask(service(bundled), "/heat.html").status == 404
    assert ask(service(bundled), "/choropleth.html?measure=kiled").status == 400


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/choropleth.csv", "sarhad-regions-killed-2014.csv"),
        ("/choropleth.json", "sarhad-regions-killed-2014.json"),
        ("/choropleth.geojson", "sarhad-regions-killed-2014.geojson"),
        ("/choropleth.gpkg", "sarhad-regions-killed-2014.gpkg"),
        ("/incidents.csv", "sarhad-incidents-2014.csv"),
        ("/incidents.geojson", "sarhad-incidents-2014.geojson"),
        ("/months.csv", "sarhad-months-killed.csv"),
        ("/heat.json", "sarhad-heat-killed-2014.json"),
    ],
)
def test_a_file_is_called_by_what_is_in_it(bundled, path, file):
    assert ask(service(bundled), f"{path}{QUERY}").header("content-disposition") == f'inline; filename="{file}"'


def test_a_name_has_nothing_from_outside():
    evil = 'G"; filename="x.exe'
    world = two_squares([(0.5, 0.5)], perpetrators=[evil], source_id=[evil], place=[evil])
    assert filename("regions", world.ask([("group", evil)]), "csv") == "sarhad-regions-incidents-2010-2013.csv"
    compared = world.ask([("compare", "year"), ("from", "2012-01-01"), ("to", "2012-12-31")])
    assert filename("heat", compared, "tif") == "sarhad-heat-incidents-compared-2012.tif"
