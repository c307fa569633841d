"""The tables as collections: every feature once, page by page, with filters or without."""

from __future__ import annotations

from urllib.parse import urlsplit

import numpy as np
import orjson
import pytest
import shapely

from layers import collections as module
from layers.collections import NAMES, TITLES, Points, collection, joined, regions
from layers.listed import matching
from tests.web import ask, service
from tests.worlds import halves, incidents, source, squares, two_squares, world

SIZES = {"incidents": 6595, "sites": 47, "provinces": 72, "countries": 3, "borders": 3}
WORLD = two_squares(
    [(0.5, 0.5), (0.25, 0.5), (1.5, 0.5), (9.0, 9.0), (float("nan"), float("nan"))],
    kind=["attack", "protest", "clash", "attack", "attack"],
    precision=["exact", "near", "province", "exact", "country"],
    perpetrators=["G", "G|H", "H", "", ""],
    killed=[1.0, None, 2.0, 0.0, 3.0],
    place=["<b>x</b>", "", "{{7*7}}", "Line\nbreak", "ناحیه"],
)
APP = service(WORLD)


def page(app, target):
    answer = ask(app, target)
    assert (answer.status, answer.media_type) == (200, "application/geo+json")
    return answer.json()


def link(of, rel):
    found = [link for link in of["links"] if link["rel"] == rel]
    assert len(found) <= 1
    return found[0] if found else None


def walk(app, target):
    """Follow next until there is none; give every page."""
    pages = [page(app, target)]
    while onward := link(pages[-1], "next"):
        assert onward["type"] == "application/geo+json"
        parts = urlsplit(onward["href"])
        assert parts.netloc == "localhost:8000"
        pages.append(page(app, f"{parts.path}?{parts.query}"))
        assert len(pages) < 5000
    return pages


def ids(pages):
    return [feature["id"] for one in pages for feature in one["features"]]


@pytest.mark.parametrize(
    ("name", "limit"), [("incidents", 500), ("sites", 9), ("provinces", 71), ("countries", 1), ("borders", 2)]
)
def test_following_next_visits_every_feature_once(bundled, name, limit):
    pages = walk(service(bundled), f"/collections/{name}/items?limit={limit}")
    found = ids(pages)
    assert len(found) == len(set(found)) == SIZES[name]
    assert {one["numberMatched"] for one in pages} == {SIZES[name]}
    assert [one["numberReturned"] for one in pages] == [len(one["features"]) for one in pages]
    assert all(len(one["features"]) == limit for one in pages[:-1])
    assert 0 < len(pages[-1]["features"]) <= limit


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 100])
@pytest.mark.parametrize("name", ["incidents", "provinces", "countries", "sites", "borders"])
def test_every_page_size_gives_the_same_features(name, limit):
    assert ids(walk(APP, f"/collections/{name}/items?limit={limit}")) == ids(walk(APP, f"/collections/{name}/items"))


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("source=curated", 179),
        ("source=ucdp-ged&from=2014-01-01&to=2014-12-31", 413),
        ("source=ucdp-ged&region=PK-KP&from=2014-01-01&to=2014-12-31&precision=province", 303),
        ("source=curated&tactic=bombing,raid&precision=district", None),
        ("group=Jaish-al-Adl&kind=attack,clash,operation,protest,other", None),
    ],
)
def test_filters_hold_on_every_page(bundled, query, n):
    pages = walk(service(bundled), f"/collections/incidents/items?{query}&limit=50")
    found = ids(pages)
    assert len(found) == len(set(found)) == pages[0]["numberMatched"] == (n or len(found)) > 0
    whole = page(service(bundled), f"/collections/incidents/items?{query}&limit=10000")
    assert found == ids([whole])
    assert link(whole, "next") is None


def test_what_items_hold_is_what_the_figures_count(bundled):
    query = "source=ucdp-ged&kind=attack,clash,operation&precision=province"
    features = page(service(bundled), f"/collections/incidents/items?{query}&limit=10000")["features"]
    counts = ask(service(bundled), "/choropleth.json").json()
    by_region = {row["id"]: row["incidents"] or 0 for row in counts["regions"]}
    placed = [feature["properties"]["region"] for feature in features]
    assert {id_: placed.count(id_) for id_ in by_region} == by_region
    assert placed.count(None) == counts["unplaced"]["n"]


