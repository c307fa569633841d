"""Start a reading process, take its columns, and end it: the file is foreign, and so is what reads it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import orjson
import pyarrow as pa

from data.child import wire
from data.child.confine import MESSAGE
from data.child.wire import REFUSED, Untrusted
from data.sources.reading import How
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from data.child.limits import Limits

ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # others set address space aside that counts against the limit
    "MALLOC_ARENA_MAX": "1",
    "PYTHONUTF8": "1",
}
LARGEST_PIPE = 500_000_000  # bytes of what is no file and must be kept first
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


class Head(NamedTuple):
    """What the reader found the file to be."""

    provider: str
    form: str
    header: tuple[str, ...]
    notes: tuple[str, ...]


class Incoming:
    """The rows of a file as they come, batch by batch, each checked."""

    def __init__(self, reading: _Reading, heard: Callable[[float], None]) -> None:
        self._reading, self._heard = reading, heard
        self._stream = reading.opened()
        meta = self._stream.schema.metadata or {}
        self.schema = self._stream.schema.remove_metadata()
        if self.schema not in wire.SCHEMAS.values():
            raise Untrusted("its columns are not those that were asked for")
        said = orjson.loads(meta[b"head"])
        self.head = Head(said["provider"], said["form"], tuple(said["header"]), tuple(said["notes"]))

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Give the batches."""
        known = next(s for s in wire.SCHEMAS.values() if s.equals(self.schema))
        while True:
            with self._reading.explained():
                try:
                    found, meta = self._stream.read_next_batch_with_custom_metadata()
                except StopIteration:
                    break
                batch = wire.check(pa.record_batch(found.columns, schema=known), known)
            self._heard(float((meta or {}).get(b"done", b"0")))
            yield batch
        self._reading.finished()


class _Reading:
    """A reading process, and what its end means."""

    def __init__(self, process: subprocess.Popen[bytes], said: IO[bytes], name: str, limits: Limits) -> None:
        self.process, self.said, self.name, self.limits = process, said, name, limits
        self.late = self.much = False
        self.pipe = _Counted(self)

    def opened(self) -> pa.ipc.RecordBatchStreamReader:
        with self.explained():
            return pa.ipc.open_stream(self.pipe)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Say in the user's words what went wrong while columns were expected."""
        try:
            yield
        except (pa.ArrowException, Untrusted, OSError, KeyError, ValueError) as error:
            raise self.error(error) from None

    def finished(self) -> None:
        """Hold that the process ended well, after the last batch."""
        if self.process.wait() != 0 or self.late:
            raise self.error(None)

    def error(self, cause: Exception | None) -> UnreadableFile:
        """Say why the reading failed."""
        self.process.poll()
        if self.process.returncode is None and (isinstance(cause, Untrusted) or self.much):
            self.process.kill()
        code = self.process.wait()
        self.said.seek(0)
        text = self.said.read(MESSAGE)
        if self.late:
            return self.about(f"reading it took longer than {self.limits.wall_s:,} s (--limits wall=...)")
        if self.much:
            return self.about(f"it gives more than {self.limits.output_mb:,} MB of rows (--limits output=...)")
        if isinstance(cause, Untrusted):
            return self.about(f"the reader gave what no row may be ({cause}); nothing of it was taken")
        if code == REFUSED and text:
            return self.refusal(orjson.loads(text))
        if code in (-signal.SIGXCPU, -signal.SIGKILL) and self.spent():
            return self.about(f"reading it took more than {self.limits.cpu_s:,} s of work (--limits cpu=...)")
        if b"MemoryError" in text or b"emory" in text or code == -signal.SIGABRT:
            return self.memory()
        if code < 0:
            named = signal.Signals(-code).name
            return self.about(f"the reader crashed on it ({named}); nothing of it was taken")
        return self.about("the reader failed on it; nothing of it was taken")

    def spent(self) -> bool:
        """Tell whether children of ours have used the time that one may use."""
        used = os.times()
        return used.children_user + used.children_system >= self.limits.cpu_s

    def memory(self) -> UnreadableFile:
        """Say that there was not enough of it."""
        return self.about(
            f"this file needs more than {self.limits.memory_mb / 1_000:g} GB of memory (--limits memory=...)"
        )

    def refusal(self, said: dict[str, object]) -> UnreadableFile:
        """Say what the reader has against the file."""
        if said.get("memory"):
            return self.memory()
        if "suggestion" in said:
            header, suggestion = said["header"], said["suggestion"]
            return UnknownLayout(f"{self.name}: {said['message']}", tuple(header), dict(suggestion))  # type: ignore[arg-type, call-overload]
        return self.about(str(said["message"]))

    def about(self, message: str) -> UnreadableFile:
        """Name the file."""
        return UnreadableFile(f"{self.name}: {message}")


