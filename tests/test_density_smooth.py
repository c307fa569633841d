"""A surface is the sum of its kernels, to a thousandth of its highest value, wherever one looks."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.density import Grid
from geo.density.smooth import Masses, _fast, smooth

SIDE = 400.0


def grid(bandwidth=25.0, widest=None):
    return Grid.over((0, 0, SIDE, SIDE), bandwidth, widest or bandwidth)


def exact(parts, x, y):
    """Add up every kernel at every place."""
    total = np.zeros(len(x))
    for part in parts:
        squared = (x[:, None] - part.x_km) ** 2 + (y[:, None] - part.y_km) ** 2
        total += (part.mass * np.exp(-squared / (2 * part.sd_km**2)) / (2 * pi * part.sd_km**2)).sum(axis=1)
    return total


def some(n, seed, sd_km=25.0):
    chance = np.random.default_rng(seed)
    return Masses(chance.uniform(0, SIDE, n), chance.uniform(0, SIDE, n), chance.uniform(0, 2, n), sd_km)


@pytest.mark.parametrize("bandwidth", [5.0, 12.5, 25.0, 200.0])
@pytest.mark.parametrize("n", [1, 30, 2000])
def test_at_a_thousand_places_it_is_the_exact_sum(bandwidth, n):
    parts = [some(n, 1, bandwidth), some(n, 2, float(np.hypot(bandwidth, 12.5)))]
    over = grid(bandwidth, parts[1].sd_km)
    surface, chance = smooth(over, parts), np.random.default_rng(3)
    x, y = (np.append(part, chance.uniform(0, SIDE, 1000)) for part in (parts[0].x_km, parts[0].y_km))
    truth = exact(parts, x, y)
    assert np.abs(over.sample(surface, x, y) - truth).max() < 0.001 * truth.max()


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=60)
def test_a_pile_on_one_point_is_as_high_as_it_should_be_wherever_it_lies_in_its_cell(u, v):
    """Here linear binning errs most: half of a per cent at this size of the coarse cells."""
    over, pile = grid(), Masses(np.array([200 + 5 * u]), np.array([200 + 5 * v]), np.array([337.0]), 25.0)
    highest = over.sample(smooth(over, [pile]), pile.x_km, pile.y_km)[0]
    assert highest == pytest.approx(337 / (2 * pi * 25**2), rel=0.001)


@given(st.integers(0, 40), st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_it_holds_as_much_as_was_put_in(n, seed):
    over, part = grid(), some(n, seed)
    assert smooth(over, [part]).sum(dtype=float) * over.cell_km**2 == pytest.approx(
        part.mass.sum(), rel=2e-4, abs=1e-12
    )


def test_neither_order_nor_the_division_into_parts_matters():
    over, part = grid(), some(300, 5)

    def of(rows):
        return Masses(part.x_km[rows], part.y_km[rows], part.mass[rows], 25.0)

    turned, halves = of(slice(None, None, -1)), [of(slice(0, 100)), of(slice(100, None))]
    whole = smooth(over, [part])
    for other in (smooth(over, [turned]), smooth(over, halves)):
        np.testing.assert_allclose(other, whole, atol=1e-6 * whole.max())


def test_less_is_the_opposite_of_more():
    over, part = grid(), some(10, 6)
    np.testing.assert_allclose(smooth(over, [part, part._replace(mass=-part.mass)]), 0, atol=1e-12)


def test_what_leaves_in_the_east_does_not_come_in_the_west():
    over = grid()
    far_east = Masses(np.array([SIDE]), np.array([SIDE / 2]), np.array([1.0]), 25.0)
    surface = smooth(over, [far_east])
    assert surface[:, : over.columns // 3].max() < 1e-9 * surface.max()


def test_nothing_is_an_empty_surface():
    none = np.empty(0)
    assert not smooth(grid(), []).any()
    assert not smooth(grid(), [Masses(none, none, none, 25.0)]).any()


def test_outside_of_the_grid_there_is_no_value():
    over = grid()
    assert np.isnan(
        over.sample(np.ones(over.shape, np.float32), np.array([-1e4, 200, np.nan]), np.array([200, 1e4, 1]))
    ).all()


@pytest.mark.parametrize(("n", "found"), [(1, 1), (7, 8), (11, 12), (243, 243), (427, 432), (1025, 1080)])
def test_lengths_of_transforms_have_small_factors(n, found):
    assert _fast(n) == found


@given(st.floats(-2000, 2000), st.floats(-1000, 1000), st.floats(1, 1500), st.floats(5, 200))
def test_a_grid_reaches_four_bandwidths_beyond_the_land_in_cells_of_an_eighteenth(west, south, side, bandwidth):
    over = Grid.over((west, south, west + side, south + side), bandwidth, bandwidth)
    assert over.cell_km == pytest.approx(bandwidth / 18)
    assert over.columns % 3 == over.rows % 3 == 0
    assert over.west_km <= west - 4 * bandwidth + 1e-6
    assert over.north_km >= south + side + 4 * bandwidth - 1e-6
    assert over.west_km + over.columns * over.cell_km >= west + side + 4 * bandwidth - 1e-6
    assert over.north_km - over.rows * over.cell_km <= south - 4 * bandwidth + 1e-6
