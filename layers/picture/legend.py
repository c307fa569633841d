"""The legend: every bound written once, at the edge where it holds; focus regions are arrows at their exact value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isnan, log
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from layers import style, words
from layers.picture.points import Points
from layers.picture.writing import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.change import Change
    from geo.columns import Numbers
    from geo.tally import Tally
    from layers.picture.canvas import Canvas
    from layers.picture.projection import Box

NONE = {"incidents": "no incident", "killed": "nobody killed", "injured": "nobody injured"}
NONE |= {"casualties": "no casualties"}
CHANGE_WORDS = ("−50", "−25", "0", "+33", "+100")
MOST_MARKS = 6
PAD, STEP, COLUMN = 18.0, 30.0, 38.0
TITLE, NOTE, KEY, MARK = 21.0, 18.0, 19.0, 18.0  # letters, in pixels
KEY_ROW, SWATCH = 31.0, (38.0, 21.0)
NARROWEST, WIDEST = 330.0, 500.0
NO_POINTS = Points(at=[])
LINE = 1.3  # from baseline to baseline, in heights of the letters


@dataclass(frozen=True, kw_only=True)
class Legend:
    """What a legend says.

    Attributes
    ----------
    ramp : tuple of str
        Classes, lowest first.
    bounds : tuple of str
        One fewer than the classes; or as many, and the first is where the lowest class begins.
    marks : tuple of (str, str, float)
        Name and figure at an arrow, and where: 1.5 is the middle of the second class from below. Highest first.
    keys : tuple of (str, str)
        Class and its meaning.
    """

    title: str
    note: str = ""
    ramp: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    marks: tuple[tuple[str, str, float], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()


def legend(tally: Tally, points: Points = NO_POINTS) -> Legend:
    """Say what the colours of a tally mean, and the rings.

    Examples
    --------
    >>> from geo.tally import tally
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5), (1.6, 0.5)])
    >>> said = legend(tally(world, world.ask([])))
    >>> said.title, said.marks[0][:2], said.keys[0]
    ('Incidents per 1,000 km² and year', ('Square A', '0.25'), ('zero', 'no incident'))
    """
    keys = _keys(tally, points)
    if not np.any(tally.covered):
        title = "incidents" if points.at else terms.unit(tally.query.measure, tally.query.per)
        return Legend(title=title.capitalize(), note=_note(tally), keys=keys)
    scale = _rates(tally) if tally.change is None else _changes(tally, tally.change)
    return replace(scale, note=_note(tally), keys=keys)


def _rates(tally: Tally) -> Legend:
    query, bounds, number = tally.query, tally.breaks, len(tally.breaks) + 1
    title = terms.unit(query.measure, query.per)
    written = [words.count(v) if query.per == "none" else words.value(v) for v in np.nan_to_num(tally.value)]
    return Legend(
        title=title[0].upper() + title[1:],
        ramp=tuple(style.ramp(i, number) for i in range(number)) if bounds else (),
        bounds=tuple(map(written_bound, bounds)),
        marks=_marks(tally, tally.value, bounds, written),
    )


def written_bound(bound: float) -> str:
    """Write a bound between classes with the digits that it has.

    Examples
    --------
    >>> written_bound(0.03), written_bound(3000.0)
    ('0.03', '3,000')
    """
    return f"{bound:,.10f}".rstrip("0").rstrip(".")


def _changes(tally: Tally, change: Change) -> Legend:
    written = [words.percent(r).removesuffix(" %") for r in np.nan_to_num(change.ratio)]
    return Legend(
        title=f"Change in %, {terms.MEASURE_WORDS[tally.query.measure]}",
        ramp=style.CHANGES,
        bounds=CHANGE_WORDS,
        marks=_marks(tally, 1 + change.ratio, style.CHANGE_BOUNDS, written),
    )


def _note(tally: Tally) -> str:
    when = words.period(tally.period)
    if not all(s.complete for s in tally.sources) and not np.any(tally.covered):
        return f"{when} · no rate, as the list is not complete"
    if not np.any(tally.covered):
        return f"{when} is not covered"
    if tally.change is not None:
        sure = "coloured where the 95\N{NO-BREAK SPACE}% interval excludes 0"
        given = sure if tally.query.measure == "incidents" else "no interval is known for people, so no colour"
        return f"{when} against {words.period(tally.change.period)} · {given}"
    if tally.query.breaks == "view":
        return f"{when} · bounds of this view"
    if len(tally.breaks) < 2:  # noqa: PLR2004 a step needs two ends
        return when
    step = (tally.breaks[-1] / tally.breaks[0]) ** (1 / (len(tally.breaks) - 1))
    return f"{when} · each step about ×{step:.0f}"


def _keys(tally: Tally, points: Points) -> tuple[tuple[str, str], ...]:
    query, said = tally.query, []
    if tally.change is not None:
        same = "interval includes 0" if query.measure == "incidents" else "change without an interval"
        said += [("same", same), ("small", "base under 10: no percentage")]
    elif np.any(tally.covered):
        said.append(("zero", NONE[query.measure]))
    if "nc" in style.classes_of(tally):
        said.append(("nc", _missing(tally)))
    outside = "outside, or without districts" if query.level == "district" else "outside the study area"
    said.append(("out", "not asked for, or outside" if query.region else outside))
    if points.at:
        n = words.count(len(points.at))
        said.append(("ring", f"incident, {points.name} ({n} drawn); a number stands for several"))
    return tuple(said)


def _missing(tally: Tally) -> str:
    if np.any(tally.covered & np.isnan(tally.value)):
        return f"not covered, or {'no census is known' if tally.query.per == 'population' else 'not recorded'}"
    return "not covered by " + ("this source" if len(tally.sources) == 1 else "these sources")


def _marks(
    tally: Tally, value: Numbers, bounds: Sequence[float], written: Sequence[str]
) -> tuple[tuple[str, str, float], ...]:
    """Choose the regions that an arrow shows: those in focus, or all where none is and they are few."""
    regions, changes = tally.regions, tally.change is not None
    shown = [i for i, v in enumerate(value) if tally.covered[i] and (v > 0 or (changes and v == 0))]
    focus = [i for i in shown if regions.focus[i] > 0] or (shown if len(shown) <= MOST_MARKS else [])
    first = sorted(focus, key=lambda i: (np.nan_to_num(regions.focus[i], nan=inf), -value[i]))[:MOST_MARKS]
    marks = [(regions.name[i], written[i], position(float(value[i]), bounds)) for i in first]
    return tuple(sorted(marks, key=lambda mark: -mark[2]))


def position(value: float, bounds: Sequence[float]) -> float:
    """Give the place of a value in the column, counted in classes from below; the open classes are one step long.

    Examples
    --------
    >>> [round(position(v, [1, 10, 100]), 2) for v in (0.01, 1, 3.1623, 10, 99.9999, 1000, 10**6)]
    [0.03, 1.0, 1.5, 2.0, 3.0, 3.97, 3.97]
    """
    if isnan(value) or not bounds:
        return 0.0
    edges = [log(b) for b in bounds]
    step = (edges[-1] - edges[0]) / (len(edges) - 1) if len(edges) > 1 else log(10)
    ends = [edges[0] - step, *edges, edges[-1] + step]
    at = np.interp(log(value) if value > 0 else -inf, ends, range(len(ends)))
    return float(np.clip(at, 0.03, len(edges) + 0.97))  # an arrow never points past the column


def size(canvas: Canvas, said: Legend) -> tuple[float, float]:
    """Give the width and height that a legend takes."""
    x = _mark_x(canvas, said)
    needs = [x + canvas.measure(f"{name} {figure}", MARK, bold=True) + 4 for name, figure, _ in said.marks]
    needs += [SWATCH[0] + 14 + canvas.measure(text, KEY) for _, text in said.keys]
    width = float(np.clip(max(needs, default=0) + 2 * PAD, NARROWEST, WIDEST))
    heads = TITLE * LINE * len(_title(canvas, said, width)) + NOTE * LINE * len(_notes(canvas, said, width))
    column = len(said.ramp) * STEP + 20 if said.ramp else 0
    keys = sum(_key_height(canvas, text, width) for _, text in said.keys)
    return width, heads + column + keys + 2 * PAD + 14


def _title(canvas: Canvas, said: Legend, width: float) -> list[str]:
    return wrapped(canvas, said.title, TITLE, width - 2 * PAD, bold=True, most=4)


def _notes(canvas: Canvas, said: Legend, width: float) -> list[str]:
    return wrapped(canvas, said.note, NOTE, width - 2 * PAD, most=4)


def _key_lines(canvas: Canvas, text: str, width: float) -> list[str]:
    return wrapped(canvas, text, KEY, width - 2 * PAD - SWATCH[0] - 14, most=3)


def _key_height(canvas: Canvas, text: str, width: float) -> float:
    return KEY_ROW + (len(_key_lines(canvas, text, width)) - 1) * KEY * LINE


def _mark_x(canvas: Canvas, said: Legend) -> float:
    """How far right of the column's left edge the words at the arrows begin."""
    return COLUMN + 14 + max((canvas.measure(b, NOTE) for b in said.bounds), default=0) + 34


