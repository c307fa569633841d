"""What a process can still do once it is confined: read Python's own files, compute, and end."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from data.child import Limits, confine, read_incidents
from data.sources.reading import How
from tests.sheets import ours, saved

ROOT = Path(__file__).resolve().parent.parent
CONFINED = """
import os, socket, sys, resource, threading
from data.child import confine
from data.child.limits import Limits
confine.limit(Limits(memory_mb=800, cpu_s=1))
confine.lock([])
try:
    {}
except OSError as error:
    print("refused:", error.strerror)
except MemoryError:
    print("refused: memory")
else:
    print("done")
"""


@pytest.fixture(scope="module")
def kernel() -> dict[str, bool]:
    """Tells what the kernel offers, as a process finds out that tries it."""
    trial = (
        "import ctypes\nfrom data.child import confine\nlibc = ctypes.CDLL(None)\nlibc.prctl(38, 1, 0, 0, 0)\n"
        "print(confine.landlock(libc, []), confine.seccomp(libc))"
    )
    found = _run(trial).stdout.split()
    return dict(zip(("landlock", "seccomp"), (word == "True" for word in found), strict=True))


def _run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-sP", "-c", program]
    environment = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def confined(statement: str) -> str:
    done = _run(CONFINED.format(statement))
    return done.stdout.strip() or f"ended: {done.returncode}"


def needs(kernel: dict[str, bool], what: str) -> None:
    if not kernel[what]:
        pytest.skip(f"this kernel offers no {what}: the limits alone hold here")


@pytest.mark.parametrize(
    "statement",
    [
        "open('/etc/passwd')",
        "os.listdir('/')",
        "os.listdir('/proc/self/fd')",
        "open('/proc/self/environ')",
        "open('/dev/shm/sarhad-test', 'w')",
        "os.mkdir('sarhad-test')",
        "os.symlink('/etc', 'sarhad-test')",
        f"open({os.fspath(ROOT / 'README.md')!r})",
        f"open({os.fspath(ROOT / 'README.md')!r}, 'a')",
    ],
)
def test_no_other_file_is_read_or_written(kernel, statement):
    needs(kernel, "landlock")
    assert confined(statement) == "refused: Permission denied"


@pytest.mark.parametrize(
    "statement",
    [
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "os.fork()",
        "os.forkpty()",
        "os.execv(sys.executable, ['python'])",
        "os.posix_spawn(sys.executable, ['python'], {})",
        "os.kill(os.getppid(), 0)",
        "os.chmod('/tmp', 0o777)",
    ],
)
def test_no_socket_is_opened_and_no_other_process_touched(kernel, statement):
    needs(kernel, "seccomp")
    assert confined(statement) in ("refused: Operation not permitted", "refused: Permission denied")


@pytest.mark.parametrize(
    "statement", ["import pyproj, shapely, python_calamine, sqlite3", "threading.Thread(target=int).start()"]
)
def test_what_reading_needs_can_be_done(statement):
    assert confined(statement) == "done"


def test_a_reader_is_confined_before_it_looks_at_the_file(kernel, tmp_path):
    path = saved(tmp_path, ours(*[{}] * 45_000))
    with read_incidents(path, How(), Limits()) as incoming:
        (child,) = psutil.Process().children()
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{child.pid}/status").read_text().splitlines())
        limits = {what: child.rlimit(what)[0] for what in (psutil.RLIMIT_AS, psutil.RLIMIT_CPU, psutil.RLIMIT_FSIZE)}
        assert incoming.head.provider == "own"
    assert [*limits.values()] == [2_000_000_000, 600, confine.MESSAGE]
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == ("2" if kernel["seccomp"] else "0")


READING = """
import os, sys
from pathlib import Path
from data.child import Limits, read_incidents
from data.sources.reading import How
with read_incidents(Path(sys.argv[1]), How(), Limits()) as incoming:
    print(incoming._reading.process.pid, flush=True)
    os.abort()
"""


def test_a_reader_ends_with_whoever_started_it(tmp_path):
    path = saved(tmp_path, ours(*[{}] * 45_000))
    command = [sys.executable, "-sP", "-c", READING, str(path)]
    environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(done.stdout)).wait(timeout=60)
    assert [*tmp_path.iterdir()] == [path]


def test_memory_and_time_end():
    assert confined("bytearray(900_000_000)") == "refused: memory"
    assert confined("while True: pass") == "ended: -24"  # SIGXCPU
    assert confined("resource.setrlimit(resource.RLIMIT_CORE, (1, 1))") == "refused: memory" or os.geteuid() == 0


def test_only_a_message_is_written(tmp_path):
    """The one file that is open for writing takes no more than the text of an error."""
    with (tmp_path / "said").open("w") as said:
        program = CONFINED.format(f"os.write({said.fileno()}, b'a' * 1_000_000); os.write({said.fileno()}, b'a')")
        command = [sys.executable, "-sP", "-c", program]
        subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, pass_fds=(said.fileno(),), check=False, timeout=60)
    assert (tmp_path / "said").stat().st_size == confine.MESSAGE


def test_the_tests_run_unconfined():
    assert ctypes.CDLL(None).prctl(39, 0, 0, 0, 0) == 0  # no-new-privileges
