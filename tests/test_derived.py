"""Derived files: read as they were written or not at all, private, and no more of them than are of use."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from data.derived import Derived

if TYPE_CHECKING:
    from pathlib import Path

NAME = "some-thing.bin"


@pytest.fixture
def files(tmp_path: Path) -> Derived:
    return Derived(tmp_path / "derived", 12, "ab" * 32)


def put(files: Derived, content: bytes = b"content", made_by: str = "me") -> Path:
    files.put(NAME, made_by, lambda file: file.write(content))
    return next(files.folder.glob(f"{files.number}-*.{NAME}"))


def read(files: Derived, name: str = NAME, made_by: str = "me") -> bytes | None:
    file = files.open(name, made_by)
    if file is None:
        return None
    with file:
        return file.read()


def test_what_was_written_is_read_by_whom_it_was_made_for(files):
    path = put(files)
    assert read(files) == b"content"
    assert read(files, made_by="a newer program") is None
    assert read(replace(files, digest="ac" * 32)) is None
    path.rename(path.with_name(path.name.replace("some", "any")))
    assert read(files, name="any-thing.bin") is None


@pytest.mark.parametrize("damaged", [b"", b"conten", b"content ", b"Content"])
def test_what_is_damaged_is_not_read_and_goes_once_it_is_made_anew(files, damaged):
    path = put(files)
    path.write_bytes(damaged)
    assert read(files) is None
    put(files, b"other")
    assert read(files) == b"other"
    assert not path.exists()


def test_what_cannot_be_read_is_not_there(files):
    path = put(files)
    path.unlink()
    path.mkdir()
    assert read(files) is None


def test_nobody_else_may_read_them(files):
    path = put(files)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_is_not_written_whole_leaves_nothing(files):
    put(files)

    def broken(file):
        file.write(b"half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        files.put(NAME, "me", broken)
    assert [read(files)] == [b"content"]
    assert len(list(files.folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["", "a", "../a.bin", "a/b.bin", "A.bin", "a.b.bin", "*.bin", "a.bin\n", "-a.bin"])
def test_a_name_is_no_path(files, name):
    put(files)
    with pytest.raises(ValueError, match="is no name of a derived file"):
        read(files, name=name)
    with pytest.raises(ValueError, match="is no name of a derived file"):
        files.put(name, "me", lambda file: file.write(b""))


def test_files_of_old_revisions_go_and_what_lies_beside_them_stays(files):
    for number in range(2, 9):
        put(replace(files, number=number))
    (files.folder / "mine.parquet").touch()
    (files.folder / "mine").mkdir()
    put(files)
    assert sorted(p.name.partition("-")[0] for p in files.folder.iterdir()) == [
        "12",
        "6",
        "7",
        "8",
        "mine",
        "mine.parquet",
    ]


def test_the_file_of_an_old_revision_that_is_asked_for_stays_until_the_next_one(files):
    for number in (3, 4, 5, 6, 1):
        put(replace(files, number=number))
    assert read(replace(files, number=1)) == b"content"
    put(files)
    assert read(replace(files, number=1)) is None


def test_what_a_killed_process_left_behind_goes(files):
    put(files)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    parts = [files.folder / f".12-{files.digest[:16]}.{NAME}.{process}.7.part" for process in (ended.pid, os.getpid())]
    for part in parts:
        part.touch()
    put(files)
    assert [part.exists() for part in parts] == [False, True]
