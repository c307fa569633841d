"""Run the service: find a free port, listen, and stop when told to."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, NoReturn

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from geo.errors import SarhadError

if TYPE_CHECKING:
    from fastapi import FastAPI

TRIES = 50
HEADER_DEADLINE_MS = 10_000
"""A client that has not sent its header by then is dropped: half-open connections cannot pile up."""


class NoPort(SarhadError, OSError):
    """No port to listen on."""


def free_port(host: str, port: int) -> int:
    """Give the first free port from one upwards.

    Raises
    ------
    NoPort
        None of the next fifty is free, or the host is not an address of this machine.
    """
    for candidate in range(port, min(port + TRIES, 65_536)):
        try:
            with socket.create_server((host, candidate)):
                return candidate
        except PermissionError:
            raise NoPort(f"port {candidate} needs more rights; choose one from 1024 up with --port") from None
        except socket.gaierror:
            raise NoPort(f"{host!r} is not an address of this machine; the usual one is 127.0.0.1") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise NoPort(f"cannot listen on {host}: {error.strerror}") from None
    raise NoPort(f"no free port from {port} to {port + TRIES - 1}; choose one with --port")


def run(app: FastAPI, *, host: str, port: int) -> NoReturn:
    """Serve until interrupted, then end the process.

    The interpreter is not taken down in order: granian's threads may still hold a Python object by then, and one stop
    in forty ended in an abort. Nothing is left to do at this point but to flush what was said.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(app, host, port))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


async def _run(app: FastAPI, host: str, port: int) -> None:
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # before it knows that a client speaks HTTP/1, granian holds it to no deadline
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_DEADLINE_MS),
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, server.stop)
    await server.serve()
