"""Who may ask and what the server refuses: names, tokens, other sites, bodies; ETags, packing, limits of time; and the pages."""

from __future__ import annotations

import functools
import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from dateline.errors import StoreUnusable, WrongUsage
from dateline.serving import ServeSettings, create_app, deadline
from dateline.serving.settings import load_tokens
from dateline.store.opening import connect

if TYPE_CHECKING:
    import httpx

READER, REVIEWER = "reader-token-0123456789", "reviewer-token-0123456789"
VERDICT = {"mention": "e-none", "reviewer": "ada", "verdict": "accept"}
Serve = Callable[..., "httpx.Client"]


@pytest.fixture
def tokens(tmp_path: Path) -> Any:
    file = tmp_path / "tokens.txt"
    file.write_text(f"# who may\nreader {READER}\nreviewer {REVIEWER}\n", encoding="utf-8")
    return load_tokens(file)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_tokens_reading_is_open_and_writing_needs_the_header(serve: Serve) -> None:
    api = serve(meant=False)
    assert api.get("/events").status_code == 200
    assert api.get("/meta").json()["role"] == "reviewer"
    writes: list[Callable[..., Any]] = [
        functools.partial(api.post, "/review", json=VERDICT),
        functools.partial(api.delete, "/review/v-none"),
    ]
    for send in writes:
        assert send().status_code == 403
        assert send().json()["error"]["code"] == "not_meant"
        assert send(headers={"X-Dateline": "1"}).status_code == 404, "the header is meant; there is only no such mention"
        cross = {"X-Dateline": "1", "Origin": "https://evil.example"}
        assert send(headers=cross).status_code == 403
        assert send(headers={"X-Dateline": "1", "Sec-Fetch-Site": "cross-site"}).status_code == 403
        same = {"X-Dateline": "1", "Origin": str(api.base_url).removesuffix("/api/v1/"), "Sec-Fetch-Site": "same-origin"}
        assert send(headers=same).status_code == 404
    assert api.post("/code", json={"text": "x"}).status_code == 403


@pytest.mark.parametrize("needed", [False, True])
def test_with_tokens_roles_decide(serve: Serve, tokens: Any, needed: bool) -> None:
    api = serve(tokens=tokens, require_token=needed)
    matrix = {
        None: (401 if needed else 200, 401),
        READER: (200, 403),
        REVIEWER: (200, 404),
        "somebody-elses-token-0": (401, 401),
    }
    for token, (reading, writing) in matrix.items():
        headers = bearer(token) if token else {}
        assert api.get("/events", headers=headers).status_code == reading
        answer = api.post("/review", json=VERDICT, headers=headers)
        assert answer.status_code == writing
        if writing == 401:
            assert answer.headers["www-authenticate"].startswith("Bearer")
    meta = api.get("/meta", headers=bearer(READER)).json()
    assert (meta["role"], meta["can_write"]) == ("reader", False)
    assert api.get("/meta", headers=bearer(REVIEWER)).json()["can_write"] is True
    assert api.get("/events", headers={"Authorization": f"Basic {REVIEWER}"}).status_code == 401
    root = str(api.base_url).removesuffix("/api/v1/")
    assert api.get(root + "/").status_code == 200, "the pages themselves hold nothing"


def test_an_answer_to_one_is_not_given_to_another_who_may_not(serve: Serve, tokens: Any) -> None:
    api = serve(tokens=tokens, require_token=True)
    answer = api.get("/events", headers=bearer(READER))
    assert answer.status_code == 200
    assert api.get("/events").status_code == 401
    assert api.get("/events", headers={"If-None-Match": answer.headers["etag"]}).status_code == 401


def test_other_addresses_need_tokens(made_store: Path, tokens: Any) -> None:
    store = connect(made_store)
    for host in ("0.0.0.0", "192.168.1.5", "example.org", "::"):  # noqa: S104  # none is listened at
        with pytest.raises(WrongUsage, match="--token-file"):
            create_app(store, ServeSettings(host=host))
        create_app(store, ServeSettings(host=host, tokens=tokens))
    for host in ("127.0.0.1", "localhost", "::1", "[::1]", "127.3.2.1"):
        create_app(store, ServeSettings(host=host))
    with pytest.raises(WrongUsage):
        create_app(store, ServeSettings(require_token=True))
    store.close()


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "reviewer short\n", "admin 0123456789abcdef\n", "reader a b\n", "reader \u00fc\u00fc0123456789abcdef\n"]
)
def test_a_token_file_that_cannot_be_used_is_refused_by_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokens.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUsage, match=r"tokens\.txt"):
        load_tokens(file)
    with pytest.raises(WrongUsage):
        load_tokens(tmp_path / "none.txt")


def test_tokens_are_not_shown() -> None:
    found = ServeSettings(tokens=())
    assert "hash" not in repr(found)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", ""])
def test_another_name_for_this_machine_is_refused(api: httpx.Client, host: str) -> None:
    answer = api.get("/events", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "wrong_host"


def test_names_that_were_allowed_are_ours(serve: Serve) -> None:
    api = serve(allowed_hosts=("desk.example",))
    assert api.get("/events", headers={"Host": "Desk.Example:8443"}).status_code == 200
    assert api.get("/events", headers={"Host": "localhost"}).status_code == 200


def test_every_answer_guards_the_browser(api: httpx.Client) -> None:
    root = str(api.base_url).removesuffix("/api/v1/")
    for path in ("/events", "/nothing", "/docs", root + "/", root + "/event/m-1", root + "/none.js"):
        answer = api.get(path, headers={"Origin": "https://evil.example"})
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not any(name.startswith("access-control") for name in answer.headers), "no other site may read it"
    assert api.options("/events", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}).status_code == 405