def draw(canvas: Canvas, said: Legend, box: Box) -> None:
    """Draw a legend into a box of the size that `size` gave."""
    left, top, right, _ = box
    canvas.box(box, fill=style.LIGHT["surface"], edge=style.LIGHT["line2"], radius=8)
    x, y, width = left + PAD, top + PAD, right - left
    for line in _title(canvas, said, width):
        canvas.text((x, y + TITLE), line, TITLE, colour=style.LIGHT["ink"], bold=True)
        y += TITLE * LINE
    for line in _notes(canvas, said, width):
        canvas.text((x, y + NOTE), line, NOTE, colour=style.LIGHT["ink3"])
        y += NOTE * LINE
    y += 14
    if said.ramp:
        _draw_column(canvas, said, x, y, right - PAD)
        y += len(said.ramp) * STEP + 20
    for name, text in said.keys:
        _draw_key(canvas, name, _key_lines(canvas, text, width), x, y)
        y += _key_height(canvas, text, width)


def _draw_column(canvas: Canvas, said: Legend, x: float, y: float, right: float) -> None:
    bottom = y + len(said.ramp) * STEP
    for i, name in enumerate(said.ramp):
        canvas.box((x, bottom - (i + 1) * STEP, x + COLUMN, bottom - i * STEP), fill=style.fill(name))
    canvas.frame((x, y, x + COLUMN, bottom), style.LIGHT["line2"], 1)
    for i, bound in enumerate(said.bounds, len(said.ramp) - len(said.bounds)):
        at = bottom - i * STEP
        canvas.rule((x + COLUMN, at), (x + COLUMN + 8, at), style.LIGHT["ink2"], 1.5)
        canvas.text((x + COLUMN + 14, at + NOTE * 0.36), bound, NOTE, colour=style.LIGHT["ink2"])
    after, start = -inf, x + _mark_x(canvas, said)
    for name, figure, at in said.marks:
        exact = bottom - at * STEP
        low = max(exact, after)  # words that would touch move down; the arrow stays where it belongs
        after = low + MARK * 1.15
        canvas.arrow((start - 22, exact), (start - 6, low), style.LIGHT["ink"])
        room = right - start - canvas.measure(f" {figure}", MARK, bold=True)
        short = wrapped(canvas, name, MARK, room, bold=True, most=1)[0]  # a name may be cut, never a figure
        canvas.text((start, low + MARK * 0.36), f"{short} {figure}", MARK, colour=style.LIGHT["ink"], bold=True)


def _draw_key(canvas: Canvas, name: str, lines: Sequence[str], x: float, y: float) -> None:
    width, height = SWATCH
    box = (x, y, x + width, y + height)
    if name == "ring":
        middle = (x + width / 2, y + height / 2)
        canvas.circle(middle, 7.5, fill=style.LIGHT["surface"], edge=style.LIGHT["ink"], width=2.8)
    else:
        canvas.swatch(box, name)
        canvas.frame(box, style.LIGHT["line2"], 1.5)
    for i, line in enumerate(lines):
        canvas.text((x + width + 14, y + KEY * 0.9 + i * KEY * LINE), line, KEY, colour=style.LIGHT["ink2"])
