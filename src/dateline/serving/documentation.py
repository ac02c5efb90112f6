"""A page that lists all routes with their parameters: plain HTML out of the description, so that it works without any network."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

from dateline.serving.guarding import API, CSP

if TYPE_CHECKING:
    from fastapi import FastAPI

_STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color-scheme:light dark}
h2{font-size:1.05rem;margin:2rem 0 .3rem}h2 code{font-size:1.05rem}table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #8884}
code{font-family:ui-monospace,monospace}.m{font-weight:600}"""


def add_documentation(app: FastAPI) -> None:
    """Serve the page at /api/v1/docs."""
    style = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"{CSP}; style-src 'sha256-{style}'"  # the one style that stands in the page

    def docs() -> HTMLResponse:
        return HTMLResponse(page(app.openapi()), headers={"Cache-Control": "no-cache", "Content-Security-Policy": policy})

    app.add_api_route(f"{API}/docs", docs, methods=["GET"], include_in_schema=False)


def page(description: dict[str, Any]) -> str:
    """The page of an OpenAPI description."""
    parts = []
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            parts.append(_route(path, method, told))
    title = f"Dateline {escape(description['info']['version'])}: the API"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main><h1>{title}</h1>'
        f'<p>Answers are JSON. The machine-readable description: <a href="{API}/openapi.json">openapi.json</a>. '
        'Errors have one shape: <code>{"error": {"code", "message", "field"}}</code>.</p>'
        f"{''.join(parts)}</main></body></html>"
    )


def _route(path: str, method: str, told: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{escape(p['in'])}{', needed' if p.get('required') else ''}</td>"
        f"<td><code>{escape(_kind(p.get('schema') or {}))}</code></td><td>{escape(p.get('description') or '')}</td></tr>"
        for p in told.get("parameters", ())
    )
    table = f"<table><tr><th>Parameter</th><th>Where</th><th>Kind</th><th>What</th></tr>{rows}</table>" if rows else ""
    body = "<p>Takes a body of JSON.</p>" if told.get("requestBody") else ""
    return (
        f'<h2><span class="m">{escape(method.upper())}</span> <code>{escape(path)}</code> {escape(told.get("summary") or "")}</h2>'
        f"<p>{escape(' '.join((told.get('description') or '').split()))}</p>{body}{table}"
    )


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(k for part in schema["anyOf"] if (k := _kind(part)) != "null")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items') or {})}"
    return str(schema.get("format") or schema.get("type") or "any")
