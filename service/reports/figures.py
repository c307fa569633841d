"""Figures and what they rest on, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import numpy as np
import orjson

from geo.cube import BUDGET, FEW
from service.settings import PROGRAM_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.table import Table

    from geo.snapshot import Snapshot

WIDEST = 160  # columns: a narrower terminal folds the rows, but no figure is ever cut
HATCH = "not covered"
COLUMNS = ("rank", "region", "id", "value", "incidents", "killed", "injured", "share", "change")


def serving(host: str, port: int, *, wanted: int, snapshot: Snapshot) -> None:
    """Say where the map is."""
    if port != wanted:
        click.echo(f"Port {wanted} is busy; using {port}.", err=True)
    name = f"[{host}]" if ":" in host else host
    rows = f"{len(snapshot.incidents):,} incidents of {len(snapshot.sources)} sources"
    click.echo(f"Sarhad {PROGRAM_VERSION}, version {snapshot.revision} ({snapshot.digest[:8]}), {rows}", err=True)
    click.echo(f"Open http://{name}:{port}/ in a browser; stop with Ctrl-C.", err=True)


def json(answer: Mapping[str, object]) -> str:
    """Give an answer as indented JSON."""
    return orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode()


def table(answer: Mapping[str, Any]) -> None:
    """Print an answer as a table: what is covered by rank, the focus regions always."""
    from rich.console import Console

    console = Console(highlight=False)
    rows = answer["regions"]
    console.print(answer["headline"]["text"], style="bold", markup=False)
    console.print(_basis(answer), markup=False)
    shown = [r for r in rows if r["status"] == "covered" or r["focus"] or r["incidents"]]
    order = sorted(shown, key=lambda r: (r["rank"] is None, r["rank"] or 0, r["status"], r["name"]))
    Console(width=WIDEST, highlight=False).print(_grid(order, per=answer["per"]))
    console.print(f"value: {answer['unit']}; killed: best (low to high)", style="dim")
    hidden = len(rows) - len(shown)
    if hidden:
        console.print(f"{hidden} more regions are not covered by this source.", markup=False)
    for warning in answer["warnings"]:
        console.print(f"Note: {warning}", markup=False)


def _basis(answer: Mapping[str, Any]) -> str:
    left, said = answer["total"] - answer["counted"], answer["headline"]
    out = f" · {left:,} left out: {said['left_out']}" if left else ""
    return f"{said['sub']}{out} · version {answer['version']['revision']}"


def _grid(rows: Sequence[Mapping[str, Any]], *, per: str) -> Table:
    """Lay rows out; a column that holds nothing is not drawn."""
    from rich.table import Table

    from layers import words

    cells = [_cells(row, write=words.count if per == "none" else words.value) for row in rows]
    grid = Table(box=None, pad_edge=False, header_style="dim")
    kept = [name for name in COLUMNS if any(c[name] for c in cells)]
    for name in kept:
        grid.add_column(name, justify="left" if name in ("region", "id") else "right", no_wrap=True)
    for row in cells:
        grid.add_row(*(row[name] for name in kept))
    return grid


def _cells(row: Mapping[str, Any], *, write: Callable[[float], str]) -> dict[str, str]:
    value = row["value"]
    shown = write(value) if value is not None else HATCH if row["status"] != "covered" else "unknown"
    killed = "" if row["killed"] is None else f"{row['killed']:,} ({row['killed_low']:,} to {row['killed_high']:,})"
    return {
        "rank": str(row["rank"] or ""),
        "region": str(row["name"]),
        "id": str(row["id"]),
        "value": shown,
        "incidents": _count(row["incidents"]),
        "killed": killed,
        "injured": _count(row["injured"]),
        "share": "" if row["share"] is None else f"{row['share'] * 100:.1f} %",
        "change": _change(row),
    }


def _change(row: Mapping[str, Any]) -> str:
    from layers.words import percent

    if row["change"] is None:
        return "" if row["base"] is None else f"from {row['base']:,}"
    spread = "" if row["change_low"] is None else f" ({percent(row['change_low'])} to {percent(row['change_high'])})"
    return f"{percent(row['change'])}{spread}"


def _count(n: object) -> str:
    return "" if n is None else f"{n:,}"


def about(snapshot: Snapshot) -> None:
    """Print the program's version, the state of the data, and each source."""
    click.echo(f"Sarhad {PROGRAM_VERSION}")
    click.echo(f"version of the data: {snapshot.revision} ({snapshot.digest})")
    for level in dict.fromkeys(snapshot.regions.level):
        whose = "Natural Earth, public domain" if level != "district" else "added here"
        click.echo(f"regions: {len(snapshot.regions.at(level, 'now'))} of level {level} ({whose})")
    click.echo(f"cross-border operations: {len(snapshot.sites)}")
    click.echo(f"figures: {_way(snapshot)}")
    words, codes = snapshot.records.words["source"], snapshot.records.codes("source")
    rows = dict(zip(words, np.bincount(codes, minlength=len(words)).tolist(), strict=True))
    for source in snapshot.sources.values():
        n = rows.get(source.id, 0)
        complete = (
            f"complete for {', '.join(source.countries)}" if source.complete else "not complete: never a rate or a zero"
        )
        default = ", the default" if source.id == snapshot.default_source else ""
        click.echo(f"\n{source.id}{default}: {source.name}")
        click.echo(f"  {n:,} incidents, {source.first} to {source.last}, {complete}")
        click.echo(f"  counts {source.counts}; records {', '.join(source.knows)}")
        click.echo(f"  {source.licence}. {source.cite}")


def _way(snapshot: Snapshot) -> str:
    """Say how sums are found; the answers are the same either way."""
    cube = snapshot.cube("province", "now")
    if cube.usual is not None:
        return f"from a cube, {len(cube.usual):,} monthly cells for the plainest questions, at most {BUDGET:,} for all"
    if len(cube.records) <= FEW:
        return f"read from {len(cube.records):,} rows; a cube is made above {FEW:,}"
    return f"read from {len(cube.records):,} rows: a cube of them has more than {BUDGET:,} cells"
