"""Writing a file whole or not at all, whatever happens on the way."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.files import UnwritableFile, write
from geo.errors import SarhadError

OLD, NEW = b"the old figures", b"the new figures, longer than the old ones"


def left(folder):
    """Give the files that are there, with their content."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def old(tmp_path):
    """A file that is there already."""
    path = tmp_path / "map.html"
    path.write_bytes(OLD)
    return path


def test_a_new_file_is_written(tmp_path):
    assert write(tmp_path / "map.html", NEW) == len(NEW)
    assert left(tmp_path) == {"map.html": NEW}


def test_an_old_file_is_replaced(old):
    write(old, NEW)
    assert left(old.parent) == {"map.html": NEW}


def test_nothing_is_written_as_nothing(tmp_path):
    assert write(tmp_path / "empty", b"") == 0
    assert left(tmp_path) == {"empty": b""}


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_beside_it(old, monkeypatch, step):
    def full(self, *_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, full)
    with pytest.raises(UnwritableFile, match=r"map\.html: cannot be written \(No space left on device\)"):
        write(old, NEW)
    monkeypatch.undo()
    assert left(old.parent) == {"map.html": OLD}


def test_half_a_file_is_cleared_away(old, monkeypatch):
    def half(self, content):
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(UnwritableFile, match="No space left on device"):
        write(old, NEW)
    assert left(old.parent) == {"map.html": OLD}


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(UnwritableFile, match=r"cannot be written \(No such file or directory\)"):
        write(tmp_path / "no" / "map.html", NEW)


def test_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "map.html").mkdir()
    with pytest.raises(UnwritableFile, match="cannot be written"):
        write(tmp_path / "map.html", NEW)
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_below_a_file_nothing_is_written(old):
    with pytest.raises(UnwritableFile, match=r"cannot be written \(Not a directory\)"):
        write(old / "map.html", NEW)
    assert left(old.parent) == {"map.html": OLD}


@pytest.mark.parametrize("length", [250, 300])
def test_a_name_that_is_too_long_is_refused_or_written(tmp_path, length):
    """A name of 250 signs is allowed; only that of the file beside it may be too long."""
    try:
        write(tmp_path / ("x" * length), NEW)
    except UnwritableFile:
        assert length > 255
        assert left(tmp_path) == {}


@pytest.mark.parametrize("name", [".", "/", ".."])
def test_what_is_no_file_name_is_refused(name):
    with pytest.raises(SarhadError, match="cannot be written"):
        write(Path(name), NEW)


def test_a_name_that_no_system_allows_is_refused(tmp_path):
    with pytest.raises(SarhadError, match="cannot be written"):
        write(tmp_path / "a\0b", NEW)


def child(code, *arguments, root):
    """Start a Python of our own that runs code in the checkout."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_real_full_disk_leaves_the_old_file(old, checkout):
    """The kernel itself refuses more than 10,000 bytes in one file, as it would on a full disk."""
    code = """
import resource, sys
from pathlib import Path
from data.files import UnwritableFile, write
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write(Path(sys.argv[1]), b"x" * 1_000_000)
except UnwritableFile as error:
    print(error)
"""
    process = child(code, old, root=checkout)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "map.html: cannot be written (File too large)" in out
    assert left(old.parent) == {"map.html": OLD}


def test_a_process_killed_while_writing_leaves_the_old_file_whole(old, checkout):
    """The child stops in the middle of the file and is killed there, as kill -9 would any process."""
    code = """
import sys
from pathlib import Path
from data.files import write

def half(self, content):
    with self.open("wb") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        print(self.name, flush=True)
        sys.stdin.read()

Path.write_bytes = half
write(Path(sys.argv[1]), b"x" * 1_000_000)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(old)], cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout
        part = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    found = left(old.parent)
    assert found["map.html"] == OLD
    assert len(found[part]) == 500_000
    write(old, NEW)
    assert old.read_bytes() == NEW


def test_two_processes_that_write_the_same_file_leave_one_of_both_whole(tmp_path, checkout):
    code = """
import sys
from pathlib import Path
from data.files import write
for _ in range(50):
    write(Path(sys.argv[1]), sys.argv[2].encode() * 100_000)
"""
    path = tmp_path / "map.html"
    children = [child(code, path, sign, root=checkout) for sign in "ab"]
    assert [process.communicate(timeout=60)[1] for process in children] == ["", ""]
    assert path.read_bytes() in (b"a" * 100_000, b"b" * 100_000)
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_threads_that_write_different_files_never_swap_them(tmp_path):
    """A notebook may save its forms all at once, into one folder."""

    def save(sign):
        for _ in range(40):
            write(tmp_path / sign, sign.encode() * 200_000)
            assert (tmp_path / sign).read_bytes() == sign.encode() * 200_000
        return sign

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(save, "abcd")) == list("abcd")
    assert left(tmp_path) == {sign: sign.encode() * 200_000 for sign in "abcd"}
