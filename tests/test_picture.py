"""The picture: what its colours are, what is written on it, and that it is always the same."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from PIL import Image

from data import ground
from geo.tally import tally
from layers import style
from layers.picture import picture
from layers.picture.canvas import Canvas
from layers.picture.projection import Projection
from layers.picture.sheet import SIZE
from layers.style import LIGHT, classes_of
from tests.worlds import halves, incidents, source, squares, two_squares, with_list, world

if TYPE_CHECKING:
    from layers.picture.projection import Box

QUESTIONS = {
    "default": [],
    "killed by people": [("measure", "killed"), ("per", "population")],
    "one group": [("group", "BLA")],
    "change": [("from", "2014-01-01"), ("to", "2014-12-31"), ("compare", "year")],
    "countries": [("level", "country")],
    "counts": [("per", "none")],
    "two regions": [("region", "PK-BA,PK-KP")],
    "curated": [("source", "curated")],
    "before FATA merged": [("epoch", "then"), ("to", "2012-12-31")],
    "two sources": [("source", "*")],
    "not covered": [("from", "2023-01-01"), ("to", "2023-12-31")],
}


def around():
    return {"land": ground.basemap(), "places": ground.places(), "labels": ground.labels()}


def drawn(snapshot, *pairs, **more):
    return picture(snapshot, tally(snapshot, snapshot.ask(pairs)), **more)


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


def colour(name):
    return tuple(int(name[i : i + 2], 16) for i in (1, 3, 5))


def share(image, name):
    return float(np.mean(np.all(image == colour(name), axis=-1)))


@dataclass
class Drawn:
    """A picture, all lines written on it with the box of each, and the projection of its map."""

    png: bytes = b""
    lines: list[tuple[str, Box]] = field(default_factory=list)
    projections: list[Projection] = field(default_factory=list)

    @property
    def text(self):
        return " ".join(words for words, _ in self.lines).replace("\N{NO-BREAK SPACE}", " ")

    @property
    def words(self):
        return {words for words, _ in self.lines}


@contextmanager
def watched():
    """Keep what is written and where the map lies while pictures are drawn."""
    seen, write, fit = Drawn(), Canvas.text, Projection.fitting

    def text(self, at, words, size, **look):
        width = self.measure(words, size, bold=look.get("bold", False), italic=look.get("italic", False))
        left = at[0] - (width / 2 if look.get("anchor") == "center" else 0)
        seen.lines.append((words, (left, at[1] - 0.7 * size, left + width, at[1])))
        write(self, at, words, size, **look)

    def fitting(*args, **more):
        seen.projections.append(fit(*args, **more))
        return seen.projections[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "text", text)
        patch.setattr(Projection, "fitting", fitting)
        yield seen


@pytest.fixture
def seen():
    with watched() as found:
        yield found


@pytest.fixture(scope="module")
def view(bundled):
    """Give the picture of a question by its name, drawn once."""

    @cache
    def one(name):
        with watched() as found:
            found.png = drawn(bundled, *QUESTIONS[name], **around())
        return found

    return one


def samples(image, projection, region):
    """The colours of pixels well inside a region and inside the frame."""
    left, top, right, bottom = projection.frame
    inside = shapely.buffer(projection.shapes([region])[0], -4)
    x, y = np.meshgrid(np.arange(left + 2, right - 2, 5), np.arange(top + 2, bottom - 2, 5))
    hit = shapely.contains_xy(inside, x, y)
    return image[y[hit].astype(int), x[hit].astype(int)]


def pixel(image, projection, lon, lat):
    x, y = projection.xy(np.array([lon]), np.array([lat]))[0]
    return tuple(image[int(y), int(x)])


def test_it_is_a_png_of_the_size_that_is_told(view):
    with Image.open(io.BytesIO(view("default").png)) as image:
        assert (image.format, image.size) == ("PNG", SIZE)
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_two_squares_have_the_colours_of_their_classes(seen):
    there = two_squares([(0.5, 0.5)])
    image = pixels(drawn(there))
    west, east = (samples(image, seen.projections[0], shape) for shape in there.regions.geometry)
    assert share(west, LIGHT["q0"]) > 0.9
    assert share(east, LIGHT["zero"]) > 0.9


@pytest.mark.parametrize("name", ["default", "counts", "change", "two regions", "one group"])
def test_provinces_have_the_colours_of_their_classes(bundled, view, name):
    answer, image = tally(bundled, bundled.ask(QUESTIONS[name])), pixels(view(name).png)
    for region, class_, covered in zip(answer.regions.geometry, classes_of(answer), answer.covered, strict=True):
        found = samples(image, view(name).projections[0], region)
        if covered and len(found) > 60:
            assert share(found, style.fill(class_)) > (0.6 if class_ == "small" else 0.7), class_


def test_what_is_not_covered_has_both_colours_of_the_hatch(bundled, view):
    regions = bundled.regions.at("province", "now")
    region = regions.geometry[regions.id == "IR-11"][0]
    found = samples(pixels(view("default").png), view("default").projections[0], region)
    assert share(found, LIGHT["h0"]) > 0.4
    assert share(found, LIGHT["h1"]) > 0.04


@pytest.mark.parametrize(
    ("lon", "lat", "token"),
    [(62.0, 24.2, "sea"), (76.5, 33.0, "land"), (82.0, 35.0, "land")],  # the land around is cut at 80 degrees
)
def test_the_sea_is_blue_and_the_land_around_is_plain(view, lon, lat, token):
    assert pixel(pixels(view("default").png), view("default").projections[0], lon, lat) == colour(LIGHT[token])


def test_without_land_no_sea_is_claimed():
    assert share(pixels(drawn(two_squares([]))), LIGHT["sea"]) == 0


@pytest.mark.parametrize("name", ["default", "change", "curated"])
def test_it_is_the_same_every_time(bundled, view, name):
    assert drawn(bundled, *QUESTIONS[name], **around()) == view(name).png


def test_threads_draw_the_same(bundled, view):
    names = ("default", "change")
    answers = [tally(bundled, bundled.ask(QUESTIONS[name])) for name in names]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda answer: picture(bundled, answer, **around()), answers))
    assert together == [view(name).png for name in names]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_line_lies_over_another_or_leaves_the_sheet(view, name):
    lines = [(words, shapely.box(*box)) for words, box in view(name).lines if words]
    boxes = [box for _, box in lines]
    assert all(shapely.box(0, 0, *SIZE).contains(box) for box in boxes)
    pairs = zip(*shapely.STRtree(boxes).query(boxes, predicate="intersects"), strict=True)
    assert [(lines[i][0], lines[j][0]) for i, j in pairs if i < j] == []


def test_it_says_the_finding_its_source_and_its_version(bundled, view):
    text = view("default").text
    assert "Khyber Pakhtunkhwa had the most incidents for its size: 1.40 a year per 1,000 km²" in text
    assert "UCDP GED Pakistan 1989–2021, complete for Pakistan" in text
    assert "n = 6,255 of 6,416" in text
    assert "161 left out: 152 outside every region, 9 known only to the country" in text
    assert f"version 1 ({bundled.digest[:12]})" in text
    assert "Sundberg" in text
    assert "CC BY 4.0" in text
    assert "Natural Earth, de facto lines" in text


def test_the_regions_in_focus_are_named(view):
    assert {"Khyber", "Pakhtunkhwa", "Balochistan", "Sistan and", "Baluchestan", "Quetta", "Kabul"} <= view(
        "default"
    ).words


def test_it_gives_the_address_of_its_question(view):
    assert "/choropleth?group=BLA" in view("one group").text
    assert "Only: group Baloch Liberation Army." in view("one group").text


def test_a_country_that_is_covered_is_not_named_on_what_is_left_of_it(view):
    names = {words.replace("\N{THIN SPACE}", "") for words in view("killed by people").words}
    assert {"AFGHANISTAN", "IRAN"} <= names
    assert "PAKISTAN" not in names


def test_a_shorter_period_is_said(view):
    assert " · 2014 · " in view("change").text


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("kind", "attack"), ("precision", "near")], "Only: kind attack · place known to within 25 km."),
        ([("epoch", "then")], "Regions in the shape of before."),
        ([], ""),
    ],
)
def test_filters_are_said(seen, pairs, expected):
    drawn(two_squares([(0.5, 0.5)]), *pairs)
    said = [words for words, _ in seen.lines if words.startswith(("Only", "Regions"))]
    assert said == ([expected] if expected else [])


def test_what_must_be_known_is_on_it(view):
    assert "counted twice" in view("two sources").text


def test_nothing_covered_is_said(view):
    assert {"UCDP GED does not cover 2023 in these regions", "2023 is not covered"} <= view("not covered").words


def test_a_list_that_is_not_complete_is_drawn_as_rings(view):
    numbers = [int(words) for words in view("curated").words if words.isdigit()]
    image = pixels(view("curated").png)
    assert max(numbers) > 10
    assert all(share(image, LIGHT[name]) == 0 for name in style.RATES)


@pytest.mark.parametrize("name", ["$x^2$", "{{7*7}}", "$\\frac{", "<b>x</b>", "%s {0}"])
def test_names_from_outside_are_drawn_as_they_are(seen, name):
    regions = squares([(0, 0), (1, 0)], country=["A", "A"])
    named = replace(regions, name=np.array([name, "B"], dtype=object))
    there = world(named, incidents([(0.5, 0.5)]), sources=[source(name=name, cite=name, licence=name)])
    assert drawn(there)[:4] == b"\x89PNG"
    assert name in seen.words
    assert f"{name} had the most incidents" in seen.text
    assert f"{name}. {name} Licence: {name}." in seen.text


@pytest.mark.parametrize(
    "name",
    ["x" * 3000, "word " * 600, "نام", "名前", "\N{PILE OF POO}", "a\0b\n\tc", "\N{RIGHT-TO-LEFT OVERRIDE}evil"],
)
def test_no_name_breaks_the_sheet(seen, name):
    regions = replace(squares([(0, 0)], country=["A"]), name=np.array([name], dtype=object))
    there = world(regions, incidents([(0.5, 0.5)]), sources=[source(name=name, cite=name, licence=name)])
    town = {"name": name, "lon": 0.5, "lat": 0.5, "rank": 1}
    png = drawn(there, places=[town], labels=[{"kind": "sea", "name": name, "lon": 0.5, "lat": 0.2}])
    assert pixels(png).shape == (SIZE[1], SIZE[0], 3)
    assert all(box[0] >= 0 and box[2] <= SIZE[0] for _, box in seen.lines)


def test_whose_the_rings_are_is_said_and_cited(view):
    text = view("default").text
    assert "incident, Curated list, 2006–2025" in text
    assert "Curated list of incidents 2006–2025. Sarhad, curated list" in text
    with Image.open(io.BytesIO(view("default").png)) as image:
        assert "each incident names its own sources" in image.info["Source"]


def test_too_many_points_are_said_on_the_sheet(seen):
    there = with_list(two_squares([]), [(0.5, 0.5)] * 5001)
    drawn(there, ("source", "mine"))
    assert "5,001 incidents of My list are too many" in seen.text


def test_the_file_says_whole_what_the_sheet_may_cut(bundled, view):
    with Image.open(io.BytesIO(view("two sources").png)) as image:
        said = image.info
    assert said["Title"].startswith("Khyber Pakhtunkhwa had the most incidents")
    assert "Sundberg" in said["Source"]
    assert "each incident names its own sources" in said["Source"]
    assert "CC BY 4.0" in said["Copyright"]
    assert said["Comment"].startswith("/choropleth?source=ucdp-ged,curated version 1 digest ")
    assert bundled.digest in said["Comment"]
    assert "Software" not in said


def test_a_picture_of_districts_says_whose_lines_they_are():
    with watched() as seen:
        drawn(halves([(0.25, 0.5)]), ("level", "district"), ("epoch", "then"))
    assert "Districts as they were added; countries: Natural" in seen.text
    assert "outside, or without districts" in seen.text
    assert "Only:" not in seen.text
    assert "in the shape of before" not in seen.text
