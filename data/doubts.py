"""What is doubtful about the rows of a revision: `geo.quality` with the land and the towns of the reference data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from data import ground
from geo.misplaced import Towns
from geo.quality import flags, names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy.typing as npt

    from geo.columns import Objects, Words
    from geo.tables import Regions


def flagged(columns: Mapping[str, npt.NDArray[Any]], regions: Regions, today: date) -> Words:
    """Flag rows as they look on a day; several flags are joined by ``|``."""
    bits = flags(columns, regions, land=_land(), towns=_towns(), today=today)
    kinds, row = np.unique(bits, return_inverse=True)
    return np.array(["|".join(names(int(kind))) for kind in kinds], dtype=object)[row]


@cache
def _land() -> Objects:
    features = orjson.loads(ground.basemap())["features"]
    return np.array([shapely.from_geojson(orjson.dumps(f["geometry"])) for f in features], dtype=object)


@cache
def _towns() -> Towns:
    """Give each town under every name that it has."""
    rows = [(name, p) for p in ground.places() for name in _names(p)]
    return Towns.of(
        {"name": [name for name, _ in rows]} | {c: [p[c] for _, p in rows] for c in ("country", "lon", "lat")}
    )


def _names(place: Mapping[str, object]) -> list[str]:
    return [str(place[c]) for c in ("name", "name_fa", "name_ur") if place.get(c)]
