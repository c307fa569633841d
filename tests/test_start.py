"""The first revision, made once by whoever comes first, and reference data that a newer program brings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from data import reference, registry, start
from data.snapshots import log
from data.sources import own
from data.store import Store
from data.store.verify import faults

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def documents(store: Store, at: int) -> dict[str, bytes]:
    with store.reading() as db:
        assert list(faults(db)) == []
        found = db.execute(
            "SELECT name, content, rev_from, coalesce(rev_to, 99) FROM documents WHERE kind = 'reference'"
        )
        return {name: content for name, content, first, end in found if first <= at < end}


def test_the_first_revision_has_the_bundled_sources_and_reference_data(tmp_path: Path):
    store = Store(tmp_path / "data")
    start.ready(store)
    (first,) = log(store)
    assert (first.action, first.added) == ("start", 6_416 + 179)
    assert documents(store, 1) == {name: (reference.PATH / name).read_bytes() for name in start.FILES}
    with store.reading() as db:
        assert list(registry.records(db, 1)) == ["ucdp-ged", "curated"]
        assert registry.default(db, 1) == {"id": "ucdp-ged", "chosen": False}


def test_it_is_the_same_everywhere_and_made_once(tmp_path: Path):
    digests = set()
    for name in "ab":
        store = Store(tmp_path / name)
        start.ready(store)
        start.ready(store)
        (first,) = log(store)
        digests.add(first.revision_digest)
    assert len(digests) == 1


def test_all_who_come_first_at_once_make_one(tmp_path: Path):
    folder = tmp_path / "data"
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: start.ready(Store(folder)), range(3)))
    assert [r.action for r in log(Store(folder))] == ["start"]


def test_bundled_rows_are_such_as_the_store_holds():
    rows = start.bundled()
    assert {len(row) for row in rows} == {len(own.COLUMNS)}
    for name, kind in (("lon", float), ("killed", int), ("notes", str)):
        values = {type(row[own.COLUMNS.index(name)]) for row in rows}
        assert values <= ({kind} if kind is str else {kind, type(None)})


def test_new_reference_data_are_one_more_revision_and_an_old_program_does_not_take_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "reference"
    folder.mkdir()
    for name in start.FILES:
        (folder / name).write_bytes((reference.PATH / name).read_bytes())
    store = Store(tmp_path / "data")
    start.only_reference(store)
    (folder / "sites.csv").write_bytes((folder / "sites.csv").read_bytes() + b"\n")
    with monkeypatch.context() as newer:
        newer.setattr(reference, "PATH", folder)
        start.ready(store)
        start.ready(store)
    assert [r.note for r in log(store)] == ["the reference data", "new reference data of the program: sites.csv"]
    start.ready(store)
    assert len(log(store)) == 2
    assert documents(store, 2)["sites.csv"] == documents(store, 1)["sites.csv"] + b"\n"
