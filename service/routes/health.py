"""Whether the service is alive, and what it answers from."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Response

from service.settings import PROGRAM_VERSION
from service.state import Newest

router = APIRouter()


@router.get("/healthz")
async def healthz(state: Newest) -> Response:
    """Answer at once, whatever else is being worked out."""
    said = {"status": "ok", "program": PROGRAM_VERSION, "revision": state.revision, "digest": state.digest}
    return Response(orjson.dumps(said), media_type="application/json", headers={"cache-control": "no-store"})
