"""The store: nothing is overwritten, every state has a name, and whoever may not write it is told so."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import own
from data.store import Draft, Store, StoreError, usual_folder
from data.store.history import FieldChange, RowChange, diff
from data.store.revisions import content_digest, latest, now, revision, revisions, row_digest
from data.store.schema import VERSION
from data.store.verify import faults
from geo.errors import NotFound
from geo.tables import COUNTS

if TYPE_CHECKING:
    from data.store.draft import Values
    from data.store.revisions import Revision


def row(id_: str, **values: object) -> Values:
    usual = dict.fromkeys(own.COLUMNS, "") | dict.fromkeys(("lon", "lat", *COUNTS), None)
    usual |= {"source": "s", "source_id": id_, "date_start": "2014-01-01", "precision": "exact", "kind": "attack"}
    return tuple((usual | values).values())


def put(store: Store, *rows: Values, delete: tuple[str, ...] = (), replacing: bool = False) -> Revision | None:
    with store.writing() as db:
        draft = Draft(db)
        done = draft.upsert(rows)
        deleted = draft.delete("s", delete) + (draft.delete_unseen("s") if replacing else 0)
        return draft.close("import", added=done.added, changed=done.changed, deleted=deleted)


def ids(store: Store) -> list[str]:
    with store.reading() as db:
        return [id_ for (id_,) in db.execute("SELECT source_id FROM incidents WHERE rev_to IS NULL ORDER BY source_id")]


def check(store: Store) -> list[str]:
    with store.reading() as db:
        return list(faults(db))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "data")
    put(made, row("1", killed=3), row("2"))
    return made


def test_rows_are_added_changed_and_left_as_they_are(store: Store):
    with store.writing() as db:
        done = Draft(db).upsert([row("1", killed=4), row("2"), row("3")])
        assert (done.added, done.changed, done.unchanged, done.repeated) == (1, 1, 1, [])
        db.execute("ROLLBACK")


def test_an_id_that_stands_twice_is_taken_once_whether_in_one_batch_or_in_two(store: Store):
    with store.writing() as db:
        draft = Draft(db)
        assert draft.upsert([row("3"), row("3", killed=9), row("2")]).repeated == [1]
        again = draft.upsert([row("2"), row("3"), row("4")])
        assert (again.repeated, again.added) == ([0, 1], 1)
        draft.close("import", added=2)
    assert ids(store) == ["1", "2", "3", "4"]
    assert check(store) == []


def test_the_same_again_makes_no_revision(store: Store):
    assert put(store, row("2"), row("1", killed=3)) is None
    with store.reading() as db:
        assert [r.number for r in revisions(db)] == [1]


def test_a_change_keeps_the_row_as_it_was(store: Store):
    made = put(store, row("1", killed=5))
    assert made is not None
    assert made.number == 2
    with store.reading() as db:
        held = db.execute("SELECT killed, rev_from, rev_to FROM incidents WHERE source_id = '1' ORDER BY id").fetchall()
    assert held == [(3, 1, 2), (5, 2, None)]


def test_rows_that_a_file_does_not_have_end_when_it_replaces_its_source(store: Store):
    put(store, ("t", *row("7")[1:]))
    made = put(store, row("2"), replacing=True)
    assert made is not None
    assert made.deleted == 1
    assert ids(store) == ["2", "7"]


def test_deleting_what_is_not_there_changes_nothing(store: Store):
    assert put(store, delete=("99",)) is None
    assert put(store, delete=("1", "99")).deleted == 1  # type: ignore[union-attr]
    assert ids(store) == ["2"]


def test_what_changed_between_two_revisions_is_told_in_both_directions(store: Store):
    put(store, row("1", killed=5), row("3"))
    put(store, delete=("2",))
    with store.reading() as db:
        there, back = diff(db, 1, 3), diff(db, 3, 1)
    assert [r["source_id"] for r in there.added] == ["3"]
    assert [r["source_id"] for r in there.deleted] == ["2"]
    assert there.changed == [RowChange("s", "1", "2014-01-01", "", (FieldChange("killed", 3, 5),))]
    assert [r["source_id"] for r in back.added] == ["2"]
    assert back.changed == [RowChange("s", "1", "2014-01-01", "", (FieldChange("killed", 5, 3),))]


def test_going_back_is_a_new_revision_with_the_old_content(store: Store):
    put(store, row("1", killed=5), row("3"))
    put(store, delete=("2",))
    with store.writing() as db:
        draft = Draft(db)
        added, ended = draft.return_to(1)
        made = draft.close("revert", added=added, deleted=ended)
    with store.reading() as db:
        first = revision(db, 1)
        there = diff(db, 1, 4)
    assert made is not None
    assert made.number == 4
    assert made.content_digest == first.content_digest
    assert made.revision_digest != first.revision_digest
    assert (there.added, there.changed, there.deleted) == ([], [], [])
    assert check(store) == []


def test_going_back_to_where_we_are_changes_nothing(store: Store):
    with store.writing() as db:
        draft = Draft(db)
        draft.return_to(1)
        assert draft.close("revert") is None
    assert check(store) == []


def test_a_document_is_kept_under_its_name_with_its_history(store: Store):
    made = None
    one, two = b'{"features":[1]}', b'{"features":[1,2]}'
    for content in (one, two, two):
        with store.writing() as db:
            draft = Draft(db)
            draft.put("regions", "district", content)
            made = draft.close("regions")
    assert made is None
    with store.reading() as db:
        assert db.execute("SELECT content, rev_from, rev_to FROM documents ORDER BY id").fetchall() == [
            (one, 2, 3),
            (two, 3, None),
        ]
        (first,), (second,) = diff(db, 1, 3).documents, diff(db, 2, 3).documents
    assert first == ("regions", "district", "added", (("regions", None, 2),))
    assert second == ("regions", "district", "changed", (("regions", 1, 2),))


def test_a_failure_leaves_no_trace(store: Store):
    def broken() -> None:
        with store.writing() as db:
            draft = Draft(db)
            draft.upsert([row("3")])
            draft.delete("s", ["1"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert ids(store) == ["1", "2"]
    assert check(store) == []


def test_the_clock_may_jump_back_but_revisions_do_not(store: Store, monkeypatch: pytest.MonkeyPatch):
    with store.reading() as db:
        first = latest(db)
    assert first is not None
    monkeypatch.setattr("data.store.draft.now", lambda: "1999-01-01T00:00:00Z")
    made = put(store, row("3"))
    assert made is not None
    assert (made.number, made.time) == (2, first.time)


def test_the_time_is_in_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Asia/Karachi")
    assert now().endswith("Z")
    assert len(now()) == len("2026-11-24T12:00:00Z")


def test_a_number_that_does_not_exist_is_named_with_those_that_do(store: Store):
    with store.reading() as db, pytest.raises(NotFound, match="version 9 does not exist; accepted: 1 to 1, or latest"):
        revision(db, 9)


# --- on the disk


def test_nobody_else_can_read_it(store: Store):
    assert store.folder is not None
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_it_is_durable_in_the_way_of_the_design(store: Store):
    with store.writing() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        Draft(db).abandon()


def test_the_directory_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SARHAD_DATA", str(tmp_path / "here"))
    assert usual_folder() == tmp_path / "here"
    monkeypatch.delenv("SARHAD_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert usual_folder() == tmp_path / "sarhad"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert usual_folder() == tmp_path / ".local/share/sarhad"


def test_a_home_that_is_no_place_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("SARHAD_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert usual_folder() == tmp_path / ".local/share/sarhad"

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.home", homeless)
    with pytest.raises(StoreError, match="no home directory; choose a data directory with --data DIR"):
        usual_folder()


@pytest.mark.parametrize("name", ["a b", "#1?mode=ro&%41", "داده", "%2e%2e", "file:x", "'\"\\", "new\nline", "."])
def test_a_directory_may_have_any_name(tmp_path: Path, name: str):
    store = Store(tmp_path / name)
    put(store, row("1"))
    assert ids(store) == ["1"]
    assert (tmp_path / name / "sarhad.db").is_file()


def test_a_directory_may_be_a_link_and_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    put(Store(Path("link")), row("1"))
    assert ids(Store(Path("real"))) == ["1"]
    (tmp_path / "broken").symlink_to("nowhere")
    with pytest.raises(StoreError, match=r"broken: the data directory cannot be written \(it is not a directory\)"):
        put(Store(Path("broken")), row("1"))


def test_nobody_else_can_read_it_whatever_the_mask_is(tmp_path: Path):
    mask = os.umask(0)
    try:
        store = Store(tmp_path / "data")
        put(store, row("1"))
    finally:
        os.umask(mask)
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["ev\x1bil", "\udcff", "x" * 1000])
def test_whoever_writes_has_a_name_that_can_be_stored(store: Store, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setattr("getpass.getuser", lambda: name)
    made = put(store, row("3"))
    assert made is not None
    with store.reading() as db:
        assert revision(db, 2).who == made.who


def test_a_user_without_a_name_is_unknown(store: Store, monkeypatch: pytest.MonkeyPatch):
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nameless)
    made = put(store, row("3"))
    assert made is not None
    assert made.who == "unknown"


def test_a_newer_schema_is_left_alone(store: Store):
    with sqlite3.connect(store.path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = store.path.read_bytes()
    for way in (store.reading, store.writing):
        with (
            pytest.raises(StoreError, match=f"a newer Sarhad wrote it .schema {VERSION + 1}; this one knows {VERSION}"),
            way(),
        ):
            pass
    assert store.path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path: Path):
    with sqlite3.connect(tmp_path / "sarhad.db") as db:
        db.execute("CREATE TABLE mine (a)")
    db.close()
    with pytest.raises(StoreError, match="this database is not Sarhad's"), Store(tmp_path).writing():
        pass


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_what_is_no_database_is_told(tmp_path: Path, content: bytes):
    (tmp_path / "sarhad.db").write_bytes(content)
    with (
        pytest.raises(StoreError, match=r"it is not a database, or damaged; restore a copy"),
        Store(tmp_path).reading(),
    ):
        pass


def test_a_file_that_an_interrupted_start_left_empty_becomes_a_store(tmp_path: Path):
    (tmp_path / "sarhad.db").touch()
    store = Store(tmp_path)
    assert not store.is_current()
    with pytest.raises(StoreError, match="nothing was ever stored in it"), store.reading():
        pass
    put(store, row("1"))
    assert store.is_current()


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreError, match=r"the data directory cannot be written .*--data DIR"),
        Store(tmp_path / "file/x").writing(),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_can_be_read_and_says_that_it_cannot_be_written(store: Store):
    assert store.folder is not None
    store.folder.chmod(0o500)
    try:
        assert ids(store) == ["1", "2"]
        with pytest.raises(StoreError, match=r"cannot be written|may not be written"):
            put(store, row("3"))
    finally:
        store.folder.chmod(0o700)


def test_who_writes_second_waits_and_is_told(store: Store):
    waited: list[int] = []

    def waiting() -> None:
        waited.append(1)
        leave.set()

    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with store.writing() as db:
            draft = Draft(db)
            draft.upsert([row("3")])
            inside.set()
            leave.wait(10)
            draft.close("import", added=1)

    writer = threading.Thread(target=first)
    writer.start()
    inside.wait(10)
    with store.writing(waiting=waiting) as db:
        draft = Draft(db)
        draft.upsert([row("4")])
        draft.close("import", added=1)
    writer.join()
    assert waited == [1]
    assert ids(store) == ["1", "2", "3", "4"]
    assert check(store) == []


def test_who_has_waited_long_enough_gives_up_with_nothing_stored(store: Store):
    with store.writing() as db:
        with (
            pytest.raises(
                StoreError,
                match=r"another import or change has held it for the 0 s that were waited; nothing was stored",
            ),
            store.writing(wait_s=0.0),
        ):
            pass
        Draft(db).abandon()


def test_who_reads_sees_one_state_while_another_writes(store: Store):
    with store.reading() as db:
        before = db.execute("SELECT count(*) FROM incidents").fetchone()
        put(store, row("3"))
        assert db.execute("SELECT count(*) FROM incidents").fetchone() == before
    assert ids(store) == ["1", "2", "3"]


# --- digests


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE incidents SET killed = 7 WHERE source_id = '1'",
        "DELETE FROM incidents WHERE source_id = '1'",
        "UPDATE documents SET content = x'00'",
        "UPDATE revisions SET content_digest = 'x'",
        "UPDATE revisions SET added = 7",
        "UPDATE incidents SET rev_to = 2 WHERE source_id = '1'",
    ],
)
def test_verify_finds_what_was_tampered_with(store: Store, damage: str):
    with store.writing() as db:
        draft = Draft(db)
        draft.put("source", "s", b"{}")
        draft.close("sources")
    assert check(store) == []
    with sqlite3.connect(store.path) as db:
        db.execute(damage)
    db.close()
    assert check(store)


texts = st.text(max_size=5).filter(lambda t: "\0" not in t)
tables = st.dictionaries(
    st.text("abc", min_size=1, max_size=2),
    st.fixed_dictionaries(
        {
            "killed": st.none() | st.integers(0, 9),
            "place": texts,
            "lon": st.none() | st.floats(-180, 180).map(lambda x: x + 0.0),
        }
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False), st.integers(0, 8))
def test_neither_order_nor_split_is_in_the_content_digest(found: dict[str, dict[str, object]], chance, cut: int):
    rows = [row(id_, **values) for id_, values in found.items()]
    shuffled = chance.sample(rows, len(rows))
    whole, split = Store(None), Store(None)
    put(whole, *rows)
    put(split, *shuffled[:cut])
    put(split, *shuffled[cut:])
    expected = content_digest(sorted(map(row_digest, rows)))
    for store in (whole, split):
        with store.reading() as db:
            state = latest(db)
            assert (state.content_digest if state else content_digest([])) == expected
        assert check(store) == []


def test_a_digest_names_its_row_for_ever():
    assert row_digest(row("1", killed=3, lon=66.5)).hex()[:16] == "026a761face40b99"
