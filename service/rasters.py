"""The GeoTIFFs that were asked for lately: a GIS reads one of them in hundreds of parts."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from layers.geotiff import geotiff
from service.answers import Once

if TYPE_CHECKING:
    from geo.density import Density
    from geo.snapshot import Snapshot

BUDGET = 128_000_000
"""Bytes of files that stay in memory; the last one does, however large it is."""


class Rasters(Once[bytes]):
    """GeoTIFFs by the digest of their state and their canonical question."""

    def __init__(self) -> None:
        super().__init__(BUDGET, lambda file: min(len(file), BUDGET))
        self._writing = Lock()

    def file(self, state: Snapshot, found: Density) -> bytes:
        """Give the file of a surface; one is written at a time, which may take three times the memory of its values."""
        return self.of((state.digest, found.heat.canonical), lambda: self._written(state, found))

    def _written(self, state: Snapshot, found: Density) -> bytes:
        with self._writing:
            return geotiff(state, found)
