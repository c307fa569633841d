"""Write the density of a question to files: ``heat``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.density.question import COARSE, NARROWEST_KM, WIDEST_KM
from service.commands.options import DATA, INCIDENTS, loaded, pairs, question
from service.openapi import SMOOTHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.density import Density
    from geo.snapshot import Snapshot

ENDINGS = (".geojson", ".json", ".png", ".tif")
MEANING = {str(said["name"]): str(said["description"]) for said in SMOOTHED}


@click.command(epilog="Example: sarhad heat out.tif out.geojson out.json --measure killed --bandwidth 10")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT...", nargs=-1, required=True)
@question
@click.option("--bandwidth", metavar=f"{NARROWEST_KM:g}..{WIDEST_KM:g}", help=MEANING["bandwidth"])
@click.option("--coarse", metavar="|".join(COARSE), help=MEANING["coarse"])
@DATA
@INCIDENTS
def heat(out: Sequence[Path], data: Path | None, incidents: Sequence[Path], **asked: str | None) -> None:
    """Write the density of incidents: values (.tif), contours (.geojson), a map (.png), what they rest on (.json)."""
    from data.files import write
    from data.ground import places
    from geo.density import ask, density
    from layers.heatline import headline

    for path in out:
        if path.suffix not in ENDINGS:
            raise click.UsageError(f"{path}: what to write goes by the ending, one of {', '.join(ENDINGS)}.")
    state = loaded(data, incidents, asked["version"] or "latest")
    found = density(state, ask(state, pairs(asked)))
    for path in out:
        write(path, _file(path.suffix, state, found))
        click.echo(f"{path} written")
    said = headline(state, found, places())
    click.echo(f"{said.text}\n{said.sub}")


def _file(ending: str, state: Snapshot, found: Density) -> bytes:
    from data.ground import places
    from layers.contours import contours
    from layers.geotiff import geotiff
    from layers.heat import about
    from service.reports.figures import json

    if ending == ".tif":
        return geotiff(state, found)
    if ending == ".geojson":
        return contours(state, found, places())
    if ending == ".png":
        from data.ground import basemap, labels
        from layers.picture.heat import picture  # matplotlib is half a second that only a picture needs

        return picture(state, found, land=basemap(), places=places(), labels=labels())
    return json(about(state, found, places())).encode()
