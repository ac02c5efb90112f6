"""A text on its way through the grammar: its tokens, what was dated so far, and how rules read numbers, days and months off it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import accumulate, repeat
from typing import NamedTuple

from dateline.coding.times.grammar import Grammar
from dateline.coding.times.lexicon import OTHER, Lexicon
from dateline.coding.times.model import Found, Period, Precision, TimeBasis, TimeType
from dateline.coding.times.periods import UNITS, Unit
from dateline.coding.times.tense import Tense, tense_around

_DAY_LIKE = frozenset({"minute", "hour", "part_of_day", "day"})
NUMBERS = frozenset({"d12", "d23", "d31", "d59", "d99", "d999", "z2"})
"""The classes of plain numbers below a thousand."""
_MONTH_LIKE = _DAY_LIKE | {"week", "month"}


_BY_NAME = {unit.name: unit for unit in UNITS.values()}


class Rel(NamedTuple):
    """A step in units, and whether it counts from the date last mentioned ("the following") or from publication ("next")."""

    step: int
    anchored: bool


class Reading:
    """One text being read. Lives for one call of `find_times`; the token at place i begins at character `offsets[i]`."""

    def __init__(
        self,
        text: str,
        tokens: list[str],
        published: dt.date | None,
        tense_at: Callable[[int], str] | None,
        lex: Lexicon,
        grammar: Grammar,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.codes = "".join(map(lex.codes.get, tokens, repeat(OTHER)))
        self.offsets = list(accumulate(map(len, tokens), initial=0))
        self.published = published
        self.lex = lex
        self.grammar = grammar
        self._tense_at = tense_at
        self._names = {code: name for name, code in lex.code_of.items()}
        # The latest expression that fixed a day, a month or a week, a year: what "the following day, month, year" lean on.
        self._last_day: Found | None = None
        self._last: dict[str, tuple[dt.date, TimeBasis]] = {}

    # What was said before

    def remember(self, found: Found) -> None:
        """Let later expressions lean on this one."""
        if found.start is None or not found.anchors or found.type not in ("DATE", "TIME"):
            return
        day = found.start.date() if isinstance(found.start, dt.datetime) else found.start
        if found.precision in _DAY_LIKE:
            self._last["day"] = (day, found.basis)
            self._last_day = found if found.precision == "day" else self._last_day
        if found.precision in _MONTH_LIKE:
            self._last["month"] = (day, found.basis)
        self._last["year"] = (day, found.basis)

    def anchor(self, unit: Unit) -> tuple[dt.date, TimeBasis] | None:
        """The date last mentioned that is at least as fine as a unit, and its basis; else the publication date; else None."""
        size = "month" if unit.name in ("week", "fortnight", "month") else "year" if unit.letter == "Y" else "day"
        found = self._last.get(size)
        if found is not None:
            return found
        return (self.published, "publication") if self.published is not None else None

    def anchor_named(self, unit: str) -> tuple[dt.date, TimeBasis] | None:
        """`anchor` by the name of a unit: day, week, month, year, decade, century."""
        return self.anchor(_BY_NAME[unit])

    def day_in_sentence(self, first: int) -> Found | None:
        """The day last mentioned, if the sentence of the token at `first` did so."""
        found = self._last_day
        if found is None or first - found.last > 80:
            return None
        between = self.text[self.offsets[found.last] : self.offsets[first]]
        return None if ". " in between or "\n\n" in between or "? " in between else found

    def rel(self, first: int, last: int) -> Rel:
        """What last, next, this, the previous, that same and the like ask for."""
        names = {self.class_at(i) for i in range(first, last)}
        if names & {"previous", "following"}:
            return Rel(-1 if "previous" in names else 1, anchored=True)
        if names & {"last", "past", "recent"}:
            return Rel(-1, anchored=False)
        if names & {"next", "coming"}:
            return Rel(1, anchored="the" in names and "next" in names)
        return Rel(0, anchored=bool(names & {"that", "same"}))

    def base(self, rel: Rel, unit: str) -> tuple[dt.date, TimeBasis] | None:
        """The date from which `rel` counts, and its basis: the one last mentioned or the publication date."""
        if rel.anchored:
            return self.anchor_named(unit)
        return (self.published, "publication") if self.published is not None else None

    def year_of_phrase(self, first: int, last: int) -> tuple[int | None, TimeBasis]:
        """The year that "1999", "fiscal 1999", "last year", "the same year", "the year" names; None if it names another unit."""
        year = self.year(first, last)
        if year is not None:
            return year, "stated"
        i = self.find(first, last, "fiscal_n")
        if i >= 0:
            digits = int(self.tokens[i][2:])
            return (digits if digits > 99 else self.full_year(digits)), "stated"
        i = self.find(first, last, "unit")
        base = None
        if i >= 0 and self.unit_name(i) == "year":
            rel = self.rel(first, last)
            base = self.base(rel, "year")
        return (base[0].year + rel.step, base[1]) if base else (None, "unknown")

    def tense(self, first: int, last: int) -> Tense:
        """Whether the clause around the tokens of a span looks back or ahead.

        By turns of phrase that leave no doubt, then by the caller's parse where it says, then by the words.
        """
        look = tense_around(self.tokens, first, last, self.lex.words)
        if self._tense_at is not None and not look.sure:
            told = self._tense_at(self.offsets[first])
            if told in ("past", "future"):
                return "past" if told == "past" else "future"
        return look.tense

    # Tokens

    def class_at(self, i: int) -> str:
        """The class of the token at place i; "" for a word that no rule knows and outside the text."""
        return self._names.get(self.codes[i], "") if 0 <= i < len(self.codes) else ""

    def word(self, i: int) -> str:
        """The token at place i in lower case."""
        return self.tokens[i].lower() if 0 <= i < len(self.tokens) else ""

    def value(self, i: int) -> str:
        """What the tables say of the token at place i; "" if nothing."""
        return self.lex.values.get(self.word(i), "")

    def before(self, i: int) -> int:
        """The place of the last token before i that is no white space; -1 if there is none."""
        i -= 1
        return i - 1 if self.class_at(i) == "space" else i

    def after(self, i: int) -> int:
        """The place of the first token from i on that is no white space; it may lie past the end."""
        return i + 1 if self.class_at(i) == "space" else i

    def token_at(self, offset: int, first: int) -> int | None:
        """The place of the token that begins at a character, looked for from `first` on, within 40 tokens."""
        for i in range(first, min(first + 40, len(self.offsets))):
            if self.offsets[i] == offset:
                return i
        return None

    def find(self, first: int, last: int, *classes: str) -> int:
        """The first place in a range whose token is of one of the classes; -1 if none."""
        wanted = {self.lex.code_of[name] for name in classes}
        return next((i for i in range(first, last) if self.codes[i] in wanted), -1)

    def noun_at(self, i: int) -> bool:
        """Whether the token at place i may be a noun, so that what stands before it is no phrase of its own ("the past president")."""
        word = self.word(i)
        return word.isalpha() and self.class_at(i) == "" and word not in self.lex.words["function"]

    def titled(self, i: int) -> bool:
        """Whether the token at place i begins with a capital."""
        return 0 <= i < len(self.tokens) and self.tokens[i][0].isupper()

    def number_at(self, i: int) -> int:
        """The number that a token of a numeric class says: "21", "21st", "third", "second", "twenty"; 0 if none."""
        token = self.tokens[i]
        digits = token[:-2] if self.class_at(i) == "ordnum" else token
        if digits.isascii() and digits.isdigit() and len(digits) < 5:
            return int(digits)
        if self.class_at(i) == "second":
            return 2
        value = self.value(i)
        return int(value) if value.isdigit() else 0

    def unit_at(self, i: int) -> Unit | None:
        """The unit of time that a token names."""
        return UNITS.get(self.value(i))

    def unit_name(self, i: int) -> str:
        """The name of that unit ("week"); "" if none."""
        unit = self.unit_at(i)
        return unit.name if unit else ""

    # Pieces of rules

    def quantity(self, first: int, last: int) -> float | None:
        """The number that a range of tokens says, articles counting one; None for an unknown few ("several", "two or three")."""
        whole, part, counted, i = 0.0, 0.0, False, first
        while i < last:
            name = self.class_at(i)
            if name in ("vague", "dozens") or (name in ("or", "to") and counted):
                return None
            if name in ("unit", "units", "second"):
                # "a year and a half"; what follows "a month or" adds nothing
                return (whole if counted else 1.0) + 0.5 if self.find(i + 1, last, "half") > 0 else whole + part or 1.0
            if name in ("half", "quarter"):
                part = 0.5 if name == "half" else 0.25
            elif name == "dozen":
                whole, part, counted = 12 * (whole if counted else part or 1.0), 0.0, True
            elif name in ("cardinal", "couple"):
                n = self.number_at(i)
                if counted and whole < 20 and n < 100:
                    return None  # a range: "two-three"
                whole, counted = (max(whole, 1.0) * n if n >= 100 else whole + n), True
            elif name in NUMBERS:
                n = self.number_at(i)
                if self.class_at(i + 1) == "slash" and self.class_at(i + 2) in NUMBERS:
                    part, i = n / max(self.number_at(i + 2), 1), i + 2
                elif counted:
                    return None  # a range: "5-10"
                else:
                    whole, counted = float(n), True
                    if self.class_at(i + 1) == "comma" and self.class_at(i + 2) == "d999":
                        whole, i = 1000 * whole + self.number_at(i + 2), i + 2
                    elif self.class_at(i + 1) == "point" and self.class_at(i + 2) in NUMBERS:
                        part, i = float(f"0.{self.tokens[i + 2]}"), i + 2
            i += 1
        return whole + part or 1.0

    def month(self, first: int, last: int) -> int:
        """The month, 1 to 12, that a range names; 0 if none."""
        i = self.find(first, last, "month", "month_or_word", "month_short")
        return self.number_at(i) if i >= 0 else 0

    def year(self, first: int, last: int) -> int | None:
        """The year that a range names, '98 included; None if none."""
        i = self.find(first, last, "year", "old_year")
        if i >= 0:
            return self.number_at(i)
        for i in range(first, last - 1):
            if self.class_at(i) == "apostrophe" and self.class_at(i + 1) in ("z2", "d12", "d23", "d31", "d59", "d99"):
                return self.full_year(self.number_at(i + 1))
        return None

    def full_year(self, two: int) -> int:
        """A year of two digits: the latest such that is no more than ten years after publication; without that, 1930 to 2029."""
        limit = self.published.year + 10 if self.published is not None else 2029
        return limit - (limit - two) % 100

    def day_of_month(self, first: int, last: int) -> int:
        """The day of the month in a range that holds one; 0 if none."""
        i = self.find(first, last, "d12", "d23", "d31", "z2", "ordnum", "ordinal", "second")
        return self.number_at(i) if i >= 0 else 0

    # Results

    def found(
        self,
        span: tuple[int, int],
        period: Period | None,
        basis: TimeBasis,
        *,
        relative: bool,
        mod: str = "",
    ) -> Found | None:
        """A DATE or TIME over a stretch of the calendar; None where the calendar has no such."""
        if period is None:
            return None
        kind: TimeType = "TIME" if period.precision in ("minute", "hour", "part_of_day") else "DATE"
        return Found(*span, kind, period.value, period.precision, basis, relative, period.start, period.end, mod)

    def unresolved(self, span: tuple[int, int], value: str, precision: Precision) -> Found:
        """A DATE or TIME that nothing fixes, for want of a publication date."""
        kind: TimeType = "TIME" if "T" in value and "REF" not in value else "DATE"
        return Found(*span, kind, value, precision, "unknown", relative=True)


_MODS = {
    "least": "EQUAL_OR_MORE",
    "most": "EQUAL_OR_LESS",
    "more": "MORE_THAN",
    "fewer": "LESS_THAN",
    "up": "EQUAL_OR_LESS",
    "over": "MORE_THAN",
}


def mod_of(r: Reading, first: int, length_first: int) -> str:
    """TIMEX3's mod for a length by what stands before it: "at least", "no more than", "just over"; "about" even outside the extent."""
    head = [r.class_at(i) for i in range(first, length_first)]
    mod = next((_MODS[name] for name in head if name in _MODS), "")
    if "no" in head:
        return {"MORE_THAN": "EQUAL_OR_LESS", "LESS_THAN": "EQUAL_OR_MORE"}.get(mod, mod)
    return mod or ("APPROX" if r.class_at(r.before(first)) == "approx" else "")
