"""Sarhad in a notebook: a question goes in as a query string, its view comes out in every form.

Examples
--------
>>> import sarhad
>>> view = sarhad.view("measure=killed&per=none&from=2014-01-01&to=2014-12-31")
>>> view.headline
'Khyber Pakhtunkhwa had the most people killed: 2,972 of 3,550'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import orjson

from data import ground
from data.files import write
from data.snapshots import at, resolved, snapshot
from data.start import ready
from data.store import Store, usual_folder
from data.temporary import of_files
from geo.errors import BadQuery, SarhadError
from geo.tally import Tally
from geo.tally import tally as _tally
from layers import features, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from geo.snapshot import Snapshot

__all__ = ["Page", "SarhadError", "View", "snapshot", "view"]


def view(query: str = "", *, incidents: Sequence[str | Path] = (), data: str | Path | None = None) -> View:
    """Ask a question of the stored data, or of some files in place of all stored incidents.

    Parameters
    ----------
    query : str
        As in the address of the page, such as ``"measure=killed&from=2014-01-01"``; ``version=3`` asks an older state.
    incidents : sequence of path
        Files to look at without importing them.
    data : path, optional
        The data directory; ``SARHAD_DATA``, else the usual one if not given.

    Raises
    ------
    SarhadError
        The question or a file was refused; the message says why.
    """
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=True)
    version = dict(pairs).get("version", "latest")
    state = of_files([Path(p) for p in incidents]).snapshot if incidents else _stored(data, version)
    return View(state, _tally(state, state.ask(pairs)))


def _stored(data: str | Path | None, version: str) -> Snapshot:
    store = Store(Path(data) if data else usual_folder())
    ready(store)
    with store.reading() as db:
        asked = resolved(db, version)
    return _kept(store.folder, asked.number, asked.revision_digest)


@lru_cache(maxsize=4)
def _kept(folder: Path, number: int, _digest: str) -> Snapshot:
    return at(Store(folder), str(number))


@dataclass(frozen=True, eq=False)
class View:
    """The answer to one question."""

    data: Snapshot
    tally: Tally

    @property
    def headline(self) -> str:
        """The finding in one sentence."""
        return str(self.answer()["headline"]["text"])  # type: ignore[index]

    def answer(self) -> dict[str, object]:
        """Give everything that ``/choropleth.json`` says."""
        return figures.answer(self.data, self.tally)

    def frame(self) -> gpd.GeoDataFrame:
        """Give one row for each region, with its geometry, as a GeoDataFrame in EPSG:4326."""
        import geopandas as gpd

        rows = gpd.GeoDataFrame(figures.rows(self.tally), geometry=list(self.tally.regions.geometry), crs=4326)
        return rows.astype(dict.fromkeys(figures.WHOLE, "Int64"))  # a count stays whole beside one that is unknown

    def page(self) -> Page:
        """Give the map; a notebook shows it."""
        from service.export import document

        return Page(document(self.data, self.tally.query))

    def _html(self) -> bytes:
        return self.page().html.encode()

    def _geopackage(self) -> bytes:
        from layers.geopackage import regions  # it opens SQLite, and then GDAL

        return regions(self.data, self.tally)

    def picture(self) -> bytes:
        """Give a map to paste into a report, as PNG."""
        from layers.picture import picture  # matplotlib takes half a second to import

        around = {"places": ground.places(), "labels": ground.labels()}
        return picture(self.data, self.tally, land=ground.basemap(), **around)

    def save(self, path: str | Path) -> Path:
        """Write the view in the form that the file's extension names: html, png, json, geojson, gpkg or csv."""
        target = Path(path)
        write(target, self._bytes(target.suffix.lower()))
        return target

    def _bytes(self, extension: str) -> bytes:
        forms: dict[str, Callable[[], bytes]] = {
            ".html": self._html,
            ".png": self.picture,
            ".json": lambda: orjson.dumps(self.answer()),
            ".geojson": lambda: features.choropleth(self.data, self.tally),
            ".gpkg": self._geopackage,
            ".csv": lambda: figures.table(self.data, self.tally),
        }
        if extension not in forms:
            raise BadQuery.unknown("extension", extension, forms)
        return forms[extension]()


@dataclass(frozen=True)
class Page:
    """A whole map as HTML."""

    html: str

    def _repr_html_(self) -> str:
        """Show the map inside a notebook, walled off from it."""
        return f'<iframe srcdoc="{escape(self.html)}" width="100%" height="640" style="border:0"></iframe>'
