"""Names on a map, the most important first: each inside its own area if it can, none over another.

The order: regions in focus, other covered regions, countries and seas in grey, capitals, towns, the remaining regions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import numpy as np

from layers.picture.cells import CELL, OUT, SEA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from layers.picture.cells import Ground
    from layers.picture.projection import Box, Projection
    from layers.picture.writing import Ruler

Size = tuple[float, float]
MOST = 25
FAR = 2  # the group of capitals of regions that are neither in focus nor covered
FAR_CAPITALS = 5  # that are named
FOCUS, REGION, CAPITAL, TOWN, GREY = 23.0, 19.0, 19.5, 18.0, 17.5  # letters, in pixels
LEAD = 1.18  # from baseline to baseline, in heights of the letters
WHOLE = 0.999  # of a box
LONGEST_LINE = 160.0  # pixels, to a region that is not in focus
RINGED = (6, 12, 20, 28, 40)  # pixels that a name moves away from a dot under a ring
LONG = 14  # letters: a longer name may take two lines
AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
SPACED = "\N{THIN SPACE}"


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name with where it stands.

    Attributes
    ----------
    x, y : float
        The middle of the first baseline, in pixels.
    under : str
        The class of what lies beneath: it gives the colours of the letters and of the halo.
    dot : (float, float), optional
        The place it names.
    dot_under : str
        The class of what lies beneath the dot.
    leader : (float, float), optional
        Where a line leads that begins at the name.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    under: str
    bold: bool = False
    grey: bool = False
    italic: bool = False
    dot: tuple[float, float] | None = None
    dot_under: str = ""
    capital: bool = False
    leader: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Named:
    """A region or country to be named.

    Attributes
    ----------
    mask : ndarray of bool
        Its cells.
    led : bool
        Whether it is named beside itself, with a line, if there is no room inside.
    near : (float, float), optional
        Where its name should stand.
    """

    name: str
    mask: npt.NDArray[np.bool_]
    index: int = OUT
    focus: bool = False
    led: bool = False
    bold: bool = True
    near: tuple[float, float] | None = None
    sea: bool = False


def lines_of(name: str) -> tuple[str, ...]:
    """Break a long name once, where the two lines are most alike.

    Examples
    --------
    >>> lines_of("Sistan and Baluchestan"), lines_of("Punjab"), lines_of("Gilgit-Baltistan")
    (('Sistan and', 'Baluchestan'), ('Punjab',), ('Gilgit-', 'Baltistan'))
    """
    words = re.findall(r"[^\s-]+-?", name)
    if len(name) < LONG or len(words) < 2:  # noqa: PLR2004 one word has no place to break
        return (name,)
    cuts = [(_joined(words[:i]), _joined(words[i:])) for i in range(1, len(words))]
    return min(cuts, key=lambda cut: max(map(len, cut)))


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace("- ", "-")


class Labels:
    """Names being placed on one map."""

    def __init__(self, ruler: Ruler, ground: Ground, classes: Sequence[str]) -> None:
        self._ruler, self._ground, self._classes = ruler, ground, classes
        self._dots: list[Box] = []
        self.placed: list[Label] = []

    def under(self, owner: int) -> str:
        """Give the class of an owner of cells."""
        return {SEA: "sea", OUT: "out"}.get(owner) or self._classes[owner]

    def keep(self, dots: Sequence[tuple[float, float]]) -> None:
        """Let no name of a region lie over these dots."""
        for x, y in dots:
            box = (x - 7, y - 7, x + 7, y + 7)
            if self._ground.free(box):
                self._ground.take(box)
                self._dots.append(box)

    def release(self) -> None:
        """Give the places of the dots free again: the names of the towns themselves may use them."""
        for box in self._dots:
            cells = self._ground.window(box)
            if cells is not None:
                self._ground.taken[cells] = False
        self._dots = []

    def full(self) -> bool:
        """Tell whether the map has as many names as can be read."""
        return sum(not label.grey for label in self.placed) >= MOST

    def region(self, of: Named) -> None:
        """Name a region inside itself, a focus region a little over its edge or outside with a line if it must."""
        if self.full() or not np.any(of.mask):
            return
        rows = lines_of(of.name)
        tries = [(FOCUS, (1.0, 0.95, 0.9, 0.85, 0.8)), (REGION, (1.0, 0.9, 0.8)), (REGION, (0.7, 0.6, 0.45))]
        for size, shares in tries if of.focus else [(REGION if of.bold else TOWN, (1.0, 0.92))]:
            box = self._size(rows, size, bold=of.bold)
            for least in shares:
                middle = self._ground.room(of.mask, box, near=of.near, least=least)
                if middle is not None:
                    self._put(rows, middle, box, size, self._classes[of.index], bold=of.bold)
                    return
        if of.focus or of.led:
            self._led(of, rows, FOCUS if of.focus else REGION)

    def _led(self, of: Named, rows: tuple[str, ...], size: float) -> None:
        box = self._size(rows, size, bold=True)
        bare = [i for i, k in enumerate(self._classes) if k == "nc"]
        calm = np.isin(self._ground.owner, [*bare, OUT, SEA]) & ~of.mask
        cells = np.argwhere(of.mask & ~self._ground.taken)
        if not len(cells):
            return
        row, column = cells[np.argmin(np.hypot(*(cells - cells.mean(axis=0)).T))]
        target = self._ground.pixel(row, column)
        middle = self._ground.room(calm, box, near=target)
        if middle is not None and (of.focus or hypot(middle[0] - target[0], middle[1] - target[1]) < LONGEST_LINE):
            self._put(rows, middle, box, size, self.under(self._ground.at(*middle)), bold=True, leader=target)

    def grey(self, of: Named) -> None:
        """Name a country in spaced letters, or a sea in slanted ones, where nothing is counted."""
        if not np.any(of.mask):
            return
        text = of.name if of.sea else SPACED.join(of.name.upper())
        box = self._size((text,), GREY, italic=of.sea)
        middle = self._ground.room(of.mask, (box[0] + 16, box[1]), near=of.near)
        if middle is not None:
            under = "sea" if of.sea else self.under(self._ground.at(*middle))
            self._put((text,), middle, box, GREY, under, grey=True, italic=of.sea)

    def place(self, name: str, at: tuple[float, float], *, capital: bool, ringed: bool = False) -> bool:
        """Name a town beside its dot, inside the region that holds it if there is room; tell whether it was named.

        A capital under a ring is named beside that, without a dot.
        """
        x, y = at
        size = CAPITAL if capital else TOWN
        owner, dot = self._ground.at(x, y), (x - 5, y - 5, x + 5, y + 5)
        if self.full() or not (self._ground.free(dot) or (ringed and capital)):
            return False
        width, height = self._size((name,), size)
        small = np.sum(self._ground.owner == owner) * CELL**2 < 4 * width * height
        for least in (WHOLE, 0.55 if capital else 0.85):
            for box in _around(x, y, width, height, steps=RINGED if ringed else (0, 6, 12) if capital else (0, 6)):
                if self._ground.free(box) and (small or self._fits(box, owner, least)):
                    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                    under = self.under(self._ground.most(box))
                    self._ground.take(dot)
                    kind = {"dot": None if ringed else at, "dot_under": self.under(owner), "capital": capital}
                    self._put((name,), middle, (width, height), size, under, **kind)
                    return True
        return False

    def _fits(self, box: Box, owner: int, least: float) -> bool:
        home = self._ground.share(box, owner)
        return home >= least or (least < WHOLE and home + self._ground.share(box, SEA) >= WHOLE)

    def _size(self, rows: Sequence[str], size: float, *, bold: bool = False, italic: bool = False) -> Size:
        width = max(self._ruler.measure(row, size, bold=bold, italic=italic) for row in rows)
        return width + 10, size * LEAD * len(rows) + 4

    def _put(
        self, rows: tuple[str, ...], middle: tuple[float, float], box: Size, size: float, under: str, **more: object
    ) -> None:
        (x, y), (width, height) = middle, box
        self._ground.take((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        first = y - height / 2 + 2 + size * LEAD * 0.82
        self.placed.append(Label(lines=rows, x=x, y=first, size=size, under=under, **more))  # type: ignore[arg-type]


def _around(x: float, y: float, width: float, height: float, *, steps: Sequence[float]) -> Iterator[Box]:
    """Give boxes beside, above and below a dot, nearest first."""
    for step in steps:
        for dx, dy in AROUND:
            across = 0.0 if dx == 0 else 8 + step + width / 2
            down = (8 + step + height / 2) if dx == 0 else height * 0.55
            cx, cy = x + dx * across, y + dy * down
            yield cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2


def ranked(
    places: Sequence[Mapping[str, object]], near: Sequence[bool], covered: Sequence[bool]
) -> list[tuple[int, bool]]:
    """Order towns for their names: (position, capital), national capitals first, then those of regions in focus.

    Parameters
    ----------
    near, covered : sequence of bool
        Whether each town lies in a focus region, and in a covered one.

    Examples
    --------
    >>> ranked([{"rank": 3}, {"rank": 2}, {"rank": 1}], [True, False, False], [True, True, False])
    [(2, True), (1, True), (0, False)]
    """
    groups = [_group(p.get("rank"), near=n, covered=c) for p, n, c in zip(places, near, covered, strict=True)]
    order = sorted(range(len(places)), key=groups.__getitem__)
    far = [i for i in order if groups[i] == FAR][FAR_CAPITALS:]
    return [(i, groups[i] <= FAR) for i in order if i not in far]


def _group(rank: object, *, near: bool, covered: bool) -> int:
    if rank == 1:
        return 0
    if rank == 2:  # noqa: PLR2004 the capital of a province
        return 1 if near or covered else FAR
    return FAR + (1 if near else 2 if covered else 3)


def dots(places: Sequence[Mapping[str, object]], projection: Projection) -> list[tuple[float, float]]:
    """Give towns in pixels."""
    if not places:
        return []
    lon, lat = (np.array([float(str(p[n])) for p in places]) for n in ("lon", "lat"))
    return [(float(x), float(y)) for x, y in projection.xy(lon, lat)]
