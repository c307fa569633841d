"""A sheet to draw on, in pixels from its upper left corner: the only module that imports matplotlib.

Nothing global of matplotlib is changed (no pyplot, no rcParams), so threads may draw at once, and the settings that a
reader has made for figures of their own do not show. The fonts are those that matplotlib carries: the same everywhere.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from matplotlib import get_data_path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, TransformedPath

from layers import style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.artist import Artist

    from layers.picture.projection import Box

    Shapes = Iterable[shapely.Geometry]

DPI = 200
POINTS = 72 / DPI  # one pixel in the points that matplotlib counts line widths and letters in
HALO = 0.26  # around letters, both sides together, in heights of the letters
HATCH = (11.0, 2.2)  # from line to line, and across one
DOTS = (12.0, 1.8)  # from dot to dot, and half of one
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
"""Line ends, and the marks that turn the direction of what follows them."""


class Canvas:
    """A sheet of so many pixels; what is drawn later lies above."""

    def __init__(self, width: int, height: int, *, ground: str) -> None:
        size = (width / DPI, height / DPI)
        self._figure = Figure(figsize=size, dpi=DPI, facecolor=ground, edgecolor="none", linewidth=0, frameon=True)
        self._figure.patch.set_sketch_params(None)
        self._agg = FigureCanvasAgg(self._figure)
        self._down = Affine2D().scale(1, -1).translate(0, height)
        self._widths: dict[tuple[str, float, bool, bool], float] = {}
        self.width, self.height = width, height

    # --- shapes ---

    def fill(self, shapes: Shapes, colour: str, *, clip: Box | None = None, inside: Shapes | None = None) -> None:
        """Fill areas with one opaque colour, or as much of them as lies inside others."""
        for path in map(_path, shapes):
            if len(path):
                patch = PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0, antialiased=True)
                self._add(patch, clip=clip, inside=inside)

    def lines(self, shapes: Shapes, colour: str, width: float, *, clip: Box | None = None) -> None:
        """Draw lines, or the outlines of areas."""
        self._lines(_lines(shapes), colour, width, clip=clip)

    def _hatch(self, shapes: Shapes, colour: str, *, clip: Box) -> None:
        """Draw parallel lines, rising to the right, inside areas."""
        left, top, right, bottom = clip
        starts = np.arange(left - (bottom - top), right, HATCH[0] * 2**0.5)
        strokes = [np.array([(x, bottom), (x + bottom - top, top)]) for x in starts]
        self._lines(strokes, colour, HATCH[1], clip=clip, inside=shapes)

    def _dots(self, shapes: Shapes, colour: str, *, clip: Box) -> None:
        """Draw a grid of dots inside areas."""
        left, top, right, bottom = clip
        step, radius = DOTS
        grid = np.mgrid[left + step / 2 : right : step, top + step / 2 : bottom : step].reshape(2, -1).T
        turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        round_ = radius * np.column_stack([np.cos(turn), np.sin(turn)])
        path = Path.make_compound_path_from_polys(grid[:, None, :] + round_)
        patch = PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0, antialiased=True)
        self._add(patch, clip=clip, inside=shapes)

    def swatch(self, box: Box, name: str) -> None:
        """Fill a rectangle as the areas of a class are filled."""
        self.region([shapely.box(*box)], name, clip=box)

    def region(self, shapes: Shapes, name: str, *, clip: Box) -> None:
        """Fill areas as those of a class: with its colour, and its hatch or dots."""
        self.fill(shapes, style.fill(name), clip=clip)
        if name == "nc":
            self._hatch(shapes, style.LIGHT["h1"], clip=clip)
        elif name == "small":
            self._dots(shapes, style.LIGHT["ink3"], clip=clip)

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> None:
        """Draw a straight line."""
        self._lines([np.array([start, end])], colour, width)

    def arrow(self, tip: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a small arrow head that points left, and a line from it if what it belongs to has moved away."""
        (x, y), length = tip, 10
        head = shapely.Polygon([(x, y), (x + length, y - 6), (x + length, y + 6)])
        self.fill([head], colour)
        if abs(end[1] - y) > 1:
            self.rule((x + length, y), end, colour, 1.2)

    def frame(self, box: Box, colour: str, width: float) -> None:
        """Draw the outline of a rectangle."""
        self.lines([shapely.box(*box)], colour, width)

    def box(self, box: Box, *, fill: str, edge: str = "none", radius: float = 0.0, width: float = 1.5) -> None:
        """Draw a rectangle, its edge centred on its sides."""
        left, top, right, bottom = box
        style = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
        patch = FancyBboxPatch((left, top), right - left, bottom - top, boxstyle=style, facecolor=fill, edgecolor=edge)
        patch.set(linewidth=width * POINTS if edge != "none" else 0, antialiased=bool(radius), mutation_aspect=1)
        self._add(patch)

    def circle(
        self, at: tuple[float, float], radius: float, *, fill: str, edge: str, width: float, clip: Box | None = None
    ) -> None:
        """Draw a circle."""
        patch = Circle(at, radius, facecolor=fill, edgecolor=edge, linewidth=width * POINTS, antialiased=True)
        self._add(patch, clip=clip)

    def cross(self, at: tuple[float, float], reach: float, *, fill: str, edge: str, clip: Box | None = None) -> None:
        """Mark a place with four strokes that leave its middle free."""
        (x, y), turns = at, ((1, 0), (0, 1), (-1, 0), (0, -1))
        strokes = [np.array([(x + dx * r, y + dy * r) for r in (reach / 2, reach)]) for dx, dy in turns]
        for colour, width in ((edge, reach * 0.6), (fill, reach * 0.27)):
            self._lines(strokes, colour, width, clip=clip)

    # --- letters ---

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        *,
        colour: str,
        bold: bool = False,
        italic: bool = False,
        anchor: Literal["left", "center"] = "left",
        halo: str | None = None,
    ) -> None:
        """Write one line, literally: its baseline starts (or is centred, or ends) at a point."""
        font, words = _font(size, bold=bold, italic=italic), _readable(text, bold=bold, italic=italic)
        label = Text(*at, words, color=colour, fontproperties=font, horizontalalignment=anchor)
        label.set(verticalalignment="baseline", parse_math=False, usetex=False, antialiased=True)
        if halo is not None:
            stroke = Stroke(linewidth=size * HALO * POINTS, foreground=halo, joinstyle="round")
            label.set_path_effects([stroke, Normal()])
        self._add(label)

    def measure(self, text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
        """Give the width of one line in pixels."""
        asked = (text, size, bold, italic)
        if (
            asked not in self._widths
        ):  # setting a line takes half a millisecond, and breaking lines asks again and again
            words, font = _readable(text, bold=bold, italic=italic), _font(size, bold=bold, italic=italic)
            renderer = self._agg.get_renderer()  # type: ignore[no-untyped-call]
            self._widths[asked] = float(renderer.get_text_width_height_descent(words, font, ismath=False)[0])
        return self._widths[asked]

    # --- the end ---

    def png(self, metadata: Mapping[str, str]) -> bytes:
        """Give the sheet as PNG, the same bytes for the same drawing; nothing can be done with the sheet after it."""
        out = io.BytesIO()
        self._agg.print_png(out, metadata={"Software": None, **metadata})  # type: ignore[no-untyped-call]
        for artist in [*self._figure.artists]:  # the pixels go at once, not with some later collection of cycles
            artist.remove()
        del self._agg.renderer
        return out.getvalue()

    def _lines(
        self,
        strokes: Sequence[np.ndarray],
        colour: str,
        width: float,
        *,
        clip: Box | None = None,
        inside: Shapes | None = None,
    ) -> None:
        lines = LineCollection(strokes, colors=[colour], linewidths=[width * POINTS], antialiaseds=[True])
        lines.set(capstyle="butt" if inside else "round", joinstyle="round")
        self._add(lines, clip=clip, inside=inside)

    def _add(self, artist: Artist, *, clip: Box | None = None, inside: Shapes | None = None) -> None:
        artist.set_transform(self._down)
        artist.set_sketch_params(None)
        artist.set_zorder(len(self._figure.artists))
        self._figure.add_artist(artist)
        if clip is not None:
            left, top, right, bottom = clip
            artist.set_clip_box(Bbox.from_extents(left, self.height - bottom, right, self.height - top))
        if inside is not None:
            path = Path.make_compound_path(*map(_path, inside))
            artist.set_clip_path(TransformedPath(path, self._down))


def _path(shape: shapely.Geometry) -> Path:
    """Give areas as a path that the non-zero rule fills: holes run against their shell."""
    areas = shapely.get_parts(shape)
    areas = shapely.orient_polygons(areas[shapely.get_dimensions(areas) == 2])  # noqa: PLR2004 areas, not lines
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(areas)]
    if not rings:
        return Path(np.empty((0, 2)), np.empty(0, dtype=np.uint8))
    codes = [np.array([Path.MOVETO, *[Path.LINETO] * (len(r) - 2), Path.CLOSEPOLY], dtype=np.uint8) for r in rings]
    return Path(np.concatenate(rings), np.concatenate(codes))


def _lines(shapes: Shapes) -> list[np.ndarray]:
    parts = shapely.get_parts(np.array(list(shapes), dtype=object))
    areas = shapely.get_dimensions(parts) == 2  # noqa: PLR2004
    return [shapely.get_coordinates(line) for line in [*shapely.get_rings(parts[areas]), *parts[~areas]]]


def _face(*, bold: bool, italic: bool) -> str:
    style_ = ("Bold" if bold else "") + ("Oblique" if italic else "")
    return f"{get_data_path()}/fonts/ttf/DejaVuSans{'-' if style_ else ''}{style_}.ttf"


def _font(size: float, *, bold: bool, italic: bool) -> FontProperties:
    return FontProperties(fname=_face(bold=bold, italic=italic), size=size * POINTS)


def _readable(text: str, *, bold: bool, italic: bool) -> str:
    """Put a mark in the place of every letter that the font does not have."""
    face = get_font(_face(bold=bold, italic=italic))
    clean = CONTROLS.sub(" ", text)
    return clean if clean.isascii() else "".join(c if face.get_char_index(ord(c)) else UNREADABLE for c in clean)
