"""The command line: ``sarhad serve``, ``tally``, ``map`` and ``about``.

What is refused is one clear line on standard error and exit code 2, never a traceback.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from geo.errors import SarhadError
from geo.query import CLOSED, NAMES
from service import report
from service.openapi import DEFAULTS, MEANING
from service.settings import LOOPBACK_NAMES, PROGRAM_VERSION, Settings, is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.snapshots import Loaded
    from geo.query import Query

Command = TypeVar("Command", bound="Callable[..., None]")
INCIDENTS = click.option(
    "--incidents",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read this CSV (UCDP GED, or the project's own columns) in place of the bundled incidents. Repeatable.",
)


def question(command: Command) -> Command:
    """Give a command one option for each parameter of the question."""
    for name in reversed(NAMES):
        key = {"from": "from_"}.get(name, name)
        accepted = "|".join(CLOSED.get(name, ("DAY",) if name in ("from", "to") else ("IDS",)))
        usual = f"  [default: {DEFAULTS[name]}]"
        command = click.option(f"--{name}", key, metavar=accepted, help=MEANING[name] + usual)(command)
    return command


@click.group(epilog="Example: sarhad serve    Example: sarhad tally --measure killed --from 2014-01-01 --to 2014-12-31")
@click.version_option(PROGRAM_VERSION, prog_name="sarhad")
def cli() -> None:
    """Map and count security incidents in the Iran-Pakistan borderlands."""


@cli.command(epilog="Example: sarhad serve --port 8080 --sites my-sites.csv")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="First port to try.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Another name this service answers to. Repeatable.")
@click.option(
    "--sites",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show your own sites (GeoJSON points, or CSV with lon, lat, name) on this map only. Loopback addresses only.",
)
@INCIDENTS
def serve(host: str, port: int, allow_host: Sequence[str], sites: Path | None, incidents: Sequence[Path]) -> None:
    """Serve the map, the figures and the GeoJSON on this machine."""
    from service.app import create_app  # each command imports what it needs: --help stays quick
    from service.serve import address, free_port, run

    if sites is not None and not is_loopback(host):
        raise click.UsageError(f"--sites needs a loopback --host such as 127.0.0.1: {host} can be reached by others.")
    listening = address(host)
    loaded = _load(incidents)
    settings = Settings(
        snapshot=loaded.snapshot,
        hosts=(*LOOPBACK_NAMES, host, *allow_host),
        private_sites=_private(sites),
    )
    app, chosen = create_app(settings), free_port(listening, port)
    report.serving(host, chosen, wanted=port, snapshot=loaded.snapshot)
    run(app, host=listening, port=chosen)


@cli.command(epilog="Example: sarhad tally --measure killed --per none --from 2014-01-01 --to 2014-12-31 --format csv")
@question
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@INCIDENTS
def tally(form: str, incidents: Sequence[Path], **asked: str | None) -> None:
    """Print the figures of each region."""
    from geo.tally import tally as count
    from layers import figures

    loaded = _load(incidents)
    answer = count(loaded.snapshot, _ask(loaded, asked))
    if form == "table":
        report.table(figures.answer(loaded.snapshot, answer))
    elif form == "csv":
        sys.stdout.buffer.write(figures.table(loaded.snapshot, answer))
    else:
        click.echo(report.json(figures.answer(loaded.snapshot, answer)))


@cli.command(name="map", epilog="Example: sarhad map out.html --measure killed --per population")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.html")
@question
@INCIDENTS
def map_(out: Path, incidents: Sequence[Path], **asked: str | None) -> None:
    """Write the map of a question as one file that opens from disk without a network."""
    from data.files import write
    from service.export import document

    loaded = _load(incidents)
    size = write(out, document(loaded.snapshot, _ask(loaded, asked)).encode())
    click.echo(f"{out} written ({size / 1e6:.1f} MB); it opens without a network.")


@cli.command(epilog="Example: sarhad about")
@INCIDENTS
def about(incidents: Sequence[Path]) -> None:
    """Say which version this is, what data it holds, what they cover, and under which licences."""
    report.about(_load(incidents).snapshot)


def _load(incidents: Sequence[Path]) -> Loaded:
    from data.snapshots import load

    loaded = load(incidents)
    report.readings(loaded.readings)
    return loaded


def _ask(loaded: Loaded, asked: dict[str, str | None]) -> Query:
    return loaded.snapshot.ask([(name.rstrip("_"), value) for name, value in asked.items() if value is not None])


def _private(path: Path | None) -> bytes | None:
    from data.overlay import sites

    return None if path is None else sites(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    try:
        code = cli.main(args=arguments, prog_name="sarhad", standalone_mode=False)
        sys.stdout.flush()
    except SarhadError as error:
        click.echo(f"sarhad: {error}", err=True)
        code = 2
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 1
    except OSError as error:  # what was printed went nowhere: the disk is full, or its reader has gone
        code = _unheard(error)
    sys.exit(code if isinstance(code, int) else 0)


def _unheard(error: OSError) -> int:
    from data.files import discard

    discard(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 1
    click.echo(f"sarhad: {error.strerror}", err=True)
    return 2


if __name__ == "__main__":
    main()
