"""A density as a Cloud Optimized GeoTIFF: the values in their plane, and what they rest on as tags."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np

from geo import terms
from geo.density import PROJ
from layers import words
from layers.citation import pinned
from layers.heat import kernel, warnings
from layers.heatline import headline, left_out, spread

if TYPE_CHECKING:
    from geo.coverage import Period
    from geo.density import Density
    from geo.snapshot import Snapshot

LAYOUT = {
    "compress": "DEFLATE",  # every program that reads GeoTIFF has it
    "predictor": "YES",
    "level": 1,  # the last bits of a value are as good as random: 6 takes half as long again and saves 3 %
    "blocksize": 512,
    "overview_resampling": "AVERAGE",
    "bigtiff": "IF_SAFER",
}


def geotiff(snapshot: Snapshot, found: Density) -> bytes:
    """Write a surface, values as they are and no mask: beyond what the sources cover it holds what kernels reach there.

    Where nothing is covered, or two periods are not both covered whole, there is no value at all. The same answer gives
    the same bytes.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> geotiff(world, density(world, ask(world, [])))[:4] == bytes([73, 73, 42, 0])
    True
    """
    from affine import Affine
    from rasterio.enums import ColorInterp
    from rasterio.io import MemoryFile  # GDAL is half a second and 40 MB that only this file needs

    grid = found.grid
    cell_m = 1000 * grid.cell_km
    profile = {
        "width": grid.columns,
        "height": grid.rows,
        "count": 1,
        "dtype": "float32",
        "crs": PROJ,
        "transform": Affine(cell_m, 0, 1000 * grid.west_km, 0, -cell_m, 1000 * grid.north_km),
        "nodata": nan,
    }
    with MemoryFile() as memory:
        with memory.open(driver="COG", **profile, **LAYOUT) as raster:
            raster.write(found.values if np.any(found.covered) else np.full_like(found.values, nan), 1)
            raster.colorinterp = [ColorInterp.gray]
            raster.set_band_description(1, title(found))
            raster.set_band_unit(1, _unit(found))
            raster.update_tags(**tags(snapshot, found))
        return bytes(memory.getbuffer())


def title(found: Density) -> str:
    """Say what the values are.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> title(density(world, ask(world, [])))
    'Incidents per 1,000 km² and year, 2010–2013'
    """
    unit, when = _unit(found), words.period(found.period)
    if found.compared is None:
        return f"{unit[0].upper()}{unit[1:]}, {when}"
    return f"More or fewer {unit}, {when} against {words.period(found.compared)}"


def tags(snapshot: Snapshot, found: Density) -> dict[str, str]:
    """Say what a file rests on, for somebody who has nothing but the file."""
    name, cited = title(found), "; ".join(f"{s.name}. {s.cite}" for s in found.sources)
    held = {
        "TITLE": name,
        "FINDING": headline(snapshot, found).text,
        "WARNINGS": " ".join(warnings(found)),
        "UNIT": _unit(found),
        "SOURCE": "; ".join(s.name for s in found.sources),
        "CITATION": cited,
        "LICENCE": "; ".join(dict.fromkeys(s.licence for s in found.sources)),
        "PERIOD": _interval(found.period),
        "COMPARED_WITH": "" if found.compared is None else _interval(found.compared),
        "QUERY": pinned(snapshot, found.heat),
        "REVISION": str(snapshot.revision),
        "DIGEST": snapshot.digest,
        "BANDWIDTH_KM": f"{found.heat.bandwidth_km:g}",
        "KERNEL": kernel(found),
        "N": str(found.n),
        "TOTAL": str(found.total),
        "BY_PRECISION": ", ".join(f"{n:,} {name}" for name, n in found.by_precision.items() if n),
        "SPREAD": spread(found),
        "LEFT_OUT": left_out(found),
        "TIFFTAG_IMAGEDESCRIPTION": f"{name}. {cited}",
        "TIFFTAG_SOFTWARE": "Sarhad",
    }
    return {key: _one_line(text) for key, text in held.items() if text}


def _unit(found: Density) -> str:
    return terms.unit(found.heat.query.measure, found.heat.query.per)


def _interval(period: Period) -> str:
    first, last = period
    return f"{first.isoformat()}/{last.isoformat()}"


def _one_line(text: str) -> str:
    """Leave out what cannot be printed: the tags are XML inside, which cannot hold all that a source may say."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
