"""Cells by different dimensions, made when a question first needs them, within a budget of memory."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.cube.cells import Cells

BUDGET = 10_000_000
"""Cells of one state of the data, of 32 to 52 bytes each, by how many of them a segment has (28 more where a sum does
not fit into four bytes)."""


class Parts:
    """The cells that were asked for last."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self._kept: OrderedDict[tuple[str, ...], Cells | None] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], Cells | None]) -> Cells | None:
        """Give the cells of a key, made if they are not there; None where they are more than the budget."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()  # two threads may both make them: the same cells, and nobody waits for a lock
        with self._lock:
            self._kept[key] = made
            while self.used() > self.budget:
                self._kept.popitem(last=False)
        return made

    def used(self) -> int:
        """Count the cells that are kept."""
        return sum(len(cells) for cells in self._kept.values() if cells is not None)
