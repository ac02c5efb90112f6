"""Watches through the API: what is new, feeds that readers can read, webhooks that are signed and told once."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from dateline.coding.coder import Coder
from dateline.reading import report_from_fields
from dateline.serving.feeds import xml_text
from dateline.serving.settings import Token, hash_of
from dateline.store.opening import connect
from dateline.store.running import run
from dateline.store.stamps import stamp_of

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

Serve = Callable[..., "httpx.Client"]
Eventually = Callable[[Callable[[], bool]], None]
ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "0123456789abcdef0123"  # noqa: S105  # of a test
NEWS = "Kenyan police arrested <b>5 protesters</b> \x00 in Mombasa on Monday."


def comes(path: Path, coder: Coder, text: str = NEWS, ident: str = "news") -> None:
    """A report comes in by another program, and all is merged."""
    store = connect(path)
    run(store, [report_from_fields({"id": ident, "text": text, "published": "2024-07-02", "language": "en"})], coder, stamp_of(coder))
    store.close()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]], list[int]]]:
    """Somebody who is told: the address, what came, and the statuses that are answered, the last one for ever."""
    came: list[tuple[dict[str, str], bytes]] = []
    statuses = [200]

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((dict(self.headers.items()), body))
            self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
            self.end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", came, statuses
    server.shutdown()
    server.server_close()


def test_what_is_new_is_seen_once(serve: Serve, coder: Coder, tmp_path: Path, eventually: Eventually) -> None:
    api = serve()
    made = api.post("/watches", json={"name": "Kenya", "filters": {"participant": "KEN", "quad": [4], "since": "2024-01-01"}}).json()
    assert (made["new"], made["filters"]) == (0, {"participant": "KEN", "quad": [4], "since": "2024-01-01"})
    comes(tmp_path / "store.db", coder)
    eventually(lambda: api.get("/watches").json()["items"][0]["new"] == 1)
    page = api.get(f"/watches/{made['id']}/new").json()
    assert [e["place"] for e in page["items"]] == ["Mombasa"]
    assert page["total"] == 1
    assert api.post(f"/watches/{made['id']}/seen").json()["new"] == 0
    assert api.get(f"/watches/{made['id']}/new").json()["items"] == []
    changed = api.put(f"/watches/{made['id']}", json={"name": "All"}).json()
    assert (changed["id"], changed["name"], changed["filters"]) == (made["id"], "All", {})
    assert api.delete(f"/watches/{made['id']}").status_code == 204
    assert api.get("/watches").json() == {"items": []}
    gone = f"/watches/{made['id']}"
    assert [r.status_code for r in (api.delete(gone), api.put(gone, json={"name": "x"}), api.get(f"{gone}/new"))] == [404, 404, 404]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x", "filters": {"actr": "RUS"}}, "filters.actr"),
        ({"name": "x", "filters": {"as_of": "2024-01-01"}}, "filters.as_of"),
        ({"name": "x", "filters": {"since": "soon"}}, "filters.since"),
        ({"name": "x", "webhook": "ftp://example.org"}, "webhook"),
        ({"name": "x", "secret": "short"}, "secret"),
        ({"name": "x", "filters": {"text": "?"}}, None),
    ],
)
def test_what_cannot_be_watched_is_refused(serve: Serve, body: dict[str, Any], field: str | None) -> None:
    answer = serve().post("/watches", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


def test_feeds_are_sound_whatever_texts_hold(serve: Serve, coder: Coder, tmp_path: Path) -> None:
    api = serve()
    comes(tmp_path / "store.db", coder)
    made = api.post("/watches", json={"name": "All <&> \u00e9", "filters": {}}).json()
    root = str(api.base_url).removesuffix("/api/v1/")
    answer = api.get(root + made["atom"])
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == "Dateline: All <&> \u00e9"
    assert feed.findtext(f"{ATOM}id") == f"urn:dateline:{made['id']}"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == min(100, api.get("/events?limit=1").json()["total"])
    for entry in entries:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "summary"))
        assert entry.find(f"{ATOM}link").get("href").startswith(f"{root}/event/m-")
    told = api.get(root + made["json_feed"])
    assert told.headers["content-type"] == "application/feed+json"
    assert told.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert [xml_text(i["title"]) for i in told.json()["items"]] == [e.findtext(f"{ATOM}title") for e in entries]
    assert xml_text("a\x00\ud800\ufffe\U0001f600") == "a\ufffd\ufffd\ufffd\U0001f600"


def test_a_feed_opens_by_its_key_alone(serve: Serve) -> None:
    token = "reviewer-token-0123456789"  # noqa: S105  # of a test
    api = serve(tokens=(Token(hash_of(token), "reviewer"),), require_token=True)
    headers = {"Authorization": f"Bearer {token}"}
    made = api.post("/watches", json={"name": "x"}, headers=headers).json()
    root = str(api.base_url).removesuffix("/api/v1/")
    for kind in ("atom", "json_feed"):
        bare = made[kind].partition("?")[0]
        assert api.get(root + made[kind]).status_code == 200
        assert api.get(root + bare).status_code == 401
        assert api.get(root + bare + "?key=wrong").status_code == 401
        assert api.get(root + bare, headers=headers).status_code == 200
    assert api.get("/watches").status_code == 401


def test_a_webhook_is_told_once_and_signed(
    serve: Serve, coder: Coder, tmp_path: Path, hook: tuple[str, list[Any], list[int]], eventually: Eventually
) -> None:
    address, came, statuses = hook
    statuses[:] = [500, 204]
    api = serve(poll_seconds=0.1, allow_private=True)
    body = {"name": "Kenya", "filters": {"participant": "KEN"}, "webhook": address, "secret": SECRET}
    assert "secret" not in api.post("/watches", json=body).json()
    assert SECRET not in api.get("/watches").text
    comes(tmp_path / "store.db", coder)
    eventually(lambda: len(came) >= 2)
    first, second = came[:2]
    assert first[1] == second[1], "told again after the failure"
    headers, told = second
    assert headers["X-Dateline-Signature"] == "sha256=" + hmac.new(SECRET.encode(), told, hashlib.sha256).hexdigest()
    message = json.loads(told)
    assert message["watch"]["name"] == "Kenya"
    assert [e["place"] for e in message["events"]] == ["Mombasa"]
    assert message["more"] == 0
    eventually(lambda: api.get("/watches").json()["items"][0]["failure"] is None)
    comes(tmp_path / "store.db", coder, "Germany gave Egypt aid on Tuesday.", "other")
    comes(tmp_path / "store.db", coder, "Kenya condemned Somalia on Monday.", "third")
    eventually(lambda: len(came) >= 3)
    assert [e["type"] for e in json.loads(came[2][1])["events"]] == ["ACCUSE"]
    assert len(came) == 3


def test_a_webhook_into_a_private_network_is_refused_and_says_so(
    serve: Serve, coder: Coder, tmp_path: Path, hook: tuple[str, list[Any], list[int]], eventually: Eventually
) -> None:
    address, came, _ = hook
    api = serve(poll_seconds=0.1)
    api.post("/watches", json={"name": "x", "webhook": address})
    comes(tmp_path / "store.db", coder)
    eventually(lambda: api.get("/watches").json()["items"][0]["failure"] is not None)
    assert "private network" in api.get("/watches").json()["items"][0]["failure"]
    assert came == []
