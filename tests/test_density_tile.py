"""Map tiles of a density: the same class at a place in every zoom, on covered land alone."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.density import ask, density
from geo.density.tile import HIGHEST_ZOOM, Tile, classes, land, names
from geo.errors import NotFound
from geo.native import kernels
from tests.worlds import halves, incidents, source, squares, two_squares, world

SPOTS = [(0.2, 0.3), (0.2, 0.3), (0.7, 0.6), (1.4, 0.5)]


def surface(snapshot, **asked):
    return density(snapshot, ask(snapshot, asked.items()))


@pytest.fixture(scope="module")
def plain():
    return surface(two_squares(SPOTS), breaks="view", bandwidth="10")


@pytest.fixture(scope="module")
def difference():
    days = ["2011-06-01", "2011-06-01", "2012-06-01", "2012-06-01"]
    snapshot = two_squares(SPOTS, date_start=days, date_end=days)
    return surface(snapshot, compare="year", bandwidth="10", **{"from": "2012-01-01", "to": "2012-12-31"})


@pytest.fixture(scope="module")
def real(bundled):
    return surface(bundled)


def tile_at(zoom, lon, lat):
    n = 2**zoom
    return Tile(zoom, int((lon + 180) / 360 * n), int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * n))


def expected(found, tile, size):
    """The classes as the surface itself gives them, one pixel after the other."""
    lon, lat = (middles.ravel() for middles in np.meshgrid(*tile.middles(size)))
    interval = np.searchsorted(found.breaks, values := found.at(lon, lat), side="right")
    name = np.array(names(len(found.breaks), difference=found.compared is not None))[interval]
    return np.where(np.isnan(values) | ~found.drawn(lon, lat), 0, name).reshape(size, size)


@pytest.mark.parametrize("zoom", range(15))
@pytest.mark.parametrize("place", [(67.01, 24.86), (71.5, 34.0), (66.99, 30.2)], ids=["coast", "north", "border"])
def test_a_place_has_the_same_class_at_every_zoom(real, zoom, place):
    tile = tile_at(zoom, *place)
    found = classes(real, tile)
    assert np.array_equal(found, expected(real, tile, 256))
    assert np.any(found)


@pytest.mark.parametrize("zoom", range(15))
def test_so_has_a_difference(difference, zoom):
    tile = tile_at(zoom, 0.2, 0.3)
    assert np.array_equal(classes(difference, tile), expected(difference, tile, 256))


@given(
    zoom=st.integers(0, HIGHEST_ZOOM),
    lon=st.floats(-180, 179.9),
    lat=st.floats(-85, 85),
    size=st.sampled_from([1, 2, 16]),
)
def test_no_tile_of_the_world_breaks(plain, zoom, lon, lat, size):
    tile = tile_at(zoom, lon, lat)
    assert np.array_equal(classes(plain, tile, size), expected(plain, tile, size))


@pytest.mark.parametrize("tile", [Tile(1, 0, 0), Tile(18, 0, 0), Tile(18, 2**18 - 1, 2**18 - 1), Tile(6, 0, 31)])
def test_the_rim_of_the_world_is_empty(real, tile):
    assert not np.any(classes(real, tile))


def test_classes_count_up_from_the_first_bound(plain):
    found = classes(plain, tile_at(6, 0.2, 0.3))
    assert set(np.unique(found)) == {*range(len(plain.breaks) + 1)}


def test_a_difference_has_classes_on_both_sides_and_none_between(difference):
    n = len(difference.breaks)
    assert n % 2 == 0
    lon, lat = 0.2, 0.3  # two incidents before, none now
    fewer = classes(difference, tile_at(12, lon, lat))
    more = classes(difference, tile_at(12, 0.7, 0.6))
    assert 1 <= fewer[fewer > 0].max() <= n // 2 < more[more > 0].min() <= n
    assert difference.at(np.array([lon]), np.array([lat]))[0] < 0


def test_only_covered_land_is_drawn():
    found = surface(halves([(0.99, 0.5)]), breaks="view")  # beside B, which nobody covers
    tile = tile_at(7, 0.99, 0.5)
    lon, lat = (middles.ravel() for middles in np.meshgrid(*tile.middles()))
    drawn = classes(found, tile).ravel() > 0
    inside = shapely.intersects_xy(shapely.box(0, 0, 1, 1), lon, lat)
    assert np.any(drawn)
    assert not np.any(drawn & ~inside)
    assert land(found) == (0, 0, 1, 1)


def test_regions_that_were_not_asked_for_are_not_drawn():
    found = surface(two_squares(SPOTS), region="B", breaks="view")
    lon, _ = tile_at(7, 1.4, 0.5).middles()
    columns = np.any(classes(found, tile_at(7, 1.4, 0.5)), axis=0)
    assert np.any(columns)
    assert lon[columns].min() >= 1


def test_where_nothing_is_covered_nothing_is_drawn():
    rows = incidents([(0.5, 0.5)])
    found = surface(world(squares([(0, 0)], country=["A"]), rows, sources=[source(countries=("Z",))]))
    assert not np.any(classes(found, Tile(0, 0, 0)))
    assert np.all(np.isnan(land(found)))


def test_where_nothing_happened_nothing_is_drawn():
    assert not np.any(classes(surface(two_squares([])), tile_at(6, 0.5, 0.5)))


def test_pixels_lie_as_web_mercator_has_them():
    lon, lat = Tile(0, 0, 0).middles(256)
    assert (lon[0], lon[-1]) == (-180 + 180 / 256, 180 - 180 / 256)
    assert np.array_equal(lat, -lat[::-1])
    edge = np.degrees(np.arctan(np.sinh(np.pi)))  # 85.0511, where the square of the world ends
    assert 0 < edge - lat[0] < 0.07
    assert Tile(9, 357, 204).middles(512)[0][::2].mean() < Tile(9, 357, 204).middles(256)[0].mean()


@pytest.mark.parametrize(
    "numbers",
    [
        *[("19", "0", "0"), ("-1", "0", "0"), ("3", "8", "0"), ("3", "0", "8"), ("3", "-1", "0"), ("0", "0", "1")],
        *[("01", "0", "0"), ("1", "00", "0"), ("1", "0", "+1"), ("1", "1.0", "0"), ("1", "", "0"), ("1", " 1", "0")],
        *[("x", "0", "0"), ("1", "\u0661", "0"), ("5", "9" * 5000, "0"), ("9" * 5000, "0", "0"), ("1e1", "0", "0")],
    ],
)
def test_what_is_no_tile_is_refused(numbers):
    with pytest.raises(NotFound, match=r"There is no tile '.{,40}'\. Accepted: z from 0 to 18, x and y from 0"):
        Tile.read(*numbers)


@given(zoom=st.integers(0, HIGHEST_ZOOM), data=st.data())
def test_each_tile_is_read(zoom, data):
    x, y = (data.draw(st.integers(0, 2**zoom - 1)) for _ in "xy")
    assert Tile.read(str(zoom), str(x), str(y)) == (zoom, x, y)


def test_clipping_takes_what_has_no_owner_or_a_hidden_one():
    out = np.full((2, 2), 7, np.uint8)
    owner, at = np.array([-1, 0, 1], np.int32), np.array([0, 1, 3], np.int32)
    assert kernels("tiles").clip(owner, np.array([1, 0], np.uint8), at, out) == 2
    assert out.tolist() == [[0, 7], [7, 0]]
