"""Errors as HTTP says them: one table of statuses, one form (RFC 9457 problem+json)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

import orjson
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from data.store import StoreError
from geo.errors import BadQuery, NotFound, SarhadError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

STATUS: dict[type[Exception], HTTPStatus] = {
    BadQuery: HTTPStatus.BAD_REQUEST,
    NotFound: HTTPStatus.NOT_FOUND,
    LookupError: HTTPStatus.NOT_FOUND,
}
MOST_LISTED = 200
BROKEN = "Something broke while answering; the service's log has the trace."
UNREADABLE = "The stored data cannot be read just now; the service's log says why."
LOG = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Turn every error of the app into a problem."""
    app.add_exception_handler(SarhadError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Net)


class Net:
    """An ASGI app under another one: what breaks there is logged, and answered as a problem.

    A framework's own handler for this stands outside of every other layer, where no layer makes its answer safe.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; every answer of ours is one piece, so what breaks has not begun to answer."""
        try:
            await self.app(scope, receive, send)
        except Exception:
            LOG.exception("%r broke", scope.get("path"))
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)(scope, receive, send)


def problem(status: HTTPStatus, detail: str, **more: object) -> Response:
    """Make a problem+json answer.

    Examples
    --------
    >>> problem(HTTPStatus.NOT_FOUND, "There is no page here.").body.decode()
    '{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no page here."}'
    """
    said = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    return Response(orjson.dumps(said), status, media_type="application/problem+json")


def describe(error: SarhadError) -> dict[str, object]:
    """Give an error as the members of a problem."""
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)
    more: dict[str, object] = {}
    if isinstance(error, BadQuery):
        more = {"parameter": error.parameter, "accepted": list(error.accepted[:MOST_LISTED])}
    return {"status": status, "detail": str(error), **more}


def _refused(_: Request, error: Exception) -> Response:
    if isinstance(error, StoreError):  # it names a place on this machine
        LOG.error("%s", error)
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, UNREADABLE)
    said = describe(error) if isinstance(error, SarhadError) else {}
    return problem(**said)  # type: ignore[arg-type]


def _http(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR)
    detail = f"There is nothing at {request.url.path}." if status == HTTPStatus.NOT_FOUND else status.description
    return problem(status, detail)
