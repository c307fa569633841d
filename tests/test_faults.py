"""Real faults under an import: it is killed, the disk is full, the data cannot be written. Nothing is ever half."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from data.importing import import_file
from data.order import Order
from data.snapshots import log
from data.start import ready
from data.store import Store
from data.store.verify import faults
from geo.errors import UnreadableFile
from tests.child import COMMAND, PATIENCE, ROOT, sarhad
from tests.sheets import ours, saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROWS = 3_000
LONGEST_S = 4.0  # an import of so many rows has ended by then, or is about to


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"SARHAD_DATA": str(folder), "PYTHONPATH": str(ROOT)}


def list_of(n: int, killed: str = "1") -> str:
    """Give a list of n rows, all other than in a list with another figure."""
    return ours(*({"source_id": f"m{i}", "killed": killed} for i in range(n)))


def state(folder: Path) -> tuple[int, int]:
    """Verify the store; give its newest revision, and how many rows of the list it has."""
    store = Store(folder)
    with store.reading() as db:
        assert list(faults(db)) == []
        rows = db.execute("SELECT count(*) FROM incidents WHERE source = 'mine' AND rev_to IS NULL").fetchone()[0]
        values = db.execute("SELECT count(DISTINCT killed) FROM incidents WHERE source = 'mine' AND rev_to IS NULL")
        assert values.fetchone()[0] <= 1
    return log(store)[-1].number, rows


@pytest.fixture
def folder(begin: Callable[[Path], Store], tmp_path: Path) -> Path:
    """A data directory with its first revision."""
    begin(tmp_path / "data")
    return tmp_path / "data"


def killed_at_random(folder: Path, tmp_path: Path, rounds: int) -> None:
    """Kill importers again and again; each leaves the state before it or the state after it."""
    chance = random.Random(7)  # noqa: S311 any moments will do
    files = [saved(tmp_path, list_of(ROWS, killed=str(k)), name=f"{k}.csv") for k in (1, 2)]
    number, _ = state(folder)
    landed = 0
    for turn in range(rounds):
        process = subprocess.Popen(
            [*COMMAND, "import", str(files[turn % 2])],
            cwd=ROOT,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(chance.uniform(0.2, LONGEST_S))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        said = process.communicate(timeout=PATIENCE)[0].decode()
        now, rows = state(folder)
        assert now in (number, number + 1)
        assert rows in (0, ROWS)
        if f"revision {number + 1} " in said:
            assert now == number + 1
        landed += now - number
        number = now
    assert sarhad("import", files[rounds % 2], "--data", folder).code == 0
    assert state(folder)[1] == ROWS


def test_a_killed_import_leaves_the_old_state_or_the_new_one(folder: Path, tmp_path: Path):
    killed_at_random(folder, tmp_path, rounds=4)


@pytest.mark.exhaustive
def test_a_hundred_killed_imports_leave_the_old_state_or_the_new_one(folder: Path, tmp_path: Path):
    killed_at_random(folder, tmp_path, rounds=100)


def test_a_killed_first_start_leaves_a_store_that_the_next_one_makes_whole(tmp_path: Path):
    for turn in range(3):
        folder = tmp_path / f"data{turn}"
        process = subprocess.Popen(
            [*COMMAND, "revisions"],
            cwd=ROOT,
            env=environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.3 + 0.15 * turn)
        process.kill()
        process.wait()
        assert sarhad("verify", "--data", folder).code == 0
        assert state(folder) == (1, 0)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a file system of a few megabytes."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path):
    file = saved(tmp_path, list_of(20_000), name="large.csv")
    with small_disk(tmp_path / "disk", "6m") as disk:
        ready(Store(disk / "data"))
        ran = sarhad("import", file, "--data", disk / "data")
        assert (ran.code, ran.out) == (2, b"")
        assert "the disk is full" in ran.err
        assert "nothing was changed" in ran.err
        assert state(disk / "data") == (1, 0)
        assert sarhad("tally", "--data", disk / "data", "--format", "csv").code == 0


def test_a_directory_on_a_read_only_disk_can_be_read_and_says_that_it_cannot_be_written(tmp_path: Path):
    file = saved(tmp_path, list_of(3), name="list.csv")
    with small_disk(tmp_path / "disk", "12m") as disk:
        ready(Store(disk))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert sarhad("tally", "--data", disk, "--format", "csv").code == 0
        ran = sarhad("import", file, "--data", disk)
        assert ran.code == 2
        assert "the data directory cannot be written" in ran.err
        assert state(disk) == (1, 0)


def test_a_locked_store_is_told_after_a_while(folder: Path, tmp_path: Path):
    file = saved(tmp_path, list_of(3), name="list.csv")
    with sqlite3.connect(Store(folder).path, isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")
        ran = sarhad("import", file, "--data", folder, "--wait", "1")
        db.execute("ROLLBACK")
    db.close()
    assert ran.code == 2
    assert "another import or change has held it for the 1 s that were waited; nothing was stored" in ran.err
    assert "waiting for it to end" in ran.err
    assert state(folder) == (1, 0)


def test_two_imports_at_once_both_land(folder: Path, tmp_path: Path):
    text = list_of(ROWS)
    files = [saved(tmp_path, text, name="a.csv"), saved(tmp_path, text.replace(",m", ",n"), name="b.csv")]
    both = [
        subprocess.Popen(
            [*COMMAND, "import", str(f)],
            cwd=ROOT,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for f in files
    ]
    for process in both:
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, (out, err)
    assert state(folder)[0] == 3


def test_derived_files_that_are_damaged_are_made_again(folder: Path):
    first = sarhad("tally", "--format", "csv", "--data", folder).out
    derived = {path: path.read_bytes() for path in (folder / "derived").iterdir()}
    assert {".parquet", ".arrays"} == {path.suffix for path in derived}
    for start, end in ((0, 0), (0, 4), (0, 1000), (900, None)):
        for path, whole in derived.items():
            path.write_bytes(whole[start:end])
        assert sarhad("tally", "--format", "csv", "--data", folder).out == first
        assert {path: path.read_bytes() for path in (folder / "derived").iterdir()} == derived
    shutil.rmtree(folder / "derived")
    assert sarhad("tally", "--format", "csv", "--data", folder).out == first


def test_a_file_of_which_nothing_can_be_read_is_given_up(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("data.importing.HOPELESS", 5)
    path = saved(tmp_path, ours(*({"lat": "95"} for _ in range(9))))
    with pytest.raises(
        UnreadableFile, match=r"9 of its first 9 rows cannot be read; line 2: lat '95' is not on the globe"
    ):
        import_file(Store(folder), Order(path=path))
    assert state(folder) == (1, 0)
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".csv"] == ["list.csv"]