class _Counted:
    """The pipe from the process, as Arrow reads it: so many bytes and no more."""

    closed = False

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading
        self._left = reading.limits.output_mb * 10**6

    def read(self, size: int = -1) -> bytes:
        pipe = self._reading.process.stdout
        assert pipe is not None  # noqa: S101 it was asked for
        found = pipe.read(size)
        self._left -= len(found)
        if self._left < 0:
            self._reading.much = True
            raise OSError
        return found

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Leave the pipe to the process."""


@contextmanager
def read_incidents(
    path: Path, how: How, limits: Limits, heard: Callable[[float], None] = lambda _: None
) -> Iterator[Incoming]:
    """Read a file of incidents, or of ids to delete, in a process of its own.

    Parameters
    ----------
    path : Path
    how : How
    limits : Limits
    heard : callable
        Told which part of the file is read (0 to 1).

    Raises
    ------
    UnreadableFile
        The file cannot be read within the limits; the message says why.
    UnknownLayout
        Its columns are of no known layout.
    """
    order = {"want": "incidents", "how": asdict(how), "limits": asdict(limits)}
    with _started(path, order, limits) as reading:
        yield Incoming(reading, heard)


@contextmanager
def read_regions(path: Path, columns: Mapping[str, str], layer: str, limits: Limits) -> Iterator[Incoming]:
    """Read a file of areas in a process of its own.

    Parameters
    ----------
    path : Path
    columns : mapping
        The file's column of each of `wire.REGION` that it knows: id, name, name_fa, name_ur, parent, pcode.
    layer : str
        Of a GeoPackage; empty for its only one.
    limits : Limits

    Raises
    ------
    UnreadableFile
        The file cannot be read within the limits, or lacks a column.
    """
    how = How(columns=dict(columns), layer=layer)
    with _started(path, {"want": "regions", "how": asdict(how), "limits": asdict(limits)}, limits) as reading:
        yield Incoming(reading, lambda _: None)


@contextmanager
def _started(path: Path, order: dict[str, object], limits: Limits) -> Iterator[_Reading]:
    with ExitStack() as stack:
        name = _shown(path.name)
        file = stack.enter_context(_opened(path, name))
        empty = stack.enter_context(tempfile.TemporaryDirectory(prefix="sarhad-"))
        said = stack.enter_context(tempfile.TemporaryFile())
        process = subprocess.Popen(  # noqa: S603 our own program, and the file is an open number
            [sys.executable, "-P", "-m", "data.child.worker", str(file.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            pass_fds=(file.fileno(),),
            cwd=empty,
            env=_environment(),
            start_new_session=True,
        )
        stack.callback(_ended, process)
        reading = _Reading(process, said, name, limits)
        stack.enter_context(_deadline(reading))
        assert process.stdin is not None  # noqa: S101 it was asked for
        with suppress(BrokenPipeError):
            process.stdin.write(orjson.dumps(order))
            process.stdin.close()
        yield reading


def _environment() -> dict[str, str]:
    """Give what the process is told: where our code lies, and nothing of the user's."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    return ENVIRONMENT | {"PYTHONPATH": root, "PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}


@contextmanager
def _deadline(reading: _Reading) -> Iterator[None]:
    def kill() -> None:
        reading.late = True
        reading.process.kill()

    timer = threading.Timer(reading.limits.wall_s, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _ended(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open the file; what comes through a pipe is kept first, since it can be read once only."""
    try:
        with path.open("rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                yield file
                return
            with tempfile.TemporaryFile() as kept:
                _keep(file, kept, name)
                yield kept
    except FileNotFoundError:
        raise UnreadableFile(f"{_shown(str(path))}: there is no such file") from None
    except IsADirectoryError:
        raise UnreadableFile(f"{_shown(str(path))}: is a directory, not a file") from None
    except PermissionError as error:
        raise UnreadableFile(f"{_shown(str(path))}: cannot be read ({error.strerror})") from None


def _keep(pipe: IO[bytes], kept: IO[bytes], name: str) -> None:
    size, deadline = 0, time.monotonic() + 600
    while piece := pipe.read(PIECE):
        size += len(piece)
        if size > LARGEST_PIPE or time.monotonic() > deadline:
            raise UnreadableFile(f"{name}: is no file, and gives more than {LARGEST_PIPE // 10**6} MB")
        kept.write(piece)
    kept.flush()
    kept.seek(0)


def _shown(name: str) -> str:
    """Give a file's name as it can be shown: it is somebody else's text, too."""
    return "".join(c if c.isprintable() else "?" for c in name)
