"""What a request must be before any route sees it: for a host that we are, a GET or HEAD, without a body."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from service.errors import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"vary": b"Accept-Encoding",  # a short answer and a 304, too: which one it is depends on no header but this
}
HOST = re.compile(r"(?:\[([^]]*)\]|([^:]*))(?::[0-9]*)?")


class Gate:
    """An ASGI app in front of another one. HEAD is answered as GET without the body."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(h.casefold() for h in hosts) - {""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app = self._refusal(scope) or self.app
        silent = scope["method"] == "HEAD"

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in ALWAYS.items() if n not in present)]
            elif silent:
                message = {**message, "body": b""}
            await send(message)

        await app(_plain(scope), receive, careful)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        host = hostname(given[0]) if len(given) == 1 else ""
        if host not in self.hosts:
            return problem(HTTPStatus.MISDIRECTED_REQUEST, f"This service is not {host or 'a nameless host'}.")
        if scope["method"] not in ("GET", "HEAD"):
            answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are accepted.")
            answer.headers["allow"] = "GET, HEAD"
            return answer
        if any(_means_a_body(*header) for header in scope["headers"]):
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No request with a body is accepted.")
        return None


def _plain(scope: Scope) -> Scope:
    """Give a request as the routes see it: HEAD is GET of the whole, and a part is of the bytes as they are."""
    names = {name for name, _ in scope["headers"]}
    left_out = b"range" if scope["method"] == "HEAD" else b"accept-encoding" if b"range" in names else b""
    headers = [(name, value) for name, value in scope["headers"] if name != left_out]
    return {**scope, "method": "GET" if scope["method"] == "HEAD" else scope["method"], "headers": headers}


def _means_a_body(name: bytes, value: bytes) -> bool:
    return name == b"transfer-encoding" or (name == b"content-length" and value != b"0")


def hostname(header: str) -> str:
    """Give the name of a Host header without its port; empty if it is ill-formed.

    Examples
    --------
    >>> hostname("localhost:8000"), hostname("[::1]:8000"), hostname("EXAMPLE"), hostname("localhost:x")
    ('localhost', '::1', 'example', '')
    """
    found = HOST.fullmatch(header)
    return "".join(part or "" for part in found.groups()).casefold() if found else ""
