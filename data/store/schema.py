"""The store's tables, and how an older store becomes a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.sources import own
from geo.tables import COUNTS

if TYPE_CHECKING:
    import sqlite3

APPLICATION = 0x53524844
"""Written into the file's head, so that another program's database is never taken for a store."""
VERSION = 1
"""Of the tables below; a change adds a step to `MIGRATIONS`."""


def _type(name: str) -> str:
    return "REAL" if name in ("lon", "lat") else "INTEGER" if name in COUNTS else "TEXT NOT NULL"


# A row is live from revision rev_from until rev_to took it away, NULL is still live; nothing is ever overwritten.
TABLES = f"""
CREATE TABLE revisions (
  number INTEGER PRIMARY KEY,
  time TEXT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  note TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  revision_digest TEXT NOT NULL
) STRICT;

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  rev_from INTEGER NOT NULL REFERENCES revisions DEFERRABLE INITIALLY DEFERRED,
  rev_to INTEGER REFERENCES revisions DEFERRABLE INITIALLY DEFERRED,
  digest BLOB NOT NULL,
  {", ".join(f"{name} {_type(name)}" for name in own.COLUMNS)}
) STRICT;
CREATE UNIQUE INDEX live_incidents ON incidents (source, source_id) WHERE rev_to IS NULL;
CREATE INDEX incidents_from ON incidents (rev_from);
CREATE INDEX incidents_to ON incidents (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  rev_from INTEGER NOT NULL REFERENCES revisions DEFERRABLE INITIALLY DEFERRED,
  rev_to INTEGER REFERENCES revisions DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX live_documents ON documents (kind, name) WHERE rev_to IS NULL;

PRAGMA application_id = {APPLICATION};
"""

MIGRATIONS: tuple[str, ...] = (TABLES,)
"""Step n leads from version n to version n + 1."""

LIVE_AT = "rev_from <= :at AND (rev_to IS NULL OR rev_to > :at)"
"""Selects what was live at a revision."""


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Bring the tables from a version to the present one, inside the caller's transaction."""
    for step in MIGRATIONS[version:]:
        for statement in step.split(";\n"):
            if statement.strip():
                db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
