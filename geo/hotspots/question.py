"""What hot spots are asked of: a question, and the cells to count it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import BadQuery
from geo.query import apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.query import Query
    from geo.snapshot import Snapshot

HEXAGON_KM = 50.0
NARROWEST_KM, WIDEST_KM = 20.0, 200.0
OVERS = ("hexagons", "regions")
NAMES = ("over", "hexagon")
FIXED = {
    "measure": ("incidents", "the test is of counts: one incident can kill many, which says nothing of a place"),
    "per": ("area", "what is expected goes by area"),
    "compare": ("none", "the test is of one period"),
    "breaks": ("fixed", "the classes are those of the test"),
}
"""What a test of hot spots needs of a question, and why."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question about hot spots.

    Attributes
    ----------
    query : Query
        Always ``measure=incidents``, ``per=area`` and ``compare=none``.
    over : str
        ``hexagons``, or the ``regions`` of the question.
    hexagon_km : float
        From one side of a hexagon to the opposite one.
    """

    query: Query
    over: str = "hexagons"
    hexagon_km: float = HEXAGON_KM

    @property
    def canonical(self) -> str:
        """The shortest query string that asks the same."""
        parts = [self.query.canonical] if self.query.canonical else []
        parts += [f"over={self.over}"] if self.over != "hexagons" else []
        parts += [f"hexagon={self.hexagon_km:g}"] if self.hexagon_km != HEXAGON_KM else []
        return "&".join(parts)

    def parameters(self) -> dict[str, str | float | list[str]]:
        """Give every parameter with its value."""
        own = {"hexagon": self.hexagon_km} if self.over == "hexagons" else {}
        return {**self.query.parameters(), "over": self.over, **own}


def ask(snapshot: Snapshot, pairs: Iterable[tuple[str, str]]) -> Asked:
    """Read a question about hot spots from name and value pairs; see `geo.query.parse`.

    Raises
    ------
    BadQuery
        Names the parameter and what is accepted.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> asked = ask(two_squares([(0.5, 0.5)]), [("kind", "attack"), ("hexagon", "40")])
    >>> asked.over, asked.hexagon_km, asked.canonical
    ('hexagons', 40.0, 'kind=attack&hexagon=40')
    """
    own, rest = apart(pairs, NAMES)
    query = snapshot.ask(rest)
    for name, (word, why) in FIXED.items():
        if getattr(query, name) != word:
            raise BadQuery(name, f"{getattr(query, name)!r} cannot be asked of hot spots: {why}.", (word,))
    over = own.get("over", "hexagons")
    if over not in OVERS:
        raise BadQuery.unknown("over", over, OVERS)
    if over == "regions" and "hexagon" in own:
        raise BadQuery("hexagon", "contradicts over=regions, which has no hexagons.")
    hexagon_km = _kilometres(own["hexagon"]) if "hexagon" in own else HEXAGON_KM
    return Asked(query=query, over=over, hexagon_km=hexagon_km)


def _kilometres(text: str) -> float:
    """Read a width: digits, and no more than one decimal, so that each has one way to be written."""
    whole, point, tenth = text.partition(".")
    plain = whole.isascii() and whole.isdigit() and len(whole) <= 3 and (not point or tenth in tuple("0123456789"))  # noqa: PLR2004
    km = float(text) if plain else -1.0
    if not NARROWEST_KM <= km <= WIDEST_KM:
        accepted = f"{NARROWEST_KM:g} to {WIDEST_KM:g} kilometres, such as 50 or 37.5"
        raise BadQuery("hexagon", f"{text[:40]!r} is no width of a hexagon. Accepted: {accepted}.")
    return km
