"""The OpenAPI document: of version 3.0, complete, and true of what the routes answer."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import service.routes
from geo.query import CLOSED, LISTS, NAMES
from layers.collections import NAMES as COLLECTIONS
from service.openapi import document
from tests.web import ask
from tests.web import service as running
from tests.worlds import two_squares

APP = running(two_squares([(0.5, 0.5)]))
PAGES = {"/", "/docs", "/guide/load", "/guide/qgis", "/sources"}
"""Pages for people, and what they are made of: not for programs, so not in the document."""
PARTS = {"/static/{name}", "/static/leaflet/{name}", "/private/sites.geojson"}
IN_3_0 = {"openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"}


@pytest.fixture(scope="module")
def said():
    return ask(APP, "/openapi.json").json()


def routes():
    modules = [import_module(f"service.routes.{m.name}") for m in pkgutil.iter_modules(service.routes.__path__)]
    return {route.path for module in modules for route in module.router.routes}


def operations(said):
    return {path: item["get"] for path, item in said["paths"].items()}


def resolved(said, part):
    """Follow a reference inside the document."""
    found = part
    while isinstance(found, dict) and "$ref" in found:
        assert set(found) == {"$ref"}  # in 3.0 nothing may stand beside a reference
        assert found["$ref"].startswith("#/")
        found = said
        for key in part["$ref"][2:].split("/"):
            found = found[key]
    return found


def parts(value):
    """Give every object inside."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_it_is_a_version_that_gis_clients_read(said):
    answer = ask(APP, "/openapi.json")
    assert re.fullmatch(r"3\.0\.\d", said["openapi"])
    assert answer.header("content-type") == "application/vnd.oai.openapi+json;version=3.0"
    assert set(said) <= IN_3_0
    assert {"title", "version"} <= set(said["info"])


def test_every_route_is_in_it_or_is_a_page(said):
    assert set(said["paths"]) == routes() - PAGES - PARTS
    assert routes() >= PAGES | PARTS


def test_the_path_of_items_is_spelt_as_the_standard_has_it(said):
    assert "/collections/{collectionId}/items" in said["paths"]


@pytest.mark.parametrize(
    "path", ["/choropleth", "/choropleth.json", "/choropleth.geojson", "/choropleth.csv", "/facets.json"]
)
def test_every_parameter_of_the_question_is_in_it(said, path):
    asked = [resolved(said, p) for p in operations(said)[path]["parameters"]]
    assert [p["name"] for p in asked] == list(NAMES)
    assert all(p["in"] == "query" and p["required"] is False and p["description"] for p in asked)


@pytest.mark.parametrize("path", ["/heat", "/heat.json", "/heat.tif", "/heat.geojson", "/heat.png", "/heat/tiles.json"])
def test_a_density_has_two_parameters_more(said, path):
    asked = [resolved(said, p)["name"] for p in operations(said)[path]["parameters"]]
    assert asked[: len(NAMES) + 2] == [*NAMES, "bandwidth", "coarse"]


def test_items_have_their_filters_in_it(said):
    asked = {resolved(said, p)["name"] for p in operations(said)["/collections/{collectionId}/items"]["parameters"]}
    assert {"collectionId", "limit", "after"} <= asked
    assert set(NAMES) <= asked


def test_closed_lists_are_given_and_joined_lists_are_arrays(said):
    for name, parameter in said["components"]["parameters"].items():
        assert parameter["name"] == name
        if name in CLOSED:
            assert parameter["schema"]["enum"] == list(CLOSED[name])
        if name in LISTS:
            assert (parameter["schema"]["type"], parameter["style"], parameter["explode"]) == ("array", "form", False)
        if name in ("from", "to"):
            assert parameter["schema"]["format"] == "date"


def test_the_names_of_the_collections_are_given(said):
    asked = operations(said)["/collections/{collectionId}/items"]["parameters"]
    assert next(p for p in asked if p.get("name") == "collectionId")["schema"]["enum"] == list(COLLECTIONS)


def test_it_holds_together(said):
    for part in parts(said):
        if "$ref" in part:
            assert resolved(said, part)
    for path, operation in operations(said).items():
        given = [resolved(said, p) for p in operation.get("parameters", [])]
        assert len({(p["name"], p["in"]) for p in given}) == len(given)
        assert {p["name"] for p in given if p["in"] == "path"} == set(re.findall(r"{(\w+)}", path))
        assert all(p["required"] for p in given if p["in"] == "path")
        assert operation["responses"]
        assert all(
            re.fullmatch(r"[1-5]\d\d|default", code) and r["description"] for code, r in operation["responses"].items()
        )


def test_nothing_of_3_1_is_in_it(said):
    for part in parts(said):
        assert not {"$schema", "const", "prefixItems", "webhooks", "jsonSchemaDialect", "$defs"} & set(part)
        assert not isinstance(part.get("type"), list)
        assert part.get("type") != "null"
        assert "examples" not in part or "schema" in part
        if part.get("type") == "array":
            assert "items" in part


def test_what_it_says_is_what_is_answered(said):
    for path, operation in operations(said).items():
        if path.startswith("/revisions"):  # of a store, which tests/test_versions.py has
            continue
        answer = ask(APP, path.replace("{collectionId}", "provinces").replace("{z}/{x}/{y}", "0/0/0"))
        assert answer.status == 200
        declared = operation["responses"]["200"]["content"]
        assert answer.media_type in {kind.partition(";")[0] for kind in declared}


def test_the_problem_that_it_describes_is_the_one_that_comes(said):
    problem = said["components"]["schemas"]["Problem"]
    answer = ask(APP, "/choropleth.json?measure=x")
    assert answer.media_type in operations(said)["/choropleth.json"]["responses"]["400"]["content"]
    assert set(problem["required"]) <= set(answer.json()) <= set(problem["properties"])


def test_the_server_is_the_one_that_was_asked(said):
    assert said["servers"] == [{"url": "http://localhost:8000"}]
    assert ask(APP, "/openapi.json", host="127.0.0.1:9").json()["servers"] == [{"url": "http://127.0.0.1:9"}]
    assert document("http://maps.example.org")["servers"] == [{"url": "http://maps.example.org"}]


@pytest.mark.parametrize("path", ["/redoc", "/openapi.yaml", "/docs/oauth2-redirect"])
def test_the_pages_of_the_framework_are_off(path):
    assert ask(APP, path).status == 404
