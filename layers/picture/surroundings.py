"""What is on a picture beside the regions: the land around, towns, and the names of countries and seas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geo.columns import Objects

FURTHER = 20.0  # degrees: wider than any view reaches beyond the cut
ALONG = 0.06  # degrees: two outlines of one border, generalised differently, lie this close


@dataclass(frozen=True, kw_only=True, eq=False)
class Surroundings:
    """Everything on a map that is not asked about.

    Attributes
    ----------
    land : ndarray of shapely geometry
        Countries around; the collection is cut at a box.
    land_names : tuple of str
    places : sequence of mapping
        Towns: name, lon, lat, rank.
    labels : sequence of mapping
        Countries and seas: kind, name, lon, lat.
    """

    land: Objects
    land_names: tuple[str, ...]
    places: Sequence[Mapping[str, object]]
    labels: Sequence[Mapping[str, object]]

    @classmethod
    def of(
        cls, land: bytes, places: Sequence[Mapping[str, object]] = (), labels: Sequence[Mapping[str, object]] = ()
    ) -> Surroundings:
        """Read the land around from GeoJSON; no bytes are no land.

        Examples
        --------
        >>> Surroundings.of(b"").land_names
        ()
        """
        features = orjson.loads(land)["features"] if land else []
        texts = np.array([orjson.dumps(f["geometry"]).decode() for f in features], dtype=object)
        names = tuple(str(f["properties"].get("name") or "") for f in features)
        shapes = np.asarray(shapely.from_geojson(texts), dtype=object)
        return cls(land=shapes, land_names=names, places=places, labels=labels)

    def spot(self, kind: str, name: str) -> tuple[float, float] | None:
        """Give the longitude and latitude where the name of a country or sea should stand, if it is known."""
        for label in self.labels:
            if label.get("kind") == kind and label.get("name") == name:
                return float(str(label["lon"])), float(str(label["lat"]))
        return None

    def areas(self) -> Objects:
        """Give the land as areas to fill: what ends at the cut goes on beyond it, as the land does."""
        if not len(self.land):
            return self.land
        west, south, east, north = shapely.total_bounds(self.land)

        def beyond(c: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            step = FURTHER * ((c >= (east, north)).astype(float) - (c <= (west, south)))
            return np.asarray(c + step)

        return np.asarray(shapely.transform(self.land, beyond), dtype=object)

    def outlines(self) -> Objects:
        """Give the outlines of the land, without the cut."""
        if not len(self.land):
            return self.land
        west, south, east, north = shapely.total_bounds(self.land)
        inside = (west + ALONG, south + ALONG, east - ALONG, north - ALONG)
        return np.asarray(shapely.clip_by_rect(shapely.boundary(self.land), *inside), dtype=object)

    def borders_with(self, countries: Objects) -> Objects:
        """Give the parts of the outlines of countries that run along the land around: a coast is no border."""
        if not len(self.land) or not len(countries):
            return np.array([], dtype=object)
        west, south, east, north = shapely.total_bounds(countries)
        box = shapely.box(west - 1, south - 1, east + 1, north + 1)
        near = shapely.buffer(shapely.intersection(self.land, box), ALONG, quad_segs=1)
        return np.asarray(shapely.intersection(shapely.boundary(countries), shapely.union_all(near)), dtype=object)
