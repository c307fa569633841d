"""What a request must be before any route sees it: for a host that we are, a GET or HEAD, without a body."""

from __future__ import annotations

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
}


class Gate:
    """An ASGI app in front of another one. HEAD is answered as GET without the body."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(h.casefold() for h in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        app = self._refusal(scope, headers) or self.app
        silent = scope["method"] == "HEAD"

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in ALWAYS.items() if n not in present)]
            elif silent:
                message = {**message, "body": b""}
            await send(message)

        await app({**scope, "method": "GET"} if silent else scope, receive, careful)

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> ASGIApp | None:
        host = hostname(headers.get(b"host", b"").decode("latin-1"))
        if host not in self.hosts:
            return problem(HTTPStatus.MISDIRECTED_REQUEST, f"This service is not {host or 'a nameless host'}.")
        if scope["method"] not in ("GET", "HEAD"):
            answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are accepted.")
            answer.headers["allow"] = "GET, HEAD"
            return answer
        if headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No request with a body is accepted.")
        return None


def hostname(header: str) -> str:
    """Give the name of a Host header without its port.

    Examples
    --------
    >>> hostname("localhost:8000"), hostname("[::1]:8000"), hostname("EXAMPLE")
    ('localhost', '::1', 'example')
    """
    if header.startswith("["):
        return header[1:].partition("]")[0].casefold()
    return header.partition(":")[0].casefold()
