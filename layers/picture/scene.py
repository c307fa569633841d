"""The map itself: land and sea, regions in their classes, borders, names, and the legend over it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers import style
from layers.picture import labels
from layers.picture import legend as key
from layers.picture.cells import OUT, SEA, Ground, piles
from layers.picture.labels import Label, Labels, Named
from layers.picture.lettering import letter
from layers.picture.points import points as points_of
from layers.picture.projection import Projection
from layers.style import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from geo.columns import Objects
    from geo.snapshot import Snapshot
    from geo.tables import Regions
    from geo.tally import Tally
    from layers.picture.canvas import Canvas
    from layers.picture.projection import Box
    from layers.picture.surroundings import Surroundings

GAP = 14.0  # between the frame and what lies over the map
WIDTHS = {"out": 1.4, "prov": 1.1, "border": 2.6, "frontier": 4.4, "halo": 10.5}  # lines, in pixels
MARGIN = 0.35  # degrees around what is shown
WIDER = 1.5  # degrees that a first view may grow, so that a covered region is whole
REACH = 30.0  # pixels: rings that are closer become one
RING, LARGEST_RING, RING_NUMBER = 7.0, 60.0, 16.5
CROSS = 13.0  # pixels from its middle to its ends
BAR_KM = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
BAR = 150.0  # pixels that the scale bar may take
MOST_TOWNS = 8
MOST_LED = 3
CAPITALS_KEPT = 12  # dots that no name of a region may cover


@dataclass(frozen=True, eq=False)
class Scene:
    """A map being drawn."""

    canvas: Canvas
    snapshot: Snapshot
    tally: Tally
    around: Surroundings
    frame: Box
    projection: Projection
    classes: list[str]


def draw(canvas: Canvas, snapshot: Snapshot, tally: Tally, frame: Box, *, around: Surroundings) -> None:
    """Draw the map of a tally into a frame, with its legend.

    As on the page, the view shows the regions in focus, or those that are asked for, beside the legend.
    """
    points = points_of(snapshot, tally)
    classes, said = style.classes_of(tally), key.legend(tally, points)
    lay(canvas, snapshot, tally, frame, around=around, classes=classes, said=said, points=points.at)


def lay(
    canvas: Canvas,
    snapshot: Snapshot,
    tally: Tally,
    frame: Box,
    *,
    around: Surroundings,
    classes: list[str],
    said: key.Legend,
    points: Sequence[tuple[float, float]] = (),
    cross: tuple[float, float] | None = None,
    over: Callable[[Scene], None] = lambda _: None,
    on: Callable[[Scene, Label], Label] = lambda _, label: label,
) -> None:
    """Draw a map of regions in given classes, and its legend.

    Parameters
    ----------
    points : sequence of (float, float)
        Longitude and latitude of what is drawn as rings.
    cross : (float, float), optional
        Longitude and latitude of the one place that is marked.
    over : callable
        Draws what lies over the regions and under borders and names.
    on : callable
        Gives a name the colours of what was drawn there.
    """
    width, height = key.size(canvas, said)
    projection = Projection.fitting(_bounds(tally), frame, right=width + GAP, margin=MARGIN)
    scene = Scene(canvas, snapshot, tally, around, frame, projection, classes)
    shapes = projection.shapes(tally.regions.geometry)
    ground = _ground(scene, shapes)
    over(scene)
    _borders(scene)
    box = (frame[2] - GAP - width, frame[3] - GAP - height, frame[2] - GAP, frame[3] - GAP)
    ground.take((box[0] - 8, box[1] - 8, box[2] + 8, box[3] + 8))
    _scale(scene, ground)
    rings = _rings(scene, ground, points)
    rings += [] if cross is None else [_cross(scene, ground, cross)]
    for label in _names(scene, ground, rings):
        letter(canvas, on(scene, label), frame)
    key.draw(canvas, said, box)
    canvas.frame(frame, LIGHT["line2"], 1.5)


def _bounds(tally: Tally) -> Box:
    """Give the box of the regions in focus, widened a little for those that would be cut; else of all regions."""
    regions, focus = tally.regions, tally.regions.focus > 0
    if tally.query.region or not np.any(focus):
        west, south, east, north = shapely.total_bounds(regions.geometry)
        return float(west), float(south), float(east), float(north)
    inner = shapely.total_bounds(regions.geometry[focus])
    whole = tally.covered if np.any(tally.covered) else np.isin(regions.country, regions.country[focus])
    touching = whole & shapely.intersects(regions.geometry, shapely.box(*inner))
    wider = shapely.total_bounds(regions.geometry[touching | focus])
    room = np.array([-WIDER, -WIDER, WIDER, WIDER])
    west, south, east, north = np.clip(wider, np.minimum(inner, inner + room), np.maximum(inner, inner + room))
    return float(west), float(south), float(east), float(north)


def _ground(scene: Scene, shapes: Objects) -> Ground:
    """Draw sea, land and regions; give what lies where."""
    canvas, frame, around = scene.canvas, scene.frame, scene.around
    sea = len(around.land) > 0
    others = scene.snapshot.regions_at(scene.tally.query)
    others = others.take(~np.isin(others.id, scene.tally.regions.id))
    land = [*scene.projection.shapes(around.areas()), *scene.projection.shapes(others.geometry)]
    if scene.tally.query.level == "district":  # not every country need have any
        land += [*scene.projection.shapes(_countries(scene).geometry)]
    canvas.box(frame, fill=LIGHT["sea" if sea else "land"])
    canvas.fill(land, LIGHT["land"], clip=frame)
    canvas.lines(scene.projection.shapes(around.outlines()), LIGHT["out-line"], WIDTHS["out"], clip=frame)
    for name in sorted(set(scene.classes)):
        mine = [s for s, k in zip(shapes, scene.classes, strict=True) if k == name]
        canvas.region(mine, name, clip=frame)
    canvas.lines([*shapes, *scene.projection.shapes(others.geometry)], LIGHT["prov"], WIDTHS["prov"], clip=frame)
    return Ground.of(frame, shapes, np.array(land, dtype=object), sea=sea)


def _borders(scene: Scene) -> None:
    canvas, frame, projection = scene.canvas, scene.frame, scene.projection
    outer = scene.around.borders_with(_countries(scene).geometry)
    table, strongest = scene.snapshot.borders, _frontier(scene)
    inner = projection.shapes([*outer, *table.geometry[~strongest]])
    canvas.lines(inner, LIGHT["cb"], WIDTHS["border"], clip=frame)
    for colour, width in (("halo", "halo"), ("irpk", "frontier")):
        canvas.lines(projection.shapes(table.geometry[strongest]), LIGHT[colour], WIDTHS[width], clip=frame)


def _countries(scene: Scene) -> Regions:
    return scene.snapshot.regions.at("country", "now")


def _frontier(scene: Scene) -> npt.NDArray[np.bool_]:
    """Tell which borders run between two countries that both hold a region in focus."""
    regions = scene.snapshot.regions
    home = set(regions.country[regions.focus > 0])
    return np.array([set(id_.split("-")) <= home for id_ in scene.snapshot.borders.id], dtype=np.bool_)


# --- what lies over it ---


def _scale(scene: Scene, ground: Ground) -> None:
    left, _, _, bottom = scene.frame
    km = next((n for n in BAR_KM if n / scene.projection.km(1) <= BAR), BAR_KM[-1])
    length, x, y = km / scene.projection.km(1), left + 20, bottom - 18
    for colour, width in ((LIGHT["halo"], 5.0), (LIGHT["ink2"], 2.0)):
        for start, end in (((x, y), (x + length, y)), ((x, y - 8), (x, y)), ((x + length, y - 8), (x + length, y))):
            scene.canvas.rule(start, end, colour, width)
    scene.canvas.text((x + 6, y - 12), f"{km:,} km", 18, colour=LIGHT["ink2"], halo=LIGHT["halo"])
    ground.take((x - 8, y - 34, x + length + 8, y + 8))


def _rings(scene: Scene, ground: Ground, points: Sequence[tuple[float, float]]) -> list[Box]:
    """Draw incidents, those that are close as one with its number; give the boxes that they take."""
    if not points:
        return []
    boxes: list[Box] = []
    at = scene.projection.xy(*np.array(points).T)
    for pile in piles([(float(x), float(y)) for x, y in at], REACH):
        radius = RING if pile.n == 1 else min(RING + 2.6 * sqrt(pile.n), LARGEST_RING)
        boxes.append((pile.x - radius - 3, pile.y - radius - 3, pile.x + radius + 3, pile.y + radius + 3))
        ground.take(boxes[-1])
        at_ = (pile.x, pile.y)
        scene.canvas.circle(at_, radius, fill=LIGHT["surface"], edge=LIGHT["ink"], width=2.8, clip=scene.frame)
        if pile.n > 1 and _inside(at_, scene.frame):
            middle = (pile.x, pile.y + RING_NUMBER * 0.36)
            scene.canvas.text(middle, str(pile.n), RING_NUMBER, colour=LIGHT["ink"], bold=True, anchor="center")
    return boxes


def _cross(scene: Scene, ground: Ground, at: tuple[float, float]) -> Box:
    """Mark a place; give the box that the mark takes."""
    x, y = scene.projection.xy(np.array(at[:1]), np.array(at[1:]))[0].tolist()
    scene.canvas.cross((x, y), CROSS, fill=LIGHT["surface"], edge=LIGHT["ink"], clip=scene.frame)
    box = (x - CROSS - 3, y - CROSS - 3, x + CROSS + 3, y + CROSS + 3)
    ground.take(box)
    return box


def _inside(at: tuple[float, float], box: Box) -> bool:
    return box[0] < at[0] < box[2] and box[1] < at[1] < box[3]


def _names(scene: Scene, ground: Ground, rings: list[Box]) -> list[Label]:
    placing = Labels(scene.canvas, ground, scene.classes)
    regions, covered = scene.tally.regions, scene.tally.covered
    dots = labels.dots(scene.around.places, scene.projection)
    home = [ground.at(*dot) for dot in dots]
    seen = [_inside(dot, scene.frame) for dot in dots]
    near = [o >= 0 and bool(regions.focus[o] > 0) for o in home]
    order = labels.ranked(scene.around.places, near, [o >= 0 and bool(covered[o]) for o in home])
    order = [(i, capital) for i, capital in order if seen[i] and home[i] != SEA]
    placing.keep([dots[i] for i, capital in order if capital][:CAPITALS_KEPT])
    first, rest = _ranked_regions(scene.tally)
    for i in first:
        placing.region(_named(scene.tally, ground, i))
    for grey in _grey(scene, ground):
        placing.grey(grey)
    placing.release()
    towns = MOST_TOWNS if scene.tally.query.level == "province" else 0
    for i, capital in order:
        if capital or (home[i] >= 0 and towns):
            name, ringed = str(scene.around.places[i].get("name", "")), any(_inside(dots[i], box) for box in rings)
            named = placing.place(name, dots[i], capital=capital, ringed=ringed)
            towns -= named and not capital
    for i in rest:
        placing.region(_named(scene.tally, ground, i))
    return placing.placed


def _ranked_regions(tally: Tally) -> tuple[list[int], list[int]]:
    regions = tally.regions
    rank = np.where(regions.focus > 0, regions.focus, np.where(_led(tally), tally.rank, np.inf))
    order = np.lexsort((-regions.area_km2, ~tally.covered, rank))
    first = (regions.focus > 0) | tally.covered
    return [int(i) for i in order if first[i]], [int(i) for i in order if not first[i]]


def _led(tally: Tally) -> npt.NDArray[np.bool_]:
    """Tell which regions are named beside the map if they are too small: where there are many, the highest of them."""
    many = tally.query.level == "district"
    return np.asarray(many & (tally.rank <= MOST_LED), dtype=np.bool_)


def _named(tally: Tally, ground: Ground, i: int) -> Named:
    focus = bool(tally.regions.focus[i] > 0)
    strong = focus or bool(tally.covered[i]) or tally.query.level == "country" or bool(tally.query.region)
    led = bool(_led(tally)[i])
    return Named(name=tally.regions.name[i], mask=ground.owner == i, index=i, focus=focus, led=led, bold=strong)


def _grey(scene: Scene, ground: Ground) -> list[Named]:
    """Choose the names of countries, where they hold nothing that is counted, and of seas."""
    around, regions, project = scene.around, scene.tally.regions, scene.projection.shapes
    open_ = ground.owner == OUT
    countries = _countries(scene)
    if scene.tally.query.level == "country":  # they are named as regions
        countries = countries.take(np.zeros(len(countries), dtype=np.bool_))
    bare = np.isin(ground.owner, [i for i, k in enumerate(scene.classes) if k == "nc"])
    found = []
    for id_, name, shape in zip(countries.id, countries.name, project(countries.geometry), strict=True):
        mine = regions.country == id_
        empty = (
            open_ if np.any(scene.tally.covered[mine]) else open_ | (np.isin(ground.owner, np.flatnonzero(mine)) & bare)
        )
        mask = ground.mask(shape) & empty
        found.append(Named(name=name, mask=mask, near=_spot(scene, "country", name)))
    for name, shape in zip(around.land_names, project(around.areas()), strict=True):
        found.append(Named(name=name, mask=ground.mask(shape) & open_, near=_spot(scene, "country", name)))
    seas = [str(p["name"]) for p in around.labels if p.get("kind") == "sea"]
    spots = [(name, near) for name in seas if (near := _spot(scene, "sea", name))]
    return found + [Named(name=name, mask=ground.owner == SEA, near=near, sea=True) for name, near in spots]


def _spot(scene: Scene, kind: str, name: str) -> tuple[float, float] | None:
    """Give where the name of a country or sea should stand, if that is in view."""
    spot = scene.around.spot(kind, name)
    if spot is None:
        return None
    x, y = scene.projection.xy(np.array([spot[0]]), np.array([spot[1]]))[0]
    at = (float(x), float(y))
    return at if _inside(at, scene.frame) else None
