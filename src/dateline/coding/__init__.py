"""Coding: one file per question, called in order by `coder.py`."""
