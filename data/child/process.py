"""Start a reading process, take the bytes it gives, say what its end means, and leave nothing of it behind."""

from __future__ import annotations

import os
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import orjson

from data.child.confine import MESSAGE
from data.child.wire import REFUSED, Untrusted, shown
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.child.limits import Limits

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # others set address space aside that counts against the limit
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
    "TZ": "UTC",
}
"""All that the process is told of where it runs."""
NO_MEMORY = (b"MemoryError", b"memory allocation", b"bad_alloc", b"out of memory", b"Cannot allocate memory")
WORKER = "data.child.worker"
ENDING_S = 10
"""Seconds that a process may take to end when nobody listens to it any more."""
PIECE = 1 << 20


class UnknownLayout(UnreadableFile):
    """A file whose columns no reader knows.

    Attributes
    ----------
    header : tuple of str
    suggestion : dict
        The column that may be meant, by ours.
    """

    def __init__(self, message: str, header: tuple[str, ...], suggestion: dict[str, str]) -> None:
        super().__init__(message)
        self.header = header
        self.suggestion = suggestion


class Reading:
    """A process that reads one file; Arrow reads it in turn, as a file of so many bytes, for so long, and no more."""

    closed = False

    def __init__(self, process: subprocess.Popen[bytes], said: IO[bytes], name: str, limits: Limits) -> None:
        self.process, self.said, self.name, self.limits = process, said, name, limits
        self.bytes_left = limits.output_mb * 10**6
        self.seconds_left = float(limits.wall_s)

    def readable(self) -> bool:
        """Tell Arrow that it may read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Wait for so many bytes, or for the end."""
        pieces = []
        if size > self.bytes_left:
            raise self.about(f"it gives more than {self.limits.output_mb:,} MB of rows (--limits output=...)")
        while size > 0 and (piece := self._some(size)):
            pieces.append(piece)
            size -= len(piece)
            self.bytes_left -= len(piece)
        return b"".join(pieces)

    def _some(self, size: int) -> bytes:
        """Take what is there; only waiting counts as time, not what is done with the rows meanwhile."""
        since, pipe = time.monotonic(), self.process.stdout
        assert pipe is not None  # noqa: S101 it was asked for
        ready, *_ = select.select([pipe], [], [], max(self.seconds_left, 0))
        self.seconds_left -= time.monotonic() - since
        if not ready:
            raise self._late()
        return os.read(pipe.fileno(), min(size, PIECE))

    def finish(self) -> None:
        """Hold that the process ended well, after its last row."""
        if self._code() != 0:
            raise self.error()

    def error(self, cause: Exception | None = None) -> UnreadableFile:
        """Say in the user's words why columns that were expected did not come."""
        if isinstance(cause, UnreadableFile):
            return cause
        if isinstance(cause, Untrusted):
            return self.about(f"the reader gave what cannot be ({cause}); nothing of it was taken")
        code = self._code()
        self.said.seek(0)
        text = self.said.read(MESSAGE)
        if code == REFUSED and (said := _said(text)):
            return self._refusal(said)
        if code != -signal.SIGXCPU and any(words in text for words in NO_MEMORY):
            return self._greedy()
        return self.about(f"{self._why(code, text.decode(errors='replace'))}; nothing of it was taken")

    def _why(self, code: int, text: str) -> str:
        if code == -signal.SIGXCPU:
            return f"reading it takes more than {self.limits.cpu_s:,} s of work (--limits cpu=...)"
        if code == -signal.SIGKILL:
            return "the reader was killed from outside: is the machine short of memory?"
        if code < 0:
            return f"the reader crashed on it ({signal.Signals(-code).name})"
        return f"the reader failed on it ({shown(text.strip().rpartition(chr(10))[2])[:200] or code})"

    def _code(self) -> int:
        """Wait for the end of a process to which nobody listens any more."""
        assert self.process.stdout is not None  # noqa: S101 it was asked for
        self.process.stdout.close()
        try:
            return self.process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            raise self.about("the reader does not end; nothing of it was taken") from None

    def _late(self) -> UnreadableFile:
        return self.about(f"reading it takes longer than {self.limits.wall_s:,} s (--limits wall=...)")

    def _greedy(self) -> UnreadableFile:
        return self.about(f"this file needs more than {self.limits.memory_mb / 1_000:g} GB (--limits memory=...)")

    def _refusal(self, said: Mapping[str, object]) -> UnreadableFile:
        message = f"{self.name}: {shown(str(said.get('message')))}"
        match said:
            case {"memory": True}:
                return self._greedy()
            case {"header": list(header), "suggestion": dict(suggestion)}:
                return UnknownLayout(message, tuple(map(str, header)), {str(k): str(v) for k, v in suggestion.items()})
        return UnreadableFile(message)

    def about(self, message: str) -> UnreadableFile:
        """Name the file."""
        return UnreadableFile(f"{self.name}: {message}")


def _said(text: bytes) -> dict[str, object]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def started(path: Path, order: Mapping[str, object], limits: Limits) -> Iterator[Reading]:
    """Run a process over a file that is open already: its name, and where it lies, are none of its business.

    Raises
    ------
    UnreadableFile
        There is no such file, or it may not be read.
    """
    with ExitStack() as stack:
        file = stack.enter_context(opened(path))
        said = stack.enter_context(tempfile.TemporaryFile())
        with tempfile.TemporaryDirectory(prefix="sarhad-") as empty:  # and gone as soon as the process stands in it
            process = subprocess.Popen(  # noqa: S603 our own program
                [sys.executable, "-sP", "-m", WORKER, str(file.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                pass_fds=(file.fileno(),),
                cwd=empty,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        stack.callback(_end, process)
        assert process.stdin is not None  # noqa: S101 it was asked for
        with suppress(BrokenPipeError):
            process.stdin.write(orjson.dumps(order))
            process.stdin.close()
        yield Reading(process, said, shown(path.name), limits)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, and nothing else that has a name: a pipe may never begin, a device never end."""
    name = shown(str(path))
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UnreadableFile(f"{name}: there is no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableFile(f"{name}: cannot be read ({reason})") from None
    with os.fdopen(number, "rb") if stat.S_ISREG(os.fstat(number).st_mode) else _refused(number, name) as file:
        yield file


def _refused(number: int, name: str) -> IO[bytes]:
    kind = "a directory" if stat.S_ISDIR(os.fstat(number).st_mode) else "a pipe or a device"
    os.close(number)
    raise UnreadableFile(f"{name}: is {kind}, not a file")
