"""What a watch has to remember: a small SQLite file beside the store. Every change is a transaction, so that it is sound wherever it ends.

The order of things keeps all from being lost and anything from being kept twice: the new items of a feed are written down together with
the feed's ETag, and an item is crossed out only after its report is in the store.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import DatelineError
from dateline.watching.items import Entry

VERSION = 1
MOST_SEEN = 5_000
"""Articles of a feed that are remembered; those that its document still lists are always among them."""
_HOSTS_KEPT = 30 * 86_400.0
_TABLES = """
CREATE TABLE feeds (feed TEXT PRIMARY KEY, address TEXT NOT NULL, etag TEXT, modified TEXT, next REAL NOT NULL, failures INTEGER NOT NULL,
  gone TEXT, polled REAL, succeeded REAL) WITHOUT ROWID;
CREATE TABLE hosts (host TEXT PRIMARY KEY, failures INTEGER NOT NULL, not_before REAL NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE robots (origin TEXT PRIMARY KEY, text TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE pending (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, feed TEXT NOT NULL, entry TEXT NOT NULL, tries INTEGER NOT NULL,
  not_before REAL NOT NULL, begun INTEGER NOT NULL DEFAULT 0, added REAL NOT NULL);
CREATE TABLE seen (key TEXT PRIMARY KEY, feed TEXT NOT NULL, print TEXT NOT NULL, at REAL NOT NULL, fetched REAL NOT NULL,
  changes INTEGER NOT NULL, outcome TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX seen_of_feed ON seen (feed, at);
CREATE TABLE flags (name TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class StateUnusable(DatelineError):
    """The state of a watch cannot be opened or written; names its file, the reason and what to do."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed. Times are seconds since 1970; `address` is where it has moved to, `gone` why it is not polled any more."""

    feed: str
    address: str
    etag: str | None = None
    modified: str | None = None
    next: float = 0.0
    failures: int = 0
    gone: str | None = None
    polled: float | None = None
    succeeded: float | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """An article that a feed has told of (at `added`) and that is still to be kept."""

    id: int
    entry: Entry
    feed: str
    tries: int
    added: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an article: whose it is, what it looked like, when its page was last taken, how often it changed."""

    feed: str
    print: str
    fetched: float
    changes: int


class State:
    """An open state. Only one program has it open at a time, and only one thread uses it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.parent.is_dir():
            raise StateUnusable(f"{path}: its folder does not exist; make it first, or name another place with --state")
        try:
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None)
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("BEGIN EXCLUSIVE")
            self._settle()
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._db.close()
            raise self._unusable(error) from error
        except StateUnusable:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _settle(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StateUnusable(f"{self.path}: was written by a newer version of Dateline; upgrade, or name another file with --state")
        if version == VERSION:
            return
        if self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise StateUnusable(f"{self.path}: is a database of something else; name another file with --state")
        for statement in _TABLES.split(";"):
            self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version={VERSION}")

    def _unusable(self, error: sqlite3.Error) -> StateUnusable:
        if "locked" in str(error):
            return StateUnusable(f"{self.path}: another 'dateline watch' uses it; stop that one, or name another file with --state")
        return StateUnusable(
            f"{self.path}: cannot be used ({error}); check its permissions and the space left, or name another with --state"
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    # --- feeds

    def feed(self, feed: str) -> FeedState:
        """What is known of a feed; a new one is to be polled at once."""
        row = self._db.execute(
            "SELECT feed, address, etag, modified, next, failures, gone, polled, succeeded FROM feeds WHERE feed=?", (feed,)
        ).fetchone()
        return FeedState(*row) if row else FeedState(feed, feed)

    def polled(self, told: FeedState, entries: Sequence[Entry] = (), listed: Iterable[str] = (), *, at: float = 0.0) -> None:
        """Keep what a poll found, all or nothing: the feed's state, its new entries, and that it still lists these keys."""
        with self._writing() as db:
            row = (told.feed, told.address, told.etag, told.modified, told.next, told.failures, told.gone, told.polled, told.succeeded)
            db.execute("REPLACE INTO feeds VALUES (?,?,?,?,?,?,?,?,?)", row)
            for entry in entries:
                self._write_down(db, entry, told.feed, at)
            listed = list(listed)
            if listed:
                db.executemany("UPDATE seen SET at=? WHERE key=? AND feed=?", [(at, key, told.feed) for key in listed])
                oldest = "SELECT key FROM seen WHERE feed=? ORDER BY at DESC, key LIMIT -1 OFFSET ?"
                db.execute(f"DELETE FROM seen WHERE key IN ({oldest})", (told.feed, max(MOST_SEEN, len(listed))))  # noqa: S608  # our own text

    @staticmethod
    def _write_down(db: sqlite3.Connection, entry: Entry, feed: str, at: float) -> None:
        # What waits already is brought up to date by its own feed, and keeps its place and its tries.
        db.execute(
            "INSERT INTO pending (key, feed, entry, tries, not_before, added) VALUES (?,?,?,0,0,?) "
            "ON CONFLICT (key) DO UPDATE SET entry=excluded.entry WHERE feed=excluded.feed",
            (entry.key, feed, json.dumps(entry.as_json()), at),
        )

    def revive(self, feed: str) -> None:
        """Poll a feed again that was gone, and one that failed without waiting."""
        with self._writing() as db:
            db.execute("UPDATE feeds SET gone=NULL, failures=0, next=0 WHERE feed=?", (feed,))

    # --- articles

    def seen(self, key: str) -> Seen | None:
        """What is known of an article."""
        row = self._db.execute("SELECT feed, print, fetched, changes FROM seen WHERE key=?", (key,)).fetchone()
        return Seen(*row) if row else None

    def waits(self, key: str) -> str | None:
        """The feed for which an article waits to be kept."""
        row = self._db.execute("SELECT feed FROM pending WHERE key=?", (key,)).fetchone()
        return row[0] if row else None

    def pending(self, feeds: Iterable[str], now: float, most: int, bound: float) -> list[Pending]:
        """The articles of these feeds that are due, the longest known first. A wait beyond the bound comes from a clock that was set."""
        wanted = set(feeds)
        found: list[Pending] = []
        rows = self._db.execute(
            "SELECT id, entry, feed, tries, added FROM pending WHERE not_before<=? OR not_before>? ORDER BY id", (now, now + bound)
        )
        for ident, entry, feed, tries, added in rows:
            if feed in wanted:
                found.append(Pending(ident, Entry.from_json(json.loads(entry)), feed, tries, added))
                if len(found) == most:
                    break
        return found

    def waiting(self) -> int:
        """How many articles are still to be kept."""
        return int(self._db.execute("SELECT count(*) FROM pending").fetchone()[0])

    def next_pending(self, feeds: Iterable[str]) -> float | None:
        """When the next waiting article of these feeds is due."""
        soonest = dict(self._db.execute("SELECT feed, min(not_before) FROM pending GROUP BY feed").fetchall())
        return min((soonest[feed] for feed in feeds if feed in soonest), default=None)

    def done(self, item: Pending, outcome: str, at: float, *, also: Sequence[str] = ()) -> None:
        """Cross an article out: it is kept, or left out for good. `also` are other keys by which it is known from now on."""
        with self._writing() as db:
            db.execute("DELETE FROM pending WHERE id=?", (item.id,))
            for key in (item.entry.key, *also):
                db.execute(
                    "INSERT INTO seen VALUES (?,?,?,?,?,0,?) ON CONFLICT (key) DO UPDATE SET print=excluded.print, at=excluded.at, "
                    "fetched=excluded.fetched, changes=changes+1, outcome=excluded.outcome WHERE feed=excluded.feed",
                    (key, item.feed, item.entry.print, at, at, outcome),
                )

    def begin(self, item: Pending) -> int:
        """Note that an article is about to be coded; gives how often that was so."""
        with self._writing() as db:
            db.execute("UPDATE pending SET begun=begun+1 WHERE id=?", (item.id,))
            return int(db.execute("SELECT begun FROM pending WHERE id=?", (item.id,)).fetchone()[0])

    def later(self, item: Pending, not_before: float, *, tried: bool) -> None:
        """Try an article again then."""
        with self._writing() as db:
            db.execute("UPDATE pending SET not_before=?, tries=tries+? WHERE id=?", (not_before, int(tried), item.id))

    # --- hosts and robots.txt

    def hosts(self) -> list[tuple[str, int, float]]:
        """Name, failures and the end of the wait, of hosts that failed."""
        return self._db.execute("SELECT host, failures, not_before FROM hosts").fetchall()

    def keep_hosts(self, hosts: Iterable[tuple[str, int, float]], now: float) -> None:
        """Keep these, and forget those of which nothing was heard for a month."""
        with self._writing() as db:
            db.executemany("REPLACE INTO hosts VALUES (?,?,?,?)", [(*host, now) for host in hosts])
            db.execute("DELETE FROM hosts WHERE failures=0 OR at<? OR at>?", (now - _HOSTS_KEPT, now + _HOSTS_KEPT))

    def robots(self, now: float) -> list[tuple[str, str, float]]:
        """Origin, text and end of use of every robots.txt that still holds."""
        return self._db.execute("SELECT origin, text, until FROM robots WHERE until>?", (now,)).fetchall()

    def keep_robots(self, texts: Mapping[str, tuple[str, float]], now: float) -> None:
        """Keep these, by origin, and forget those that hold no longer."""
        with self._writing() as db:
            db.executemany("REPLACE INTO robots VALUES (?,?,?)", [(origin, text, until) for origin, (text, until) in texts.items()])
            db.execute("DELETE FROM robots WHERE until<=?", (now,))

    # --- whether all is merged

    @property
    def unmerged(self) -> bool:
        """Whether reports were kept that were not merged yet."""
        return self._db.execute("SELECT 1 FROM flags WHERE name='unmerged'").fetchone() is not None

    @unmerged.setter
    def unmerged(self, value: bool) -> None:
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO flags VALUES ('unmerged')" if value else "DELETE FROM flags WHERE name='unmerged'")
