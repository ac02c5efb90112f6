"""Fetching what stands at an address that somebody else named, without harm: private networks, endless answers, redirects without end."""

from __future__ import annotations

from dateline.fetching.fetch import Fetched, FetchFailed, FetchSettings, fetch, post

__all__ = ["FetchFailed", "FetchSettings", "Fetched", "fetch", "post"]
