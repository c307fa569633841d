"""Tiles as files: a PNG holds the very classes in the colours of the legend, and TileJSON says what they mean."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from geo.density import ask, density
from geo.density.tile import Tile, classes
from layers import style, tiles
from tests.worlds import incidents, source, squares, two_squares, world

COLOURS = [f"#{i:02x}{255 - i:02x}{7 * i:02x}" for i in range(16)]


def surface(snapshot, **asked):
    return density(snapshot, ask(snapshot, asked.items()))


def described(found):
    """What a program reads."""
    address = "http://localhost/{z}/{x}/{y}.png"
    said = orjson.loads(orjson.dumps(tiles.tilejson(found, tiles=[address])))
    assert said["tiles"] == [address]
    return said


@pytest.fixture(scope="module")
def plain():
    return surface(two_squares([(0.2, 0.3), (0.7, 0.6), (1.4, 0.5)]), breaks="view", bandwidth="10")


@pytest.fixture(scope="module")
def difference():
    days = ["2011-06-01", "2012-06-01"]
    snapshot = two_squares([(0.2, 0.3), (0.7, 0.6)], date_start=days, date_end=days)
    return surface(snapshot, compare="year", bandwidth="10", **{"from": "2012-01-01", "to": "2012-12-31"})


@given(pixels=arrays(np.uint8, st.tuples(st.integers(1, 9), st.sampled_from([2, 4, 10])), elements=st.integers(0, 15)))
def test_another_reader_finds_the_very_pixels(pixels):
    image = Image.open(BytesIO(tiles.png(pixels, COLOURS)))
    image.load()
    assert (image.mode, image.format) == ("P", "PNG")
    assert np.array_equal(np.asarray(image), pixels)
    rgba = np.asarray(image.convert("RGBA"))
    shades = np.array([[*bytes.fromhex(c[1:])] for c in COLOURS], np.uint8)
    assert np.array_equal(rgba[..., :3][pixels > 0], shades[pixels[pixels > 0]])
    assert np.array_equal(rgba[..., 3], np.where(pixels > 0, 255, 0))


def test_each_chunk_has_its_sum():
    body, found = tiles.png(np.ones((2, 2), np.uint8), COLOURS)[8:], []
    while body:
        size = int.from_bytes(body[:4])
        assert int.from_bytes(body[8 + size : 12 + size]) == zlib.crc32(body[4 : 8 + size])
        found.append(body[4:8])
        body = body[12 + size :]
    assert found == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("which", ["plain", "difference"])
def test_a_tile_has_the_colours_of_its_legend(which, theme, request):
    found = request.getfixturevalue(which)
    drawn = classes(found, Tile(7, 64, 63))
    rgba = np.asarray(Image.open(BytesIO(tiles.tile(found, drawn, theme))).convert("RGBA"))
    legend = described(found)["classes"][theme]
    assert [said["color"] for said in legend] == sorted(
        {said["color"] for said in legend}, key=[*_colours(theme)].index
    )
    lon, lat = (middles.ravel() for middles in np.meshgrid(*Tile(7, 64, 63).middles()))
    values, seen = found.at(lon, lat).reshape(256, 256), 0
    for said in legend:
        shown = np.all(rgba == [*bytes.fromhex(said["color"][1:]), 255], axis=-1)
        low = -np.inf if said["from"] is None else said["from"]
        high = np.inf if said["to"] is None else said["to"]
        assert np.all((values[shown] >= low) & (values[shown] < high))
        seen += int(shown.sum())
    assert seen == int((rgba[..., 3] > 0).sum()) > 0


def _colours(theme):
    return [tiles.THEMES[theme][name] for name in (*style.RATES, *style.CHANGES)]


def test_a_difference_leaves_out_what_is_near_zero(difference):
    legend = described(difference)["classes"]["light"]
    assert len(legend) == len(difference.breaks)
    assert (legend[0]["from"], legend[-1]["to"]) == (None, None)
    assert not any(
        said["from"] is not None and said["to"] is not None and said["from"] < 0 < said["to"] for said in legend
    )
    assert (legend[0]["color"], legend[-1]["color"]) == (style.LIGHT["d0"], style.LIGHT["d5"])


def test_there_is_one_empty_tile(plain, difference):
    nothing = np.zeros((256, 256), np.uint8)
    empty = tiles.tile(plain, nothing, "light")
    assert empty is tiles.tile(difference, nothing, "dark")
    assert len(empty) < 200
    assert not np.any(np.asarray(Image.open(BytesIO(empty)).convert("RGBA"))[..., 3])


def test_tilejson_is_as_its_standard_has_it(plain):
    said = described(plain)
    assert {"tilejson", "tiles", "vector_layers"} <= said.keys()
    assert re.fullmatch(r"3\.\d+\.\d+", said["tilejson"])
    assert "legend" not in said  # there it is a text
    assert (said["minzoom"], said["maxzoom"], said["bounds"], said["scheme"]) == (0, 18, [0, 0, 2, 1], "xyz")
    assert said["unit"] == "incidents per 1,000 km² and year"
    assert [c["from"] for c in said["classes"]["dark"]] == plain.breaks
    assert [c["to"] for c in said["classes"]["dark"]] == [*plain.breaks[1:], None]


def test_a_source_writes_no_markup_into_a_map():
    wicked = source(cite='<img src=x onerror="alert(1)">\n& others')
    snapshot = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)]), sources=[wicked])
    said = described(surface(snapshot))["attribution"]
    assert "<" not in said
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; others" in said


def test_where_nothing_is_covered_the_bounds_are_the_world():
    rows, where = incidents([(0.5, 0.5)]), squares([(0, 0)], country=["A"])
    said = described(surface(world(where, rows, sources=[source(countries=("Z",))])))
    assert said["bounds"] == [-180, -90, 180, 90]
