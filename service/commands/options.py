"""Options that several commands share, and how a command comes by its data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from geo.errors import BadQuery
from geo.query import CLOSED, NAMES
from service.openapi import DEFAULTS, MEANING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from data.store import Store
    from geo.query import Query
    from geo.snapshot import Snapshot

Command = TypeVar("Command", bound="Callable[..., None]")

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="SARHAD_DATA",
    metavar="DIR",
    help="The data directory.  [default: SARHAD_DATA, else ~/.local/share/sarhad]",
)
INCIDENTS = click.option(
    "--incidents",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Look at this file in place of all stored incidents, without importing it. Repeatable.",
)
FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)


def question(command: Command) -> Command:
    """Give a command one option for each parameter of the question."""
    for name in reversed(NAMES):
        key = {"from": "from_"}.get(name, name)
        accepted = "|".join(CLOSED.get(name, ("DAY",) if name in ("from", "to") else ("IDS",)))
        usual = f"  [default: {DEFAULTS[name]}]"
        command = click.option(f"--{name}", key, metavar=accepted, help=MEANING[name] + usual)(command)
    return command


def pairs(asked: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Give the options of a question as the pairs of a query string."""
    return [(name.rstrip("_"), value) for name, value in asked.items() if value is not None]


def opened(data: Path | None) -> Store:
    """Open the store, and make it on first use."""
    from data.start import ready
    from data.store import Store, usual_folder

    store = Store(data or usual_folder())
    ready(store)
    return store


def loaded(data: Path | None, incidents: Sequence[Path], version: str = "latest") -> Snapshot:
    """Give the state of the data at a version, or that of some files alone."""
    from data.snapshots import at
    from data.temporary import of_files
    from service.reports.imports import problems

    if not incidents:
        return at(opened(data), version)
    if version not in ("latest", "1"):
        raise BadQuery("version", "files that were not imported have no versions.", ("latest",))
    found = of_files(incidents)
    for report in found.reports:
        problems(report)
    return found.snapshot


def answered(data: Path | None, incidents: Sequence[Path], asked: Mapping[str, str | None]) -> tuple[Snapshot, Query]:
    """Give the state that a question is asked of, and the question."""
    state = loaded(data, incidents, asked["version"] or "latest")
    return state, state.ask(pairs(asked))
