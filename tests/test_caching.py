"""ETags: the same answer has the same name, another one has another, and who has it already gets nothing again."""

from __future__ import annotations

import gzip

import pytest

from service.caching import etag
from tests.web import ask, service
from tests.worlds import two_squares

APP = service(two_squares([(0.5, 0.5)]))
OTHER = service(two_squares([(0.5, 0.5)]))
CACHED = [
    *("/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/facets.json", "/collections/provinces/items"),
    *("/collections/incidents/items?limit=1", "/basemap.geojson", "/places.json", "/static/app.js"),
    *("/static/leaflet/leaflet.css", "/sources", "/openapi.json"),
]
SAME = [
    ("", "per=area"),
    ("", "measure=incidents&level=province&precision=province&compare=none&epoch=now&breaks=fixed&version=latest"),
    ("", "from=2010-01-01&to=2013-12-31"),
    ("", "kind=operation,attack,clash"),
    ("", "source=s"),
    ("measure=killed&per=none", "per=none&measure=killed"),
    ("measure=killed&per=none", "per=none&measure=killed&breaks=view"),
    ("region=A,B", "region=B,A"),
    ("region=A", "region=a,A"),
    ("measure=killed", "measure=KILLED"),
]
DIFFERENT = [
    *("", "measure=killed", "per=none", "per=population", "level=province&region=A", "region=A,B", "kind=attack"),
    *("from=2010-01-02", "to=2013-12-30", "precision=exact", "compare=year", "compare=previous", "epoch=then"),
    *("breaks=view", "group=G", "measure=killed&per=none"),
]


def name(target, app=APP):
    return ask(app, target).header("etag")


@pytest.mark.parametrize("target", CACHED)
def test_who_has_an_answer_gets_nothing_again(target):
    whole = ask(APP, target)
    again = ask(APP, target, ("if-none-match", whole.header("etag")))
    assert whole.status == 200
    assert whole.header("etag").startswith('W/"')
    assert (again.status, again.body) == (304, b"")
    assert again.header("etag") == whole.header("etag")
    assert again.header("cache-control") == whole.header("cache-control") == "no-cache"


@pytest.mark.parametrize("target", CACHED)
def test_a_304_varies_as_its_200_does(target):
    whole = ask(APP, target, ("accept-encoding", "gzip"))
    again = ask(APP, target, ("accept-encoding", "gzip"), ("if-none-match", whole.header("etag")))
    assert again.status == 304
    assert again.header("vary") == whole.header("vary")


@pytest.mark.parametrize("spelt", ["{}", '"a", {}', '{}, "b"', ' "a" ,\t{} ,"c"', "*", "{strong}", '"a", *'])
def test_every_spelling_of_if_none_match_that_holds_it_counts(spelt):
    weak = name("/choropleth.json")
    header = spelt.format(weak, strong=weak.removeprefix("W/"))
    assert ask(APP, "/choropleth.json", ("if-none-match", header)).status == 304


@pytest.mark.parametrize("header", ["", '"a"', 'W/"a"', "a, b", ",", '"', "W/", '"*"', "x" * 10_000])
def test_another_name_gets_the_answer(header):
    assert ask(APP, "/choropleth.json", ("if-none-match", header)).status == 200


def test_several_headers_count_as_one_list():
    held = ("if-none-match", name("/choropleth.json"))
    assert ask(APP, "/choropleth.json", ("if-none-match", '"a"'), held).status == 304


def test_a_name_holds_after_compression():
    zipped = ask(APP, "/choropleth.json", ("accept-encoding", "gzip"))
    assert zipped.header("content-encoding") == "gzip"
    assert ask(APP, "/choropleth.json", ("if-none-match", zipped.header("etag"))).status == 304


def test_head_answers_304_too():
    assert ask(APP, "/choropleth.json", ("if-none-match", name("/choropleth.json")), method="HEAD").status == 304


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.parametrize("form", ["json", "geojson", "csv"])
def test_the_same_question_has_one_name(one, other, form):
    assert name(f"/choropleth.{form}?{one}") == name(f"/choropleth.{form}?{other}") != ""


@pytest.mark.parametrize(("one", "other"), [("limit=1&kind=attack", "kind=attack&limit=1"), ("", "limit=100")])
def test_the_same_page_of_a_collection_has_the_same_features(one, other):
    first, second = (ask(APP, f"/collections/incidents/items?{query}").json() for query in (one, other))
    assert first["features"] == second["features"]


def test_different_questions_and_forms_have_different_names():
    names = [name(f"/choropleth.{form}?{query}") for form in ("json", "geojson", "csv") for query in DIFFERENT]
    names += [name(f"/facets.json?{query}") for query in DIFFERENT]
    names += [name(f"/collections/{c}/items") for c in ("incidents", "provinces", "countries", "sites", "borders")]
    names += [name(f"/collections/incidents/items?{q}") for q in ("limit=1", "limit=2", "kind=attack", "after=s:0")]
    assert len(set(names)) == len(names)


def test_a_name_says_which_data_and_which_program(monkeypatch):
    assert name("/choropleth.json") == name("/choropleth.json", OTHER)  # the same digest: the same answer
    before = etag("a", "b")
    monkeypatch.setattr("service.caching.program", lambda *_: "another")
    assert etag("a", "b") != before


def test_parts_of_a_name_do_not_run_together():
    assert len({etag("a", "b"), etag("ab"), etag("b", "a"), etag("a", "", "b"), etag("a b")}) == 5


def test_links_of_another_host_are_another_answer():
    target = "/collections/provinces/items?limit=1"
    names = {ask(APP, target, host=host).header("etag") for host in ("localhost:8000", "127.0.0.1:8000", "localhost")}
    assert len(names) == 3


@pytest.mark.parametrize(
    "target", ["/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/", "/static/app.js"]
)
def test_a_long_answer_is_compressed_for_who_asks(target, bundled):
    app = service(bundled)
    plain, zipped = ask(app, target), ask(app, target, ("accept-encoding", "deflate, gzip;q=0.9"))
    assert (plain.header("content-encoding"), zipped.header("content-encoding")) == ("", "gzip")
    assert plain.header("vary").lower() == zipped.header("vary").lower() == "accept-encoding"
    assert len(zipped.body) < len(plain.body) / 2
    if target != "/":  # a page holds a new word each time
        assert gzip.decompress(zipped.body) == plain.body


@pytest.mark.parametrize("accepts", ["identity", "", "br"])
def test_who_does_not_take_gzip_gets_none(accepts):
    assert ask(APP, "/choropleth.geojson", ("accept-encoding", accepts)).header("content-encoding") == ""


def test_a_short_answer_is_not_compressed():
    answer = ask(APP, "/healthz", ("accept-encoding", "gzip"))
    assert answer.header("content-encoding") == ""


@pytest.mark.parametrize("target", ["/choropleth.json?measure=x", "/nowhere"])
def test_a_refusal_is_never_cached(target):
    answer = ask(APP, target, ("if-none-match", "*"))
    assert answer.status in (400, 404)
    assert answer.header("etag") == ""


def test_what_is_remembered_of_an_address_is_small_however_long_it_was(bundled):
    app = service(bundled)
    for zeros in (1, 50_000):
        answer = ask(app, "/choropleth.json?measure=killed", host="localhost:" + "8".rjust(zeros, "0"))
        assert answer.status == 200
    held = app.state.answers.names._held  # noqa: SLF001 memory shows nowhere else
    assert {len(place) for place in held} == {32}
