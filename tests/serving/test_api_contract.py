"""The whole API against its own description: whatever is sent, the answer is as described, and never the server's own failure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis.errors import Unsatisfiable

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")


@pytest.fixture(scope="module")
def description(api: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found


def test_the_description_is_complete(description: dict[str, Any]) -> None:
    routes = {(method, path) for path, methods in description["paths"].items() for method in methods}
    wanted = {
        *(("get", f"/api/v1/{name}") for name in ("meta", "events", "reports", "quotes", "actors", "places", "timeline", "network")),
        *(("get", f"/api/v1/{name}") for name in ("panel", "search", "export", "review/queue", "review/summary", "review/gold", "watches")),
        *(
            ("get", f"/api/v1/{name}")
            for name in ("events/{ident}", "events/{ident}/known", "events/{ident}/similar", "reports/{ident}", "actors/{ident}")
        ),
        *(("get", f"/api/v1/watches/{{ident}}/{name}") for name in ("new", "feed.atom", "feed.json")),
        *(("post", f"/api/v1/{name}") for name in ("code", "review", "watches", "watches/{ident}/seen")),
        ("delete", "/api/v1/review/{ident}"),
        ("put", "/api/v1/watches/{ident}"),
        ("delete", "/api/v1/watches/{ident}"),
    }
    assert routes == wanted
    for method, path in routes:
        told = description["paths"][path][method]
        assert told["summary"], path
        assert told["description"], path
        errors = {status for status in told["responses"] if status[0] in "45"}
        assert {"401", "404", "422", "503"} <= errors
        for status in errors:
            assert told["responses"][status]["content"]["application/json"]["schema"]["$ref"].endswith("/Failure"), (path, status)
    text = re.sub(r"\s", "", str(description))
    assert "'example" in text


def _ask(operation: Any, mode: Any) -> list[int]:
    """Send what the description allows, or what it does not, and hold the answers to it. Gives their statuses."""
    import hypothesis
    from hypothesis import HealthCheck, Phase
    from schemathesis.checks import CHECKS

    names = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
    checks = [CHECKS.get_one(name) for name in names]
    statuses: list[int] = []

    @hypothesis.settings(
        max_examples=10,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call_and_validate(checks=checks, headers={"X-Dateline": "1", "Host": "127.0.0.1"})
        statuses.append(answer.status_code)

    ask()
    return statuses


def test_answers_are_as_described_whatever_is_asked(serve: Callable[..., httpx.Client]) -> None:
    api = serve(query_seconds=5.0)
    schema = schemathesis.openapi.from_dict(api.get("/openapi.json").json())
    schema.config.update(base_url=str(api.base_url).removesuffix("/api/v1/"))
    failures: list[str] = []
    statuses: list[int] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            try:
                statuses += _ask(operation, mode)
            except Unsatisfiable:
                # Nothing that is sent to these can be wrong but their address.
                assert mode == schemathesis.GenerationMode.NEGATIVE
            except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001  # all operations are tried before the test fails
                failures.append(f"{operation.label}, {mode.name}: {''.join(map(str, getattr(error, 'exceptions', (error,))))[:1500]}")
    assert not failures, "\n\n".join(failures)
    assert len(statuses) > 300
    assert set(statuses) >= {200, 404, 422}
