"""Hot spots as a picture to paste into a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from geo.hotspots import CLASSES
from layers import hotspots as said
from layers import words
from layers.picture import scene, sheet
from layers.picture.canvas import Canvas
from layers.picture.legend import Legend
from layers.picture.surroundings import Surroundings
from layers.style import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.hotspots import HotSpots
    from geo.snapshot import Snapshot
    from layers.picture.scene import Scene

LOOKS = {"hot-99": "d5", "hot-95": "d4", "none": "zero", "cold-95": "d2", "cold-99": "d1"}
"""The colours of a change, whose distances are measured: what is hot is darker, too, where colours are not told."""
SIDES, PROVINCE, RIM = 1.0, 1.5, 1.8  # lines between cells, regions, and around what is hot or cold, in pixels
IN_SHORT = (
    "Hot is where incidents lie closer together than if they were scattered, and than if the cells were shuffled. A "
    "pile on one place with little around it is not hot. It says where, not why, and foretells nothing."
)


def picture(
    snapshot: Snapshot,
    spots: HotSpots,
    *,
    land: bytes = b"",
    places: Sequence[Mapping[str, object]] = (),
    labels: Sequence[Mapping[str, object]] = (),
) -> bytes:
    r"""Draw hot spots as PNG; what is given beside them is what `layers.picture.picture` takes.

    Examples
    --------
    >>> from geo.hotspots import ask, hotspots
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> picture(world, hotspots(world, ask(world, [])))[:4]
    b'\x89PNG'
    """
    canvas = Canvas(*sheet.SIZE, ground=LIGHT["surface"])
    title = said.headline(spots).replace(" %", f"{sheet.NO_BREAK}%")
    version = f"version {snapshot.revision} ({snapshot.digest[: sheet.SHORT]})".replace(" ", sheet.NO_BREAK)
    below = f"{said.basis(snapshot, spots)} · {version}".replace("n = ", f"n{sheet.NO_BREAK}={sheet.NO_BREAK}")
    lines = [
        (below, "ink2"),
        (sheet.filters(snapshot, replace(spots.tally, query=spots.asked.query)), "ink2"),
        (" ".join(said.warnings(spots)), "warn"),
    ]
    top = sheet.head(canvas, title, lines)
    bottom = sheet.foot(canvas, _notes(snapshot, spots))
    scene.lay(
        canvas,
        snapshot,
        spots.tally,
        (sheet.EDGE, top, sheet.SIZE[0] - sheet.EDGE, bottom),
        around=Surroundings.of(land, places, labels),
        classes=["zero" if here else "nc" for here in spots.tally.covered.tolist()],
        said=legend(spots),
        over=lambda drawn: _cells(drawn, spots),
    )
    return canvas.png(_metadata(snapshot, spots, title, below))


def legend(spots: HotSpots) -> Legend:
    """Say what the colours of hot spots mean.

    Examples
    --------
    >>> from geo.hotspots import ask, hotspots
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> legend(hotspots(world, ask(world, []))).keys[0][0]
    'd5'
    """
    tally = spots.tally
    keys = [(LOOKS[name], said.SHORT[name]) for name in CLASSES] if len(spots.cells) else []
    keys += [] if tally.covered.all() else [("nc", "not covered")]
    keys.append(("out", "not asked for, or outside" if tally.query.region else "outside the study area"))
    return Legend(title="Hot spots of incidents", note=_note(spots), keys=tuple(keys))


def _note(spots: HotSpots) -> str:
    when = words.period(spots.tally.period)
    if not len(spots.cells):
        return f"{when} is not covered"
    return f"{when} · Getis-Ord Gi*, {spots.shuffles:,} shuffles, false discoveries controlled"


def _cells(drawn: Scene, spots: HotSpots) -> None:
    """Draw cells in their classes, with a rim around those that belong together."""
    shapes = drawn.projection.shapes(spots.cells.geometry)
    for name, look in LOOKS.items():
        mine = [s for s, k in zip(shapes, spots.kind, strict=True) if k == name]
        drawn.canvas.region(mine, look, clip=drawn.frame)
    drawn.canvas.lines(shapes, LIGHT["line2"], SIDES, clip=drawn.frame)
    drawn.canvas.lines(drawn.projection.shapes(spots.regions.geometry), LIGHT["ink3"], PROVINCE, clip=drawn.frame)
    for side in ("hot", "cold"):
        whole = shapely.union_all(shapes[spots.of(side)])
        drawn.canvas.lines([whole], LIGHT["ink"], RIM, clip=drawn.frame)


def _notes(snapshot: Snapshot, spots: HotSpots) -> list[tuple[str, str]]:
    cites = " ".join(f"{s.name}. {s.cite} Licence: {s.licence}." for s in spots.tally.sources)
    where = f"{_address(spots)} · version {snapshot.revision} · digest {snapshot.digest[: sheet.SHORT]}"
    return [("Source.", f"{cites} Boundaries: {sheet.BOUNDARIES}"), ("Address.", where), ("Test.", IN_SHORT)]


def _address(spots: HotSpots) -> str:
    return f"/hotspots.png?{spots.asked.canonical}" if spots.asked.canonical else "/hotspots.png"


def _metadata(snapshot: Snapshot, spots: HotSpots, title: str, below: str) -> dict[str, str]:
    return {
        "Title": title,
        "Description": f"{below}. {said.TESTED}",
        "Source": " ".join(f"{s.name}. {s.cite}" for s in spots.tally.sources),
        "Copyright": "; ".join(dict.fromkeys(s.licence for s in spots.tally.sources)),
        "Comment": f"{_address(spots)} version {snapshot.revision} digest {snapshot.digest}",
    }
