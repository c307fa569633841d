"""One revision in the making: rows and documents go in; `close` names the state, or finds that it is the old one."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import orjson

from data.sources import own
from data.store.revisions import (
    NAMES,
    Revision,
    content_at,
    documents_at,
    latest,
    now,
    revision_digest,
    row_digest,
    user,
)
from data.store.schema import LIVE_AT

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

Values = tuple[str | float | int | None, ...]
"""One incident: its values in the order of `own.COLUMNS`, None where a number is unknown."""

SOURCE, SOURCE_ID = own.COLUMNS.index("source"), own.COLUMNS.index("source_id")
LIVE = """
SELECT source_id, incidents.id, digest, seen.id IS NOT NULL FROM incidents LEFT JOIN temp.seen ON seen.id = incidents.id
WHERE source = ? AND rev_to IS NULL AND source_id IN (SELECT value FROM json_each(?))
"""
INSERT = f"""
INSERT INTO incidents (id, rev_from, digest, {", ".join(own.COLUMNS)})
VALUES (?, ?, ?, {", ".join("?" * len(own.COLUMNS))})
"""


class Live(NamedTuple):
    """What the store holds under an id."""

    id: int
    digest: bytes
    seen: bool


@dataclass
class Upserted:
    """How many rows an upsert added, changed or found unchanged, and the positions of those whose id came twice."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: list[int] = field(default_factory=list)


class Draft:
    """Changes inside one transaction, to become one revision.

    Attributes
    ----------
    number : int
        What the revision will be called.
    time : str
        When it began, in UTC; never before the revision that it follows.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.parent = latest(db)
        self.number = self.parent.number + 1 if self.parent else 1
        self.time = max(now(), self.parent.time if self.parent else "")
        self._next = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM incidents").fetchone()[0])
        db.execute("CREATE TEMP TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM temp.seen")

    def upsert(self, rows: Sequence[Values]) -> Upserted:
        """Add rows, or change those whose (source, source_id) is there; an id that this draft has seen is left out."""
        done, live, mine = Upserted(), self._live(rows), set[tuple[object, object]]()
        ended: list[tuple[int, int]] = []
        new: list[tuple[object, ...]] = []
        seen: list[tuple[int]] = []
        for position, row in enumerate(rows):
            key, digest = (row[SOURCE], row[SOURCE_ID]), row_digest(row)
            found = live.get(key)
            if key in mine or (found and found.seen):
                done.repeated.append(position)
                continue
            mine.add(key)
            if found and found.digest == digest:
                done.unchanged += 1
                seen.append((found.id,))
                continue
            if found:
                done.changed += 1
                ended.append((self.number, found.id))
            else:
                done.added += 1
            new.append((self._next, self.number, digest, *row))
            seen.append((self._next,))
            self._next += 1
        self.db.executemany("UPDATE incidents SET rev_to = ? WHERE id = ?", ended)
        self.db.executemany(INSERT, new)
        self.db.executemany("INSERT INTO temp.seen VALUES (?)", seen)
        return done

    def _live(self, rows: Sequence[Values]) -> dict[tuple[object, object], Live]:
        asked: dict[object, list[object]] = {}
        for row in rows:
            asked.setdefault(row[SOURCE], []).append(row[SOURCE_ID])
        found = {}
        for source, ids in asked.items():
            for id_, row_id, digest, seen in self.db.execute(LIVE, (source, orjson.dumps(ids).decode())):
                found[source, id_] = Live(row_id, digest, bool(seen))
        return found

    def seen_ids(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Tell which rows this draft has seen."""
        return np.isin(ids, [id_ for (id_,) in self.db.execute("SELECT id FROM temp.seen")])

    def delete(self, source: str, ids: Iterable[str]) -> int:
        """End the rows of a source that have one of the ids."""
        ending = "UPDATE incidents SET rev_to = ? WHERE source = ? AND rev_to IS NULL AND source_id = ?"
        return self.db.executemany(ending, ((self.number, source, id_) for id_ in ids)).rowcount

    def delete_unseen(self, source: str) -> int:
        """End the rows of a source that this draft has not seen."""
        unseen = "source = ? AND rev_to IS NULL AND id NOT IN (SELECT id FROM temp.seen)"
        return self.db.execute(f"UPDATE incidents SET rev_to = ? WHERE {unseen}", (self.number, source)).rowcount

    def return_to(self, number: int) -> tuple[int, int]:
        """Make the state that of an earlier revision again: (rows added, rows ended)."""
        was, at = LIVE_AT, {"at": number, "now": self.number}
        values = ", ".join(own.COLUMNS)
        ended = self.db.execute(
            f"UPDATE incidents SET rev_to = :now WHERE rev_to IS NULL AND NOT ({was})", at
        ).rowcount  # what came later
        added = self.db.execute(
            f"INSERT INTO incidents (rev_from, digest, {values}) SELECT :now, digest, {values} FROM incidents "
            f"WHERE {was} AND rev_to IS NOT NULL",
            at,
        ).rowcount  # what was taken away later
        self.db.execute(f"UPDATE documents SET rev_to = :now WHERE rev_to IS NULL AND NOT ({was})", at)
        self.db.execute(
            "INSERT INTO documents (rev_from, kind, name, digest, content) "
            f"SELECT :now, kind, name, digest, content FROM documents WHERE {was} AND rev_to IS NOT NULL",
            at,
        )
        return added, ended

    def put(self, kind: str, name: str, content: bytes) -> None:
        """Store a document in the place of the one that has its name, unless it is the same."""
        digest = sha256(content).hexdigest()
        if self.get(kind, name) == content:
            return
        self.remove(kind, name)
        self.db.execute(
            "INSERT INTO documents (rev_from, kind, name, digest, content) VALUES (?, ?, ?, ?, ?)",
            (self.number, kind, name, digest, content),
        )

    def remove(self, kind: str, name: str) -> bool:
        """End a document; tell whether there was one."""
        ending = "UPDATE documents SET rev_to = ? WHERE kind = ? AND name = ? AND rev_to IS NULL"
        return bool(self.db.execute(ending, (self.number, kind, name)).rowcount)

    def get(self, kind: str, name: str) -> bytes | None:
        """Give a document as it stands now."""
        live = "SELECT content FROM documents WHERE kind = ? AND name = ? AND rev_to IS NULL"
        row = self.db.execute(live, (kind, name)).fetchone()
        return bytes(row[0]) if row else None

    def close(self, action: str, **said: str | int) -> Revision | None:
        """Name the new state; None, with everything undone, if it is that of the revision before."""
        content, documents = content_at(self.db, self.number), documents_at(self.db, self.number)
        parent = self.parent
        if parent and content == parent.content_digest and documents == documents_at(self.db, parent.number):
            self.abandon()
            return None
        made = Revision(
            number=self.number,
            time=self.time,
            who=_utf8(user()),
            action=action,
            content_digest=content,
            revision_digest=revision_digest(parent.revision_digest if parent else "", content, documents),
            **{name: _utf8(value) if isinstance(value, str) else value for name, value in said.items()},  # type: ignore[arg-type]
        )
        values = made.record()
        self.db.execute(
            f"INSERT INTO revisions ({NAMES}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
        )
        return made

    def abandon(self) -> None:
        """Undo everything."""
        self.db.execute("ROLLBACK")


def _utf8(text: str) -> str:
    """Give a name that a file system or a shell may give as anything, as text."""
    return text.encode("utf-8", "replace").decode()
