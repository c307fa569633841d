"""Pages of text: how to load a file, how to open it in QGIS, where the data come from, and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Request, Response

from data import guide
from layers.text import text_page
from service.caching import cached, etag
from service.openapi import document
from service.threads import quick

if TYPE_CHECKING:
    from collections.abc import Callable

router = APIRouter()
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@router.get("/guide/load")
@quick
def load(request: Request) -> Response:
    """Answer with the three steps to a map of one's own file."""
    return _text(request, "Load my file", lambda: guide.readme("Load your own file"))


@router.get("/guide/qgis")
@quick
def qgis(request: Request) -> Response:
    """Answer with the three steps to the figures in QGIS."""
    return _text(request, "Open in QGIS", lambda: guide.readme("QGIS in three steps"))


@router.get("/sources")
@quick
def sources(request: Request) -> Response:
    """Answer with the origin and licence of every file."""
    return _text(request, "Sources", guide.sources)


@router.get("/docs")
@quick
def docs(request: Request) -> Response:
    """Answer with the API in words."""
    return _text(request, "API", lambda: guide.readme("The API"))


@router.get("/openapi.json")
@quick
def openapi(request: Request) -> Response:
    """Answer with the API as OpenAPI 3.0."""
    body = orjson.dumps(document(str(request.base_url).rstrip("/")), option=orjson.OPT_INDENT_2)
    media_type = "application/vnd.oai.openapi+json;version=3.0"
    return cached(request, etag("openapi", str(request.base_url)), lambda: body, media_type)


def _text(request: Request, title: str, markdown: Callable[[], str]) -> Response:
    body = text_page(title, markdown()).encode()
    headers = {"content-security-policy": POLICY}
    return cached(request, etag("text", body.decode()), lambda: body, "text/html; charset=utf-8", **headers)
