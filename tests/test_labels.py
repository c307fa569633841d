"""Names: the most important first, inside their own area, none over another."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.picture.cells import OUT, SEA, Ground
from layers.picture.labels import MOST, Labels, Named, dots, lines_of, ranked
from layers.picture.projection import Projection
from tests.test_writing import RULER

FRAME = (0.0, 0.0, 800.0, 400.0)


class Wide:
    """A ruler by which every letter is half as wide as it is high."""

    def measure(self, text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
        return RULER.measure(text, size, bold=bold and italic) * size / 2


def placing(*shapes, classes=None, sea=True):
    ground = Ground.of(FRAME, np.array(shapes, dtype=object), np.array([], dtype=object), sea=sea)
    return Labels(Wide(), ground, classes or ["q2"] * len(shapes)), ground


def named(ground, index, name, **more):
    return Named(name=name, mask=ground.owner == index, index=index, **more)


@pytest.mark.parametrize("name", ["Punjab", "Khyber Pakhtunkhwa", "Gilgit-Baltistan", "Sistan and Baluchestan", ""])
def test_no_letter_of_a_name_is_lost(name):
    assert "".join(lines_of(name)).replace(" ", "") == name.replace(" ", "")


def test_a_region_is_named_in_its_middle():
    labels, ground = placing(shapely.box(100, 100, 500, 300))
    labels.region(named(ground, 0, "Region", focus=True))
    (label,) = labels.placed
    assert (label.x, label.y) == (pytest.approx(300, abs=4), pytest.approx(208, abs=8))
    assert (label.lines, label.under, label.bold, label.leader) == (("Region",), "q2", True, None)


def test_a_region_without_room_has_no_name():
    labels, ground = placing(shapely.box(100, 100, 140, 300))
    labels.region(named(ground, 0, "A long name"))
    assert labels.placed == []


def test_a_focus_region_without_room_is_named_outside_with_a_line():
    labels, ground = placing(shapely.box(100, 100, 112, 112))
    labels.region(named(ground, 0, "A long name", focus=True))
    (label,) = labels.placed
    assert label.under == "sea"
    assert label.leader is not None
    assert ground.at(*label.leader) == 0


def test_a_focus_region_that_is_nowhere_free_is_left_out():
    labels, ground = placing(shapely.box(100, 100, 112, 112))
    ground.take(FRAME)
    labels.region(named(ground, 0, "Region", focus=True))
    assert labels.placed == []


def test_names_do_not_touch():
    labels, ground = placing(shapely.box(20, 20, 780, 380))
    for name in ("First", "Second", "Third"):
        labels.region(named(ground, 0, name))
    ys = sorted(label.y for label in labels.placed)
    assert len(ys) == 3
    assert min(np.diff(ys)) > labels.placed[0].size


def test_there_are_not_more_names_than_can_be_read():
    labels, ground = placing(shapely.box(20, 20, 780, 380))
    for i in range(MOST + 5):
        labels.region(named(ground, 0, str(i)))
    assert len(labels.placed) == MOST
    assert not labels.place("Town", (700, 350), capital=True)


def test_a_dot_is_kept_free_until_towns_are_named():
    labels, ground = placing(shapely.box(100, 100, 500, 300))
    labels.keep([(300, 200)])
    labels.region(named(ground, 0, "Region"))
    assert abs(labels.placed[0].y - 208) > 12
    labels.release()
    assert labels.place("Town", (300, 200), capital=True)
    assert labels.placed[1].dot == (300, 200)
    assert labels.placed[1].capital


def test_a_town_is_named_inside_its_region_or_over_the_sea():
    labels, _ = placing(shapely.box(100, 100, 300, 300), shapely.box(300, 100, 500, 300))
    assert labels.place("Inland", (290, 200), capital=False)
    assert labels.placed[0].x < 290
    assert labels.place("Harbour", (110, 290), capital=False)
    assert {label.under for label in labels.placed} <= {"q2", "sea"}


@pytest.mark.parametrize("at", [(-5, 10), (900, 10), (1, 1)])
def test_a_town_outside_the_frame_is_not_named(at):
    labels, _ = placing(shapely.box(0, 0, 800, 400))
    assert not labels.place("Town", at, capital=True)


def test_grey_names_are_spaced_and_do_not_count():
    labels, ground = placing(shapely.box(100, 100, 112, 112))
    labels.grey(Named(name="Sea", mask=ground.owner == SEA, sea=True, near=(600, 300)))
    labels.grey(Named(name="Oman", mask=ground.owner == OUT))
    labels.grey(Named(name="Iran", mask=ground.owner == SEA))
    assert [label.lines for label in labels.placed] == [("Sea",), ("\N{THIN SPACE}".join("IRAN"),)]
    assert not labels.full()


def test_towns_are_ranked_by_what_is_asked_about():
    towns = [{"rank": rank} for rank in (3, 2, 1, 3, 2, 3)]
    near = [False, False, False, True, True, False]
    covered = [True, False, False, False, False, False]
    assert [i for i, _ in ranked(towns, near, covered)] == [2, 4, 1, 3, 0, 5]


def test_few_capitals_of_other_regions_are_named():
    towns = [{"rank": 2} for _ in range(12)]
    assert len(ranked(towns, [False] * 12, [False] * 12)) == 5


def test_dots_are_in_pixels():
    shown = Projection.fitting((0, 0, 1, 1), FRAME)
    assert dots([], shown) == []
    ((x, y),) = dots([{"lon": 0.5, "lat": "0.5"}], shown)
    assert (round(x), round(y)) == (400, 200)


@pytest.mark.parametrize(("width", "named_"), [(112, True), (500, False)])
def test_a_small_region_among_many_is_named_beside_itself_if_the_line_is_short(width, named_):
    around = shapely.difference(shapely.box(0, 0, width, 400), shapely.box(100, 190, 110, 200))
    labels, ground = placing(shapely.box(100, 190, 110, 200), around)
    labels.region(named(ground, 0, "Name", led=True))
    assert [label.leader is not None for label in labels.placed] == ([True] if named_ else [])
