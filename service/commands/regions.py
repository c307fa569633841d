"""A user's own regions: ``regions list``, ``regions add`` and ``regions remove``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from service.commands.options import DATA, opened

LEVEL = click.option("--level", type=click.Choice(["district"]), default="district", show_default=True)


@click.group(epilog="Example: sarhad regions add districts.gpkg --id adm2_pcode --name adm2_name --pcode adm2_pcode")
def regions() -> None:
    """Show, add or remove regions. Countries and provinces are part of the reference data; districts are yours."""


@regions.command(name="list", epilog="Example: sarhad regions list")
@DATA
def list_(data: Path | None) -> None:
    """Show how many regions there are of each level."""
    from data.divisions import listed

    for level, found in listed(opened(data)).items():
        countries = ", ".join(sorted(set(found.country)))
        click.echo(f"{level:<9} {len(found):>4}  {countries}")


@regions.command(
    epilog="Example: sarhad regions add districts.gpkg --id adm2_pcode --name adm2_name --pcode adm2_pcode"
)
@click.argument("file", type=click.Path(path_type=Path))
@LEVEL
@click.option("--id", "id_", required=True, metavar="COL", help="The column of an id, unique and lasting.")
@click.option("--name", required=True, metavar="COL", help="The column of the name.")
@click.option("--name-fa", metavar="COL", help="The column of the Persian name.")
@click.option("--name-ur", metavar="COL", help="The column of the Urdu name.")
@click.option("--parent", metavar="COL", help="The column of the province, by id or name; found by location otherwise.")
@click.option("--pcode", metavar="COL", help="The column of the P-code.")
@click.option("--layer", default="", help="Which layer of a GeoPackage.")
@click.option("--note", default="", help="A remark, kept with the revision.")
@click.option("--limits", default="", envvar="SARHAD_LIMITS", metavar="NAME=VALUE,...", help="As of import.")
@DATA
def add(
    file: Path, *, level: str, id_: str, layer: str, note: str, limits: str, data: Path | None, **told: str
) -> None:
    """Add districts from a GeoPackage, GeoJSON or zipped shapefile, in WGS 84; those with a known id are replaced.

    What is invalid is repaired and said, overlaps and gaps are said. The whole is one revision, or none.
    Exit code 0: all are in. 1: some were refused. 2: the file could not be read, and nothing was stored.
    """
    from data.child import Limits
    from data.divisions import Division
    from data.divisions import add as put
    from service.reports import divisions as report

    columns = {"id": id_, **{ours: theirs for ours, theirs in told.items() if theirs}}
    order = Division(path=file, columns=columns, level=level, layer=layer, limits=Limits.of(limits), note=note)
    done = put(opened(data), order)
    report.table(done)
    sys.stdout.flush()
    click.get_current_context().exit(1 if done.refused else 0)


@regions.command(epilog="Example: sarhad regions remove --level district")
@LEVEL
@DATA
def remove(level: str, data: Path | None) -> None:
    """Take all districts away, as a new revision."""
    from data.divisions import remove as take

    made = take(opened(data), level)
    click.echo(f"revision {made.number}: {made.note}")
