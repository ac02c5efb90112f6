"""The pages: files that were built into the package, and the first page for every address that is the pages' own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse, Response

from dateline.serving.failing import ApiError
from dateline.serving.guarding import API

if TYPE_CHECKING:
    from fastapi import FastAPI

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".map": "application/json",
}
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""A step of a path in the folder: no step begins with a point, so that none leads up or to a hidden file."""
_MISSING = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Dateline</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>Dateline</h1>
<p>The API of this store is running. The pages of the workbench are not built into this installation.</p>
<p>From a checkout, with Node.js 20 or newer: <code>make pages</code>, then start the server again.</p>
<p><a href="{API}/docs">What the API answers</a> · <a href="{API}/meta">What is in the store</a></p></main></body></html>
"""


def add_pages(app: FastAPI, folder: Path) -> None:
    """Serve the pages of a folder, or say how to build them. They may be built anew while the server runs."""

    def page(path: str) -> Response:
        if path == API.lstrip("/") or path.startswith(API.lstrip("/") + "/"):
            raise ApiError(404, "not_found", "there is nothing at this address")
        held = _read(folder, path)
        if held is not None:
            forever = path.startswith("assets/")  # their names change with what they hold
            caching = "public, max-age=31536000, immutable" if forever else "no-cache"
            kind = _KINDS.get(Path(path).suffix, "application/octet-stream")
            return Response(held, media_type=kind, headers={"Cache-Control": caching})
        if "." in path.rpartition("/")[2]:
            raise ApiError(404, "not_found", "there is nothing at this address")
        first = _read(folder, "index.html")
        return HTMLResponse(first if first is not None else _MISSING, headers={"Cache-Control": "no-cache"})

    app.add_api_route("/{path:path}", page, methods=["GET", "HEAD"], include_in_schema=False)


def _read(folder: Path, path: str) -> bytes | None:
    """A file under the folder by its path in it; None where there is none, or the path leads out of the folder."""
    parts = path.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        return None
    try:
        return folder.joinpath(*parts).read_bytes()
    except OSError:
        return None
