"""A question that is answered as far as it can be: what is refused in it is left out, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from geo.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Pairs = list[tuple[str, str]]
Answer = TypeVar("Answer")


def lenient(ask: Callable[[Pairs], Answer], pairs: Iterable[tuple[str, str]]) -> tuple[Answer, tuple[BadQuery, ...]]:
    """Ask with as much of a question as is accepted.

    Parameters
    ----------
    ask : callable
        Takes the name and value pairs of a question, or raises `BadQuery`.
    pairs : iterable of (str, str)
        As they stand in an address that somebody wrote by hand.

    Returns
    -------
    tuple of answer, tuple of BadQuery
        The answer to what was left, and why each of the others was not.

    Raises
    ------
    BadQuery
        The question is refused even with nothing in it.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> query, refused = lenient(world.ask, [("measure", "kiled"), ("per", "none"), ("colour", "red")])
    >>> query.canonical, [error.parameter for error in refused]
    ('per=none', ['query', 'measure'])
    """
    left = list(pairs)
    refused: tuple[BadQuery, ...] = ()
    while True:
        try:
            return ask(left), refused
        except BadQuery as error:
            rest = _without(left, error)
            if len(rest) == len(left):
                raise
            left, refused = rest, (*refused, error)


def _without(pairs: Pairs, error: BadQuery) -> Pairs:
    """Leave out what an error is about; of what was given more than once the first stays for another try."""
    if error.parameter == "query":  # a name that is none of a question's
        unknown = next((name for name, _ in pairs if name not in error.accepted), None)
        return [pair for pair in pairs if pair[0] != unknown]
    at = [i for i, (name, _) in enumerate(pairs) if name == error.parameter]
    gone = set(at[1:] or at) or {len(pairs) - 1}  # two that contradict each other may be refused by a third name
    return [pair for i, pair in enumerate(pairs) if i not in gone]