def test_a_bare_collection_of_incidents_holds_all_of_them():
    assert ids([page(APP, "/collections/incidents/items")]) == ["s:0", "s:1", "s:2", "s:3", "s:4"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=attack", ["s:0", "s:3", "s:4"]),
        ("kind=protest", ["s:1"]),
        ("kind=attack&precision=exact", ["s:0", "s:3"]),
        ("precision=near", ["s:0", "s:1", "s:3"]),
        ("region=A", ["s:0", "s:1"]),
        ("region=A,B", ["s:0", "s:1", "s:2"]),
        ("group=H", ["s:1", "s:2"]),
        ("group=G,H&region=B", ["s:2"]),
        ("from=2010-06-02", []),
        ("from=2010-06-01&to=2010-06-01&region=B", ["s:2"]),
        ("source=s", ["s:0", "s:1", "s:2", "s:3", "s:4"]),
    ],
)
def test_a_filter_leaves_exactly_what_matches(query, expected):
    for limit in (1, 2, 100):
        pages = walk(APP, f"/collections/incidents/items?{query}&limit={limit}")
        assert ids(pages) == expected
        assert pages[0]["numberMatched"] == len(expected)


def test_a_feature_has_its_place_its_region_and_only_what_is_known():
    found = {f["id"]: f for f in page(APP, "/collections/incidents/items")["features"]}
    assert found["s:0"]["geometry"] == {"type": "Point", "coordinates": [0.5, 0.5]}
    assert found["s:4"]["geometry"] is None
    assert [found[f"s:{i}"]["properties"]["region"] for i in range(5)] == ["A", "A", "B", None, None]
    assert [found[f"s:{i}"]["properties"]["killed"] for i in range(5)] == [1, None, 2, 0, 3]
    assert found["s:1"]["properties"]["perpetrator_names"] == "Group G, H"
    assert found["s:3"]["properties"]["perpetrators"] is None
    assert found["s:0"]["properties"]["date_start"] == "2010-06-01"


def test_text_from_outside_is_data():
    places = [f["properties"]["place"] for f in page(APP, "/collections/incidents/items")["features"]]
    assert places == ["<b>x</b>", None, "{{7*7}}", "Line\nbreak", "ناحیه"]


@pytest.mark.parametrize(
    "limit", ["0", "-1", "1_000", "1e3", "1e400", "nan", "1.0", "+1", "%201", "1%00", "%D9%A1", "", "0x10", "00"]
)
def test_a_limit_that_is_no_count_is_refused(limit):
    answer = ask(APP, f"/collections/incidents/items?limit={limit}")
    assert (answer.status, answer.json()["parameter"]) == (400, "limit")


def test_a_limit_beyond_the_most_gives_the_most(bundled):
    for limit in ("10001", "99999999999999999999", "9" * 1000):
        assert page(service(bundled), f"/collections/sites/items?limit={limit}")["numberReturned"] == 47


def test_zeros_before_a_limit_change_nothing():
    assert page(APP, "/collections/incidents/items?limit=000001")["numberReturned"] == 1
    assert page(APP, "/collections/incidents/items?limit=000000000001")["numberReturned"] == 1


@pytest.mark.parametrize("query", ["limit=1&limit=1", "after=s:0&after=s:1", "kind=attack&kind=attack"])
def test_a_repeated_parameter_is_refused(query):
    assert ask(APP, f"/collections/incidents/items?{query}").status == 400


def test_a_repeated_epoch_is_refused():
    assert ask(APP, "/collections/provinces/items?epoch=now&epoch=then").status == 400


@pytest.mark.parametrize("after", ["nothing", "s:9", "s", "", "s%3A0%00", "0"])
def test_a_page_after_nothing_is_refused(after):
    answer = ask(APP, f"/collections/incidents/items?after={after}")
    assert (answer.status, answer.json()["parameter"]) == (400, "after")


def test_a_page_after_the_last_one_is_empty():
    last = page(APP, "/collections/incidents/items?after=s:4")
    assert (last["features"], last["numberReturned"], last["numberMatched"]) == ([], 0, 5)
    assert link(last, "next") is None