def test_methods_and_kinds_of_bodies_are_strict(serve: Serve) -> None:
    api = serve()
    answer = api.post("/events")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "wrong_method")
    assert api.post("/review", content=json.dumps(VERDICT), headers={"Content-Type": "text/plain"}).status_code == 422
    assert (
        api.post("/review", content="{", headers={"Content-Type": "application/json"}).json()["error"]["message"] == "the body is no JSON"
    )
    assert api.post("/review", json={**VERDICT, "extra": 1}).json()["error"]["field"] == "extra"
    assert api.post("/review", json=[]).status_code == 422
    assert api.post("/review?x=1", json=VERDICT).status_code == 422


def test_bodies_are_bounded_whether_they_say_how_long_they_are_or_not(serve: Serve) -> None:
    api = serve(body_bytes=2000)
    long = json.dumps({**VERDICT, "note": "x" * 3000})
    answer = api.post("/review", content=long, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(long), 100):
            yield long[start : start + 100].encode()

    answer = api.post("/review", content=pieces(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert api.post("/review", json=VERDICT).status_code == 404, "the server goes on"


def test_etags_spare_what_did_not_change(serve: Serve, eventually: Callable[..., None]) -> None:
    api = serve()
    for path in ("/meta", "/events", "/events?limit=3", "/timeline", "/places", "/reports/nairobi", "/export?format=jsonl", "/watches"):
        answer = api.get(path)
        again = api.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
        assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
        assert api.get(path).content == answer.content
    tag = api.get("/meta").headers["etag"]
    mention = api.get("/review/queue").json()["items"][0]["mention"]
    assert api.post("/review", json={**VERDICT, "mention": mention}).status_code == 201
    assert api.get("/meta", headers={"If-None-Match": tag}).status_code == 200, "something changed"
    assert "etag" not in api.get("/events/none").headers


def test_answers_are_packed_for_who_takes_it(api: httpx.Client) -> None:
    packed = api.get("/events?limit=100")
    assert packed.headers["content-encoding"] == "gzip"
    plain = api.get("/events?limit=100", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == packed.content
    assert "Accept-Encoding" in plain.headers["vary"]
    assert gzip.compress(plain.content) != plain.content


def test_a_query_that_takes_too_long_is_stopped(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_STEPS", 1)  # the store of the tests is small
    api = serve(query_seconds=0.000001)
    answer = api.get("/network?level=actor&quad=4")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "too_slow")
    assert int(answer.headers["retry-after"]) > 0


def test_sqlite_is_interrupted_in_the_middle(made_store: Path) -> None:
    store = connect(made_store)
    deadline.install(store.engine)
    endless = sa.text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
    with pytest.raises(StoreUnusable) as stopped, deadline.limited(0.2), store.reading() as connection:
        connection.execute(endless)
    assert deadline.was_hit(stopped.value)
    with store.reading() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar_one() == 1, "and serves the next"
    store.close()


def test_a_store_that_is_too_large_is_not_asked_as_of(serve: Serve) -> None:
    api = serve(as_of_reports=3)
    answer = api.get("/events?as_of=2024-06-20")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_large_for_as_of")
    assert "as-of" in answer.json()["error"]["message"]


def test_stores_as_of_a_day_are_made_once_and_few_are_kept(made_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from dateline.serving import desk as module
    from dateline.store.as_of import known_then
    from dateline.store.selecting import Limits

    made: list[Limits] = []
    real = known_then

    def counted(store: Any, limits: Limits, tables: Any) -> Any:
        made.append(limits)
        return real(store, limits, tables)

    monkeypatch.setattr(module, "known_then", counted)
    store = connect(made_store)
    desk = module.Desk(store, ServeSettings(as_of_kept=2))

    def ask(day: int) -> None:
        with desk.at(Limits(as_of=dt.date(2024, 6, day))) as then, then.reading() as connection:
            connection.execute(sa.text("SELECT count(*) FROM events")).scalar_one()

    threads = [threading.Thread(target=ask, args=(20,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1, "once, however many ask at the same time"
    for day in (21, 22, 20):
        ask(day)
    assert len(made) == 4, "the first was dropped for the third"
    store.close()


def test_what_nobody_foresaw_is_told_without_details(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.serving import tallies

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret/path/of/ours")

    monkeypatch.setattr(tallies, "places", broken)
    api = serve()
    answer = api.get("/places?quad=4")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert api.get("/events").status_code == 200


def test_pages_are_files_of_their_folder_and_no_others(serve: Serve, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("<!doctype html><title>the pages</title>", encoding="utf-8")
    (pages / "assets" / "app-1.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    api = serve(pages=pages)
    root = str(api.base_url).removesuffix("/api/v1/")
    for path in ("/", "/index.html", "/event/m-1", "/actors"):
        answer = api.get(root + path)
        assert "the pages" in answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    script = api.get(root + "/assets/app-1.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert api.get(root + "/assets/none.js").status_code == 404
    assert api.get(root + "/api/v1/none").json()["error"]["code"] == "not_found"
    host, _, port = root.removeprefix("http://").partition(":")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/passwd", "/..%5csecret.txt"):
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answered = b"".join(iter(lambda: raw.recv(65536), b""))
        assert b"secret" not in answered
        assert b"root:" not in answered


def test_where_no_pages_are_built_the_first_page_says_how(serve: Serve, tmp_path: Path) -> None:
    api = serve(pages=tmp_path / "none")
    root = str(api.base_url).removesuffix("/api/v1/")
    answer = api.get(root + "/")
    assert "make pages" in answer.text
    assert "/api/v1/docs" in answer.text
    assert "https://" not in api.get("/docs").text, "the description needs no network"
    assert "/api/v1/events/{ident}" in api.get("/docs").text
