"""Look at the data: ``serve``, ``tally``, ``map`` and ``about``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers.language import LANGUAGES, PSEUDO, language
from service.commands.options import DATA, FORMAT, INCIDENTS, answered, loaded, opened, question
from service.settings import LOOPBACK_NAMES, Settings, is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(epilog="Example: sarhad serve --port 8080 --sites my-sites.csv")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="First port to try.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Another name this service answers to. Repeatable.")
@click.option(
    "--sites",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show your own sites (GeoJSON points, or CSV with lon, lat, name) on this map only. Loopback addresses only.",
)
@click.option(
    "--language",
    "code",
    default="en",
    show_default=True,
    metavar="CODE",
    help=f"Of the page: {', '.join(LANGUAGES)}; {PSEUDO} is a layout test: English made long and right-to-left.",
)
@DATA
@INCIDENTS
def serve(
    *,
    host: str,
    port: int,
    allow_host: Sequence[str],
    sites: Path | None,
    code: str,
    data: Path | None,
    incidents: Sequence[Path],
) -> None:
    """Serve the map, the figures and the GeoJSON on this machine."""
    from service.app import create_app  # each command imports what it needs: --help stays quick
    from service.reports import figures as report
    from service.serve import address, free_port, run
    from service.versions import Fixed, Versions, Watched

    if sites is not None and not is_loopback(host):
        raise click.UsageError(f"--sites needs a loopback --host such as 127.0.0.1: {host} can be reached by others.")
    listening, spoken = address(host), language(code).code
    versions: Versions = Fixed(loaded(data, incidents)) if incidents else Watched(opened(data))
    hosts = (*LOOPBACK_NAMES, host, *allow_host)
    settings = Settings(versions=versions, hosts=hosts, private_sites=_private(sites), language=spoken)
    app, chosen = create_app(settings), free_port(listening, port)
    report.serving(host, chosen, wanted=port, snapshot=versions.latest())
    versions.watch()
    run(app, host=listening, port=chosen)


@click.command(
    epilog="Example: sarhad tally --measure killed --per none --from 2014-01-01 --to 2014-12-31 --format csv"
)
@question
@FORMAT
@DATA
@INCIDENTS
def tally(form: str, data: Path | None, incidents: Sequence[Path], **asked: str | None) -> None:
    """Print the figures of each region."""
    from geo.tally import tally as count
    from layers import figures
    from service.reports import figures as report

    state, query = answered(data, incidents, asked)
    answer = count(state, query)
    if form == "table":
        report.table(figures.answer(state, answer))
    elif form == "csv":
        sys.stdout.buffer.write(figures.table(state, answer))
    else:
        click.echo(report.json(figures.answer(state, answer)))


@click.command(name="map", epilog="Example: sarhad map out.html --measure killed --per population")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.html")
@question
@DATA
@INCIDENTS
def map_(out: Path, data: Path | None, incidents: Sequence[Path], **asked: str | None) -> None:
    """Write the map of a question as one file that opens from disk without a network."""
    from data.files import write
    from service.export import document

    size = write(out, document(*answered(data, incidents, asked)).encode())
    click.echo(f"{out} written ({size / 1e6:.1f} MB); it opens without a network.")


@click.command(epilog="Example: sarhad about")
@DATA
@INCIDENTS
def about(data: Path | None, incidents: Sequence[Path]) -> None:
    """Say which version this is, what data it holds, what they cover, and under which licences."""
    from service.reports import figures as report

    report.about(loaded(data, incidents))


def _private(path: Path | None) -> bytes | None:
    from data.overlay import sites

    return None if path is None else sites(path)
