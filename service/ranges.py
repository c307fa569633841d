"""Byte ranges: a client that reads a long answer in parts, as GDAL does, gets the part it asks for."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response

from service.errors import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

ONE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def ranged(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Answer with the part of a body that was asked for, or with all of it.

    A range that depends on a validator is not honoured: our ETags are weak, so none can vouch for the same bytes.
    """
    headers = {"accept-ranges": "bytes", **headers}
    wanted = None if "if-range" in request.headers else span(request.headers.get("range", ""), len(body))
    if wanted is None:
        return Response(body, media_type=media_type, headers=headers)
    size = f"bytes {{}}/{len(body)}"
    if not wanted:
        answer = problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"There are {len(body)} bytes.")
        answer.headers["content-range"] = size.format("*")
        return answer
    headers["content-range"] = size.format(f"{wanted.start}-{wanted.stop - 1}")
    part = body[wanted.start : wanted.stop]
    return Response(part, HTTPStatus.PARTIAL_CONTENT, media_type=media_type, headers=headers)


def span(header: str, size: int) -> range | None:
    """Give the positions that a Range header asks for: none of them if they lie beyond the end.

    None means to answer in whole: there is no header, or it asks for several ranges, or makes no sense.

    Examples
    --------
    >>> span("bytes=0-9", 100), span("bytes=90-", 100), span("bytes=-5", 100), span("bytes=100-", 100)
    (range(0, 10), range(90, 100), range(95, 100), range(100, 100))
    >>> span("", 100), span("bytes=0-1,5-6", 100), span("bytes=9-0", 100)
    (None, None, None)
    """
    found = ONE.fullmatch(header)
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
