"""The application: settings in, ASGI app out. All state hangs on ``app.state``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from service import errors
from service.answers import Answers
from service.caching import Again
from service.gate import Gate
from service.orders import Orders
from service.rasters import Rasters
from service.routes import (
    collections,
    files,
    ground,
    health,
    heat,
    hotspots,
    lists,
    months,
    pages,
    points,
    revisions,
    tiles,
    views,
)
from service.surfaces import Surfaces
from service.threads import Threads

if TYPE_CHECKING:
    from service.settings import Settings

SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


def create_app(settings: Settings) -> FastAPI:
    """Build the service.

    Its own OpenAPI document is switched off: FastAPI's is 3.1, which GIS clients do not read, and its pages load
    scripts from elsewhere. Ours is written from the table of parameters (`service.openapi`).
    """
    app = FastAPI(title="Sarhad", openapi_url=None, docs_url=None, redoc_url=None, telemetry=SILENT)
    app.state.settings = settings
    app.state.answers = Answers()
    app.state.surfaces = Surfaces()
    app.state.rasters = Rasters()
    app.state.orders = Orders()
    app.state.threads = Threads()
    for module in (
        health,
        views,
        files,
        heat,
        hotspots,
        collections,
        ground,
        lists,
        months,
        pages,
        points,
        revisions,
        tiles,
    ):
        app.router.routes.extend(module.router.routes)  # including them costs each request ten times the matching
    errors.install(app)
    app.add_middleware(Again, answers=app.state.answers, versions=settings.versions)
    app.add_middleware(Gate, hosts=settings.hosts)
    return app
