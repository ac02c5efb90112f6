"""The schema is generated from the model, is kept in the repository, and the two agree."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from dateline.exporting.schema import schema

KEPT = Path(__file__).resolve().parents[2] / "docs" / "coded-report.schema.json"


def test_the_kept_schema_is_the_generated_one() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8")) == schema(), "run: dateline schema > docs/coded-report.schema.json"


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(schema())
