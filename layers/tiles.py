"""Map tiles of a density: PNG with the colours of a legend that is the same in every tile and zoom, and TileJSON."""

from __future__ import annotations

import html
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.density.tile import HIGHEST_ZOOM, SIZE, land, names
from layers import style
from layers.style import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.density import Density
    from geo.density.tile import Classes
    from layers.figures import Plain

THEMES: Mapping[str, Mapping[str, str]] = {"light": LIGHT, "dark": DARK}
NOTHING = "#000000"  # the colour of what cannot be seen
BITS = 4  # of a pixel: there are no more than eight classes
WORLD = (-180.0, -90.0, 180.0, 90.0)


def tile(found: Density, drawn: Classes, theme: str) -> bytes:
    r"""Give the classes of a tile as PNG: those that are drawn are opaque, so that a fill equals its swatch.

    Parameters
    ----------
    drawn : ndarray of uint8
        As `geo.density.tile.classes` gives them.
    theme : str
        ``light`` or ``dark``.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from geo.density.tile import Tile, classes
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> found = density(world, ask(world, []))
    >>> tile(found, classes(found, Tile(0, 0, 0)), "light")[:4]
    b'\x89PNG'
    """
    if not np.any(drawn):
        return empty(len(drawn))
    return png(drawn, [NOTHING, *(THEMES[theme][name] for name, _, _ in _classes(found))])


@cache
def empty(size: int) -> bytes:
    """Give the tile on which nothing is drawn: one for all places, questions and themes."""
    return png(np.zeros((size, size), np.uint8), [NOTHING])


def png(pixels: Classes, colours: Sequence[str]) -> bytes:
    r"""Write positions in a palette as PNG (ISO/IEC 15948); the first colour is transparent.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, columns)
        Below 16; as many columns as make whole bytes.

    Examples
    --------
    >>> png(np.zeros((2, 2), np.uint8), ["#000000"])[1:4]
    b'PNG'
    """
    height, width = pixels.shape
    lines = np.zeros((height, 1 + width * BITS // 8), np.uint8)  # each begins with the number of its filter: none
    lines[:, 1:] = pixels[:, ::2] << BITS | pixels[:, 1::2]
    # Runs alone: of what was measured, the quickest, and within a third of the fewest bytes (about 1 kB either way).
    packed = zlib.compressobj(1, strategy=zlib.Z_RLE)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, BITS, 3, 0, 0, 0),
        b"PLTE": b"".join(bytes.fromhex(colour[1:]) for colour in colours),
        b"tRNS": b"\0",
        b"IDAT": packed.compress(lines.tobytes()) + packed.flush(),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks.items())


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def tilejson(found: Density, *, tiles: Sequence[str]) -> dict[str, Plain]:
    """Describe the tiles of a density as TileJSON 3.0.0 does.

    Its ``classes`` are the legend by theme: from and to which value, and the colour. (What the standard calls a legend
    is a text.) The attribution is HTML to some programs, so what a source says of itself is escaped.

    Parameters
    ----------
    tiles : sequence of str
        Addresses with ``{z}``, ``{x}`` and ``{y}`` in them.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> said = tilejson(density(world, ask(world, [])), tiles=["http://localhost:8000/heat/tiles/{z}/{x}/{y}.png"])
    >>> said["unit"], said["bounds"], said["classes"]["light"][0]
    ('incidents per 1,000 km² and year', [0.0, 0.0, 2.0, 1.0], {'from': 0.03, 'to': 0.1, 'color': '#f3bc6e'})
    """
    query, bounds = found.heat.query, land(found)
    unit = terms.unit(query.measure, query.per)
    cited = " ".join(f"{s.name}. {s.cite} Licence: {s.licence}." for s in found.sources)
    return {
        "tilejson": "3.0.0",
        "name": f"Sarhad: {unit}",
        "description": f"Gaussian kernel of {found.heat.bandwidth_km:g} km; of {found.n} incidents in all.",
        "attribution": html.escape(" ".join(cited.split())),
        "tiles": [*tiles],
        "vector_layers": [],
        "scheme": "xyz",
        "tileSize": SIZE,
        "minzoom": 0,
        "maxzoom": HIGHEST_ZOOM,
        "bounds": [*(WORLD if np.isnan(bounds[0]) else bounds)],
        "unit": unit,
        "classes": {theme: _legend(found, colours) for theme, colours in THEMES.items()},
    }


def _legend(found: Density, colours: Mapping[str, str]) -> list[Plain]:
    return [{"from": low, "to": high, "color": colours[name]} for name, low, high in _classes(found)]


def _classes(found: Density) -> list[tuple[str, float | None, float | None]]:
    """Give the colour of each class that is drawn, and between which values it is; None is no bound."""
    n, difference = len(found.breaks), found.compared is not None
    drawn, ends = names(n, difference=difference), (None, *found.breaks, None)
    bands = style.bands(n, compared=difference) if n else ()
    each = zip(drawn, bands, ends[:-1], ends[1:], strict=False)
    return [(band, low, high) for number, band, low, high in each if number]
