"""ETags: an answer is named by what it was made from, so that asking again costs nothing.

The name is a hash of the revision's digest, the program's version, the form and the canonical question; the same
name always means the same figures. It is weak, because the same answer may leave compressed or not.
"""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response

from service.ranges import ranged
from service.settings import PROGRAM_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

REVALIDATE = "no-cache"
"""Keep it, but ask each time whether it still holds."""


def etag(*parts: str) -> str:
    """Name an answer.

    Examples
    --------
    >>> etag("a", "b") == etag("a", "b") != etag("ab", "")
    True
    """
    return f'W/"{sha256(chr(31).join((PROGRAM_VERSION, *parts)).encode()).hexdigest()[:32]}"'


def cached(request: Request, name: str, make: Callable[[], bytes], media_type: str, **headers: str) -> Response:
    """Answer 304 if the client has it, else make it, or the part of it that was asked for."""
    common = {"etag": name, "cache-control": REVALIDATE, **headers}
    if _has(",".join(request.headers.getlist("if-none-match")), name):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=common)
    return ranged(request, make(), media_type, common)


def _has(header: str, name: str) -> bool:
    known = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in known or name.removeprefix("W/") in known
