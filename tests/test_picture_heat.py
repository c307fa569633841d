"""The picture of a density: its colours are its values, only where the sources cover, and it says what it shows."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.density import ask, density
from layers import style
from layers.picture import legend as key
from layers.picture import scene
from layers.picture.canvas import Canvas
from layers.picture.heat import legend, picture
from layers.picture.sheet import SIZE
from layers.style import LIGHT
from tests.test_picture import around, colour, pixels, share, watched
from tests.worlds import incidents, source, squares, two_squares, world

YEAR = [("from", "2014-01-01"), ("to", "2014-12-31"), ("compare", "year")]
QUESTIONS = {
    "default": [],
    "killed": [("measure", "killed")],
    "narrow": [("bandwidth", "5")],
    "wide": [("bandwidth", "200"), ("coarse", "drop")],
    "one region": [("region", "PK-BA")],
    "change": YEAR,
    "countries": [("level", "country")],
    "one group": [("group", "BLA")],
    "two sources": [("source", "*")],
    "curated": [("source", "curated")],
    "no incident": [("group", "BLA"), ("from", "1990-01-01"), ("to", "1990-12-31")],
    "not covered": [("from", "2023-01-01"), ("to", "2023-12-31")],
}


def asked(snapshot, *pairs):
    return density(snapshot, ask(snapshot, pairs))


def drawn(snapshot, *pairs, **more):
    return picture(snapshot, asked(snapshot, *pairs), **more)


@pytest.fixture(scope="module")
def view(bundled):
    """Give the picture of a question by its name, drawn once."""

    @cache
    def one(name):
        with watched() as found:
            found.png = drawn(bundled, *QUESTIONS[name], **around())
        return found

    return one


@pytest.fixture(scope="module")
def bare(bundled):
    """Give the density of a question, its picture without letters, lines and legend, and the projection, made once."""

    @cache
    def one(name):
        found = asked(bundled, *QUESTIONS[name])
        with watched() as seen, pytest.MonkeyPatch.context() as patch:
            for part in ("text", "lines", "cross", "circle"):
                patch.setattr(Canvas, part, lambda *_, **__: None)
            patch.setattr(key, "draw", lambda *_, **__: None)
            image = pixels(picture(bundled, found, **around()))
        return found, image, seen.projections[0]

    return one


def places(projection):
    """The middles of every other pixel of a map, and their longitudes and latitudes."""
    left, top, right, bottom = (round(v) for v in projection.frame)
    x, y = (c.ravel() for c in np.meshgrid(np.arange(left + 3, right - 3, 2), np.arange(top + 3, bottom - 3, 2)))
    return x, y, *projection.degrees(x + 0.5, y + 0.5)


# --- colours ---


@pytest.mark.parametrize(
    ("name", "least"),
    [(name, 0.97) for name in ("default", "killed", "wide", "one region", "change", "countries")] + [("narrow", 0.93)],
)
def test_every_colour_is_the_class_of_the_value_there(bare, name, least):
    found, image, projection = bare(name)
    x, y, lon, lat = places(projection)
    value, here = found.at(lon, lat), found.drawn(lon, lat)
    calm = np.min(np.abs(np.subtract.outer(value, found.breaks)) / (np.abs(value) + 1e-9)[:, None], axis=1) > 0.15
    names = np.array(style.bands(len(found.breaks), compared=found.compared is not None))
    expected = names[np.searchsorted(found.breaks, value, side="right")]
    same = np.all(image[y, x] == np.array([colour(style.fill(n)) for n in expected]), axis=1)
    assert np.mean(same[here & calm]) > least  # the rest is the edge of the land
    assert len(set(expected[here & calm].tolist())) > 3


@pytest.mark.parametrize("name", ["default", "wide", "one region", "change"])
def test_nothing_is_drawn_where_nothing_is_covered(bare, name):
    found, image, projection = bare(name)
    x, y, lon, lat = places(projection)
    names = set(style.bands(len(found.breaks), compared=bool(found.compared))) - {"zero", "dn"}
    tints = {colour(LIGHT[name]) for name in names}
    land = shapely.union_all(projection.shapes(found.regions.geometry[found.covered]))
    away = ~shapely.contains_xy(shapely.buffer(land, 2.5), x, y)
    assert np.any(away & (found.at(lon, lat) > found.breaks[0]))  # there would be something to draw
    assert not tints & {tuple(c) for c in image[y[away], x[away]].tolist()}


def test_two_bands_have_no_seam_between_them(bare):
    found, image, projection = bare("default")
    x, y = projection.xy(np.array([found.highest_lon]), np.array([found.highest_lat]))[0].round().astype(int)
    along = [tuple(c) for c in image[y, x : x + 130].tolist()]
    assert len({colour(LIGHT[name]) for name in style.RATES} & set(along)) >= 3
    light = [sum(c) for c in along]
    assert all(v <= max(a, b) for a, v, b in zip(light, light[1:], light[2:], strict=False))


def test_an_even_world_has_one_colour():
    there = two_squares([(0.5, 0.5)], precision=["province"])
    with watched() as seen:
        image = pixels(drawn(there, ("bandwidth", "5")))
    x, y = seen.projections[0].xy(np.array([0.2]), np.array([0.5]))[0].astype(int)
    found = asked(there, ("bandwidth", "5"))
    name = style.bands(len(found.breaks))[int(np.searchsorted(found.breaks, 0.25 * 1000 / 12_300))]
    assert found.at(np.array([0.2]), np.array([0.5]))[0] == pytest.approx(0.25 * 1000 / 12_300, rel=0.02)
    assert tuple(image[y, x]) == colour(LIGHT[name])


# --- the highest place ---


@pytest.mark.parametrize("name", ["default", "one region", "change"])
def test_a_white_cross_stands_at_the_highest_place(bundled, view, name):
    found, projection = asked(bundled, *QUESTIONS[name]), view(name).projections[0]
    image = pixels(view(name).png)
    x, y = projection.xy(np.array([found.highest_lon]), np.array([found.highest_lat]))[0]
    for dx, dy in ((8, 0), (-8, 0), (0, 8), (0, -8)):
        assert tuple(image[int(y + dy), int(x + dx)]) == colour(LIGHT["surface"])
    assert tuple(image[int(y), int(x)]) == colour(
        LIGHT["d5" if name == "change" else "q6" if name == "default" else "q5"]
    )


def test_no_name_lies_over_the_cross(bundled, view):
    found, seen = asked(bundled), view("default")
    x, y = seen.projections[0].xy(np.array([found.highest_lon]), np.array([found.highest_lat]))[0]
    mark = shapely.box(x - scene.CROSS, y - scene.CROSS, x + scene.CROSS, y + scene.CROSS)
    assert [words for words, box in seen.lines if words and shapely.box(*box).intersects(mark)] == []


def test_a_capital_under_the_cross_is_named_beside_it(view):
    assert "Quetta" in view("one region").words
    assert "Karachi" in view("narrow").words


def test_without_a_value_there_is_no_cross(monkeypatch):
    crosses = []
    monkeypatch.setattr(Canvas, "cross", lambda *a, **_: crosses.append(a))
    drawn(two_squares([]))
    assert crosses == []
    drawn(two_squares([(0.5, 0.5)]))
    assert len(crosses) == 1


# --- names ---


def test_names_take_the_colours_of_what_they_lie_on(bundled, monkeypatch):
    labels = []
    monkeypatch.setattr(scene, "letter", lambda _, label, __: labels.append(label))
    drawn(bundled, **around())
    under = {" ".join(label.lines): label.under for label in labels}
    assert under["Khyber Pakhtunkhwa"] in ("q4", "q5", "q6")
    assert under["Balochistan"] == "zero"
    assert under["Sistan and Baluchestan"] == "nc"
    assert under["Arabian Sea"] == "sea"
    quetta = next(label for label in labels if label.lines == ("Quetta",))
    assert quetta.dot_under in ("q4", "q5", "q6")
    assert quetta.under in ("q2", "q3")


# --- what is written ---


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_line_lies_over_another_or_leaves_the_sheet(view, name):
    lines = [(words, shapely.box(*box)) for words, box in view(name).lines if words]
    boxes = [box for _, box in lines]
    assert all(shapely.box(0, 0, *SIZE).contains(box) for box in boxes)
    pairs = zip(*shapely.STRtree(boxes).query(boxes, predicate="intersects"), strict=True)
    assert [(lines[i][0], lines[j][0]) for i, j in pairs if i < j] == []


def test_it_says_what_it_rests_on(bundled, view):
    text = view("default").text
    assert "some 30 km north-west of Hangu: 5.37 a year per 1,000 km²" in text
    assert "n = 6,401 of 6,416" in text
    assert "1,124" in text
    assert "40 km" in text
    assert "303" in text
    assert "15 left out" in text
    assert f"version 1 ({bundled.digest[:12]})" in text
    assert "Sundberg" in text
    assert "Natural Earth, de facto lines" in text
    assert "/heat.png · version 1" in text
    assert "/heat.png?group=BLA" in view("one group").text
    assert "Only: group Baloch Liberation Army." in view("one group").text


def test_the_file_says_whole_what_the_sheet_may_cut(bundled, view):
    with Image.open(io.BytesIO(view("one group").png)) as image:
        said = image.info
    assert said["Comment"] == f"/heat.png?group=BLA version 1 digest {bundled.digest}"
    assert "Sundberg" in said["Source"]
    assert "CC BY 4.0" in said["Copyright"]
    assert "Software" not in said


@pytest.mark.parametrize("name", ["default", "change"])
def test_it_is_the_same_every_time(bundled, view, name):
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(lambda _: drawn(bundled, *QUESTIONS[name], **around()), range(2)))
    assert again == [view(name).png] * 2


@pytest.mark.parametrize("name", ["$x^2$", "{{7*7}}", "$\\frac{", "<b>x</b>", "%s {0}", "word " * 600, "a\0b\n\tc"])
def test_names_from_outside_are_drawn_as_they_are(name):
    regions = squares([(0, 0), (1, 0)], country=["A", "A"])
    named = replace(regions, name=np.array([name, "B"], dtype=object))
    there = world(named, incidents([(0.5, 0.5)]), sources=[source(name=name, short=name, cite=name, licence=name)])
    town = {"name": name, "lon": 0.2, "lat": 0.2, "rank": 1, "country": "A"}
    with watched() as seen:
        assert pixels(drawn(there, places=[town])).shape == (SIZE[1], SIZE[0], 3)
    assert all(box[0] >= 0 and box[2] <= SIZE[0] for _, box in seen.lines)
    if len(name) < 20 and name.isprintable():
        assert name in seen.words
        assert f"{name}. {name} Licence: {name}." in seen.text


def test_an_empty_answer_says_why(view):
    assert {"UCDP GED does not cover 2023 in these regions", "2023 is not covered"} <= view("not covered").words
    assert "no incident" in view("no incident").words
    for name in ("not covered", "no incident"):
        assert all(share(pixels(view(name).png), LIGHT[tint]) == 0 for tint in style.RATES)
    assert "no rate, as the list is not complete" in view("curated").text


# --- the legend ---


def test_the_legend_is_that_of_the_design(bundled):
    said = legend(asked(bundled))
    assert said.title == "Incidents per 1,000 km² and year"
    assert said.note.replace("\N{NO-BREAK SPACE}", " ") == (
        "1989–2021 · kernel 25 km · lower within 25 km of the edge of coverage"
    )
    assert (said.ramp, said.bounds) == (style.RATES[1:], ("0.01", "0.03", "0.1", "0.3", "1", "3"))
    assert said.marks == (("peak", "5.37, cross on the map", 5.5),)
    assert said.keys == (
        ("zero", "under 0.01"),
        ("nc", "not covered by this source"),
        ("out", "outside the study area"),
    )


def test_the_arrow_stands_at_the_value(bundled):
    (mark,) = legend(asked(bundled, ("region", "PK-BA"))).marks
    assert mark[1].startswith("1.36")
    assert 4 < mark[2] < 4.5  # a little over 1, which is the foot of the fifth class


def test_a_difference_has_both_signs(bundled):
    said = legend(asked(bundled, *YEAR))
    assert said.title == "More or fewer incidents per 1,000 km² and year"
    assert said.note.startswith("2014 against 2013 · ")
    assert said.bounds == ("−1", "−0.3", "−0.1", "+0.1", "+0.3", "+1")
    assert said.ramp == ("d0", "d1", "d2", "dn", "d3", "d4", "d5")
    assert said.marks == (("most", "+9.71, cross on the map", 6.5),)
    assert said.keys[0] == ("nc", "not covered in both periods")


def test_two_periods_that_are_alike_have_no_difference(bundled):
    said = legend(replace(asked(bundled, *YEAR), breaks=[], highest=0.0))
    assert (said.ramp, said.marks, said.keys[0]) == ((), (), ("dn", "no difference"))


def test_a_peak_without_a_colour_is_told_in_words():
    low = replace(asked(two_squares([(0.5, 0.5)])), breaks=[3.0, 10.0])
    said = legend(low)
    assert said.marks == ()
    assert said.keys[0] == ("zero", "under 3; the peak is 0.064, cross on the map")
    assert legend(replace(low, breaks=[])).keys[0] == ("zero", "up to 0.064, cross on the map")


def test_what_is_not_covered_has_no_scale(bundled):
    said = legend(asked(bundled, ("from", "2023-01-01"), ("to", "2023-12-31")))
    assert (said.ramp, said.marks, said.note) == ((), (), "2023 is not covered")
    assert [name for name, _ in said.keys] == ["nc", "out"]


def test_what_is_not_recorded_has_no_scale(bundled):
    assert legend(asked(bundled, ("measure", "injured"))).note == "1989–2021 · not recorded"


# --- what the README says beside the picture ---


def test_karachi_is_explained(bundled):
    rows = bundled.incidents
    pile = (rows.source == "ucdp-ged") & (rows.lon == 67.01) & (rows.lat == 24.86)
    years = rows.date_start[pile].astype("datetime64[Y]").astype(int) + 1970
    assert set(rows.place[pile]) == {"Karachi town"}
    assert (pile.sum(), (rows.precision[pile] == "exact").sum()) == (337, 333)
    assert [int(((years >= a) & (years <= b)).sum()) for a, b in ((1989, 1998), (2012, 2017))] == [116, 194]
    with_mqm = ["MQM" in group.split("|") for group in rows.perpetrators[pile]]
    assert (np.array(with_mqm) & (years <= 1998)).sum() == 89
    assert ((rows.perpetrators[pile] == "TTP") & (years >= 2012) & (years <= 2017)).sum() == 170
    there = asked(bundled).at(np.array([67.01]), np.array([24.86]))[0]
    assert there == pytest.approx(2.68, abs=0.005)
    assert 1000 * 337 / 33 / (2 * np.pi * 25**2) == pytest.approx(2.60, abs=0.005)


def test_the_middle_of_orakzai_is_explained(bundled):
    rows = bundled.incidents
    pile = (rows.source == "ucdp-ged") & (rows.place == "Orakzai agency") & (rows.precision == "district")
    assert len({*zip(rows.lon[pile], rows.lat[pile], strict=True)}) == 1
    assert pile.sum() == 138
    peaks = [asked(bundled, ("coarse", how)).highest for how in ("spread", "drop")]
    assert peaks == pytest.approx([5.37, 4.26], abs=0.005)
