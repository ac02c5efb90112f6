"""The workbench: a store over HTTP, and the pages on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.serving.app import create_app
    from dateline.serving.settings import ServeSettings

__all__ = ["ServeSettings", "create_app"]


def __getattr__(name: str) -> Any:
    """The web framework loads with what needs it."""
    if name == "create_app":
        from dateline.serving.app import create_app

        return create_app
    if name == "ServeSettings":
        from dateline.serving.settings import ServeSettings

        return ServeSettings
    raise AttributeError(f"module 'dateline.serving' has no attribute {name!r}")
