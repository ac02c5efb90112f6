"""Exporting: one file per format."""
