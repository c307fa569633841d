"""Map tiles of a density: Sarhad beside rio-tiler on a COG of the same surface, and over HTTP.

In one process each makes a PNG of the same tile in turns, out of a surface that is at hand: Sarhad from its values in
memory, cut to covered land, rio-tiler from a Cloud Optimized GeoTIFF, in the plane of the surface, opened before, with
the same bounds and colours. What both draw must be the same but for pixels beside an edge of two classes. Then the
service answers from the first core: tiles of a surface that is at hand, and the first tile of new questions.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date, timedelta
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import rasterio
from PIL import Image
from rasterio.transform import from_origin
from rio_cogeo.cogeo import cog_translate, cog_validate
from rio_cogeo.profiles import cog_profiles
from rio_tiler.io import Reader

from benchmarks.pairs import in_turns, machine, table
from benchmarks.serve import Client, asked, row, serving
from data.snapshots import snapshot
from geo.density import PROJ, ask, density
from geo.density.tile import Tile, classes
from layers import style, tiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.density import Density

ZOOMS = (5, 6, 7, 8, 9, 10)
EQUAL = 0.98  # of the pixels that both draw
FIRST = date(1990, 1, 1)


def places(found: Density, each: int) -> list[Tile]:
    """Choose tiles on covered land, as many in each zoom."""
    rng, chosen = np.random.default_rng(6), []
    west, south, east, north = tiles.land(found)
    for z in ZOOMS:
        mine: list[Tile] = []
        while len(mine) < each:
            lon, lat = rng.uniform(west, east, 1), rng.uniform(south, north, 1)
            down = (1 - np.arcsinh(np.tan(np.radians(lat[0]))) / np.pi) / 2
            if found.drawn(lon, lat)[0]:
                mine.append(Tile(z, int((lon[0] + 180) / 360 * 2**z), int(down * 2**z)))
        chosen += mine
    return chosen


def cog(found: Density, path: Path) -> None:
    """Write the surface as a Cloud Optimized GeoTIFF."""
    grid, plain = found.grid, path.with_suffix(".plain.tif")
    corner = from_origin(grid.west_km * 1000, grid.north_km * 1000, grid.cell_km * 1000, grid.cell_km * 1000)
    shape = {"width": grid.columns, "height": grid.rows, "count": 1, "dtype": "float32"}
    with rasterio.open(plain, "w", driver="GTiff", crs=PROJ, transform=corner, nodata=np.nan, **shape) as file:
        file.write(found.values, 1)
    cog_translate(plain, path, cog_profiles.get("deflate"), in_memory=True, quiet=True)
    if not cog_validate(path)[0]:
        raise SystemExit("what was written is no COG")


def ours(found: Density, places: list[Tile]) -> list[bytes]:
    """Make all tiles."""
    return [tiles.tile(found, classes(found, place), "light") for place in places]


def theirs(
    reader: Reader, colours: list[tuple[tuple[float, float], tuple[int, ...]]], level: int
) -> Callable[..., list[bytes]]:
    """Give rio-tiler's way to all tiles."""

    def work(places: list[Tile]) -> list[bytes]:
        out = []
        for z, x, y in places:
            image = reader.tile(x, y, z, tilesize=256, resampling_method="bilinear", reproject_method="bilinear")
            out.append(image.render(img_format="PNG", colormap=colours, zlevel=level))
        return out

    return work


def colours(found: Density) -> list[tuple[tuple[float, float], tuple[int, ...]]]:
    """Give the colours of the classes as rio-tiler takes them."""
    ends = [-1e30, *found.breaks, 1e30]
    names = style.bands(len(found.breaks))
    shades = [(0, 0, 0, 0), *((*bytes.fromhex(style.LIGHT[name][1:]), 255) for name in names[1:])]
    return [((low, high), shade) for low, high, shade in zip(ends[:-1], ends[1:], shades, strict=True)]


def alike(mine: list[bytes], other: list[bytes]) -> bool:
    """Tell whether nearly all pixels that we draw have the same colour."""
    same = drawn = 0
    for one, two in zip(mine, other, strict=True):
        a, b = (np.asarray(Image.open(BytesIO(body)).convert("RGBA")) for body in (one, two))
        here = a[..., 3] > 0
        same, drawn = same + int(np.all(a == b, axis=-1)[here].sum()), drawn + int(here.sum())
    return same >= EQUAL * drawn


def beside(found: Density, folder: Path, each: int, turns: int) -> list[Tile]:
    """Print the table of both ways, and give the tiles."""
    chosen = places(found, each)
    path = folder / "surface.tif"
    cog(found, path)
    with Reader(str(path)) as reader:
        ways = {f"rio-tiler {version('rio-tiler')}, zlevel={n}": theirs(reader, colours(found), n) for n in (6, 1)}
        for name, way in ways.items():
            mine, other = (sum(map(len, made(chosen))) / len(chosen) for made in (lambda t: ours(found, t), way))
            print(f"{name}: {other:,.0f} bytes a tile, Sarhad {mine:,.0f}  ")
        others = {name: lambda way=way: way(chosen) for name, way in ways.items()}
        done = in_turns(lambda: ours(found, chosen), others, equal=alike, turns=turns)
    print(f"\n{table(f'{len(chosen)} tiles', done, per=len(chosen))}")
    return chosen


def over_http(data: Path, chosen: list[Tile], n: int) -> None:
    """Print what the service takes."""
    print("| request | a second | p50 ms | p99 ms |\n|---|---:|---:|---:|", flush=True)
    command = (sys.executable, "-m", "service.cli", "serve", "--port", "PORT")
    with serving(*command, folder=Path(__file__).parent.parent, data=data) as port:
        Client(port).ask("/heat/tiles.json")
        for size, end in (("256", ".png"), ("512", "@2x.png")):
            said = [f"/heat/tiles/{z}/{x}/{y}{end}" for z, x, y in dict.fromkeys(chosen)]
            row(f"tiles of {size} pixels, each another one", asked(port, said))
            row(f"tiles of {size} pixels, the same again", asked(port, said * 3))
        z, x, y = chosen[0]
        days = [FIRST + timedelta(days=37 * i + 1) for i in range(n)]
        row("the first tile of a new question", asked(port, [f"/heat/tiles/{z}/{x}/{y}.png?from={d}" for d in days]))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="./sarhad bench tiles", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory; the bundled incidents in a new one if not given")
    parser.add_argument("--each", type=int, default=10, help="tiles in each zoom (default: 10)")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--questions", type=int, default=30, help="new ones over HTTP (default: 30)")
    given = parser.parse_args()
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or Path(folder) / "data"
        state = snapshot(data=data)
        found = density(state, ask(state, []))
        rows, columns = found.grid.shape
        print(f"{machine()}\n\n{found.n:,} incidents, {rows} x {columns} cells; rio-cogeo {version('rio-cogeo')}  ")
        chosen = beside(found, Path(folder), given.each, given.turns)
        over_http(data, chosen, given.questions)


if __name__ == "__main__":
    main()
