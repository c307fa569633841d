"""Ask the service without a network: bytes in, bytes out, so that nothing tidies a hostile request up on its way."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import unquote

from service.app import create_app
from service.settings import Settings
from service.versions import Fixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import FastAPI
    from starlette.types import Message, Scope

    from geo.snapshot import Snapshot

Header = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back; ``body`` as it left, compressed if it did."""

    status: int
    headers: list[Header] = field(repr=False)
    body: bytes = field(repr=False)

    def all(self, name: str) -> list[str]:
        """Give each value of a header."""
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str:
        """Give a header that must not be said twice; empty if it is not said."""
        values = self.all(name)
        assert len(values) <= 1, f"{name} is said {len(values)} times"
        return values[0] if values else ""

    @property
    def media_type(self) -> str:
        return self.header("content-type").partition(";")[0]

    @property
    def content(self) -> bytes:
        """The body, decompressed."""
        return gzip.decompress(self.body) if self.header("content-encoding") == "gzip" else self.body

    def json(self) -> Any:
        """Read strict JSON: NaN and infinities are refused."""
        return strict_json(self.content)


def strict_json(text: bytes | str) -> Any:
    """Read JSON as RFC 8259 has it; a name that stands twice in an object is refused, too."""
    return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    assert len(found) == len(pairs), f"a name stands twice: {[name for name, _ in pairs]}"
    return found


def ask(
    app: FastAPI,
    target: str | bytes,
    *headers: Header,
    method: str = "GET",
    host: str | None = "localhost:8000",
    body: Iterable[bytes] = (),
) -> Answer:
    """Send one request to an app and wait for the whole answer.

    Parameters
    ----------
    target : str or bytes
        Path and query string as they stand in the request line.
    headers : pairs of str
        In lower case.
    host : str, optional
        None sends no Host header.
    """
    return asyncio.run(asked(app, target, *headers, method=method, host=host, body=body))


async def asked(
    app: FastAPI,
    target: str | bytes,
    *headers: Header,
    method: str = "GET",
    host: str | None = "localhost:8000",
    body: Iterable[bytes] = (),
) -> Answer:
    """Do the same inside a loop that runs already."""
    return await _answer(app, _scope(target, headers, method, host), [*body])


def _scope(target: str | bytes, headers: Iterable[Header], method: str, host: str | None) -> Scope:
    raw_path, _, query = (target if isinstance(target, bytes) else target.encode()).partition(b"?")
    said = [*([] if host is None else [("host", host)]), *headers]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path.decode("latin-1")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in said],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def _answer(app: FastAPI, scope: Scope, body: list[bytes]) -> Answer:
    chunks = body or [b""]
    incoming = [
        {"type": "http.request", "body": chunk, "more_body": i < len(chunks)} for i, chunk in enumerate(chunks, start=1)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        if not incoming:  # a client that stays until it has its answer
            await asyncio.Event().wait()
        return incoming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    try:
        await app(scope, receive, send)
    except Exception:
        if not sent:  # starlette answers 500 first and then lets the server log the error
            raise
    start, *rest = sent
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"]]
    return Answer(start["status"], headers, b"".join(message.get("body", b"") for message in rest))


@cache
def service(snapshot: Snapshot) -> FastAPI:
    """Give the service on some data, one for each."""
    return create_app(Settings(versions=Fixed(snapshot)))
