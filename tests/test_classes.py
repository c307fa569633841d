"""Class breaks: round, ascending, few, and no value in two classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.classes import FEWEST_CLASSES, MOST_CLASSES, NO_VALUE, ZERO, breaks, classify

amounts = st.floats(1e-6, 1e9)
values = st.lists(st.one_of(amounts, st.just(0.0), st.just(float("nan"))), max_size=40).map(np.array)


def significand(bound):
    return float(f"{bound:.12e}".split("e")[0])


@pytest.mark.parametrize(
    ("given_values", "bounds"),
    [
        ([], []),
        ([0.0, 0.0], []),
        ([np.nan], []),
        ([1.0], [1.0]),
        ([0.01, 0.03, 0.1, 0.3, 1.0, 3.0], [0.03, 0.1, 0.3, 1.0, 3.0]),
        ([1.0, 1.2, 2.1, 4.9, 5.2], [1.0, 2.0, 5.0]),
        ([0.0, np.nan, 10, 30, 100, 300], [10, 30, 100, 300]),
    ],
)
def test_breaks_by_hand(given_values, bounds):
    assert breaks(np.array(given_values, dtype=np.float64)) == bounds


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [([1, 1, 1], []), ([1, 2], [3]), ([1, 3, 9, 30, 100], [3, 10, 30, 100]), ([1, 4, 6], [3, 10])],
)
def test_a_count_has_no_bound_at_or_under_one(counts, bounds):
    assert breaks(np.array(counts, dtype=np.float64), whole=True) == bounds


@given(values, st.booleans())
def test_breaks_are_round_ascending_and_few(some, whole):
    bounds = breaks(some, whole=whole)
    assert all(np.diff(bounds) > 0)
    assert len(bounds) < MOST_CLASSES
    assert {significand(b) for b in bounds} <= {1.0, 2.0, 3.0, 5.0}
    assert not whole or all(b > 1 for b in bounds)
    assert whole or bool(bounds) == bool(np.any(some > 0))


@given(values)
def test_values_over_three_orders_of_magnitude_get_at_least_four_classes(some):
    positive = some[some > 0]
    if len(positive) and np.ptp(np.log10(np.quantile(positive, [0.1, 0.95]))) > 1.5:
        assert len(breaks(some)) + 1 >= FEWEST_CLASSES


@given(values)
def test_the_bounds_reach_from_the_lowest_tenth_to_the_highest_twentieth(some):
    bounds = breaks(some)
    positive = some[some > 0]
    if not bounds:
        return
    low, high = np.quantile(positive, [0.1, 0.95])
    assert abs(np.log10(bounds[-1] / high)) <= np.log10(10 / 3) / 2 + 1e-9
    if len(bounds) < MOST_CLASSES - 1:  # else the lowest were left out
        assert abs(np.log10(bounds[0] / low)) <= np.log10(10 / 3) / 2 + 1e-9


@given(values)
def test_neither_order_nor_zeros_nor_gaps_move_the_breaks(some):
    more = np.concatenate([some[::-1], [0.0, np.nan]])
    assert breaks(more) == breaks(some)


def test_at_most_seven_classes_and_the_lowest_bounds_go_first():
    assert breaks(np.array([10.0**n for n in range(-6, 7)])) == [1e3, 3e3, 1e4, 3e4, 1e5, 3e5]


def test_a_bound_belongs_to_the_class_above_it():
    assert classify(np.array([np.nextafter(1, 0), 1.0, np.nextafter(1, 2)]), [1.0]).tolist() == [0, 1, 1]


def test_zero_and_no_value_have_no_class():
    assert classify(np.array([0.0, np.nan]), [1.0, 3.0]).tolist() == [ZERO, NO_VALUE]
    assert classify(np.array([0.0, np.nan, 5.0]), []).tolist() == [ZERO, NO_VALUE, 0]


@given(values, values)
def test_a_class_is_where_its_bounds_say(some, others):
    bounds = breaks(others)
    edges = [0.0, *bounds, np.inf]
    for value, number in zip(some, classify(some, bounds), strict=True):
        if np.isnan(value):
            assert number == NO_VALUE
        elif value == 0:
            assert number == ZERO
        else:
            assert edges[number] <= value < edges[number + 1]


@given(values)
def test_a_higher_value_is_never_in_a_lower_class(some):
    ordered = np.sort(some[~np.isnan(some)])
    assert all(np.diff(classify(ordered, breaks(some))) >= 0)
