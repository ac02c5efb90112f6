"""The application: the API under /api/v1, its description, and the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dateline import __version__
from dateline.serving import failing, static
from dateline.serving.desk import Desk
from dateline.serving.documentation import add_documentation
from dateline.serving.guarding import API, Guard
from dateline.serving.remembering import Remembering
from dateline.serving.routes import actors, coding, events, meta, panels, reports, review, watches
from dateline.serving.settings import ServeSettings

if TYPE_CHECKING:
    from dateline.coding.coder import Coder
    from dateline.store.opening import Store

_LEAST_PACKED = 1000
_PACKING = 4


def create_app(store: Store, settings: ServeSettings | None = None, *, coder: Coder | None = None) -> FastAPI:
    """The application on an open store. Raises `WrongUsage` for settings that would leave it open to others.

    `coder` is one that is loaded already; without it one is loaded when the first text is posted.
    `app.state.desk` holds what requests share. The work behind the scenes begins and ends with the application's lifespan.
    """
    settings = settings or ServeSettings()
    settings.check()
    desk = Desk(store, settings, coder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        desk.start()
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(desk.stop)

    app = FastAPI(
        title="Dateline",
        version=__version__,
        summary="An attributed record of events, over HTTP.",
        description="See docs/api.md. Times are ISO 8601 in UTC, days YYYY-MM-DD, countries ISO 3166-1 alpha-3, offsets characters.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        middleware=[
            Middleware(Guard, settings=settings),
            Middleware(Remembering, state=desk.state, seen=desk.seen, most_bytes=settings.cache_bytes),
            Middleware(GZipMiddleware, minimum_size=_LEAST_PACKED, compresslevel=_PACKING),
        ],
    )
    app.state.desk = desk
    failing.install(app)
    for module in (meta, events, reports, actors, panels, coding, review, watches):
        app.include_router(module.router, prefix=API)
    add_documentation(app)
    static.add_pages(app, settings.pages)
    return app
