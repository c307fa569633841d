"""The incidents of the questions that were asked lately, in their orders: the next page of one costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.behind import alike, behind
from service.answers import Once

if TYPE_CHECKING:
    import numpy.typing as npt
    from fastapi import Request

    from geo.query import Query
    from geo.snapshot import Snapshot

BUDGET = 64_000_000
"""Bytes of positions that stay in memory: four for each incident, so sixteen questions about a million of them."""


class Orders(Once["npt.NDArray[np.int32]"]):
    """Positions of incidents by the digest of their state, their question and their order."""

    def __init__(self) -> None:
        super().__init__(BUDGET, lambda found: found.nbytes + 1)


def ordered(request: Request, state: Snapshot, query: Query, order: str) -> npt.NDArray[np.int32]:
    """Give the positions of the incidents that a question counts, in an order."""
    orders: Orders = request.app.state.orders
    return orders.of((state.digest, alike(query), order), lambda: behind(state, query, order=order))
