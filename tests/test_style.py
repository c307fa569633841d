"""One set of colours: the picture's are the page's, and a class means the same in both."""

from __future__ import annotations

import re

import numpy as np
import pytest

from geo.tally import tally
from layers import style
from tests.worlds import incidents, source, squares, two_squares, world

THEMES = {"light": style.LIGHT, "dark": style.DARK}


@pytest.fixture(scope="module")
def tokens(checkout):
    """The colours of the page by theme, as its style sheet has them."""
    css = (checkout / "layers" / "static" / "tokens.css").read_text(encoding="utf-8")
    light, dark = (re.search(rf"{start} {{(.*?)}}", css, re.DOTALL) for start in (":root", r'\[data-theme="dark"\]'))
    assert light is not None
    assert dark is not None
    sheets = {"light": light.group(1), "dark": dark.group(1)}
    return {theme: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6,8});", sheet)) for theme, sheet in sheets.items()}


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_the_page_s_own(theme, tokens):
    assert {name: tokens[theme].get(name) for name in THEMES[theme]} == dict(THEMES[theme])


@pytest.mark.parametrize("theme", THEMES)
def test_no_colour_of_a_class_is_missing(theme, tokens):
    classes = {name for name in tokens[theme] if re.fullmatch(r"q\d|d\d|dn|h\d|zero|sea|land", name)}
    assert classes <= THEMES[theme].keys()


def test_both_themes_have_the_same_tokens():
    assert style.LIGHT.keys() == style.DARK.keys()


@pytest.mark.parametrize("classes", range(1, 10))
def test_classes_climb_the_ramp_from_its_foot(classes):
    colours = [style.ramp(i, classes) for i in range(classes)]
    assert colours == sorted(colours)
    assert colours[0] == "q0"
    assert classes == 1 or colours[-1] == "q6"
    assert len(set(colours)) == min(classes, 7)


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (-0.6, "d0"),
        (-0.5, "d1"),
        (-0.25, "d2"),
        (-0.01, "d2"),
        (0.01, "d3"),
        (1 / 3, "d4"),
        (0.9, "d4"),
        (1.0, "d5"),
    ],
)
def test_a_sure_change_takes_the_class_of_its_ratio(ratio, expected):
    low, high = sorted((ratio * 0.5, ratio * 1.5))
    assert style.change_class(ratio, low, high, 100.0) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((0.5, -0.1, 1.2, 20.0), "same"),
        ((0.5, 0.0, 1.2, 20.0), "same"),
        ((0.5, np.nan, np.nan, 20.0), "same"),
        ((np.nan, np.nan, np.nan, 9.0), "small"),
        ((np.nan, np.nan, np.nan, np.nan), "nc"),
    ],
)
def test_an_unsure_change_takes_no_colour(figures, expected):
    assert style.change_class(*figures) == expected


def test_zero_and_not_covered_are_two_classes():
    there = world(squares([(0, 0), (1, 0), (2, 0)], country=["A", "A", "B"]), incidents([(0.5, 0.5)]))
    assert style.classes_of(tally(there, there.ask([]))) == ["q0", "zero", "nc"]


def test_a_change_is_classed_by_its_interval():
    days = ["2010-06-01"] * 20 + ["2011-06-01"] * 60
    there = two_squares([(0.5, 0.5)] * 80, date_start=days, date_end=days)
    asked = there.ask([("from", "2011-01-01"), ("to", "2011-12-31"), ("compare", "year")])
    assert style.classes_of(tally(there, asked)) == ["d5", "small"]


def test_a_change_outside_the_coverage_is_not_covered():
    there = world(
        squares([(0, 0)], country=["A"]), incidents([]), sources=[source(first=source().first.replace(year=2011))]
    )
    asked = there.ask([("from", "2011-01-01"), ("to", "2011-12-31"), ("compare", "year")])
    assert style.classes_of(tally(there, asked)) == ["nc"]


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [*style.RATES, *style.CHANGES, "nc", "zero", "same", "small", "out"])
def test_writing_on_a_class_can_be_read(theme, name):
    tones = sorted(_luminance(c) for c in (style.fill(name, THEMES[theme]), style.ink(name, THEMES[theme])))
    assert (tones[1] + 0.05) / (tones[0] + 0.05) > 4.2


@pytest.mark.parametrize("number", range(1, 7))
def test_a_band_has_the_colour_that_its_value_has_on_a_choropleth(number):
    assert style.bands(number)[1:] == tuple(style.ramp(i, number + 1) for i in range(1, number + 1))
    assert style.bands(number)[0] == "zero"


@pytest.mark.parametrize("number", [0, 2, 4, 6])
def test_bands_of_a_difference_are_symmetric(number):
    names = style.bands(number, compared=True)
    assert len(set(names)) == number + 1
    assert names[number // 2] == "dn"
    mirrored = {"dn": "dn"} | dict(zip(style.CHANGES, reversed(style.CHANGES), strict=True))
    assert names == tuple(mirrored[n] for n in reversed(names))
