"""What is drawn is what was asked for, to the pixel and to the letter."""

from __future__ import annotations

import io

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from PIL import Image

from layers import style
from layers.picture.canvas import UNREADABLE, Canvas

WHITE, BLACK = "#ffffff", "#000000"


def pixels(canvas, **metadata):
    with Image.open(io.BytesIO(canvas.png(metadata))) as image:
        return np.asarray(image.convert("RGB"))


def colour(name):
    return tuple(int(name[i : i + 2], 16) for i in (1, 3, 5))


def ink(canvas):
    """The box of all that is not white: left, top, right, bottom."""
    rows, columns = np.nonzero(np.any(pixels(canvas) != 255, axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_the_sheet_has_the_size_and_the_ground_that_were_asked_for():
    drawn = pixels(Canvas(123, 45, ground="#dbe6ec"))
    assert drawn.shape == (45, 123, 3)
    assert np.all(drawn == colour("#dbe6ec"))


def test_an_area_is_filled_to_its_edge_and_clipped():
    canvas = Canvas(100, 100, ground=WHITE)
    canvas.fill([shapely.box(10, 20, 90, 80)], BLACK, clip=(30, 0, 100, 100))
    assert ink(canvas) == (30, 20, 90, 80)


def test_a_hole_stays_open_whichever_way_it_runs():
    canvas = Canvas(100, 100, ground=WHITE)
    hole = shapely.Polygon([(10, 10), (90, 10), (90, 90), (10, 90)], [[(40, 40), (60, 40), (60, 60), (40, 60)]])
    canvas.fill([hole], BLACK)
    drawn = pixels(canvas)
    assert tuple(drawn[50, 50]) == (255, 255, 255)
    assert tuple(drawn[20, 20]) == (0, 0, 0)


def test_what_is_not_an_area_is_not_filled():
    canvas = Canvas(50, 50, ground=WHITE)
    canvas.fill([shapely.Polygon(), shapely.LineString([(0, 0), (50, 50)])], BLACK)
    assert np.all(pixels(canvas) == 255)


@pytest.mark.parametrize(("name", "inks"), [("nc", ["h0", "h1"]), ("small", ["zero", "ink3"])])
def test_a_pattern_shows_both_its_colours_and_stays_inside(name, inks):
    canvas = Canvas(200, 100, ground="#00ff00")
    canvas.region([shapely.box(0, 0, 60, 100), shapely.box(60, 0, 100, 100)], name, clip=(0, 0, 200, 100))
    drawn = pixels(canvas)
    for token in inks:
        assert np.any(np.all(drawn[:, :100] == colour(style.LIGHT[token]), axis=2)), token
    assert np.all(drawn[:, 100:] == colour("#00ff00"))


@pytest.mark.parametrize("text", ["$x^2$", "$\\frac{", "{{7*7}}", r"\alpha_1 & 50 %", "<b>a</b>"])
def test_text_is_written_as_it_is(text):
    canvas = Canvas(600, 60, ground=WHITE)
    canvas.text((10, 40), text, 20, colour=BLACK)
    width = canvas.measure(text, 20)
    assert width == pytest.approx(sum(canvas.measure(c, 20) for c in text), rel=0.1)
    left, _, right, _ = ink(canvas)
    assert right - left == pytest.approx(width, abs=5)


def test_a_letter_that_the_font_lacks_is_marked_and_no_warning_is_given():
    canvas = Canvas(300, 60, ground=WHITE)
    canvas.text((10, 40), "\N{PILE OF POO}", 20, colour=BLACK, halo=WHITE)
    other = Canvas(300, 60, ground=WHITE)
    other.text((10, 40), UNREADABLE, 20, colour=BLACK, halo=WHITE)
    assert canvas.png({}) == other.png({})


@pytest.mark.parametrize("mark", ["\n", "\t", "\0", "\N{RIGHT-TO-LEFT OVERRIDE}"])
def test_marks_that_would_break_a_line_are_spaces(mark):
    canvas = Canvas(10, 10, ground=WHITE)
    assert canvas.measure(f"a{mark}b", 20) == canvas.measure("a b", 20)


def test_a_halo_lies_under_its_letters():
    canvas = Canvas(100, 60, ground=BLACK)
    canvas.text((50, 40), "O", 30, colour="#ff0000", halo=WHITE, anchor="center", bold=True)
    found = {tuple(c) for c in pixels(canvas).reshape(-1, 3).tolist()}
    assert {(255, 0, 0), (255, 255, 255), (0, 0, 0)} <= found


def test_an_arrow_has_its_tip_where_it_points():
    canvas = Canvas(100, 100, ground=WHITE)
    canvas.arrow((20, 50), (36, 80), BLACK)
    left, top, right, bottom = ink(canvas)
    assert (left, top) == (pytest.approx(20, abs=1), pytest.approx(44, abs=1))
    assert (right, bottom) == (pytest.approx(37, abs=1), pytest.approx(81, abs=1))


def test_the_file_says_what_it_is_and_not_when_or_by_what_it_was_made():
    canvas = Canvas(10, 10, ground=WHITE)
    with Image.open(io.BytesIO(canvas.png({"Title": "Khyber’s"}))) as image:
        assert image.info.keys() == {"Title", "dpi"}
        assert image.info["Title"] == "Khyber’s"


def test_the_reader_s_own_settings_of_matplotlib_change_nothing():
    def drawn():
        canvas = Canvas(200, 60, ground=WHITE)
        canvas.fill([shapely.box(10, 10, 50, 50)], "#81212d")
        canvas.lines([shapely.box(60, 10, 90, 50)], BLACK, 3)
        canvas.text((100, 40), "$x^2$", 20, colour=BLACK)
        return canvas.png({})

    expected = drawn()
    with mpl.rc_context(
        {
            "text.usetex": True,
            "text.color": "red",
            "font.size": 40,
            "patch.force_edgecolor": True,
            "path.sketch": (5, 50, 5),
            "lines.antialiased": False,
            "figure.dpi": 50,
            "savefig.bbox": "tight",
        }
    ):
        assert drawn() == expected


def test_an_area_is_filled_inside_others_only():
    canvas = Canvas(100, 100, ground=WHITE)
    canvas.fill([shapely.box(10, 10, 90, 90)], BLACK, inside=[shapely.box(20, 0, 40, 100), shapely.box(40, 30, 60, 60)])
    assert ink(canvas) == (20, 10, 60, 90)


def test_a_cross_leaves_its_middle_free():
    canvas = Canvas(100, 100, ground=WHITE)
    canvas.cross((50.5, 50.5), 20, fill="#ff0000", edge=BLACK)
    drawn = pixels(canvas)
    assert tuple(drawn[50, 50]) == (255, 255, 255)
    assert [tuple(drawn[50 + dy, 50 + dx]) for dx, dy in ((12, 0), (-12, 0), (0, 12), (0, -12))] == [(255, 0, 0)] * 4
    assert tuple(drawn[50 - 5, 50 + 12]) == (0, 0, 0)
