"""ETags: an answer is named by what it was made from, so that asking again costs nothing.

The name is a hash of the revision's digest, what the program is made of, the form and the canonical question; the same
name always means the same figures. It is weak, because the same answer may leave compressed or not.

What was answered lately is answered again on the event loop, before any route sees it. All else is worked out in a
thread.
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response

import layers
import service
from data.shelf import program
from service.answers import Answer, Answers
from service.ranges import ranged

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from geo.snapshot import Snapshot
    from service.settings import Settings
    from service.versions import Versions

REVALIDATE = "no-cache"
"""Keep it, but ask each time whether it still holds."""
WORTH_COMPRESSING = 1000  # bytes
COMPRESSED_ALREADY = ("image/png", "image/tiff")
EFFORT = 3
"""Of 1 to 9: half the time of 5, which is most of what a large answer takes, for a tenth more bytes."""
GREATEST_EFFORT = 9
"""For what stays the same, and every page asks for."""
LASTING = ("regions",)
"""What of a state is such; see `of_state`."""


def etag(*parts: str) -> str:
    """Name an answer.

    Examples
    --------
    >>> etag("a", "b") == etag("a", "b") != etag("ab", "")
    True
    """
    return f'W/"{sha256(chr(31).join((program(layers, service), *parts)).encode()).hexdigest()[:32]}"'


def of_state(
    request: Request,
    state: Snapshot,
    *parts: str,
    make: Callable[[], bytes],
    media_type: str,
    **headers: str,
) -> Response:
    """Answer with what one state of the data says, and remember that this address asks for it."""
    settings: Settings = request.app.state.settings
    name = etag(state.digest, settings.language, *parts)
    request.app.state.answers.names.keep(request.scope["place"], name)
    return cached(request, name, make, media_type, GREATEST_EFFORT if parts[0] in LASTING else EFFORT, **headers)


def cached(
    request: Request,
    name: str,
    make: Callable[[], bytes],
    media_type: str,
    effort: int = EFFORT,
    /,
    **headers: str,
) -> Response:
    """Answer 304 if the client has it, else with what is at hand or is made now, or the part that was asked for."""
    answers: Answers = request.app.state.answers

    def whole() -> Answer:
        return Answer(make(), media_type, {"etag": name, "cache-control": REVALIDATE, **headers})

    def zipped() -> Answer:
        return compressed(answers.of((name, False), whole), effort)

    if _has(request, name):
        return _unchanged(name)
    zips = takes_gzip(request)
    return ranged(request, *answers.of((name, zips), zipped if zips else whole))


class Again:
    """An ASGI app in front of another one: what was answered lately is answered again at once."""

    def __init__(self, app: ASGIApp, *, answers: Answers, versions: Versions) -> None:
        self.app = app
        self.answers = answers
        self.versions = versions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on with the place at which the answer will be looked for.

        The place is taken before a route looks up the state of the data: should a new state come in between, then the
        answer of the new one is kept for the old one, which nobody will ask for any more, and never the other way.
        """
        answer: ASGIApp = self.app
        if scope["type"] == "http":
            request = Request(scope)
            asked = (self.versions.latest().digest, request.headers.get("host", ""), scope["path"])
            # as a digest: a header or an address may be as long as it likes
            said = "\0".join(asked).encode("utf-8", "surrogatepass")
            scope["place"] = sha256(said + b"\0" + scope["query_string"]).digest()
            answer = self._again(request) or self.app
        await answer(scope, receive, send)

    def _again(self, request: Request) -> Response | None:
        name = self.answers.names.get(request.scope["place"])
        if name is None:
            return None
        if _has(request, name):
            return _unchanged(name)
        answer = self.answers.get((name, takes_gzip(request)))
        return None if answer is None else ranged(request, *answer)


def takes_gzip(request: Request) -> bool:
    """Tell whether a client takes compressed answers."""
    return "gzip" in request.headers.get("accept-encoding", "")


def compressed(answer: Answer, effort: int = EFFORT) -> Answer:
    """Give an answer compressed, if that is worth it."""
    body, media_type, headers = answer
    if len(body) < WORTH_COMPRESSING or media_type.startswith(COMPRESSED_ALREADY):
        return answer
    return Answer(gzip.compress(body, effort, mtime=0), media_type, {**headers, "content-encoding": "gzip"})


def sent(request: Request, answer: Answer) -> Response:
    """Answer with what is never the same twice, compressed if the client takes it so."""
    body, media_type, headers = compressed(answer) if takes_gzip(request) else answer
    return Response(body, media_type=media_type, headers={**headers})


def unchanged(request: Request, name: str) -> Response | None:
    """Answer 304 if the client has what a name stands for."""
    return _unchanged(name) if _has(request, name) else None


def _unchanged(name: str) -> Response:
    headers = {"etag": name, "cache-control": REVALIDATE}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)


def _has(request: Request, name: str) -> bool:
    header = ",".join(request.headers.getlist("if-none-match"))
    known = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in known or name.removeprefix("W/") in known
