"""A density as figures and words: everything adds up, nothing is NaN, and silence is explained."""

from __future__ import annotations

import orjson
import pytest

from data.ground import places
from geo.density import PROJ, ask, density
from layers.heat import about
from layers.heatline import REASONS, headline
from layers.nearest import nearest
from tests.web import ask as http
from tests.web import service, strict_json
from tests.worlds import incidents as rows
from tests.worlds import source, squares, two_squares, with_list, world


def said(snapshot, *pairs):
    return strict_json(orjson.dumps(about(snapshot, density(snapshot, ask(snapshot, pairs)), places())))


def text(snapshot, *pairs):
    return headline(snapshot, density(snapshot, ask(snapshot, pairs))).text


def test_the_figures_add_up(bundled):
    found = said(bundled)
    assert found["n"] + found["excluded"]["n"] == found["total"] == 6416
    assert found["n"] == sum(found["by_precision"].values()) == 6401
    assert found["spread"] == {"district": 0, "circle": 1124, "province": 303, "circle_km": 40}
    assert found["integral"] == pytest.approx(found["expected"], rel=1e-5)
    assert found["expected"] == pytest.approx(6401 / 33)
    assert abs(found["edge_loss"]) < 1e-5
    assert found["stacks"][0] == {"lon": 67.01, "lat": 24.86, "n": 337, "place": "Karachi town", "spread": 0}


def test_the_finding_names_a_town_and_the_pile_is_explained(bundled):
    found = said(bundled)
    assert found["headline"]["text"] == (
        "Incidents were densest in Khyber Pakhtunkhwa, some 30 km north-west of Hangu: 5.37 a year per 1,000 km²"
    )
    assert found["highest"]["near"] == {"town": "Hangu", "km": 29.2, "direction": "north-west"}
    assert found["warnings"] == []
    assert [note.partition(":")[0] for note in found["notes"]] == [
        "337 of 6,401 incidents (5 %) lie on one point, Karachi town (67.01, 24.86)",
        "Values are lower within 25 km of the edge of the coverage",
    ]


def test_the_grid_is_said_in_metres():
    snapshot = two_squares([(0.5, 0.5)])
    found = density(snapshot, ask(snapshot, []))
    grid = said(snapshot)["grid"]
    west, south, east, north = grid["bounds"]
    assert grid["crs"] == PROJ
    assert (west, north) == (1000 * found.grid.west_km, 1000 * found.grid.north_km)
    assert (east - west) / grid["columns"] == pytest.approx(1000 * grid["cell_km"])
    assert (north - south) / grid["rows"] == pytest.approx(1000 * grid["cell_km"])


@pytest.mark.parametrize(
    ("points", "pairs", "expected"),
    [
        ([], [], "No incident matches these filters"),
        ([(0.5, 0.5)], [("measure", "injured")], "S does not record people injured"),
        ([(0.5, 0.5)], [("from", "1990-01-01"), ("to", "1990-12-31")], "S does not cover 1990 in these regions"),
        ([(9, 9)], [], "None of the incidents that match can be drawn: 1 outside every region"),
        ([(0.5, 0.5)], [("compare", "previous")], "Incidents, 2010–2013 against"),
    ],
)
def test_an_answer_without_a_surface_says_why(points, pairs, expected):
    snapshot = two_squares(points)
    assert text(snapshot, *pairs).startswith(expected)
    found = said(snapshot, *pairs)
    assert found["highest"]["lon"] is None
    assert found["edge_loss"] is None
    assert found["stacks"] == []


def test_what_weighs_nothing_is_said():
    assert text(two_squares([(0.5, 0.5)], killed=[0.0]), ("measure", "killed")) == (
        "No people killed in the regions that are covered"
    )
    unknown = two_squares([(0.5, 0.5)], killed=[None], killed_low=[None], killed_high=[None])
    assert text(unknown, ("measure", "killed")) == "How many people killed there were is not known of any incident here"
    assert "is not known of 1 incidents" in " ".join(said(unknown, ("measure", "killed"))["warnings"])


