"""The town that a place is near, as people say where something is."""

from __future__ import annotations

from math import atan2, degrees, hypot
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.density import project
from layers.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.language import Language

WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
FARTHEST_KM = 150
"""A town that is farther off says nothing to a reader."""
AT_KM = 5
"""Within this a place is the town's own."""


class Nearest(NamedTuple):
    """The nearest town, and where a place lies as seen from it."""

    town: str
    km: float
    direction: str

    def __str__(self) -> str:
        """Say where the place is in English."""
        return self.said(ENGLISH)

    def said(self, words: Language) -> str:
        """Say where the place is, to five kilometres: more would say more than a smoothed peak knows."""
        if self.km < AT_KM:
            return words.say("nearest.at", town=self.town)
        key = f"nearest.{self.direction.replace('-', '_')}"
        return words.say(key, km=AT_KM * round(self.km / AT_KM), town=self.town)


def nearest(lon: float, lat: float, towns: Sequence[Mapping[str, object]], *, country: str) -> Nearest | None:
    """Find the nearest town of a country, if one is near.

    Parameters
    ----------
    lon, lat : float
    towns : sequence of mappings
        With ``name``, ``lon``, ``lat`` and ``country``.
    country : str
        Its code.

    Examples
    --------
    >>> towns = [{"name": "Hangu", "lon": 71.06, "lat": 33.53, "country": "PK"}]
    >>> print(nearest(70.88, 33.75, towns, country="PK"), nearest(70.88, 33.75, towns, country="AF"))
    some 30 km north-west of Hangu None
    """
    mine = [town for town in towns if town["country"] == country]
    if not mine:
        return None
    # one step to the north gives the way to the pole, which is not straight up everywhere in the plane
    places = [(lon, lat), (lon, lat + 0.01), *((town["lon"], town["lat"]) for town in mine)]
    x_km, y_km = project(*np.array(places, np.float64).T)
    east, north = x_km[0] - x_km[2:], y_km[0] - y_km[2:]
    i = int(np.hypot(east, north).argmin())
    km = hypot(east[i], north[i])
    if km > FARTHEST_KM:
        return None
    turned = degrees(atan2(east[i], north[i]) - atan2(x_km[1] - x_km[0], y_km[1] - y_km[0]))
    return Nearest(str(mine[i]["name"]), km, WINDS[round(turned / 45) % 8])
