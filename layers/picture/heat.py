"""A density as a picture to paste into a report: the surface in bands on the land that its sources cover."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import contourpy
import numpy as np
import shapely

from geo import terms
from geo.density import CIRCLE_KM
from geo.tally import tally as counted
from layers import style, words
from layers.figures import warnings
from layers.picture import scene, sheet
from layers.picture.canvas import Canvas
from layers.picture.labels import LEAD
from layers.picture.legend import NONE, Legend, position, written_bound
from layers.picture.surroundings import Surroundings
from layers.style import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geo.columns import Numbers, Objects
    from geo.density import Density
    from geo.snapshot import Snapshot
    from geo.tally import Tally
    from layers.picture.labels import Label
    from layers.picture.projection import Box
    from layers.picture.scene import Scene

PROBES = (24, 6)
"""Across and down a name: what most of them lie on gives its colours."""

HALF = 0.5  # of a class


def picture(
    snapshot: Snapshot,
    found: Density,
    *,
    land: bytes = b"",
    places: Sequence[Mapping[str, object]] = (),
    labels: Sequence[Mapping[str, object]] = (),
) -> bytes:
    r"""Draw a density as PNG; what is given beside it is what `layers.picture.picture` takes.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> picture(world, density(world, ask(world, [])))[:4]
    b'\x89PNG'
    """
    canvas, tally = Canvas(*sheet.SIZE, ground=LIGHT["surface"]), _tally(snapshot, found)
    title = _headline(snapshot, found)
    below = _basis(snapshot, found)
    version = f"version {snapshot.revision} ({snapshot.digest[: sheet.SHORT]})".replace(" ", sheet.NO_BREAK)
    lines = [
        (f"{below} · {version}".replace("n = ", f"n{sheet.NO_BREAK}={sheet.NO_BREAK}"), "ink2"),
        (_left(found), "ink2"),
        (sheet.filters(snapshot, tally), "ink2"),
        (" ".join(warnings(tally, None)), "warn"),
    ]
    top = sheet.head(canvas, title, lines)
    notes = sheet.notes(snapshot, found.sources, _address(found), level=found.heat.query.level)
    bottom = sheet.foot(canvas, notes)
    scene.lay(
        canvas,
        snapshot,
        tally,
        (sheet.EDGE, top, sheet.SIZE[0] - sheet.EDGE, bottom),
        around=Surroundings.of(land, places, labels),
        classes=[("dn" if found.compared else "zero") if here else "nc" for here in tally.covered.tolist()],
        said=legend(found),
        cross=(found.highest_lon, found.highest_lat) if found.highest > 0 else None,
        over=lambda drawn: _bands(drawn, found),
        on=lambda drawn, label: _on(drawn, found, label),
    )
    return canvas.png(_metadata(snapshot, found, title, below))


def _tally(snapshot: Snapshot, found: Density) -> Tally:
    """Give the regions of the same question, those covered of which the surface has values."""
    tally = counted(snapshot, found.heat.query)
    return replace(tally, covered=np.isin(tally.regions.id, found.regions.id[found.covered]))


# --- what the colours mean ---


def legend(found: Density) -> Legend:
    """Say what the colours of a density mean.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> said = legend(density(world, ask(world, [])))
    >>> said.title, said.bounds, said.keys[0][1]
    ('Incidents per 1,000 km² and year', ('1',), 'under 1; the peak, 0.064, is the cross')
    """
    query = found.heat.query
    unit = terms.unit(query.measure, query.per)
    title = f"More or fewer {unit}" if found.compared else unit[0].upper() + unit[1:]
    ramp, bounds = _scale(found)
    return Legend(title=title, note=_note(found), ramp=ramp, bounds=bounds, marks=_mark(found), keys=_keys(found))


def _scale(found: Density) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not found.breaks or not found.highest:
        return (), ()
    names = style.bands(len(found.breaks), compared=found.compared is not None)
    if found.compared is None:
        return names[1:], tuple(map(written_bound, found.breaks))
    return names, tuple(written_bound(b).replace("-", "−") if b < 0 else f"+{written_bound(b)}" for b in found.breaks)


def _note(found: Density) -> str:
    when = words.period(found.period)
    if not np.any(found.covered):
        return f"{when} {_silence(found)}"
    against = "" if found.compared is None else f" against {words.period(found.compared)}"
    km = f"{found.heat.bandwidth_km:g}{sheet.NO_BREAK}km"
    less = "lower" if found.compared is None else "nearer to zero"
    edge = f" · {less} within {km} of the edge of coverage" if found.n or found.n_before else ""
    return f"{when}{against} · kernel {km}{edge}"


def _silence(found: Density) -> str:
    if not any(source.complete for source in found.sources):
        return "· no rate, as the list is not complete"
    needs = set(terms.NEEDS[found.heat.query.measure])
    recorded = any(needs <= set(source.knows) for source in found.sources)
    return "is not covered" if recorded else "· not recorded"


def _mark(found: Density) -> tuple[tuple[str, str, float], ...]:
    """Point at the highest value, where it has a colour; in the middle of the open class if it lies there."""
    rising = [bound for bound in found.breaks if bound > 0]
    if not rising or not found.highest > rising[0]:
        return ()
    name, sign = ("peak", "") if found.compared is None else ("most", "+")
    below = len(found.breaks) - len(rising)
    at = min(position(found.highest, rising) - 1, len(rising) - HALF) + (below + 1 if below else 0)
    return ((name, f"{sign}{words.value(found.highest)}, cross on the map", at),)


def _keys(found: Density) -> tuple[tuple[str, str], ...]:
    query, keys = found.heat.query, []
    if np.any(found.covered) and found.compared is None:
        keys.append(("zero", _pale(found)))
    if not np.all(found.covered if not query.region else found.covered[np.isin(found.regions.id, query.region)]):
        source = "this source" if len(found.sources) == 1 else "these sources"
        keys.append(("nc", "not covered in both periods" if found.compared else f"not covered by {source}"))
    outside = "outside, or without districts" if query.level == "district" else "outside the study area"
    keys.append(("out", "not asked for, or outside" if query.region else outside))
    return tuple(keys)


def _pale(found: Density) -> str:
    """Say what the ground under the bands means."""
    if not found.highest > 0:
        return NONE[found.heat.query.measure]
    if not found.breaks:
        return f"up to {words.value(found.highest)}, cross on the map"
    under = f"under {written_bound(found.breaks[0])}"
    low = found.highest < found.breaks[0]
    return f"{under}; the peak, {words.value(found.highest)}, is the cross" if low else under


# --- the surface ---


def _bands(drawn: Scene, found: Density) -> None:
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
    drawn.canvas.lines(inside, LIGHT["prov"], scene.WIDTHS["prov"], clip=drawn.frame)


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


def _on(drawn: Scene, found: Density, label: Label) -> Label:
    """Give a name the colours of what most of it lies on."""
    look = {"bold": label.bold, "italic": label.italic}
    width = max(drawn.canvas.measure(line, label.size, **look) for line in label.lines)
    bottom = label.y + (len(label.lines) - 1) * label.size * LEAD
    across = np.linspace(label.x - width / 2, label.x + width / 2, PROBES[0])
    down = np.linspace(label.y - label.size * 0.75, bottom, PROBES[1])
    under = _most(drawn, found, np.column_stack([c.ravel() for c in np.meshgrid(across, down)]), label.under)
    if label.dot is None:
        return replace(label, under=under)
    dot_under = _most(drawn, found, np.array([label.dot]), label.dot_under)
    return replace(label, under=under, dot_under=dot_under)


def _most(drawn: Scene, found: Density, pixels: Numbers, otherwise: str) -> str:
    lon, lat = drawn.projection.degrees(*pixels.T)
    here = found.drawn(lon, lat)
    if here.mean() < HALF or not found.breaks:
        return otherwise
    classes = np.searchsorted(found.breaks, found.at(lon[here], lat[here]), side="right")
    return style.bands(len(found.breaks), compared=bool(found.compared))[int(np.bincount(classes).argmax())]


# --- what is written ---


def _headline(_: Snapshot, found: Density) -> str:
    if not found.highest > 0:
        return "No incident matches these filters"
    home = found.index.locate(np.array([found.highest_lon]), np.array([found.highest_lat]))[0]
    return f"Incidents were densest in {found.regions.name[home]}: {words.value(found.highest)} a year per 1,000 km²"


def _basis(_: Snapshot, found: Density) -> str:
    sources = " + ".join(s.short for s in found.sources)
    return f"{sources} · Gaussian kernel of {found.heat.bandwidth_km:g} km · n = {found.n:,} of {found.total:,}"


REASONS = {
    "source": "of a source that does not record it whole",
    "country": "known to their country only",
    "precision": "known less well than was asked",
    "coarse": "known to their district or province only",
    "outside": "outside every region",
    "not_covered": "where the source does not cover",
    "region": "in other regions",
}


def _left(found: Density) -> str:
    """Say what was spread and what was left out."""
    over = {
        "district": "known to their district spread over it",
        "circle": f"known to their district spread over circles of {CIRCLE_KM:g} km radius",
        "province": "known to their province spread over it",
    }
    spread = ", ".join(f"{n:,} {over[name]}" for name, n in found.spread._asdict().items() if n)
    out = ", ".join(f"{n:,} {REASONS[name]}" for name, n in found.excluded.items())
    left = f"{sum(found.excluded.values()):,} left out: {out}" if out else ""
    return "; ".join(filter(None, (spread, left))) + "." * bool(spread or left)


def _address(found: Density) -> str:
    return f"/heat.png?{found.heat.canonical}" if found.heat.canonical else "/heat.png"


def _metadata(snapshot: Snapshot, found: Density, title: str, below: str) -> dict[str, str]:
    return {
        "Title": title,
        "Description": f"{below}. {_left(found)}",
        "Source": " ".join(f"{s.name}. {s.cite}" for s in found.sources),
        "Copyright": "; ".join(dict.fromkeys(s.licence for s in found.sources)),
        "Comment": f"{_address(found)} version {snapshot.revision} digest {snapshot.digest}",
    }
