"""Fifty questions about how many, and invented incidents to ask them of: for measuring only."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import NamedTuple

import numpy as np

from geo import terms
from geo.records import Records
from geo.selection import day_number

PLACES = 73
"""As many as the provinces of the study area, and one for what lies outside."""
WORDS = {
    "source": ("a", "b"),
    "kind": ("attack", "clash", "operation", "other", "protest"),
    "precision": terms.PRECISIONS,
    "tactic": tuple(f"tactic {i}" for i in range(12)),
    "target": tuple(f"target {i}" for i in range(10)),
    "perpetrators": tuple(f"set {i:02}" for i in range(60)),
}
FIRST, LAST = date(1989, 1, 1), date(2021, 12, 31)
FILTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "default": {},
    "tactic": {"tactic": ("tactic 1", "tactic 4")},
    "group": {"perpetrators": ("set 02", "set 11", "set 30")},
    "target": {"target": ("target 3",)},
    "group and tactic": {"tactic": ("tactic 1",), "perpetrators": ("set 02", "set 05")},
    "tactic and target": {"tactic": ("tactic 1",), "target": ("target 1", "target 2")},
    "group and target": {"target": ("target 1",), "perpetrators": ("set 00", "set 02", "set 05")},
    "all three": {
        "target": ("target 1", "target 4"),
        "tactic": ("tactic 1", "tactic 2"),
        "perpetrators": ("set 02", "set 05"),
    },
}
PERIODS = {
    "all days": (FIRST, LAST),
    "five years": (date(2010, 1, 1), date(2014, 12, 31)),
    "odd twenty years": (date(1993, 3, 17), date(2013, 8, 9)),
    "odd year": (date(2012, 5, 14), date(2013, 5, 13)),
    "one month": (date(2016, 2, 1), date(2016, 2, 29)),
    "one day": (date(2007, 7, 10), date(2007, 7, 10)),
}
USUAL = {"source": ("a",), "kind": ("attack", "clash", "operation"), "precision": terms.accepted("province")}


class Question(NamedTuple):
    """Accepted words by dimension, a first and a last day, and whether months are told apart in place of places."""

    name: str
    wanted: dict[str, tuple[str, ...]]
    period: tuple[date, date]
    monthly: bool = False


def questions() -> list[Question]:
    """Give all fifty."""
    asked = [Question(f"{f}, {p}", USUAL | FILTERS[f], PERIODS[p]) for f, p in product(FILTERS, PERIODS)]
    return [
        *asked,
        Question("no filter at all, all days", {}, PERIODS["all days"]),
        Question("default, by month", USUAL, PERIODS["all days"], monthly=True),
    ]


def records(n: int) -> tuple[Records, np.ndarray]:
    """Give n records, and the place of each; the same n gives the same ones.

    Groups, tactics, targets and places are unequally frequent and depend on each other, as in reality: each group has
    its own places and tactics, each tactic its own targets.
    """
    chance = np.random.default_rng(n)
    day = np.sort(chance.integers(day_number(FIRST), day_number(LAST) + 1, n)).astype(np.int32)
    actors = _unequal(chance, n, 60)
    tactic = (actors * 7 + _unequal(chance, n, 12)) % 12
    target = (tactic * 5 + _unequal(chance, n, 10)) % 10
    place = (actors * 13 + np.minimum(chance.exponential(6, n), PLACES - 1).astype(np.int32)) % PLACES
    kind = chance.choice(5, n, p=[0.4, 0.3, 0.2, 0.03, 0.07])
    precision = chance.choice(5, n, p=[0.4, 0.3, 0.15, 0.12, 0.03])
    amounts = chance.poisson(1.3, (n, 4)).astype(np.int32)
    amounts[chance.random((n, 4)) < 0.1] = -1  # noqa: PLR2004 a tenth is unknown
    code = np.stack([chance.choice(2, n, p=[0.7, 0.3]), kind, precision, tactic, target], axis=1).astype(np.uint16)
    row = np.arange(n, dtype=np.int32)
    made = Records(day=day, row=row, words=WORDS, code=code, actors=actors, amounts=amounts)
    return made, place.astype(np.int32)


def _unequal(chance: np.random.Generator, n: int, words: int) -> np.ndarray:
    weights = 1 / np.arange(1, words + 1) ** 1.2
    return chance.choice(words, n, p=weights / weights.sum()).astype(np.int32)
