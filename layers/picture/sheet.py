"""A tally as a picture to paste into a report: finding, map, legend, source and version on one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import terms
from layers import words
from layers.figures import country_names, warnings
from layers.headline import headline
from layers.listed import listed
from layers.picture import scene
from layers.picture.canvas import Canvas
from layers.picture.points import points
from layers.picture.surroundings import Surroundings
from layers.picture.writing import balanced, wrapped
from layers.style import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.coverage import Source
    from geo.snapshot import Snapshot
    from geo.tally import Tally
    from layers.headline import Headline

SIZE = (1600, 1100)
EDGE = 32.0
TITLE, SUB, SMALL = 37.0, 20.5, 17.5  # letters, in pixels
LINE = 1.32  # from baseline to baseline, in heights of the letters
GAP = 14.0
SHORT = 12  # digits of a digest that people can compare
NO_BREAK = "\N{NO-BREAK SPACE}"
KNOWN_TO = {"exact": "exactly", "near": "to within 25 km", "district": "to the district"}
KNOWN_TO |= {"country": "to the country at least"}
BOUNDARIES = "Natural Earth, de facto lines; they are no statement on any claim."


def picture(
    snapshot: Snapshot,
    tally: Tally,
    *,
    land: bytes = b"",
    places: Sequence[Mapping[str, object]] = (),
    labels: Sequence[Mapping[str, object]] = (),
) -> bytes:
    r"""Draw a tally as PNG.

    Parameters
    ----------
    land : bytes
        GeoJSON of the countries around, with their names. If none is given, no sea is drawn either.
    places : sequence of mapping
        Towns (name, lon, lat, and rank: 1 and 2 are capitals), the most important first.
    labels : sequence of mapping
        Countries and seas (kind, name) with where their names should stand (lon, lat).

    Examples
    --------
    >>> from geo.tally import tally
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> picture(world, tally(world, world.ask([])))[:4]
    b'\x89PNG'
    """
    said = headline(tally, snapshot.names, country_names(snapshot))
    canvas = Canvas(*SIZE, ground=LIGHT["surface"])
    lines = [
        (_basis(snapshot, tally, said), "ink2"),
        (filters(snapshot, tally), "ink2"),
        (" ".join(warnings(tally, listed(snapshot, tally.query))), "warn"),
    ]
    top = head(canvas, said.text.replace(" %", f"{NO_BREAK}%"), lines)
    bottom = foot(canvas, notes(snapshot, _cited(snapshot, tally), _address(tally), level=tally.query.level))
    frame = (EDGE, top, SIZE[0] - EDGE, bottom)
    scene.draw(canvas, snapshot, tally, frame, around=Surroundings.of(land, places, labels))
    return canvas.png(_metadata(snapshot, tally, said))


def head(canvas: Canvas, title: str, lines: Sequence[tuple[str, str]]) -> float:
    """Write the finding, then what it rests on and what must be known with it; give where the map may begin.

    Parameters
    ----------
    lines : sequence of (str, str)
        Text and the token of its colour; no text is no line.
    """
    width, y = SIZE[0] - 2 * EDGE, EDGE - 4
    for line in balanced(canvas, title, TITLE, width, bold=True, most=3):
        canvas.text((EDGE, y + TITLE * 0.9), line, TITLE, colour=LIGHT["ink"], bold=True)
        y += TITLE * 1.26
    y += 4
    for text, colour in lines:
        for line in wrapped(canvas, text, SUB, width, most=3) if text else ():
            canvas.text((EDGE, y + SUB * 0.95), line, SUB, colour=LIGHT[colour])
            y += SUB * LINE
    return y + GAP


def _basis(snapshot: Snapshot, tally: Tally, said: Headline) -> str:
    left = tally.total - tally.counted
    out = f" · {words.count(left)} left out: {said.left_out}" if left else ""
    period = words.period(tally.query.period)
    when = "" if period in said.sub else f" · {period}"
    version = f"version {snapshot.revision} ({snapshot.digest[:SHORT]})".replace(" ", NO_BREAK)
    return f"{said.sub}{when}{out} · {version}".replace("n = ", f"n{NO_BREAK}={NO_BREAK}")


def filters(snapshot: Snapshot, tally: Tally) -> str:
    """Say what the question itself leaves out."""
    query, names = tally.query, snapshot.names
    kinds = () if query.kind == terms.POLITICAL_VIOLENCE else query.kind
    chosen = {"kind": kinds, "group": query.group, "tactic": query.tactic, "target": query.target}
    parts = [f"{n} {', '.join(names.get(v, v) for v in values)}" for n, values in chosen.items() if values]
    if query.precision in KNOWN_TO and query.precision != terms.USUAL_PRECISION[query.level]:
        parts.append(f"place known {KNOWN_TO[query.precision]}")
    before = query.epoch == "then" and query.level != "district"
    only = f"Only: {' · '.join(parts)}." if parts else ""
    return f"{only} {'Regions in the shape of before.' if before else ''}".strip()


def foot(canvas: Canvas, notes: Sequence[tuple[str, str]]) -> float:
    """Write three notes under the map, each with its first word; give where the map must end."""
    width = SIZE[0] - 2 * EDGE - 2 * 36
    columns = list(zip(notes, (0.44, 0.23, 0.33), strict=True))
    set_ = [_paragraph(canvas, lead, text, width * part) for (lead, text), part in columns]
    top = SIZE[1] - EDGE + 6 - max(map(len, set_)) * SMALL * LINE
    x = EDGE
    for ((lead, _), part), lines in zip(columns, set_, strict=True):
        canvas.text((x, top + SMALL), lead, SMALL, colour=LIGHT["ink"], bold=True)
        for i, line in enumerate(lines):
            indent = 0 if i else _indent(canvas, lead)
            canvas.text((x + indent, top + SMALL + i * SMALL * LINE), line, SMALL, colour=LIGHT["ink2"])
        x += width * part + 36
    return top - GAP


def notes(snapshot: Snapshot, sources: Iterable[Source], address: str, *, level: str) -> list[tuple[str, str]]:
    """Say how to cite, whose the boundaries are, and what was asked of which state of the data."""
    cites = " ".join(f"{s.name}. {s.cite} Licence: {s.licence}." for s in sources)
    state = f"{address} · version {snapshot.revision} · digest {snapshot.digest[:SHORT]}"
    whose = "Districts as they were added; countries: " if level == "district" else ""
    return [("Source.", cites), ("Boundaries.", whose + BOUNDARIES), ("Address.", state)]


def _cited(snapshot: Snapshot, tally: Tally) -> list[Source]:
    """Give the sources of the figures, and then of the rings."""
    return list({s.id: s for s in (*tally.sources, *points(snapshot, tally).sources)}.values())


def _address(tally: Tally) -> str:
    return f"/choropleth?{tally.query.canonical}" if tally.query.canonical else "/choropleth"


def _indent(canvas: Canvas, lead: str) -> float:
    return canvas.measure(f"{lead} ", SMALL, bold=True) + 3


def _paragraph(canvas: Canvas, lead: str, text: str, width: float) -> list[str]:
    return wrapped(canvas, text, SMALL, width, most=5, first=_indent(canvas, lead))


def _metadata(snapshot: Snapshot, tally: Tally, said: Headline) -> dict[str, str]:
    """Give what the file says of itself, whole, where the picture has room for a part."""
    cited = _cited(snapshot, tally)
    return {
        "Title": said.text,
        "Description": said.sub,
        "Source": " ".join(f"{s.name}. {s.cite}" for s in cited),
        "Copyright": "; ".join(dict.fromkeys(s.licence for s in cited)),
        "Comment": f"{_address(tally)} version {snapshot.revision} digest {snapshot.digest}",
    }
