"""Posting a text, or the address of an article."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from dateline.coding.coder import Coder
from dateline.exporting.jsonl import to_dict
from dateline.model import LAYERS
from dateline.reading import report_from_fields

if TYPE_CHECKING:
    import httpx

Serve = Callable[..., "httpx.Client"]
TEXT = "Turkish police arrested twelve students in Ankara on Monday. It was a warm day."
PAGE = f"""<!doctype html><html lang="en"><head><title>Arrests in Ankara</title><meta property="og:site_name" content="Example Daily">
<meta property="article:published_time" content="2024-06-18T09:00:00Z"></head><body><article><h1>Arrests in Ankara</h1>
<p>{TEXT} The ministry said that more would follow, and that the university had asked for help two weeks before.</p>
<p>Students of the university said that they had only sat on the lawn and read aloud from books that they had brought.</p>
<script>alert(1)</script></article></body></html>""".encode()


@pytest.fixture
def site() -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            kinds = {
                "/article": (200, "text/html", PAGE),
                "/image": (200, "image/png", b"x"),
                "/empty": (200, "text/html", b"<html></html>"),
            }
            status, kind, body = kinds.get(self.path, (404, "text/html", b"none"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_text_is_coded_as_on_the_command_line(serve: Serve, coder: Coder) -> None:
    found = serve().post("/code", json={"text": TEXT, "published": "2024-06-19", "outlet": "Mine"}).json()
    report = report_from_fields({"text": TEXT, "published": "2024-06-19", "outlet": "Mine"})
    wanted = to_dict(coder.code(report), with_text=True)
    assert {k: v for k, v in found.items() if k not in ("uncoded", "marks")} == wanted
    assert set(LAYERS) - {"pairs"} <= set(found)
    assert [TEXT[u["start"] : u["end"]] for u in found["uncoded"]] == ["It was a warm day."]
    assert found["uncoded"][0]["reason"]
    assert {"trigger", "actor"} <= {m["kind"] for m in found["marks"]}


def test_an_article_is_fetched_where_private_addresses_are_allowed(serve: Serve, site: str) -> None:
    found = serve(allow_private=True).post("/code", json={"url": f"{site}/article"}).json()
    report = found["report"]
    assert (report["title"], report["outlet"], report["published"][:10]) == ("Arrests in Ankara", "Example Daily", "2024-06-18")
    assert report["text"].startswith("Turkish police")
    assert found["events"][0]["type"] == "COERCE"


@pytest.mark.parametrize(("path", "code"), [("/image", "fetch_type"), ("/none", "fetch_status"), ("/empty", "no_article")])
def test_what_is_no_article_is_refused(serve: Serve, site: str, path: str, code: str) -> None:
    answer = serve(allow_private=True).post("/code", json={"url": site + path})
    assert (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]) == (422, code, "url")


def test_private_addresses_are_refused(serve: Serve, site: str) -> None:
    api = serve()
    for url in (f"{site}/article", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://localhost/"):
        answer = api.post("/code", json={"url": url})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "fetch_private")
    assert api.post("/code", json={"url": "file:///etc/passwd"}).json()["error"]["code"] == "fetch_address"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "a", "url": "http://example.org"},
        {"text": " \n "},
        {"text": "x" * 100_001},
        {"text": "a", "published": "now"},
    ],
)
def test_what_cannot_be_coded_is_refused(serve: Serve, body: dict[str, Any]) -> None:
    assert serve().post("/code", json=body).status_code == 422


def test_texts_are_coded_one_after_the_other_and_too_many_are_sent_away(serve: Serve) -> None:
    api = serve(waiting_to_code=2)
    answers: list[int] = []
    long = (TEXT + " ") * 400

    def post() -> None:
        answers.append(api.post("/code", json={"text": long}).status_code)

    threads = [threading.Thread(target=post) for _ in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert set(answers) == {200, 429}
    assert answers.count(200) >= 2
    assert api.post("/code", json={"text": TEXT}).status_code == 200
