"""Where answers are worked out: in threads, so that the event loop stays free to tell of health and to answer again.

Few are enough: only one of them runs Python at a time, and the loop waits for its turn among them.
"""

from __future__ import annotations

from asyncio import get_running_loop
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial, wraps
from typing import TYPE_CHECKING

from fastapi import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

AT_ONCE = 2
"""Answers of one kind that are worked out at a time."""


class Threads:
    """The threads of one service: no figures wait for pictures."""

    def __init__(self) -> None:
        self.quick: Executor = ThreadPoolExecutor(AT_ONCE, "quick")
        self.slow: Executor = ThreadPoolExecutor(AT_ONCE, "slow")


def quick(work: Callable[..., Response]) -> Callable[..., Coroutine[None, None, Response]]:
    """Make of a route one that is worked out in a thread; it takes milliseconds."""
    return _in_thread(work, "quick")


def slow(work: Callable[..., Response]) -> Callable[..., Coroutine[None, None, Response]]:
    """Make of a route one that is worked out in a thread; it may take long."""
    return _in_thread(work, "slow")


def _in_thread(work: Callable[..., Response], kind: str) -> Callable[..., Coroutine[None, None, Response]]:
    @wraps(work)
    async def awaited(request: Request, **given: str) -> Response:
        threads: Executor = getattr(request.app.state.threads, kind)
        return await get_running_loop().run_in_executor(threads, partial(work, request, **given))

    return awaited
