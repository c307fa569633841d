"""Gi*: the numbers of esda where it has them, no more false alarms than promised, and no pile taken for a hot spot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.hotspots.statistic import ANSCOMBE, false_discovery, gi_star

SIDE = 10
SOME = 3_999
"""Shuffles: so many that one cell of a hundred can pass."""


def board(side=SIDE):
    """The neighbours of a board of squares: those that share a side or a corner."""
    row, column = np.divmod(np.arange(side * side), side)
    near = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column)) == 1
    return np.argwhere(near)


BOARD = board()


def hot(found):
    return set(np.flatnonzero((found.q <= 0.05) & (found.gi > 0)).tolist())


def cold(found):
    return set(np.flatnonzero((found.q <= 0.05) & (found.gi < 0)).tolist())


def test_it_is_the_statistic_of_esda_where_all_cells_are_alike():
    from esda.getisord import G_Local
    from libpysal.weights import W

    n = np.random.default_rng(3).poisson(4, 100).astype(float)
    n[[33, 34, 43, 44]] += 15
    near = {i: BOARD[BOARD[:, 0] == i, 1].tolist() for i in range(100)}
    value = 2 * (np.sqrt(n + ANSCOMBE) - np.sqrt(n.mean() + ANSCOMBE))
    # theirs divides by the sum of the values, so these are moved away from nothing: Gi* does not change by that
    theirs = G_Local(value + 10, W(near, silence_warnings=True), transform="B", star=True, permutations=0)
    np.testing.assert_allclose(gi_star(n, np.ones(100), BOARD, shuffles=9).gi, theirs.Zs, rtol=1e-9)


def test_by_hand():
    """Three cells in a row, the third of double the area: 0, 2 and 6 where 2, 2 and 4 are expected."""
    found = gi_star(np.array([0.0, 2.0, 6.0]), np.array([1.0, 1.0, 2.0]), np.array([(0, 1), (1, 0), (1, 2), (2, 1)]))
    assert found.expected.tolist() == [2.0, 2.0, 4.0]
    assert found.around.tolist() == [2.0, 8.0, 8.0]
    assert found.expected_around.tolist() == [4.0, 8.0, 6.0]
    value = 2 * (np.sqrt([0.375, 2.375, 6.375]) - np.sqrt([2.375, 2.375, 4.375]))
    weight = np.sqrt([2, 2, 0])
    spread = value.std() * np.sqrt((3 * 4 - weight.sum() ** 2) / 2)
    assert found.gi[0] == pytest.approx((weight @ value - weight.sum() * value.mean()) / spread)


def runs(n, exposure, many, *, shuffles=SOME):
    rng = np.random.default_rng(7)
    share = exposure / exposure.sum()
    return [gi_star(rng.multinomial(n, share).astype(float), exposure, BOARD, shuffles=shuffles) for _ in range(many)]


UNEQUAL = np.random.default_rng(1).uniform(0.5, 2.5, SIDE * SIDE)


@pytest.mark.parametrize(("n", "exposure"), [(30, UNEQUAL), (2000, UNEQUAL), (300, np.ones(SIDE * SIDE))])
def test_scattered_incidents_have_a_hot_spot_in_at_most_one_run_of_twenty(n, exposure):
    found = runs(n, exposure, 120)
    assert np.mean([bool(hot(f) | cold(f)) for f in found]) <= 0.05
    # without the correction most runs would have one
    assert n < 100 or np.mean([bool(np.any(f.p <= 0.05)) for f in found]) > 0.5


@pytest.mark.exhaustive
@pytest.mark.parametrize("n", [10, 100, 10_000])
@pytest.mark.parametrize("wildest", [1.0, 500.0])
def test_scattered_incidents_over_many_more_runs(n, wildest):
    exposure = np.random.default_rng(2).uniform(1, wildest, SIDE * SIDE)
    assert np.mean([bool(hot(f) | cold(f)) for f in runs(n, exposure, 400)]) <= 0.05


def test_a_cluster_is_found_and_nothing_far_from_it():
    rng = np.random.default_rng(5)
    for _ in range(20):
        n = rng.multinomial(300, UNEQUAL / UNEQUAL.sum()).astype(float)
        n[[33, 34, 43, 44]] += 15
        found = hot(gi_star(n, UNEQUAL, BOARD, shuffles=SOME))
        assert found & {33, 34, 43, 44}
        assert found <= {r * SIDE + c for r in range(2, 6) for c in range(2, 6)}


def test_an_empty_quarter_is_cold():
    n = np.full(100, 6.0)
    n[[r * SIDE + c for r in range(5) for c in range(5)]] = 0
    found = gi_star(n, np.ones(100), BOARD, shuffles=SOME)
    assert 11 in cold(found)
    assert not cold(found) & {99, 98, 89, 88}


def test_a_pile_on_one_place_is_no_hot_spot_though_its_deviation_is_large():
    n = np.random.default_rng(5).multinomial(300, np.full(100, 0.01)).astype(float)
    n[44] += 300
    found = gi_star(n, np.ones(100), BOARD, shuffles=SOME)
    assert found.gi[44] > 2.5
    assert hot(found) == set()


def test_a_sliver_with_one_incident_is_no_hot_spot():
    exposure = np.ones(100)
    exposure[:3] = 1e-4
    exposure[10:13] = 1e-4
    n = np.zeros(100)
    n[np.arange(20, 100, 4)] = 1
    n[0] = 1
    assert hot(gi_star(n, exposure, BOARD, shuffles=SOME)) == set()


def test_the_same_question_has_the_same_answer_for_ever():
    n = np.random.default_rng(5).poisson(3, 100).astype(float)
    once, again, other = (gi_star(n, UNEQUAL, BOARD, shuffles=999, seed=s) for s in (1, 1, 2))
    assert once.p.tolist() == again.p.tolist() != other.p.tolist()
    assert once.gi.tolist() == other.gi.tolist()


def test_many_cells_are_shuffled_in_several_goes_with_the_same_result(monkeypatch):
    n = np.random.default_rng(5).poisson(3, 100).astype(float)
    whole = gi_star(n, UNEQUAL, BOARD, shuffles=999)
    monkeypatch.setattr("geo.hotspots.statistic.AT_ONCE", 1234)
    assert gi_star(n, UNEQUAL, BOARD, shuffles=999).p.tolist() == whole.p.tolist()


@pytest.mark.parametrize("cells", [0, 1, 2])
def test_very_few_cells_say_nothing(cells):
    found = gi_star(np.arange(cells, dtype=float), np.ones(cells), np.empty((0, 2), np.int64), shuffles=99)
    assert hot(found) == set()
    assert np.all(found.p > 0.05)


def test_no_incident_and_the_same_everywhere_say_nothing():
    for n in (np.zeros(100), np.full(100, 7.0)):
        found = gi_star(n, np.ones(100), BOARD, shuffles=99)
        assert np.all(found.q == 1)
        assert np.all(np.isnan(found.gi))


@given(arrays(float, st.integers(1, 40), elements=st.floats(1e-5, 1)))
def test_false_discoveries_are_controlled_as_by_the_definition(p):
    """Reject the k smallest for the largest k with p(k) <= k/n level."""
    q, ordered = false_discovery(p), np.sort(p)
    for level in (0.01, 0.05, 0.3):
        passed = np.flatnonzero(ordered <= level * np.arange(1, len(p) + 1) / len(p) * (1 + 1e-12))
        most = ordered[passed[-1]] if len(passed) else -1.0
        assert np.all((q <= level * (1 + 1e-9)) == (p <= most * (1 + 1e-12)))
    assert np.all(q >= p)
    assert np.all(np.diff(q[np.argsort(p)]) >= 0)
