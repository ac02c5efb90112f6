"""What a watch says of itself on standard error: a line a feed and a round, for people or as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dateline.reading.inputs import printable
from dateline.watching.addresses import shown
from dateline.watching.keeping import Kept
from dateline.watching.polling import Told

Form = Literal["text", "json"]
_WORDS = {
    "ok": "ok",
    "unchanged": "unchanged",
    "gone": "gone",
    "robots": "not allowed",
    "waiting": "left alone",
    "failed": "failed",
    "no_feed": "no feed",
}
_BECAME = ("new", "changed", "coded", "known", "forgotten", "skipped", "failed", "later")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes lines. `quiet`: only what went wrong."""

    write: Callable[[str], None]
    form: Form = "text"
    quiet: bool = False

    def feed(self, told: Told, became: Counter[str], now: float) -> None:
        """What a feed gave, and what became of its articles."""
        wrong = told.outcome in ("gone", "robots", "failed", "no_feed") or bool(told.problems)
        if self.quiet and not wrong:
            return
        if self.form == "json":
            counts: dict[str, int] = {"items": told.items, **told.counts}
            self._json(
                "feed",
                now,
                feed=shown(told.feed),
                outcome=told.outcome,
                reason=told.reason or None,
                found=counts,
                reports=dict(became),
                problems=[_line(p) for p in told.problems],
                next=_moment(told.next),
            )
            return
        parts = [_WORDS[told.outcome] + (f": {told.reason}" if told.reason else "")]
        if told.outcome == "ok":
            parts.append(f"{told.items} items{_counted(told.counts, told.counts)}")
        parts += [f"the document {problem}" for problem in told.problems[:2]]
        if len(told.problems) > 2:
            parts.append(f"and {len(told.problems) - 2} problems more")
        if became:
            parts.append(f"reports{_counted(became, _BECAME)}")
        if told.next is not None:
            parts.append(f"next {_clock(told.next, now)}")
        self._line(now, f"{shown(told.feed)}  {'; '.join(parts)}")

    def problem(self, what: str, reason: str, now: float) -> None:
        """An article was left out."""
        if self.form == "json":
            self._json("skipped", now, what=what, reason=_line(reason))
        else:
            self._line(now, f"skipped: {what}: {reason}")

    def round(self, number: int, feeds: int, kept: Kept, seconds: float, pending: int, next_: float | None, now: float) -> None:
        """What a round came to."""
        if self.quiet:
            return
        merged = kept.merged
        if self.form == "json":
            self._json(
                "round",
                now,
                round=number,
                feeds=feeds,
                reports=dict(kept.counts),
                mentions=kept.mentions,
                events=merged.events if merged else None,
                events_changed=merged.changed if merged else None,
                pending=pending,
                seconds=round(seconds, 3),
                next=_moment(next_),
            )
            return
        parts = [f"{feeds} feeds polled" if feeds != 1 else "1 feed polled"]
        if kept.counts:
            parts.append(f"reports{_counted(kept.counts, _BECAME)}; {kept.mentions} mentions")
        if merged is not None:
            parts.append(f"{merged.events} events out of {merged.reports} reports, {merged.changed} of them new or changed")
        if pending:
            parts.append(f"{pending} articles still to come")
        if next_ is not None:
            parts.append(f"next {_clock(next_, now)}")
        self._line(now, f"round {number}, {seconds:.1f} s: {'; '.join(parts)}")

    def say(self, text: str, now: float) -> None:
        """Anything else that should be known."""
        if self.quiet:
            return
        if self.form == "json":
            self._json("note", now, text=_line(text))
        else:
            self._line(now, text)

    def _line(self, now: float, text: str) -> None:
        self.write(f"{_clock(now, now)} {_line(text)}")

    def _json(self, event: str, now: float, **fields: Any) -> None:
        self.write(json.dumps({"time": _moment(now), "event": event, **fields}, ensure_ascii=True))


def _counted(counts: Mapping[Any, int], order: Any) -> str:
    told = ", ".join(f"{counts[name]} {name}" for name in order if counts.get(name))
    return f": {told}" if told else ""


def _line(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")


def _clock(seconds: float, now: float) -> str:
    """The time of day in UTC, with the day where it is another one."""
    then, today = (dt.datetime.fromtimestamp(s, dt.UTC) for s in (seconds, now))
    return then.strftime("%H:%M:%S" if then.date() == today.date() else "%Y-%m-%d %H:%M:%S")
