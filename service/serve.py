"""Run the service: find a free port, listen, and stop when told to."""

from __future__ import annotations

import asyncio
import errno
import gc
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
HAND_OVER_S = 0.0005
"""How long a thread goes on while another one waits for its turn. Python's own 5 ms, from several threads one after the
other, would keep health waiting."""
STOP_DEADLINE_S = 2
"""Answers that have not left by then are dropped, once a signal has come."""


class NoPort(SarhadError, OSError):
    """No port to listen on."""


def address(host: str) -> str:
    """Give the address of a host name, IPv4 first.

    Raises
    ------
    NoPort
        There is no such name.

    Examples
    --------
    >>> address("127.0.0.1"), address("::1")
    ('127.0.0.1', '::1')
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise NoPort(f"{host!r} is not an address of this machine; the usual one is 127.0.0.1") from None
    return str(min(found)[4][0])


def free_port(host: str, port: int) -> int:
    """Give the first free port of an address from one upwards.

    Raises
    ------
    NoPort
        None of the next fifty is free, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    candidates = range(port, min(port + TRIES, 65_536))
    for candidate in candidates:
        try:
            with socket.create_server((host, candidate), family=family):
                return candidate
        except PermissionError:
            raise NoPort(f"port {candidate} needs more rights; choose one from 1024 up with --port") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise NoPort(f"cannot listen on {host}: {os.strerror(error.errno or 0)}") from None
    raise NoPort(f"no free port from {port} to {candidates[-1]}; choose one with --port")


def run(app: FastAPI, *, host: str, port: int) -> NoReturn:
    """Serve on an address until a signal comes, then end the process."""
    gc.freeze()  # what is loaded by now stays: a tenth of a second at a time would go into looking through it again
    sys.setswitchinterval(HAND_OVER_S)
    asyncio.run(_run(app, host, port))
    _end()


def _end() -> NoReturn:
    """End the process, with nothing left to do but to flush what was said.

    The interpreter is not taken down in order: granian's threads may still hold a Python object by then, and one stop
    in forty ended in an abort.
    """
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

    def stop() -> None:
        server.stop()  # type: ignore[no-untyped-call]  # granian has no types here
        loop.call_later(STOP_DEADLINE_S, _end)  # granian waits for a header that is half sent, however long

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()
