"""How sure a change is: held against SciPy's own exact binomial interval and against head counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo.intervals import ratio_interval

counts = st.integers(0, 500)


def interval(before, after, **how):
    low, high = ratio_interval(np.array([float(before)]), np.array([float(after)]), **how)
    return float(low[0]), float(high[0])


def test_nothing_before_bounds_nothing_above():
    low, high = interval(0, 5)
    assert low > 0
    assert high == np.inf


def test_nothing_after_bounds_nothing_below():
    low, high = interval(10, 0)
    assert low == 0
    assert 0 < high < 1


def test_nothing_at_all_says_nothing():
    assert interval(0, 0) == (0, np.inf)


def test_none_after_five_by_hand():
    """All five of five events fell before: the bound solves q ** 5 = 0.025 for q, the chance of before."""
    q = 0.025 ** (1 / 5)
    assert interval(5, 0)[1] == pytest.approx((1 - q) / q, rel=1e-9)


@given(counts, counts)
def test_the_bounds_are_those_of_the_exact_binomial_interval(before, after):
    if before + after == 0:
        return
    share = binomtest(after, before + after).proportion_ci(0.95, method="exact")
    low, high = interval(before, after)
    assert low == pytest.approx(share.low / (1 - share.low), rel=1e-6)
    assert high == pytest.approx(np.inf if before == 0 else share.high / (1 - share.high), rel=1e-6)


@given(st.integers(1, 500), st.integers(1, 500))
def test_turned_round_it_is_the_inverse(before, after):
    low, high = interval(before, after)
    back_low, back_high = interval(after, before)
    assert (back_low, back_high) == pytest.approx((1 / high, 1 / low), rel=1e-6)


@given(counts, counts)
def test_the_ratio_lies_inside_and_more_confidence_is_wider(before, after):
    low, high = interval(before, after)
    wider_low, wider_high = interval(before, after, level=0.99)
    assert wider_low <= low <= (after / before if before else np.inf) <= high <= wider_high


def test_more_events_are_surer():
    assert interval(1000, 1200)[0] > interval(10, 12)[0]
