"""What is refused: a problem that names the parameter and what is accepted, whatever a client sends."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import terms
from geo.errors import BadQuery, BadTable, NotFound, SarhadError, UnreadableFile
from geo.query import CLOSED, NAMES
from service.app import create_app
from service.errors import STATUS, describe, problem
from service.settings import Settings
from service.versions import Fixed
from tests.web import ask, service
from tests.worlds import source, squares, two_squares, world

WORLD = two_squares([(0.5, 0.5), (1.5, 0.5), (9.0, 9.0)])
APP = service(WORLD)
FORMS = ("/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/facets.json", "/collections/incidents/items")
QUIET = {200, 400, 404, 414}


def refused(answer, status=400):
    """Hold the form of a problem and give it."""
    assert answer.status == status
    assert answer.header("content-type") == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["title"]) == (status, HTTPStatus(status).phrase)
    assert said["detail"]
    assert said["type"] == "about:blank"
    return said


@pytest.mark.parametrize("name", CLOSED)
def test_an_unknown_word_is_told_with_what_is_accepted(name):
    said = refused(ask(APP, f"/choropleth.json?{name}=nonsense"))
    assert said["parameter"] == name
    assert set(said["accepted"]) <= set(CLOSED[name])
    assert said["accepted"]


@pytest.mark.parametrize(
    ("query", "parameter", "word"),
    [
        ("mesure=killed", "query", "Did you mean measure"),
        ("measure=kiled", "measure", "Did you mean killed"),
        ("measure=nan", "measure", "'nan'"),
        ("measure=", "measure", "empty"),
        ("measure", "measure", "empty"),
        ("=killed", "query", "''"),
        ("measure=killed&measure=killed", "measure", "more than once"),
        ("measure=killed&per=area&measure=incidents", "measure", "more than once"),
        ("from=2014-02-30", "from", "2014-02-30"),
        ("from=20140101", "from", "YYYY-MM-DD"),
        ("from=2014-1-1", "from", "YYYY-MM-DD"),
        ("from=2014-01-01T00:00:00Z", "from", "YYYY-MM-DD"),
        ("from=0000-01-01", "from", "YYYY-MM-DD"),
        ("from=10000-01-01", "from", "YYYY-MM-DD"),
        ("to=%D9%A2%D9%A0%D9%A1%D9%A4-01-01", "to", "YYYY-MM-DD"),
        ("from=2013-01-02&to=2013-01-01", "from", "after"),
        ("region=A,C", "region", "'C'"),
        ("region=A,", "region", "''"),
        ("region=A%00", "region", "\\x00"),
        ("source=none", "source", "'none'"),
        ("kind=riot", "kind", "'riot'"),
        ("group=H", "group", "'H'"),
        ("tactic=ied", "tactic", "'ied'"),
        ("per=none&breaks=fixed", "breaks", "contradicts"),
        ("level=district", "level", "district"),
        ("level=country", "level", "country"),
        ("version=1e400", "version", "'1e400'"),
        ("limit=1", "query", "'limit'"),
        ("group=" + "G," * 1001, "group", "2000"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_parameter(query, parameter, word):
    for form in ("/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/choropleth.png", "/facets.json"):
        said = refused(ask(APP, f"{form}?{query}"))
        assert said["parameter"] == parameter
        assert word in said["detail"]
        assert "Traceback" not in said["detail"]


def test_a_filter_on_what_a_source_does_not_record_is_refused():
    blind = world(squares([(0, 0)], country=["A"]), WORLD.incidents, sources=[source(knows=("killed",))])
    said = refused(ask(service(blind), "/choropleth.json?group=G"))
    assert (said["parameter"], "does not record" in said["detail"]) == ("group", True)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/nowhere",
            "/choropleth.xml",
            "/choropleth/x",
            "/collections",
            "/collections/towns/items",
            "/heats",
            "/.env",
        ),
        *("/static/none.js", "/static/leaflet/none.js", "/static/", "/static/../app.py", "/static/%2e%2e/app.py"),
        *("/static/..%2fapp.py", "/static/%5c..%5capp.py", "/static/%00", "/static/leaflet/../leaflet.js"),
        *("//example.org", "/%ED%A0%80", "/%FF", "/%00", "/redoc", "/private/sites.geojson"),
    ],
)
def test_what_is_not_there_is_a_problem_too(path):
    refused(ask(APP, path), 404)


@pytest.mark.parametrize(
    "query",
    [
        b"measure=%ED%A0%80",
        b"region=%ED%BF%BF",
        b"%ED%A0%80=1",
        b"measure=%FF%FE",
        b"measure=\xff\xfe",
        b"\x00",
        b"%00=%00",
        b"measure=%",
        b"measure=%zz",
        b"from=%2D%2D%2D",
        b"&".join(b"a%d=1" % i for i in range(10_000)),
        b"&".join([b"measure=killed"] * 10_000),
        b"measure=" + b"x" * 1_000_000,
        b"x" * 1_000_000,
        b"region=" + b",".join([b"A"] * 100_000),
        b"from=" + b"9" * 100_000,
        b";" * 100_000,
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_question_is_refused_in_order(form, query):
    refused(ask(APP, form.encode() + b"?" + query))


def test_a_refusal_is_short_however_long_the_question():
    answer = ask(APP, "/choropleth.json?" + "x" * 60_000)
    assert len(answer.body) < 5_000


@pytest.mark.parametrize("query", ["&", "&&&", ""])
def test_nothing_asked_is_the_default(query):
    assert ask(APP, f"/choropleth.json?{query}").body == ask(APP, "/choropleth.json").body


@pytest.mark.parametrize("compare", terms.COMPARES)
@pytest.mark.parametrize(
    "period",
    [
        *("from=0001-01-01", "from=0001-01-01&to=0001-01-01", "from=0001-01-01&to=9999-12-31", "to=9999-12-31"),
        *("from=9999-12-01&to=9999-12-31", "from=9999-12-31&to=9999-12-31", "from=2012-02-29&to=2012-02-29"),
    ],
)
def test_a_period_at_the_ends_of_the_calendar_is_answered_or_refused(period, compare):
    for form in ("/choropleth.json", "/facets.json", "/"):
        answer = ask(APP, f"{form}?{period}&compare={compare}")
        assert answer.status in (200, 400)


def test_a_period_that_nothing_covers_has_no_years():
    said = ask(APP, "/choropleth.json?from=2020-01-01&to=9999-12-31").json()
    assert said["coverage"]["years"] == 0
    assert {row["yearly"] for row in said["regions"]} == {None}  # not one zero for each of 7,980 years


texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["nan", "inf", "-1", "1_000", "1e400", "0", "*", ",", "..", "%", "{{7*7}}", "'--", "<b>", "\x00"]),
)
known = st.sampled_from([word for words in CLOSED.values() for word in words] + ["A", "B", "A,B", "s", "G", "latest"])
days = st.dates().map(str)
values = st.one_of(texts, known, days)
pairs = st.lists(st.tuples(st.one_of(st.sampled_from([*NAMES, "limit", "after"]), texts), values), max_size=6)


def encoded(given):
    return "&".join(
        f"{quote(n, safe='', errors='surrogatepass')}={quote(v, safe='', errors='surrogatepass')}" for n, v in given
    )


@given(query=pairs.map(encoded))
def test_no_question_breaks_an_answer(query):
    for form in FORMS:
        answer = ask(APP, f"{form}?{query}")
        assert answer.status in QUIET, f"{form}?{query}"
        if answer.media_type != "text/csv":
            answer.json()


@given(query=st.binary(max_size=200).filter(lambda b: b"#" not in b))
def test_no_bytes_break_an_answer(query):
    for form in FORMS:
        answer = ask(APP, form.encode() + b"?" + query)
        assert answer.status in QUIET


@given(path=st.text(st.characters(exclude_characters="?#"), max_size=30))
def test_no_path_breaks_an_answer(path):
    for start in ("/", "/static/", "/static/leaflet/", "/collections/"):
        answer = ask(APP, start + quote(path, safe="/%.", errors="surrogatepass"))
        assert answer.status in {*QUIET, 307}


@given(
    start=st.dates(), end=st.dates(), compare=st.sampled_from(terms.COMPARES), measure=st.sampled_from(terms.MEASURES)
)
def test_every_period_is_answered_or_refused(start, end, compare, measure):
    first, last = sorted((start, end))
    answer = ask(APP, f"/choropleth.json?from={first}&to={last}&compare={compare}&measure={measure}")
    assert answer.status in (200, 400)
    answer.json()


@given(query=pairs.map(encoded))
def test_no_address_breaks_the_page(query):
    answer = ask(APP, f"/choropleth?{query}")
    assert (answer.status, answer.media_type) == (200, "text/html")
    assert b"<b>" not in answer.content


@pytest.fixture
def broken():
    """A service with nothing on its shelf: any collection fails in the middle of a route."""
    app = create_app(Settings(versions=Fixed(WORLD)))
    app.state.settings.versions.latest().once(("collection", "sites"), lambda: None)
    return app


def test_what_breaks_inside_is_a_problem_without_its_trace(broken):
    said = refused(ask(broken, "/collections/sites/items"), 500)
    assert set(said) == {"type", "title", "status", "detail"}
    assert not any(word in str(said) for word in ("Traceback", "NoneType", "collection", ".py"))


def test_what_breaks_inside_is_as_safe_as_any_answer(broken):
    answer = ask(broken, "/collections/sites/items")
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "no-referrer"


def test_what_breaks_inside_has_no_body_for_head(broken):
    answer = ask(broken, "/collections/sites/items", method="HEAD")
    assert (answer.status, answer.body) == (500, b"")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadQuery("measure", "is wrong"), 400),
        (NotFound("There is no such thing."), 404),
        (BadTable("is no table"), 422),
        (UnreadableFile("is no file"), 422),
        (SarhadError("no"), 422),
    ],
)
def test_each_error_has_its_status(error, status):
    said = describe(error)
    assert (said["status"], said["detail"]) == (status, str(error))


def test_no_message_is_quoted_twice():
    assert describe(NotFound("There is no such thing."))["detail"] == "There is no such thing."


def test_more_accepted_values_than_anyone_reads_are_cut():
    many = BadQuery.unknown("group", "x", [f"group-{i}" for i in range(5000)])
    assert len(str(describe(many)["accepted"])) < 5_000


def test_every_status_of_the_table_is_one_of_a_client():
    assert all(400 <= status < 500 for status in STATUS.values())


def test_a_problem_says_what_it_was_given():
    answer = problem(HTTPStatus.NOT_FOUND, "Nothing.", parameter="x")
    assert (answer.status_code, answer.media_type) == (404, "application/problem+json")
    assert b'"parameter":"x"' in answer.body
