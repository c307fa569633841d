"""A planner's own sites: on this machine's map, and nowhere else."""

from __future__ import annotations

import json
import signal

import pytest

from data.overlay import sites
from geo.errors import UnreadableFile
from service import serve
from service.app import create_app
from service.settings import Settings
from service.versions import Fixed
from tests.child import Here, serving
from tests.sheets import saved
from tests.web import ask
from tests.worlds import two_squares

SITE = "Kestrel-7731"
SPOT = (61.234567, 27.765432)
CSV = f"name,lon,lat,when\n{SITE},{SPOT[0]},{SPOT[1]},2031-05-17\n"
TELLING = (SITE, "61.2345", "27.7654", "2031-05-17")
ELSEWHERE = [
    *("/", "/choropleth", "/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/facets.json", "/healthz"),
    *("/collections/incidents/items?limit=10000", "/collections/sites/items?limit=10000", "/openapi.json", "/docs"),
    *("/collections/provinces/items", "/collections/countries/items", "/collections/borders/items", "/sources"),
    *("/basemap.geojson", "/places.json", "/static/app.js", "/guide/load", "/private/", "/private/sites.json"),
    *("/private/%2e%2e/choropleth.json", "/nowhere", "/choropleth.json?group=Kestrel"),
]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return saved(tmp_path_factory.mktemp("plan"), CSV, name="plan.csv")


@pytest.fixture(scope="module")
def app(plan):
    return create_app(Settings(versions=Fixed(two_squares([(0.5, 0.5)])), private_sites=sites(plan)))


def tells(text):
    return [word for word in TELLING if word in (text.decode() if isinstance(text, bytes) else text)]


def test_they_are_shown_at_one_address_and_stay_on_no_way(app):
    answer = ask(app, "/private/sites.geojson")
    assert (answer.status, answer.header("content-type")) == (200, "application/geo+json")
    assert "no-store" in answer.header("cache-control")
    assert answer.header("etag") == answer.header("last-modified") == ""
    assert answer.all("access-control-allow-origin") == []
    feature = answer.json()["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [*SPOT]}
    assert feature["properties"] == {"name": SITE, "when": "2031-05-17"}


def test_a_client_that_says_it_has_them_gets_them_anew(app):
    assert ask(app, "/private/sites.geojson", ("if-none-match", "*")).status == 200


def test_another_host_gets_none_of_them(app):
    answer = ask(app, "/private/sites.geojson", host="plan.example.org")
    assert (answer.status, tells(answer.content)) == (421, [])


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_other_address_holds_any_of_it(app, path):
    assert tells(ask(app, path).content) == []


def test_the_page_knows_that_there_are_some(app):
    without = create_app(Settings(versions=Fixed(two_squares([(0.5, 0.5)]))))
    assert '"private":true' in ask(app, "/").content.decode()
    assert '"private":true' not in ask(without, "/").content.decode()


def test_without_any_there_is_nothing(app):
    without = create_app(Settings(versions=Fixed(two_squares([(0.5, 0.5)]))))
    answer = ask(without, "/private/sites.geojson")
    assert (answer.status, answer.media_type) == (404, "application/problem+json")
    assert "--sites" in answer.json()["detail"]


def test_two_services_do_not_share_them(app):
    assert (
        ask(create_app(Settings(versions=Fixed(app.state.settings.versions.latest()))), "/private/sites.geojson").status
        == 404
    )


def test_names_of_figures_do_not_depend_on_them(app):
    without = create_app(Settings(versions=Fixed(app.state.settings.versions.latest())))
    for path in ("/choropleth.json", "/collections/sites/items", "/facets.json"):
        assert ask(app, path).header("etag") == ask(without, path).header("etag")


def test_a_running_service_never_says_them(plan):
    with serving("--sites", plan) as running:
        assert SITE in running.ask("/private/sites.geojson").content.decode()
        for path in ELSEWHERE:
            assert tells(running.ask(path).content) == []
        code, said = running.stop(signal.SIGTERM)
    assert code == 0
    assert tells(said) == []


def geojson(feature):
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def point(*coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [*coordinates]}}


WRONG = {
    "latitude off the globe": f"lon,lat,name\n61.2345,95,{SITE}\n",
    "swapped": f"lon,lat,name\n27.7654,61.2345,{SITE}\n",
    "no number": f"lon,lat,name\n61.2345 X,27.7654,{SITE}\n",
    "no latitude": f"lon,lat,name\n61.2345,,{SITE}\n",
    "no place": f"lon,lat,name\n,,{SITE}\n",
    "no name": "lon,lat,name,when\n61.2345,27.7654,,2031-05-17\n",
    "no columns": f"{SITE},61.2345,27.7654\n",
    "a long field": f"lon,lat,name\n61.2345,27.7654,{SITE}{'x' * 2_000_000}\n",
    "broken JSON": f'{{"type": "FeatureCollection", "features": [{SITE}]}}',
    "no collection": json.dumps({"type": "Feature", "properties": {"name": SITE}}),
    "features of nothing": json.dumps({"type": "FeatureCollection", "features": [None, SITE]}),
    "a line": geojson(
        point(1, 2, name=SITE) | {"geometry": {"type": "LineString", "coordinates": [[61.2345, 27.7654]]}}
    ),
    "no coordinates": geojson(point(name=SITE)),
    "coordinates as words": geojson(point("61.2345", SITE, name=SITE)),
    "coordinates that nest": geojson(point([61.2345], [27.7654], name=SITE)),
    "a point without a name": geojson(point(61.2345, 27.7654, when="2031-05-17")),
    "no properties": geojson(point(61.2345, 27.7654) | {"properties": None}),
    "metres": geojson(point(6816000.2345, 3219000.7654, name=SITE)),
    "JSON that nests": '{"a":' * 100_000 + f'"{SITE}"' + "}" * 100_000,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_shown_whole_is_one_line_that_tells_nothing(
    name, monkeypatch, capsysbinary, bundled, tmp_path
):
    monkeypatch.setattr(serve, "run", lambda *_, **__: pytest.fail("it started to serve"))
    path = saved(tmp_path, WRONG[name], name="plan")
    ran = Here(monkeypatch, capsysbinary, bundled)("serve", "--sites", path)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("sarhad: ")
    assert ran.err.count("\n") == 1
    assert tells(ran.err) == []


def test_the_refusal_names_the_line_or_the_feature(tmp_path):
    with pytest.raises(UnreadableFile, match="line 3"):
        sites(saved(tmp_path, f"lon,lat,name\n61,27,a\n61,95,{SITE}\n"))
    with pytest.raises(UnreadableFile, match="feature 1"):
        sites(saved(tmp_path, geojson(point(61, 95, name=SITE))))


def test_text_of_a_plan_is_data(tmp_path):
    hostile = '<script>alert(1)</script>{{7*7}}"\u2028'
    held = json.loads(sites(saved(tmp_path, geojson(point(61, 27, 900, name=hostile, note={"a": [1]})))))
    assert held["features"][0]["properties"]["name"] == hostile
    assert held["features"][0]["geometry"]["coordinates"] == [61.0, 27.0]
