"""Take data in: ``import``."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.commands.options import DATA, FORMAT, opened

if TYPE_CHECKING:
    from data.order import Order
    from data.sources.reading import How

LAYOUTS = "ucdp, acled, acled-deleted, gtd, own or table"
LIMITS = "What reading may take, such as memory=4GB,cpu=20m,wall=1h.  [default: SARHAD_LIMITS]"
WAIT = "How long to wait for another import that is under way."
EXAMPLES = """\b
Example: sarhad import ged-pakistan.csv
Example: sarhad import acled.csv --covers PK,IR --from 2018-01-01 --to 2025-11-14 --complete
Example: sarhad import my.xlsx --map lon=X,lat=Y,date_start=Date --set kind=attack,precision=near --source mine
"""


NEXT = re.compile(r",(?=\s*\w+\s*=)")


def _parts(option: str, text: str) -> dict[str, str]:
    """Read ``ours=theirs,ours=theirs``; a comma that no ``ours=`` follows belongs to a name of theirs."""
    found: dict[str, str] = {}
    for part in NEXT.split(text) if text else ():
        name, sign, theirs = (p.strip() for p in part.partition("="))
        if not (sign and name and theirs):
            raise click.BadParameter(f"{part!r} is not NAME=VALUE", param_hint=option)
        if name in found:
            raise click.BadParameter(f"{name} is given twice", param_hint=option)
        found[name] = theirs
    return found


def _pairs(_: click.Context, parameter: click.Parameter, value: str | None) -> dict[str, str]:
    return _parts(parameter.opts[0], value or "")


def _day(_: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day (accepted: YYYY-MM-DD)", param=parameter) from None


@click.command(name="import", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "layout", default="", metavar="ID", help=f"{LAYOUTS}; found out from the content if not given.")
@click.option(
    "--map", "columns", default="", metavar="OURS=THEIRS,...", help="Which column holds what; or a TOML file."
)
@click.option("--set", "constants", callback=_pairs, metavar="OURS=VALUE,...", help="A value for every row.")
@click.option("--source", default="", metavar="ID", help="The source that the rows belong to, if they do not say so.")
@click.option("--day-first", is_flag=True, help="05/12/2024 is the fifth of December.")
@click.option("--sheet", default="", help="Which sheet of a workbook.")
@click.option("--layer", default="", help="Which layer of a GeoPackage.")
@click.option("--encoding", default="", help="Such as cp1252; found out if not given.")
@click.option("--covers", metavar="COUNTRIES", help="Countries that the source covers, such as PK,IR.")
@click.option("--from", "first", callback=_day, metavar="DAY", help="First day that the source covers.")
@click.option("--to", "last", callback=_day, metavar="DAY", help="Last day that the source covers.")
@click.option("--complete", is_flag=True, help="It has every event of its kind there and then: its silence means zero.")
@click.option("--replace", default="", metavar="SOURCE", help="End the rows of this source that are not in the file.")
@click.option("--note", default="", help="A remark, kept with the revision.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and store nothing.")
@click.option("--limits", default="", envvar="SARHAD_LIMITS", metavar="NAME=VALUE,...", help=LIMITS)
@click.option("--wait", default=60, show_default=True, type=click.IntRange(0), metavar="SECONDS", help=WAIT)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@DATA
def import_(file: Path, *, wait: int, form: str, data: Path | None, **told: Any) -> None:  # noqa: ANN401 each as its option reads it
    """Read a file of incidents into the store: UCDP GED, ACLED, GTD or a table of your own.

    CSV, Excel, GeoJSON, GeoPackage or GeoParquet, as it is or in a zip or gz. Every row is taken in, or listed with its
    line and reason in a CSV beside the file; the whole is one revision, or none.

    Exit code 0: all rows are in. 1: some were refused. 2: the file could not be read, and nothing was stored.
    """
    from data.child import UnknownLayout
    from data.importing import import_file
    from geo.errors import UnreadableFile
    from service.reports import imports as report

    order = _order(file, told)
    try:
        with report.progress() as progress:
            done = import_file(opened(data), order, progress=progress, waiting=report.waiting, wait_s=wait)
    except UnknownLayout as error:
        raise UnreadableFile(f"{error}\n{report.suggestion(order, error.suggestion)}") from None
    if form == "json":
        click.echo(report.json(done))
    else:
        report.table(done)
    click.get_current_context().exit(1 if done.refused else 0)


def _order(file: Path, told: dict[str, Any]) -> Order:
    from data.child import Limits
    from data.claims import Claim
    from data.order import Order

    covers = told["covers"]
    countries = tuple(c.strip().upper() for c in covers.split(",")) if covers else None
    return Order(
        path=file,
        how=_how(told),
        limits=Limits.of(told["limits"]),
        claim=Claim(countries=countries, first=told["first"], last=told["last"], complete=told["complete"]),
        replace=told["replace"],
        note=told["note"],
        dry_run=told["dry_run"],
    )


def _how(told: dict[str, Any]) -> How:
    """Read a mapping from its file or from the option, and lay the other options over it."""
    from data.mapping import read_mapping
    from data.sources.reading import How

    columns = told["columns"]
    base = read_mapping(Path(columns)) if columns.endswith(".toml") else How(columns=_parts("--map", columns))
    given = {name: told[name] for name in ("source", "sheet", "layer", "encoding") if told[name]}
    given |= {"format": told["layout"]} if told["layout"] else {}
    return replace(
        base,
        constants=base.constants | told["constants"],
        day_first=base.day_first or told["day_first"],
        **given,
    )


@click.command(epilog="Example: sarhad export incidents.gpkg --source ucdp-ged")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--source", default="", metavar="ID", help="Only the rows of this source.")
@click.option("--version", default="latest", metavar="N", help="The revision to write.")
@DATA
def export(out: Path, *, source: str, version: str, data: Path | None) -> None:
    """Write the stored incidents as .csv, .geojson, .gpkg or .parquet, such as can be imported again."""
    from data.exporting import export as write

    n = write(opened(data), out, version=version, source=source)
    click.echo(f"{out} written ({n:,} incidents).")


@click.command(epilog="Example: sarhad sources    Example: sarhad sources --default acled")
@click.option("--default", "chosen", metavar="ID", help="Answer from this source unless a question names one.")
@FORMAT
@DATA
def sources(*, chosen: str | None, form: str, data: Path | None) -> None:
    """List the sources with what they cover and how many rows they have, or choose the default."""
    from data.catalogue import choose, listed
    from service.reports import sources as report

    store = opened(data)
    if chosen is not None:
        made = choose(store, chosen)
        click.echo(
            f"{chosen} is the default source" + (f": revision {made.number}" if made else " already") + ".", err=True
        )
    report.table(listed(store), form)


@click.command(epilog="Example: sarhad duplicates ucdp-ged curated --days 1 --km 10")
@click.argument("source_a")
@click.argument("source_b")
@click.option("--days", default=2, show_default=True, type=click.IntRange(0, 366), help="At most so many days apart.")
@click.option("--km", default=25.0, show_default=True, type=click.FloatRange(0, 500), help="At most so far apart.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@DATA
def duplicates(source_a: str, source_b: str, *, days: int, km: float, form: str, data: Path | None) -> None:
    """List likely pairs of the same event in two sources, nearer ones first. Nothing is merged."""
    from data.snapshots import at
    from geo.duplicates import pairs
    from geo.errors import BadQuery
    from service.reports import duplicates as report

    state = at(opened(data))
    for name in (source_a, source_b):
        if name not in state.sources:
            raise BadQuery.unknown("source", name, state.sources)
    a, b = (state.incidents.take(state.incidents.source == name) for name in (source_a, source_b))
    report.table(a, b, pairs(a, b, days=days, km=km), form)
