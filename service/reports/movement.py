"""Figures that are not the same in two revisions, and the incidents that moved them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo import terms
from layers import words
from service.reports import printable
from service.reports.history import as_csv, json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.movement import Cause, Figures, Movement, RegionChange
    from geo.snapshot import Snapshot
    from geo.tally import Tally

MOST_REGIONS, MOST = 30, 10
"""Regions, and incidents of each, that a terminal gets; CSV and JSON have all."""
HEADER = ("region", "name", "figure", "old", "new", "source", "source_id", "date_start", "place", "row_old", "row_new")
NAMES = {"killed_low": "killed (low)", "killed_high": "killed (high)"}


def table(before: Snapshot, after: Snapshot, found: Movement, form: str) -> None:
    """Print each figure that changed, and the incidents that made it change."""
    states = ((before, found.before), (after, found.after))
    if form == "json":
        old, new = (_asked(state, answer) for state, answer in states)
        json({"before": old, "after": new, "regions": [_record(region) for region in found.regions]})
    elif form == "csv":
        click.echo(as_csv([HEADER, *(line for region in found.regions for line in _lines(region))]), nl=False)
    else:
        for state, answer in states:
            click.echo(f"revision {state.revision}: {_basis(answer)}")
        _warn(found)
        for region in found.regions[:MOST_REGIONS]:
            _print(region, found)
        if len(found.regions) > MOST_REGIONS:
            click.echo(f"\nand {len(found.regions) - MOST_REGIONS:,} more regions (--format csv has all)")
        if not found.regions:
            click.echo("No figure changed.")


def _asked(state: Snapshot, answer: Tally | None) -> dict[str, object]:
    said: dict[str, object] = {"revision": state.revision, "digest": state.digest}
    if answer is None:
        return said | {"query": None, "counted": None, "total": None}
    query = answer.query.parameters() | {"version": str(state.revision)}
    return said | {"query": query, "counted": answer.counted, "total": answer.total}


def _record(region: RegionChange) -> dict[str, object]:
    return {
        "id": region.id,
        "name": region.name,
        "figures": {name: {"old": old, "new": new} for name, (old, new) in region.figures.items()},
        "incidents": [cause._asdict() for cause in region.causes],
    }


def _lines(region: RegionChange) -> Iterator[list[object]]:
    """Give a line for each figure and each incident that moved it; one without an incident if none did."""
    for name, pair in region.figures.items():
        figure = [region.id, region.name, name, *map(_plain, pair)]
        causes = [c for c in region.causes if name in c.figures]
        for c in causes:
            yield [*figure, *c[:4], _plain(_of(c.old, name)), _plain(_of(c.new, name))]
        if not causes:
            yield [*figure, *[None] * 6]


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _basis(answer: Tally | None) -> str:
    if answer is None:
        return "has no such source or regions, so nothing is known of it there"
    first, last = answer.query.period
    sources = ", ".join(answer.query.source)
    return f"{sources}, {first} to {last}, {answer.counted:,} of {answer.total:,} incidents counted"


def _warn(found: Movement) -> None:
    if found.before is None or found.after is None:
        return
    old, new = found.before.query, found.after.query
    if old.source != new.source:
        click.echo("These are figures of different sources; --source compares one with itself.")
    elif old.period != new.period and any(s.complete for s in found.after.sources):
        click.echo("These are figures of different periods; --from and --to ask for the same one.")


def _print(region: RegionChange, found: Movement) -> None:
    answer = found.after or found.before
    click.echo()
    click.echo(printable(f"{region.name} ({region.id})"))
    for name, pair in region.figures.items():
        unit = f"   {terms.unit(answer.query.measure, answer.query.per)}" if answer and name == "value" else ""
        old, new = (_written(name, value, answer) for value in pair)
        if old == new:  # as far as it is written elsewhere
            old, new = (f"{value:.6g}" for value in pair)
        click.echo(f"  {NAMES.get(name, name):<13}{old:>9} -> {new:<9}{unit}".rstrip())
    for c in region.causes[:MOST]:
        named = f"{c.source}:{c.source_id}"
        click.echo(printable(f"    {named:<18} {c.date_start}  {c.place or 'place unknown'}: {_said(c)}"))
    if len(region.causes) > MOST:
        click.echo(f"    and {len(region.causes) - MOST:,} more incidents (--format csv has all)")
    if not region.causes and found.before and found.after:
        click.echo("    no incident did this: what the source covers did, or what the figure is divided by")


def _written(name: str, value: float | None, answer: Tally | None) -> str:
    if value is None:
        return "unknown"
    return words.value(value) if answer and name == "value" and answer.query.per != "none" else words.count(value)


def _said(cause: Cause) -> str:
    """Say what an incident does to the region."""
    if cause.old is None or cause.new is None:
        what = "counted here now" if cause.old is None else "no longer counted here"
        return f"{what}, killed {_count(cause.new or cause.old, 'killed')}"
    pairs = {n: (_count(cause.old, n), _count(cause.new, n)) for n in cause.old}
    said = [n for n, (old, new) in pairs.items() if old != new]
    told = [n for n in said if n not in NAMES or pairs[n] != pairs["killed"]]  # a bound that is the best figure
    return ", ".join(f"{NAMES.get(n, n)} {' -> '.join(pairs[n])}" for n in told if n != "value" or len(told) == 1)


def _count(numbers: Figures | None, name: str) -> str:
    value = _of(numbers, name)
    return "unknown" if value is None else words.count(value)


def _of(numbers: Figures | None, name: str) -> float | None:
    return numbers[name] if numbers else None
