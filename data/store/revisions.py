"""Revisions: numbered, hashed states of the store, and the digests that name them."""

from __future__ import annotations

import getpass
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from data.store.schema import LIVE_AT
from geo.errors import NotFound

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One state of the store, and how it came about.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    time : str
        When, in UTC; never before the revision that it follows, whatever the clock said.
    who : str
        The user of the operating system.
    action : str
        start, reference, import, delete, sources, regions or revert.
    source, file, sha256 : str
        What was imported into, from which file, and the digest of that file.
    added, changed, deleted, refused : int
        Rows.
    content_digest : str
        Names the rows, whatever their order and whatever imports they came in.
    revision_digest : str
        Names the state: its predecessor, the rows, and the reference data.
    """

    number: int
    time: str
    who: str
    action: str
    source: str = ""
    file: str = ""
    sha256: str = ""
    added: int = 0
    changed: int = 0
    deleted: int = 0
    refused: int = 0
    note: str = ""
    content_digest: str
    revision_digest: str

    def record(self) -> dict[str, str | int]:
        """Give it as a record for JSON."""
        return asdict(self)


NAMES = ", ".join(f.name for f in fields(Revision))


def row_digest(row: Sequence[str | float | int | None]) -> bytes:
    """Name one row by its values in the order of `own.COLUMNS`.

    Examples
    --------
    >>> row_digest(("s", "1", 66.5, None)).hex()[:8]
    '6fa5db07'
    """
    return sha256(orjson.dumps(row)).digest()


def content_digest(digests: Iterable[bytes]) -> str:
    """Name a set of rows by their digests in ascending order.

    Examples
    --------
    >>> content_digest([b"a", b"b"]) == sha256(b"ab").hexdigest()
    True
    """
    whole = sha256()
    for digest in digests:
        whole.update(digest)
    return whole.hexdigest()


def revision_digest(parent: str, content: str, documents: Iterable[tuple[str, str, str]]) -> str:
    """Name a state by what it came from, its rows, and its documents as (kind, name, digest)."""
    return sha256(orjson.dumps([parent, content, sorted(documents)])).hexdigest()


def content_at(db: sqlite3.Connection, number: int) -> str:
    """Work out the content digest of a revision from the digests of its rows."""
    found = db.execute(f"SELECT digest FROM incidents WHERE {LIVE_AT} ORDER BY digest", {"at": number})
    return content_digest(digest for (digest,) in found)


def documents_at(db: sqlite3.Connection, number: int) -> list[tuple[str, str, str]]:
    """Give kind, name and digest of the documents of a revision."""
    found = db.execute(f"SELECT kind, name, digest FROM documents WHERE {LIVE_AT} ORDER BY kind, name", {"at": number})
    return [(kind, name, digest) for kind, name, digest in found]


def revisions(db: sqlite3.Connection) -> list[Revision]:
    """Give all revisions, the oldest first."""
    return [_revision(row) for row in db.execute(f"SELECT {NAMES} FROM revisions ORDER BY number")]


def latest(db: sqlite3.Connection) -> Revision | None:
    """Give the newest revision, or None in a store that was just made."""
    row = db.execute(f"SELECT {NAMES} FROM revisions ORDER BY number DESC LIMIT 1").fetchone()
    return _revision(row) if row else None


def revision(db: sqlite3.Connection, number: int) -> Revision:
    """Give one revision.

    Raises
    ------
    NotFound
        There is none of that number.
    """
    last = latest(db)
    newest = last.number if last else 0
    known = f"SELECT {NAMES} FROM revisions WHERE number = ?"
    row = db.execute(known, (number,)).fetchone() if 1 <= number <= newest else None
    if row is None:
        raise NotFound(f"version {number} does not exist; accepted: 1 to {newest}, or latest")
    return _revision(row)


def _revision(row: tuple[object, ...]) -> Revision:
    return Revision(**dict(zip((f.name for f in fields(Revision)), row, strict=True)))  # type: ignore[arg-type]


def now() -> str:
    """Give the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def today() -> date:
    """Give the day in UTC, as revisions write it."""
    return date.fromisoformat(now()[:10])


def user() -> str:
    """Give the name of the user who runs this, as far as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without a user database
        return "unknown"