def test_a_page_after_what_the_filter_leaves_out_is_refused():
    assert ask(APP, "/collections/incidents/items?kind=protest&after=s:0").status == 400


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("towns/items", 404),
        ("Incidents/items", 404),
        ("provinces/items?measure=killed", 400),
        ("provinces/items?epoch=soon", 400),
        ("sites/items?epoch=now", 400),
        ("borders/items?region=A", 400),
        ("provinces/items?bbox=0,0,1,1", 400),
        ("incidents/items?f=json", 400),
        ("incidents/items?kind=riot", 400),
    ],
)
def test_what_a_collection_does_not_know_is_refused(target, status):
    answer = ask(APP, f"/collections/{target}")
    assert (answer.status, answer.media_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("0.2,0.2,0.8,0.8", ["s:0"]),
        ("0.5,0.5,0.5,0.5", ["s:0"]),
        ("0.5,0.5,1.5,0.5", ["s:0", "s:1"]),
        ("-180,-90,180,90", ["s:0", "s:1"]),
        ("10,10,20,20", []),
    ],
)
def test_a_box_holds_the_incidents_in_it_and_none_without_a_place(box, found):
    rows = incidents([(0.5, 0.5), (1.5, 0.5), (np.nan, np.nan)], precision=["exact", "exact", "country"])
    there = service(world(squares([(0, 0), (1, 0)], country=["A", "A"]), rows))
    assert ids(walk(there, f"/collections/incidents/items?limit=1&bbox={box}")) == found
    answer = page(there, f"/collections/incidents/items?bbox={box}&kind=attack,clash&limit=1")
    assert answer["numberMatched"] == len(found)


@pytest.mark.parametrize(
    "box", ["", "1", "0,0,1", "0,0,1,1,1", "a,b,c,d", "nan,0,1,1", "1,0,0,1", "0,1,1,0", "-181,0,1,1", "0,0,1,inf"]
)
def test_a_box_that_is_no_part_of_the_earth_is_refused(box):
    answer = ask(APP, f"/collections/incidents/items?bbox={box}")
    assert (answer.status, answer.json()["parameter"]) == (400, "bbox")


def test_regions_are_rounded_alike_on_both_sides_of_a_border(bundled):
    app = service(bundled)
    found = page(app, "/collections/provinces/items?limit=1000&decimals=2")
    shapes = {one["id"]: shapely.from_geojson(orjson.dumps(one["geometry"])) for one in found["features"]}
    at = shapely.get_coordinates([*shapes.values()])
    np.testing.assert_allclose(at, np.round(at, 2), rtol=0, atol=1e-12)
    border = shapely.intersection(shapes["PK-BA"].boundary, shapes["IR-11"].boundary)
    assert border.length > 5  # degrees: they meet in lines, not in points
    exact = page(app, "/collections/provinces/items?limit=1000")["features"]
    assert [one["properties"] for one in exact] == [one["properties"] for one in found["features"]]


@pytest.mark.parametrize("text", ["0", "7", "-1", "x", "1.5"])
def test_decimals_that_are_no_count_are_refused(text):
    answer = ask(APP, f"/collections/provinces/items?decimals={text}")
    assert (answer.status, answer.json()["parameter"]) == (400, "decimals")
    assert ask(APP, "/collections/incidents/items?decimals=3").status == 400


def test_the_refusal_of_a_collection_names_the_others():
    detail = ask(APP, "/collections/towns/items").json()["detail"]
    assert all(name in detail for name in NAMES)


def test_provinces_as_they_were(bundled):
    now, then = (walk(service(bundled), f"/collections/provinces/items?epoch={e}&limit=50") for e in ("now", "then"))
    assert set(ids(then)) - set(ids(now)) == {"PK-TA"}
    assert len(ids(then)) == len(set(ids(then))) == 73


def test_self_is_the_address_that_was_asked_for():
    target = "/collections/incidents/items?limit=2&kind=attack%2Cclash"
    assert link(page(APP, target), "self")["href"] == f"http://localhost:8000{target}"


def test_next_without_a_question_has_one_question_mark(bundled):
    onward = link(page(service(bundled), "/collections/incidents/items"), "next")
    assert onward["href"].count("?") == 1


def test_ids_that_need_escaping_are_paged_by():
    ids_ = ["a b", "a&b=c", "a+b", "a%20b", "a#b", "ب", "a:b", "a/b", "a,b"]
    odd = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)] * len(ids_), source_id=ids_))
    assert ids(walk(service(odd), "/collections/incidents/items?limit=1&source=s")) == [f"s:{i}" for i in ids_]


