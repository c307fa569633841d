"""Where what is worked out once per state of the data may be kept, so that the next start need not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Arrays: TypeAlias = dict[str, npt.NDArray[Any]]
    Shelf: TypeAlias = Callable[[str, Callable[[], Arrays]], Arrays]
    """Gives the arrays that are kept under a name; where there are none, makes them and keeps them.

    Each of numbers, days or words (str objects), and not to be written into: others use it, too.
    """


def no_shelf(name: str, make: Callable[[], Arrays]) -> Arrays:  # noqa: ARG001 nothing is kept under it
    """Make them each time."""
    return make()
