"""Colours: the tokens of the page as hex, and which of them a region takes.

A class is a name here and a colour only when something is drawn, so that one map has two themes. The names and values
are those of ``static/tokens.css``; a test holds them equal. The hues and their distances are measured: see the README.
"""

from __future__ import annotations

from math import floor, isnan
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.change import Change
    from geo.tally import Tally


def _tokens(text: str) -> Mapping[str, str]:
    words = text.split()
    return MappingProxyType(dict(zip(words[::2], words[1::2], strict=True)))


LIGHT = _tokens("""
    surface #ffffff  ink #16181d  ink2 #474e5a  ink3 #5c6470  line #e2dfd8  line2 #c4bfb4  warn #8a4b00
    sea #dbe6ec  sea-ink #476170  land #eceae5  out-line #bdb8ae
    zero #ffffff  h0 #f1efea  h1 #bdb7ab  on-nc #33383f  on-lo #16181d  on-hi #ffffff
    q0 #f9e8c0  q1 #f3bc6e  q2 #ec892f  q3 #d85622  q4 #b2332b  q5 #81212d  q6 #511525
    d0 #084c47  d1 #2f7f7a  d2 #82b8b6  dn #dcdbd7  d3 #eab26f  d4 #c06b26  d5 #6f3408
    prov #16181d66  cb #3d434d  irpk #101318  halo #ffffff
""")
DARK = _tokens("""
    surface #181c22  ink #f1f2f4  ink2 #bcc3cd  ink3 #98a1ad  line #2a3038  line2 #454d58  warn #ffc46b
    sea #0b1620  sea-ink #7d9aac  land #1c2026  out-line #3b424c
    zero #2f363f  h0 #1a1e24  h1 #47505b  on-nc #e2e5e9  on-lo #ffffff  on-hi #14171b
    q0 #4b4024  q1 #715224  q2 #a15f27  q3 #d06b41  q4 #f67e6c  q5 #fea6a6  q6 #fed1d5
    d0 #9af0e3  d1 #4fada2  d2 #2a6f6a  dn #353a41  d3 #8a5626  d4 #d38a45  d5 #ffcf9c
    prov #ffffff5c  cb #aab2bd  irpk #ffffff  halo #0b0e12
""")

RATES = ("q0", "q1", "q2", "q3", "q4", "q5", "q6")
CHANGES = ("d0", "d1", "d2", "d3", "d4", "d5")
CHANGE_BOUNDS = (0.5, 0.75, 1.0, 4 / 3, 2.0)
"""Ratios, symmetric: each step up has its step down."""
GROUNDS = {"nc": "h0", "same": "dn", "small": "zero", "out": "land"}
"""The token under a class that is not a token itself."""
DARK_INK = "#16181d"  # on the middle classes, in both themes


def ramp(index: int, classes: int) -> str:
    """Choose the colour of a class, so that any number of classes spans the whole ramp.

    Examples
    --------
    >>> [ramp(i, 7) for i in (0, 6)], [ramp(i, 4) for i in range(4)], ramp(0, 1)
    (['q0', 'q6'], ['q0', 'q2', 'q4', 'q6'], 'q0')
    """
    last = len(RATES) - 1
    return RATES[min(index, last) if classes > last else floor(index * last / max(1, classes - 1) + 0.5)]


def bands(number: int, *, compared: bool = False) -> tuple[str, ...]:
    """Choose the colours of the classes of a surface between so many bounds, lowest first.

    Those of a choropleth with the same bounds; but what is under the lowest bound is as pale as nothing, which a
    surface never quite is. A difference has as many bounds below zero as above.

    Examples
    --------
    >>> bands(2), bands(6)[:3]
    (('zero', 'q3', 'q6'), ('zero', 'q1', 'q2'))
    >>> bands(4, compared=True)
    ('d0', 'd1', 'dn', 'd4', 'd5')
    """
    if compared:
        side = number // 2
        return (*CHANGES[:side], "dn", *CHANGES[len(CHANGES) - side :])
    return ("zero", *(ramp(i, number + 1) for i in range(1, number + 1)))


def change_class(ratio: float, low: float, high: float, base: float) -> str:
    """Choose the class of a change: a colour only where its interval excludes no change.

    ``same`` is grey (the interval includes it, or there is none), ``small`` is dotted (no percentage on a small base),
    ``nc`` is hatched (the earlier period is not covered).

    Examples
    --------
    >>> change_class(0.23, 0.03, 0.46, 247), change_class(-0.15, -0.51, 0.45, 33), change_class(-0.6, -0.7, -0.5, 90)
    ('d3', 'same', 'd0')
    >>> change_class(float("nan"), float("nan"), float("nan"), 7)
    'small'
    """
    if isnan(ratio):
        return "nc" if isnan(base) else "small"
    if low > 0 or high < 0:
        return CHANGES[sum(1 + ratio >= bound for bound in CHANGE_BOUNDS)]
    return "same"


def classes_of(tally: Tally) -> list[str]:
    """Give the class of each region: of its rate or count, or of its change.

    Examples
    --------
    >>> from geo.tally import tally
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> classes_of(tally(world, world.ask([])))
    ['q0', 'zero']
    """
    if tally.change is not None:
        return [_change(tally.change, i) if here else "nc" for i, here in enumerate(tally.covered)]
    number = len(tally.breaks) + 1
    names = {-1: "zero", -2: "nc"} | {i: ramp(i, number) for i in range(number)}
    return [names[int(k)] for k in tally.classes]


def _change(change: Change, i: int) -> str:
    return change_class(*(float(column[i]) for column in (change.ratio, change.low, change.high, change.base)))


def fill(name: str, theme: Mapping[str, str] = LIGHT) -> str:
    """Give the colour of a class, or of the ground under its hatch or dots.

    Examples
    --------
    >>> fill("q0"), fill("nc"), fill("same")
    ('#f9e8c0', '#f1efea', '#dcdbd7')
    """
    return theme[GROUNDS.get(name, name)]


def ink(name: str, theme: Mapping[str, str] = LIGHT) -> str:
    """Give the colour of writing on a class.

    Examples
    --------
    >>> ink("q0"), ink("q6"), ink("nc")
    ('#16181d', '#ffffff', '#33383f')
    """
    if name in ("q3", "d4"):
        return DARK_INK
    if name in ("q4", "q5", "q6", "d0", "d1", "d5"):
        return theme["on-hi"]
    return theme["on-nc" if name in ("nc", "out", "sea") else "on-lo"]
