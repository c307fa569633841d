"""Whether the service is alive, and what it answers from."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from service.settings import PROGRAM_VERSION
from service.state import settings

router = APIRouter()


@router.get("/healthz")
async def healthz(request: Request) -> Response:
    """Answer at once, whatever else is being worked out: being ``async``, it needs no thread."""
    state = settings(request).versions.latest()
    said = {"status": "ok", "program": PROGRAM_VERSION, "revision": state.revision, "digest": state.digest}
    return Response(orjson.dumps(said), media_type="application/json", headers={"cache-control": "no-store"})
