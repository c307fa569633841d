"""A density as a picture to paste into a report: the surface in bands on the land that its sources cover."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.density.stacks import stacks
from geo.tally import tally as counted
from layers import heatline, style, words
from layers.heat import on_one_point, warnings
from layers.picture import bands, scene, sheet
from layers.picture.canvas import Canvas
from layers.picture.legend import NONE, Legend, position, written_bound
from layers.picture.surroundings import Surroundings
from layers.style import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.density import Density
    from geo.snapshot import Snapshot
    from geo.tally import Tally

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
    headline = heatline.headline(snapshot, found, places)
    title, below = headline.text.replace(" %", f"{sheet.NO_BREAK}%"), headline.sub
    version = f"version {snapshot.revision} ({snapshot.digest[: sheet.SHORT]})".replace(" ", sheet.NO_BREAK)
    lines = [
        (f"{below} · {version}".replace("n = ", f"n{sheet.NO_BREAK}={sheet.NO_BREAK}"), "ink2"),
        (" ".join(filter(None, [_spread(found), *on_one_point(found, stacks(snapshot, found))])), "ink2"),
        (sheet.filters(snapshot, tally), "ink2"),
        (" ".join(warnings(found)), "warn"),
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
        cross=(found.highest_lon, found.highest_lat) if found.has_peak else None,
        over=lambda drawn: bands.draw(drawn, found),
        on=lambda drawn, label: bands.under(drawn, found, label),
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
    ('Incidents per 1,000 km² and year', ('0.03', '0.1', '0.3', '1', '3', '10'), 'under 0.03')
    """
    query = found.heat.query
    unit = terms.unit(query.measure, query.per)
    title = f"More or fewer {unit}" if found.compared else unit[0].upper() + unit[1:]
    ramp, bounds = _scale(found)
    return Legend(title=title, note=_note(found), ramp=ramp, bounds=bounds, marks=_mark(found), keys=_keys(found))


def _scale(found: Density) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not found.breaks or (found.compared is None and not found.highest > 0):
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
    return ((name, f"{sign}{words.value(found.highest)}{_cross(found)}", at),)


def _keys(found: Density) -> tuple[tuple[str, str], ...]:
    query, keys = found.heat.query, []
    if np.any(found.covered) and found.compared is None:
        keys.append(("zero", _pale(found)))
    elif np.any(found.covered) and not found.breaks:
        keys.append(("dn", "no difference"))
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
        return f"up to {words.value(found.highest)}{_cross(found)}"
    under = f"under {written_bound(found.breaks[0])}"
    low = found.highest < found.breaks[0]
    return f"{under}; the peak is {words.value(found.highest)}{_cross(found)}" if low else under


def _cross(found: Density) -> str:
    return ", cross on the map" if found.has_peak else ""


# --- what is written ---


def _spread(found: Density) -> str:
    """Say what was spread and what was left out."""
    out = f"{words.count(sum(found.excluded.values()))} left out: {heatline.left_out(found)}" if found.excluded else ""
    parts = [part for part in (heatline.spread(found), out) if part]
    return f"{'; '.join(parts)}." if parts else ""


def _address(found: Density) -> str:
    return f"/heat.png?{found.heat.canonical}" if found.heat.canonical else "/heat.png"


def _metadata(snapshot: Snapshot, found: Density, title: str, below: str) -> dict[str, str]:
    return {
        "Title": title,
        "Description": f"{below}. {_spread(found)}",
        "Source": " ".join(f"{s.name}. {s.cite}" for s in found.sources),
        "Copyright": "; ".join(dict.fromkeys(s.licence for s in found.sources)),
        "Comment": f"{_address(found)} version {snapshot.revision} digest {snapshot.digest}",
    }
