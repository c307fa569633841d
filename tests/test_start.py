"""The first revision, and what a newer or an older program makes of a store."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from data import reference
from data.snapshots import at, log
from data.start import ready
from data.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "data")
    ready(made)
    return made


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The reference data of a newer program: another table of populations."""
    folder = shutil.copytree(reference.PATH, tmp_path / "reference")
    table = folder / "populations.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    return folder


def test_a_newer_programs_reference_data_are_one_revision_and_an_older_one_leaves_them(
    store: Store, newer: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as newer_program:
        newer_program.setattr(reference, "PATH", newer)
        ready(store)
        ready(store)
    ready(store)
    with monkeypatch.context() as newer_program:
        newer_program.setattr(reference, "PATH", newer)
        ready(store)
    assert [(r.action, r.note) for r in log(store)][1:] == [
        ("reference", "new reference data of the program: populations.csv")
    ]


def test_new_reference_data_that_cannot_be_stored_now_hold_up_nobody(
    store: Store, newer: Path, monkeypatch: pytest.MonkeyPatch
):
    """Such as on a disk that is read-only, or while an import runs."""
    monkeypatch.setattr(reference, "PATH", newer)
    with sqlite3.connect(store.path, isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")
        ready(store)
        db.execute("ROLLBACK")
    db.close()
    assert at(store).revision == 1
    ready(store)
    assert at(store).revision == 2
