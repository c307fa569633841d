"""Where answers are worked out: in threads, so that the event loop stays free to tell of health and to answer again."""

from __future__ import annotations

from asyncio import get_running_loop
from functools import partial, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

P = ParamSpec("P")
Result = TypeVar("Result")


def in_thread(work: Callable[P, Result]) -> Callable[P, Coroutine[None, None, Result]]:
    """Make of a function one that is awaited while a thread of the loop's executor runs it.

    A framework would do so by itself, for a third more of the time that the way there and back takes.
    """

    @wraps(work)
    async def awaited(*args: P.args, **given: P.kwargs) -> Result:
        return await get_running_loop().run_in_executor(None, partial(work, *args, **given))

    return awaited
