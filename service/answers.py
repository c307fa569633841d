"""The answers that were given lately: kept as bytes within a budget, and worked out once however many ask at a time."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

BUDGET = 64_000_000
"""Bytes of answers that stay in memory."""
LARGEST = BUDGET // 8
"""No single answer may push out more than this."""
OVERHEAD = 1_000
"""Bytes that holding an answer takes beside its own: of the smallest tiles, most of what they take."""
PLACES = 20_000
"""Addresses of which it stays known what they name, each by its digest."""

Value = TypeVar("Value")


class Answer(NamedTuple):
    """A whole answer, ready to leave again."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]


class Lately(Generic[Value]):
    """A mapping that forgets what was not asked for longest, so that the sizes of what it holds stay within a budget.

    Examples
    --------
    >>> held = Lately[str](budget=3)
    >>> for word in ("a", "bb", "c"):
    ...     held.keep(word, word.upper(), size=len(word))
    >>> held.get("a"), held.get("bb"), held.get("c")
    (None, 'BB', 'C')
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._size = 0
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """Give what a key stands for, if it is still held."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def keep(self, key: Hashable, value: Value, *, size: int = 1) -> None:
        """Hold a value as the newest; one that is larger than the budget is not held."""
        with self._lock:
            self._size -= self._held.pop(key, (value, 0))[1]
            if size > self._budget:
                return
            self._size += size
            self._held[key] = value, size
            while self._size > self._budget:
                self._size -= self._held.popitem(last=False)[1][1]


class Once(Generic[Value]):
    """What was worked out lately, each thing once however many ask for it at a time.

    Examples
    --------
    >>> words = Once[str](budget=10, size=len)
    >>> words.of("a", lambda: "made"), words.of("a", lambda: "made again")
    ('made', 'made')
    """

    def __init__(self, budget: int, size: Callable[[Value], int]) -> None:
        self._kept = Lately[Value](budget)
        self._size = size
        self._making: dict[Hashable, Future[Value]] = {}
        self._lock = Lock()

    def get(self, name: Hashable) -> Value | None:
        """Give a thing if it is at hand."""
        return self._kept.get(name)

    def of(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """Give a thing: the one at hand, else the one that another thread is making, else make it and keep it."""
        with self._lock:
            found, others = self._kept.get(name), self._making.get(name)
            if found is not None:
                return found
            mine = self._making.setdefault(name, Future())
        if others is not None:
            return others.result()
        try:
            found = make()
            self._kept.keep(name, found, size=self._size(found))
            mine.set_result(found)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            del self._making[name]
        return found


class Answers(Once[Answer]):
    """What one service answered lately. An answer has a name that always means the same bytes (`caching.etag`)."""

    def __init__(self) -> None:
        # one that is too large counts as more than all there is room for, so that it is not kept
        super().__init__(BUDGET, lambda answer: OVERHEAD + n if (n := len(answer.body)) <= LARGEST else 2 * BUDGET)
        self.names = Lately[str](PLACES)
