"""On which side of an edge a point lies, exactly.

``exact`` is a count of the decisions that took exact arithmetic, followed by room for the twelve terms of a sum.
"""

from __future__ import annotations

from typing import Any

from numba import njit

CERTAIN = 2.0**-51
"""Times the sum of both products: more than the rounding error of their difference (Shewchuk 1997, section 4)."""
LEAST = 1e-300
"""More than what underflow takes away."""
SAFE = 1e-200
"""What rounding takes off a product above this does not underflow."""
LIFT = 2.0**500
"""So that no product of a vertex and a point underflows: vertices are 0 or at least 1e-100."""
SPLIT = 2.0**27 + 1.0


@njit(error_model="numpy")
def times(a: float, b: float) -> tuple[float, float]:
    """Multiply without loss: the product, and what rounding took off it (Dekker 1971)."""
    product = a * b
    big = SPLIT * a
    a_high = big - (big - a)
    a_low = a - a_high
    big = SPLIT * b
    b_high = big - (big - b)
    b_low = b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@njit(error_model="numpy")
def add(term: float, exact: Any, n: int) -> None:
    """Add a number to a sum of n terms that do not overlap, without loss (Shewchuk, grow-expansion)."""
    for i in range(1, n + 1):
        total = term + exact[i]
        virtual = total - term
        exact[i] = (term - (total - virtual)) + (exact[i] - virtual)
        term = total
    exact[n + 1] = term


@njit(error_model="numpy")
def exact_turn(ax: float, ay: float, bx: float, by: float, px: float, py: float, exact: Any) -> float:
    """Give a number with the sign of the turn a, b, p, whatever the coordinates."""
    exact[0] += 1.0
    u, v, s, t = ax - px, by - py, ay - py, bx - px
    left, right = times(u, v), times(s, t)
    whole = u + px == ax and ax - u == px and v + py == by and by - v == py
    whole = whole and s + py == ay and ay - s == py and t + px == bx and bx - t == px
    whole = whole and (u == 0.0 or v == 0.0 or abs(left[0]) > SAFE)
    if whole and (s == 0.0 or t == 0.0 or abs(right[0]) > SAFE):  # the four differences and both products are exact
        return left[0] - right[0] if left[0] != right[0] else left[1] - right[1]
    n = 0
    for one, other in ((ax, by), (-ay, bx), (px, ay), (-px, by), (py, bx), (-py, ax)):
        high, low = times(one * LIFT, other)
        add(low, exact, n)
        add(high, exact, n + 1)
        n += 2
    while n > 1 and exact[n] == 0.0:
        n -= 1
    return exact[n]


@njit(error_model="numpy")
def turn(ax: float, ay: float, bx: float, by: float, px: float, py: float, exact: Any) -> float:
    """Give a number with the sign of the turn a, b, p: above zero where p lies left of the edge, zero on its line."""
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    found = left - right
    if abs(found) > CERTAIN * (abs(left) + abs(right)) + LEAST:
        return found
    return exact_turn(ax, ay, bx, by, px, py, exact)
