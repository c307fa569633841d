"""The sources as the store keeps them: one JSON document each, and one that names the default."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

import orjson

from data.store.schema import LIVE_AT
from geo.coverage import Source

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from data.store import Draft

SOURCE, DEFAULT = "source", "default"


class Record(TypedDict):
    """A source. ``from`` and ``to`` are null where they are those of its rows: of a list that claims nothing."""

    id: str
    name: str
    short: str
    counts: str
    countries: list[str]
    first: str | None
    last: str | None
    complete: bool
    knows: list[str]
    licence: str
    cite: str
    url: str
    accessed: str | None


class Choice(TypedDict):
    """The default source, and whether a user chose it: a choice is not overruled by the next import."""

    id: str
    chosen: bool


def pack(record: Mapping[str, object]) -> bytes:
    """Write a document; the same content always gives the same bytes."""
    return orjson.dumps(dict(record), option=orjson.OPT_SORT_KEYS)


def records(db: sqlite3.Connection, at: int) -> dict[str, Record]:
    """Give the sources of a revision by id, the complete ones first."""
    live = f"SELECT name, content FROM documents WHERE kind = :kind AND {LIVE_AT}"
    found: dict[str, Record] = {n: orjson.loads(c) for n, c in db.execute(live, {"at": at, "kind": SOURCE})}
    return dict(sorted(found.items(), key=lambda item: (not item[1]["complete"], item[0])))


def default(db: sqlite3.Connection, at: int) -> Choice:
    """Give the default source of a revision; its id is empty as long as there is none."""
    live = f"SELECT content FROM documents WHERE kind = :kind AND {LIVE_AT}"
    row = db.execute(live, {"at": at, "kind": DEFAULT}).fetchone()
    found: Choice = orjson.loads(row[0]) if row else Choice(id="", chosen=False)
    return found


def put(draft: Draft, record: Record) -> None:
    """Store a source."""
    draft.put(SOURCE, record["id"], pack(record))


def choose(draft: Draft, source: str, *, chosen: bool) -> None:
    """Store which source is the default."""
    draft.put(DEFAULT, DEFAULT, pack({"id": source, "chosen": chosen}))


def offer(draft: Draft, record: Record, *, anew: bool) -> None:
    """Make an imported source the default if there is none, or if it is complete and no user chose another.

    Parameters
    ----------
    anew : bool
        Whether the import brought anything of it that was not there; the same file again changes nothing.
    """
    now = default(draft.db, draft.number)
    if not now["id"] or (anew and record["complete"] and not now["chosen"]):
        choose(draft, record["id"], chosen=False)


def recorded(source: Source) -> Record:
    """Give a source as a record; the days of one that is not complete are left to its rows."""
    days = (source.first.isoformat(), source.last.isoformat()) if source.complete else (None, None)
    return Record(
        id=source.id,
        name=source.name,
        short=source.short,
        counts=source.counts,
        countries=list(source.countries),
        first=days[0],
        last=days[1],
        complete=source.complete,
        knows=list(source.knows),
        licence=source.licence,
        cite=source.cite,
        url=source.url,
        accessed=source.accessed,
    )


def sources(found: Iterable[Record], spans: Mapping[str, tuple[date, date]]) -> dict[str, Source]:
    """Make the sources of a Snapshot; ``spans`` has the first and last day of each one's rows.

    One of which neither a row nor a day is known says nothing, and is left out.
    """
    made = {}
    for record in found:
        first, last = record["first"], record["last"]
        span = spans.get(record["id"])
        days = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else span
        if days:
            made[record["id"]] = _source(record, days)
    return made


def _source(record: Record, days: tuple[date, date]) -> Source:
    words = {k: v for k, v in record.items() if k not in ("first", "last")}
    lists = {name: tuple(record[name]) for name in ("countries", "knows")}
    return Source(first=days[0], last=days[1], **(words | lists))  # type: ignore[arg-type]