def test_two_sources_keep_their_ids_apart():
    rows = incidents([(0.5, 0.5), (0.5, 0.5)], source=["s", "t"], source_id=["1", "1"])
    both = world(squares([(0, 0)], country=["A"]), rows, sources=[source("s"), source("t")])
    assert ids(walk(service(both), "/collections/incidents/items?limit=1")) == ["s:1", "t:1"]


def test_an_empty_collection_is_one_without_features():
    empty = world(squares([(0, 0)], country=["A"]), incidents([]))
    for name in ("incidents", "sites", "borders", "countries"):
        found = page(service(empty), f"/collections/{name}/items")
        assert (found["features"], found["numberMatched"]) == ([], 0)


def test_every_collection_is_the_data_and_has_a_title(bundled):
    assert set(TITLES) == set(NAMES) == {*SIZES, "districts"}
    for name, size in SIZES.items():
        whole = collection(bundled, name)
        keys = [whole.key(i) for i in range(len(whole))]
        assert len(whole) == len(set(keys)) == len(whole.part()) == size
        assert [orjson.loads(f)["id"] for f in whole.part(0, 5)] == keys[:5]
        assert [whole.position(key) for key in keys[:5]] == [*range(len(keys[:5]))]


def test_geometries_are_right_in_the_eyes_of_rfc_7946(bundled):
    for name in ("provinces", "countries", "borders", "sites", "incidents"):
        features = orjson.loads(joined(collection(bundled, name)))["features"]
        shapes = shapely.from_geojson([orjson.dumps(f["geometry"]).decode() for f in features if f["geometry"]])
        assert shapely.is_valid(shapes).all()
        assert not shapely.has_z(shapes).any()
        west, south, east, north = shapely.total_bounds(shapes)
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


def test_taking_nothing_and_joining_it_is_an_empty_collection():
    assert orjson.loads(joined(Points(WORLD, np.empty(0, np.int64)))) == {"type": "FeatureCollection", "features": []}


def test_only_the_incidents_of_a_page_are_made_into_features(monkeypatch):
    made = []

    def heard(key, *_):
        made.append(key)
        return {}

    monkeypatch.setattr(module, "feature", heard)
    some = Points(WORLD, np.array([0, 2, 3]))
    assert (len(some), some.key(1), some.position("s:3"), some.position("s:1")) == (3, "s:2", 2, None)
    some.part(1, 2)
    assert made == ["s:2"]


def test_matching_gives_positions_in_order():
    found = matching(WORLD, WORLD.ask([("precision", "near"), ("region", "A")]))
    assert found.tolist() == [0]
    assert found.dtype == np.int64


def test_regions_of_a_level_are_sorted_by_id(bundled):
    found = regions(bundled, "province", epoch="then")
    keys = [found.key(i) for i in range(len(found))]
    assert keys == sorted(keys)


# --- districts, where somebody has added them ---

HALVES = service(
    halves([(0.25, 0.5), (0.75, 0.5), (0.75, 0.5), (1.5, 0.5)], precision=["exact", "near", "province", "exact"])
)


def test_without_districts_there_is_no_collection_of_them():
    answer = ask(APP, "/collections/districts/items")
    assert (answer.status, answer.media_type) == (404, "application/problem+json")
    assert answer.json()["detail"] == "There are no districts here: none have been added."


@pytest.mark.parametrize("query", ["", "?epoch=then", "?limit=1000&epoch=now", "?version=1"])
def test_districts_are_a_collection_with_their_codes(query):
    found = page(HALVES, f"/collections/districts/items{query}")["features"]
    assert [(f["id"], f["properties"]["pcode"], f["properties"]["parent"]) for f in found] == [
        ("A1", "P1", "A"),
        ("A2", None, "A"),
    ]


def test_an_incident_has_its_district_if_its_place_is_known_well_enough():
    found = page(HALVES, "/collections/incidents/items")["features"]
    assert [f["properties"]["district"] for f in found] == ["A1", "A2", None, None]
    assert [f["properties"]["region"] for f in found] == ["A", "A", "A", "B"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("level=district&region=A2", ["s:1"]),
        ("level=district&region=A2&precision=exact", []),
        ("level=province&region=A", ["s:0", "s:1", "s:2"]),
        ("level=district", ["s:0", "s:1", "s:3"]),
    ],
)
def test_incidents_of_a_district_are_those_known_to_lie_there(query, expected):
    assert ids(walk(HALVES, f"/collections/incidents/items?{query}")) == expected
