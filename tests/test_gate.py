"""What never reaches a route: requests for another host, with another method, or with a body."""

from __future__ import annotations

import pytest

from service.app import create_app
from service.gate import hostname
from service.settings import Settings
from service.versions import Fixed
from tests.web import ask, service
from tests.worlds import two_squares

WORLD = two_squares([(0.5, 0.5)])
APP = service(WORLD)
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


def links(answer):
    return [link["href"] for link in answer.json()["links"]]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LocalHost:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8000"]
)
def test_its_own_names_are_answered_with_or_without_a_port(host):
    assert ask(APP, "/healthz", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        *("", "example.org", "example.org:8000", "localhost.example.org", "localhost.", "127.0.0.1.example.org"),
        *(
            "::1",
            "[::2]",
            "[::1",
            "10.0.0.1",
            "2130706433",
            " localhost",
            "localhost ",
            "localhost,example.org",
            "\xe9",
        ),
    ],
)
def test_another_host_is_refused(host):
    answer = ask(APP, "/healthz", host=host)
    assert (answer.status, answer.media_type) == (421, "application/problem+json")


@pytest.mark.parametrize(
    "host",
    ["localhost:@example.org", "localhost:80@example.org", "localhost:8000/../x", "localhost:x", "[::1]example.org"],
)
def test_a_host_that_is_none_is_refused(host):
    assert ask(APP, "/healthz", host=host).status in (400, 421)


def test_a_request_without_a_host_is_refused():
    assert ask(APP, "/healthz", host=None).status == 421


@pytest.mark.parametrize(("first", "second"), [("example.org", "localhost"), ("localhost", "example.org")])
def test_two_hosts_are_refused_whichever_comes_first(first, second):
    answer = ask(APP, "/collections/provinces/items?limit=1", ("host", second), host=first)
    assert answer.status in (400, 421)


def test_links_never_lead_to_another_host():
    target = "/collections/provinces/items?limit=1"
    forwarded = [("forwarded", "host=example.org"), ("x-forwarded-host", "example.org"), ("x-forwarded-proto", "https")]
    assert all(link.startswith("http://localhost:8000/") for link in links(ask(APP, target, *forwarded)))


def test_a_name_that_was_allowed_is_answered_and_linked_to():
    app = create_app(Settings(versions=Fixed(WORLD), hosts=("Maps.Example.org",)))
    answer = ask(app, "/collections/provinces/items?limit=1", host="maps.example.org:8000")
    assert answer.status == 200
    assert all(link.startswith("http://maps.example.org:8000/") for link in links(answer))
    assert ask(app, "/healthz", host="localhost").status == 421


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", ""]
)
def test_other_methods_are_refused_and_told_which_are_not(method):
    for path in ("/choropleth.json", "/", "/nowhere"):
        answer = ask(APP, path, method=method)
        assert (answer.status, answer.header("allow")) == (405, "GET, HEAD")
        assert answer.media_type == "application/problem+json"


@pytest.mark.parametrize("length", ["1", "5", "99999999999999999999", "00", "-1", "abc", "0, 5"])
def test_a_request_with_a_length_is_refused(length):
    assert ask(APP, "/healthz", ("content-length", length), body=[b"hello"]).status == 413


def test_a_chunked_request_is_refused():
    chunks = [b"hello"] * 3
    assert ask(APP, "/healthz", ("transfer-encoding", "chunked"), body=chunks).status == 413


def test_a_repeated_length_is_refused():
    lengths = (("content-length", "5"), ("content-length", "0"))
    assert ask(APP, "/healthz", *lengths, body=[b"hello"]).status == 413


def test_an_empty_body_is_no_body():
    assert ask(APP, "/healthz", ("content-length", "0")).status == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/facets.json", "/healthz"),
        *("/collections/incidents/items", "/static/app.js", "/places.json", "/openapi.json"),
        *("/nowhere", "/choropleth.json?measure=x", "/private/sites.geojson"),
    ],
)
@pytest.mark.parametrize("zipped", [(), (("accept-encoding", "gzip"),)], ids=["plain", "gzip"])
def test_head_is_get_without_the_body(path, zipped):
    get, head = ask(APP, path, *zipped), ask(APP, path, *zipped, method="HEAD")
    changing = {"content-security-policy", "content-length"} if path == "/" else set()  # a word is new each time
    assert (head.status, head.body) == (get.status, b"")
    assert [h for h in head.headers if h[0] not in changing] == [h for h in get.headers if h[0] not in changing]
    assert int(get.header("content-length")) == len(get.body)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/", {}),
        ("/choropleth.json", {}),
        ("/choropleth.json?measure=x", {}),
        ("/nowhere", {}),
        ("/healthz", {"host": "example.org"}),
        ("/healthz", {"method": "POST"}),
    ],
)
def test_every_answer_is_safe_to_show(path, more):
    answer = ask(APP, path, **more)
    assert {name: answer.header(name) for name in SAFE} == SAFE
    assert answer.all("access-control-allow-origin") == []
    assert answer.all("set-cookie") == []


def policy(answer):
    return dict(part.strip().partition(" ")[::2] for part in answer.header("content-security-policy").split(";"))


def test_the_map_may_load_nothing_but_its_own_files():
    one, other = (policy(ask(APP, "/")) for _ in range(2))
    assert one["default-src"] == "'none'"
    assert (one["connect-src"], one["base-uri"]) == ("'self'", "'none'")
    assert one["img-src"] == "'self' data: blob:"
    assert one["frame-ancestors"] in ("'self'", "'none'")
    for kind in ("script-src", "style-src"):
        own, nonce = one[kind].split()
        assert own == "'self'"
        assert nonce.startswith("'nonce-")
        assert nonce != other[kind].split()[1]
        assert len(nonce) >= len("'nonce-") + 22  # 128 bits


def test_the_word_of_the_policy_is_the_one_on_the_scripts():
    answer = ask(APP, "/")
    nonce = policy(answer)["script-src"].rpartition("nonce-")[2].rstrip("'")
    html = answer.content.decode()
    inline = [part for part in html.split("<script")[1:] if " src=" not in part.partition(">")[0]]
    running = [part for part in inline if "application/json" not in part.partition(">")[0]]
    assert running
    assert all(f'nonce="{nonce}"' in part.partition(">")[0] for part in running)
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("path", ["/sources", "/docs", "/guide/load", "/guide/qgis"])
def test_a_page_of_text_runs_nothing(path):
    answer = ask(APP, path)
    assert policy(answer)["default-src"] == "'none'"
    assert not any("script" in kind for kind in policy(answer))
    assert b"<script" not in answer.content
    assert b" style=" not in answer.content


@pytest.mark.parametrize(
    ("header", "name"),
    [("a:1", "a"), ("A", "a"), ("[::1]:8000", "::1"), ("[::1]", "::1"), ("", ""), (":8000", ""), ("a.b.c:", "a.b.c")],
)
def test_the_name_in_a_host_header(header, name):
    assert hostname(header) == name
