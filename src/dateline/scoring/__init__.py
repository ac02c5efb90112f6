"""Scoring: what was coded against a gold set, against another record, or against ACLED and UCDP.

Each task is a module with two functions: `observe` counts, text by text, and keeps what to read; `figures` makes the figures out of
counts. Since counts add up, the same `figures` serve the whole set and every sample of the bootstrap. Figures are those of
`../shared/scoring/score.py`, held to them by a test.
"""
