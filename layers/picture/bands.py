"""A surface on a map: bands between the bounds of its classes, on the land that its sources cover."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import contourpy
import numpy as np
import shapely

from layers import style
from layers.picture.labels import LEAD
from layers.picture.scene import WIDTHS
from layers.style import LIGHT

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Objects
    from geo.density import Density
    from layers.picture.labels import Label
    from layers.picture.projection import Box
    from layers.picture.scene import Scene

PROBES = (24, 6)
"""Across and down a name: what most of them lie on gives its colours."""
HALF = 0.5


def draw(drawn: Scene, found: Density) -> None:
    """Draw the bands from zero outwards, each over the one that it lies in, so that no seam shows between them."""
    here = np.isin(drawn.tally.regions.id, found.regions.id[found.covered])
    inside = drawn.projection.shapes(drawn.tally.regions.geometry[here])
    inside = inside[~shapely.is_empty(inside)]
    if not len(inside) or not found.breaks:
        return
    surface, names = _Surface(drawn, found, inside), style.bands(len(found.breaks), compared=bool(found.compared))
    for i, bound in enumerate(found.breaks):
        if bound > 0:
            drawn.canvas.fill(surface.over(bound), style.fill(names[i + 1]), clip=drawn.frame, inside=inside)
    for i, bound in reversed(list(enumerate(found.breaks))):
        if bound < 0:
            drawn.canvas.fill(surface.under(bound), style.fill(names[i]), clip=drawn.frame, inside=inside)
    drawn.canvas.lines(inside, LIGHT["prov"], WIDTHS["prov"], clip=drawn.frame)


class _Surface:
    """The values at every pixel of a map that can be seen, with contours between them."""

    def __init__(self, drawn: Scene, found: Density, inside: Objects) -> None:
        (left, top), (right, bottom) = np.clip(shapely.total_bounds(inside).reshape(2, 2), *_corners(drawn.frame))
        x, y = np.arange(left - 1, right + 2), np.arange(top - 1, bottom + 2)
        lon, lat = drawn.projection.degrees(*(column.ravel() for column in np.meshgrid(x, y)))
        values = np.nan_to_num(found.at(lon, lat)).reshape(len(y), len(x))
        self._contours = contourpy.contour_generator(x, y, values, fill_type=contourpy.FillType.OuterOffset)

    def over(self, bound: float) -> list[shapely.Polygon]:
        """Give the areas where more lies."""
        return self._between(bound, np.inf)

    def under(self, bound: float) -> list[shapely.Polygon]:
        """Give the areas where less lies."""
        return self._between(-np.inf, bound)

    def _between(self, low: float, high: float) -> list[shapely.Polygon]:
        filled = self._contours.filled(low, high)
        # for each area its rings, one after another and the outer one first, and where each of them begins
        areas = zip(*cast("tuple[list[Numbers], list[npt.NDArray[np.uint32]]]", filled), strict=True)
        rings = (np.split(points, begins[1:-1]) for points, begins in areas)
        return [shapely.Polygon(outer, holes) for outer, *holes in rings]


def _corners(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    return box[:2], box[2:]


def under(drawn: Scene, found: Density, label: Label) -> Label:
    """Give a name the colours of what most of it lies on."""
    look = {"bold": label.bold, "italic": label.italic}
    width = max(drawn.canvas.measure(line, label.size, **look) for line in label.lines)
    bottom = label.y + (len(label.lines) - 1) * label.size * LEAD
    across = np.linspace(label.x - width / 2, label.x + width / 2, PROBES[0])
    down = np.linspace(label.y - label.size * 0.75, bottom, PROBES[1])
    probes = np.column_stack([column.ravel() for column in np.meshgrid(across, down)])
    label = replace(label, under=_most(drawn, found, probes, label.under))
    if label.dot is None:
        return label
    return replace(label, dot_under=_most(drawn, found, np.array([label.dot]), label.dot_under))


def _most(drawn: Scene, found: Density, pixels: Numbers, otherwise: str) -> str:
    lon, lat = drawn.projection.degrees(*pixels.T)
    here = found.drawn(lon, lat)
    if here.mean() < HALF or not found.breaks:
        return otherwise
    classes = np.searchsorted(found.breaks, found.at(lon[here], lat[here]), side="right")
    return style.bands(len(found.breaks), compared=bool(found.compared))[int(np.bincount(classes).argmax())]
