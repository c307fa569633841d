"""The command line and the service as a user runs them: in a process of their own."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from data import snapshots
from data.temporary import of_files
from service import cli
from tests.web import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.snapshot import Snapshot

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "service.cli")
PATIENCE = 60  # seconds that a slow machine may take; nothing is measured by it


PORTS = iter(range(20_000 + 1_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]), 32_000))
"""Each process that runs tests begins at its own, below those that a system gives to whoever connects."""


def free_port() -> int:
    """Give a port that nobody listens on just now."""
    for port in PORTS:
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: bytes
    err: str


class Here:
    """The command line in this process: what it says is what counts here, over data that are read already, if given."""

    looked = staticmethod(of_files)  # has the true way to a state by now, for files that are looked at

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes], data: Snapshot | None = None
    ) -> None:
        self.capture = capture
        if data is not None:
            monkeypatch.setattr(snapshots, "at", lambda _store, _version="latest": data)

    def __call__(self, *arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as end:
            cli.main([*map(str, arguments)])
        said = self.capture.readouterr()
        return Ran(int(str(end.value.code)), said.out, said.err.decode())


def sarhad(*arguments: str | Path, cwd: Path = ROOT) -> Ran:
    """Run the command line to its end."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode())


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default", "NO_COLOR": "1"}


class Running:
    """A service in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.said = ""
        self.address = self._announced()
        self.port = int(self.address.rstrip("/").rpartition(":")[2])

    def _announced(self) -> str:
        """Wait for the address that it gives, then until it answers there."""
        stream = self.process.stderr
        assert stream is not None
        for line in stream:
            self.said += line.decode()
            if b"http://" in line:
                return next(word for word in line.decode().split() if word.startswith("http://"))
        raise AssertionError(f"it did not start: {self.said}")

    def connect(self, host: str = "127.0.0.1") -> socket.socket:
        """Open a connection; it may take a moment after the address is given until something listens there."""
        while self.process.poll() is None:
            try:
                return socket.create_connection((host, self.port), timeout=PATIENCE)
            except ConnectionRefusedError:
                select.select([], [], [], 0.02)
        raise AssertionError(f"it ended with code {self.process.returncode}: {self.rest()}")

    def ask(self, target: str, *, method: str = "GET", **headers: str) -> Answer:
        """Send one request as http.client writes it."""
        self.connect().close()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, target, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            found = [(name.lower(), value) for name, value in answer.getheaders()]
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def send(self, request: bytes) -> bytes:
        """Send bytes, and read until the service closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def rest(self) -> str:
        """Wait for its end and give all it said, on either stream."""
        out, err = self.process.communicate(timeout=PATIENCE)
        self.said += err.decode()
        return out.decode() + self.said

    def stop(self, signal: int) -> tuple[int, str]:
        """Send a signal; give the exit code and all that it said."""
        self.process.send_signal(signal)
        said = self.rest()
        return self.process.returncode, said


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Running]:
    """Run the service on a free port, and end it afterwards whatever happened."""
    command = [*COMMAND, "serve", *map(str, arguments)]
    if "--port" not in arguments:
        command += ["--port", str(free_port())]
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()
