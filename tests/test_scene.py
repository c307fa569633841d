"""What the map shows: which part of the world, which border is strongest, and what no figure counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.tables import Borders, Regions
from geo.tally import tally
from layers.picture.canvas import Canvas
from layers.picture.scene import draw
from layers.picture.surroundings import Surroundings
from tests.test_picture import colour, pixels, share, watched
from tests.test_surroundings import land
from tests.worlds import halves, incidents, source, squares, with_list, world

FRAME = (0.0, 0.0, 900.0, 600.0)


def shown(snapshot, *pairs, around=b""):
    """The image of a map, and what is on it."""
    canvas = Canvas(900, 600, ground="#ffffff")
    with watched() as seen:
        draw(canvas, snapshot, tally(snapshot, snapshot.ask(pairs)), FRAME, around=Surroundings.of(around))
        return pixels(canvas.png({})), seen


def row(*, complete=True, focus=(1.0, np.nan, np.nan), points=()):
    """Three squares in a row: two of country A, one of B, each country covering its own."""
    columns = squares([(0, 0), (1, 0), (2, 0)], country=["A", "A", "B"]).columns()
    return world(
        Regions.of(columns | {"focus": list(focus)}),
        incidents(points, source=["s"] * len(points)),
        sources=[source(complete=complete)],
    )


def visible(seen, lon, lat=0.5):
    x, y = seen.projections[0].xy(np.array([lon]), np.array([lat]))[0]
    return bool(FRAME[0] < x < FRAME[2] and FRAME[1] < y < FRAME[3])


def test_the_first_view_shows_the_regions_in_focus_and_covered_ones_beside_them_whole():
    _, seen = shown(row())
    assert all(visible(seen, lon) for lon in (0.01, 1.99))


def test_a_view_grows_only_a_little_for_regions_that_are_not_in_focus():
    regions = squares([(0, 0), (1, 0)], country=["A", "A"])
    wide = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 40, 1)], dtype=object)
    _, seen = shown(world(Regions.of(regions.columns() | {"geometry": wide}), incidents([])))
    assert not visible(seen, 20)


@pytest.mark.parametrize(("id_", "lon", "away"), [("B", 1.5, -1.0), ("C", 2.5, 0.0)])
def test_regions_that_are_asked_for_are_what_is_shown(id_, lon, away):
    _, seen = shown(row(), ("region", id_))
    assert visible(seen, lon)
    assert not visible(seen, away)


def test_without_focus_everything_is_shown():
    _, seen = shown(row(focus=(np.nan,) * 3))
    assert all(visible(seen, lon) for lon in (0.01, 2.99))


def _with_border(id_):
    there = row(focus=(1.0, np.nan, 2.0))
    lines = {"id": [id_], "name": ["line"], "length_km": [111.0], "geometry": [shapely.LineString([(2, 0), (2, 1)])]}
    return replace(there, borders=Borders.of(lines))


@pytest.mark.parametrize(("id_", "strongest"), [("A-B", True), ("A-X", False)])
def test_the_border_between_countries_in_focus_is_strongest(id_, strongest):
    image, seen = shown(_with_border(id_))
    x, y = seen.projections[0].xy(np.array([2.0]), np.array([0.8]))[0]
    across = image[int(y), int(x) - 8 : int(x) + 8]
    assert (share(across, "#101318") > 0) == strongest
    assert (share(across, "#3d434d") > 0) != strongest


def test_rings_are_incidents_that_no_figure_counts():
    points = [(0.5, 0.5)] * 7
    _, counted = shown(row(points=points))
    _, listed = shown(row(points=points, complete=False))
    assert "7" not in counted.words
    assert "7" in listed.words


def test_a_place_known_only_to_the_province_is_no_ring():
    there = row(complete=False)
    rows = incidents([(0.5, 0.5)] * 7, precision=["province"] * 7)
    _, seen = shown(replace(there, incidents=rows))
    assert "7" not in seen.words


def beside():
    """The three squares with a curated list: seven incidents where the source covers, seven where it does not."""
    there = row(points=[])
    points = [(0.5, 0.5)] * 7 + [(2.5, 0.5)] * 7
    who = {"source": ["curated"] * 14, "perpetrators": ["G"] * 13 + ["H"]}
    found = with_list(there, points, date_start=["2010-06-01"] * 14, **who)
    return replace(found, sources={"s": source(), "curated": source("curated", short="Known", complete=False)})


def test_beside_a_complete_source_the_curated_list_is_rings_where_nothing_is_covered():
    _, seen = shown(beside())
    assert [words for words in seen.words if words == "7"] == ["7"]
    assert "incident, Known, 1 Jun 2010 (7 drawn)" in seen.text


@pytest.mark.parametrize("pair", [("group", "H"), ("from", "2011-01-01"), ("kind", "clash"), ("region", "A")])
def test_the_list_beside_follows_the_filters_that_were_set(pair):
    _, seen = shown(beside(), pair)
    assert "7" not in seen.words


def test_a_list_that_is_asked_is_rings_and_the_curated_one_is_not():
    there = with_list(beside(), [(0.5, 0.5)] * 5 + [(2.5, 0.5)] * 3, perpetrators=["G"] * 5 + ["H"] * 3)
    _, seen = shown(there, ("source", "mine"))
    assert {"5", "3"} <= seen.words
    assert "7" not in seen.words
    assert "incident, My list, 12 May 2025 (8 drawn)" in seen.text
    _, seen = shown(there, ("source", "mine"), ("group", "H"))
    assert "5" not in seen.words


def test_too_many_incidents_are_no_rings():
    _, seen = shown(with_list(row(), [(0.5, 0.5)] * 5001), ("source", "mine"))
    assert "drawn" not in seen.text


def test_a_capital_under_a_ring_is_named_beside_it():
    town = {"name": "Capital", "lon": 2.5, "lat": 0.5, "rank": 1}
    canvas = Canvas(900, 600, ground="#ffffff")
    there = beside()
    with watched() as seen:
        draw(canvas, there, tally(there, there.ask([])), FRAME, around=Surroundings.of(b"", [town]))
    assert {"7", "Capital"} <= seen.words


def test_regions_that_are_not_asked_for_are_plain_land():
    image, seen = shown(row(points=[(0.5, 0.5), (1.5, 0.5)]), ("region", "A"))
    x, y = seen.projections[0].xy(np.array([1.2]), np.array([0.9]))[0]
    assert tuple(image[int(y), int(x)]) == colour("#eceae5")


def test_the_scale_is_a_round_number_of_kilometres():
    _, seen = shown(row())
    assert any(words.endswith(" km") and words.split()[0].strip("0") in ("1", "2", "5") for words in seen.words)


def test_where_there_are_no_districts_is_land():
    there = halves([(0.25, 0.5)])
    whole = {"id": ["B"], "level": ["country"], "name": ["Beeland"], "country": ["B"], "area_km2": [1000.0]}
    country = Regions.of(whole | {"geometry": [shapely.box(1, 0, 2, 1)]}).columns()
    regions = Regions.of({n: np.concatenate([c, country[n]]) for n, c in there.regions.columns().items()})
    far = land(shapely.box(-9, -9, -8, -8), shapely.box(8, 8, 9, 9))
    image, seen = shown(replace(there, regions=regions), ("level", "district"), around=far)
    assert colour_at(image, seen, 1.1, 0.9) == colour("#eceae5")
    assert colour_at(image, seen, 1.1, -0.2) != colour("#eceae5")


def colour_at(image, seen, lon, lat):
    x, y = seen.projections[0].xy(np.array([lon]), np.array([lat]))[0]
    return tuple(image[int(y), int(x)])


def test_the_highest_of_many_districts_are_named_first():
    _, seen = shown(halves([(0.75, 0.5)] * 3), ("level", "district"))
    assert "East" in seen.words