def test_a_list_that_is_not_complete_has_no_density():
    snapshot = with_list(two_squares([(0.5, 0.5)]), [(0.5, 0.5)])
    assert text(snapshot, ("source", "mine")) == "My list: 1 incident; it is not complete, so no density can be given"
    both = said(snapshot, ("source", "s,mine"))
    assert both["warnings"][0] == "A source that is not complete gives no density, and is left out."
    assert both["excluded"] == {"n": 1, "reasons": {"source": 1}}


def test_several_sources_and_a_period_in_part_are_warned_of():
    sources = [source("s"), source("t")]
    two = world(squares([(0, 0)], country=["A"]), rows([(0.5, 0.5)]), sources=sources)
    assert said(two, ("source", "s,t"))["warnings"][0].startswith("Several sources are added up")
    assert "Only 2010-01-01 to 2013-12-31 of the period" in " ".join(said(two, ("from", "2000-01-01"))["warnings"])


def test_a_rise_is_told_with_both_periods():
    days = ["2010-06-01"] + ["2011-06-01"] * 3
    snapshot = two_squares([(0.5, 0.5)] * 4, date_start=days, date_end=days)
    pairs = [("from", "2011-01-01"), ("to", "2011-12-31"), ("compare", "year")]
    assert text(snapshot, *pairs) == (
        "Incidents rose most in Square A, 2011 against 2010: by 0.51 a year per 1,000 km²"
    )
    assert said(snapshot, *pairs)["compared_with"] == {"from": "2010-01-01", "to": "2010-12-31", "n": 1}


def test_every_reason_has_its_words():
    from geo.density.chosen import REASONS as NAMES

    assert set(REASONS) == set(NAMES)


@pytest.mark.parametrize(
    ("lon", "lat", "direction"),
    [(62, 31, "north"), (63, 30, "east"), (62, 29, "south"), (61, 30, "west"), (61.3, 30.6, "north-west")],
)
def test_a_place_lies_in_its_direction_from_the_town(lon, lat, direction):
    town = {"name": "Town", "lon": 62.0, "lat": 30.0, "country": "A"}
    found = nearest(lon, lat, [town], country="A")
    assert found is not None
    assert found.direction == direction
    assert nearest(62, 32, [town], country="A") is None
    assert str(nearest(62.01, 30, [town], country="A")) == "at Town"


# --- over HTTP ---


@pytest.fixture(scope="module")
def app():
    return service(two_squares([(0.5, 0.5)] * 3))


@pytest.mark.parametrize(
    ("form", "kind"),
    [("json", "application/json"), ("geojson", "application/geo+json"), ("png", "image/png"), ("tif", "image/tiff")],
)
def test_each_form_has_its_kind_and_a_name(app, form, kind):
    answer = http(app, f"/heat.{form}?bandwidth=40")
    assert (answer.status, answer.media_type) == (200, kind)
    held = ("if-none-match", answer.header("etag"))
    assert http(app, f"/heat.{form}?bandwidth=40", held).status == 304
    assert http(app, f"/heat.{form}?bandwidth=41", held).status == 200
    assert http(app, f"/heat.{form}?bandwidth=40.0").header("etag") == answer.header("etag")


def test_a_geotiff_leaves_as_it_is_with_a_name_and_in_parts(app):
    whole = http(app, "/heat.tif", ("accept-encoding", "gzip"))
    assert whole.header("content-encoding") == ""
    assert whole.header("content-type") == "image/tiff; application=geotiff; profile=cloud-optimized"
    assert whole.header("content-disposition") == 'inline; filename="sarhad-heat-incidents-2010-2013.tif"'
    part = http(app, "/heat.tif", ("range", "bytes=10-99"))
    assert (part.status, part.body) == (206, whole.body[10:100])


@pytest.mark.parametrize("form", ["json", "tif", "geojson", "png"])
@pytest.mark.parametrize("value", ["0", "-1", "1e9", "nan", "", "25&bandwidth=25"])
def test_a_bad_bandwidth_is_refused_by_name(app, form, value):
    answer = http(app, f"/heat.{form}?bandwidth={value}")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json()["parameter"] == "bandwidth"


@pytest.mark.parametrize("form", ["json", "tif", "geojson", "png"])
def test_an_empty_answer_is_an_answer(app, form):
    assert http(app, f"/heat.{form}?from=1990-01-01&to=1990-12-31").status == 200
    assert http(app, f"/heat.{form}?kind=protest").status == 200
