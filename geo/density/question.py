"""What a heat map is asked: a question, and how to smooth its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import BadQuery
from geo.query import apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.query import Query
    from geo.snapshot import Snapshot

BANDWIDTH_KM = 25.0
NARROWEST_KM, WIDEST_KM = 5.0, 200.0
COARSE = ("spread", "drop")
NAMES = ("bandwidth", "coarse")


@dataclass(frozen=True, kw_only=True)
class Heat:
    """A question about density.

    Attributes
    ----------
    query : Query
        Always ``per=area``.
    bandwidth_km : float
        The standard deviation of the kernel.
    coarse : str
        ``spread`` lays incidents that are known to their district or province only over all of it, ``drop`` leaves
        them out.
    """

    query: Query
    bandwidth_km: float = BANDWIDTH_KM
    coarse: str = "spread"

    @property
    def canonical(self) -> str:
        """The shortest query string that asks the same."""
        parts = [self.query.canonical] if self.query.canonical else []
        parts += [f"bandwidth={self.bandwidth_km:g}"] if self.bandwidth_km != BANDWIDTH_KM else []
        parts += [f"coarse={self.coarse}"] if self.coarse != "spread" else []
        return "&".join(parts)

    def parameters(self) -> dict[str, str | float | list[str]]:
        """Give every parameter with its value."""
        return {**self.query.parameters(), "bandwidth": self.bandwidth_km, "coarse": self.coarse}


def ask(snapshot: Snapshot, pairs: Iterable[tuple[str, str]]) -> Heat:
    """Read a question about density from name and value pairs; see `geo.query.parse`.

    Raises
    ------
    BadQuery
        Names the parameter and what is accepted.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> heat = ask(two_squares([(0.5, 0.5)]), [("measure", "killed"), ("bandwidth", "40")])
    >>> heat.bandwidth_km, heat.coarse, heat.canonical
    (40.0, 'spread', 'measure=killed&bandwidth=40')
    """
    own, rest = apart(pairs, NAMES)
    query = snapshot.ask(rest)
    if query.per != "area":
        raise BadQuery("per", f"{query.per!r} contradicts a heat map, which is per 1,000 km² and year.", ("area",))
    bandwidth_km = _kilometres(own["bandwidth"]) if "bandwidth" in own else BANDWIDTH_KM
    coarse = own.get("coarse", "spread")
    if coarse not in COARSE:
        raise BadQuery.unknown("coarse", coarse, COARSE)
    return Heat(query=query, bandwidth_km=bandwidth_km, coarse=coarse)


def _kilometres(text: str) -> float:
    """Read a bandwidth: digits, and no more than one decimal, so that each has one way to be written."""
    whole, point, tenth = text.partition(".")
    plain = whole.isascii() and whole.isdigit() and len(whole) <= 3 and (not point or tenth in tuple("0123456789"))  # noqa: PLR2004
    km = float(text) if plain else -1.0
    if not NARROWEST_KM <= km <= WIDEST_KM:
        accepted = f"{NARROWEST_KM:g} to {WIDEST_KM:g} kilometres, such as 25 or 12.5"
        raise BadQuery("bandwidth", f"{text[:40]!r} is no bandwidth. Accepted: {accepted}.")
    return km
