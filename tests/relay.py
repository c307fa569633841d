"""The service on data of a test's own, answered from this process, for a browser to look at."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from tests.web import ask, service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from geo.snapshot import Snapshot


class Relay(BaseHTTPRequestHandler):
    """Passes each request on to an app."""

    app: FastAPI

    def do_GET(self):
        found = ask(self.app, self.path, ("host", self.headers["host"]), host=None)
        self.send_response(found.status)
        for name, value in found.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(found.body)

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Answer with a handler; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def relayed(snapshot: Snapshot) -> Iterator[str]:
    """Serve a snapshot; gives the address."""
    with listening(type("Relayed", (Relay,), {"app": service(snapshot)})) as address:
        yield address
