"""How many: numbers, words such as "dozens", ranges and amounts of money, read off the characters of a sentence.

Words come from the tables (spelled-out numbers from those of the time grammar); what is counted, and by what, is asked in
`magnitudes.py`. Characters are read and not tokens, since the parser splits "€200m", "5bn" and "20-30" now this way and now that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from dateline.knowledge.magnitudes import Bound, Magnitudes, Place, Words
from dateline.parsing.tree import Sentence, Token

_PIECE = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|(?:[^\W\d_]+)(?:\.[A-Za-z]\b)*|[^\w\s]|_")
_LONGEST = 4
"""The most words of a phrase in the tables."""
_MOST = 1e15
"""A thousand trillions; what is more than that is no figure of a report, and floats begin to lose its units."""
_HYPHENS = frozenset("-–—‑‐")
_NOT_COUNTED = frozenset({"%", "percent", "percentage", "pct", "°", "th", "st", "nd", "rd"})
"""What makes of a number before it something that counts nobody."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `low` and `high` (equal if exact, None for an open end), `unit` its currency (ISO 4217) or None.

    `start` and `end` are characters of the report, over the words around the number too ("at least 12"). `first` to `last` (inclusive)
    are its tokens, and `head` the one of these on which the parse hangs the others.
    """

    low: float | None
    high: float | None
    unit: str | None
    start: int
    end: int
    first: int
    last: int
    head: int


class _Figure(NamedTuple):
    """Pieces `first` up to, not including, `end`, and what they say; `plain` is a number that may be one end of a range."""

    low: float | None
    high: float | None
    first: int
    end: int
    unit: str | None
    plain: bool
    scaled: bool = False
    digits: bool = False


class _Pieces:
    """A sentence in pieces (numbers, words, signs), with the tables to read them by. Lives for one call of `quantities`."""

    def __init__(self, text: str, tables: Magnitudes) -> None:
        self.tables = tables
        self.after = {words: bound for (place, words), bound in tables.approximators.items() if place == "after"}
        self.no_figures = {words: bound for (place, words), bound in tables.approximators.items() if place == "before" and words[0] == "no"}
        self.spans = [m.span() for m in _PIECE.finditer(text)]
        self.words = [text[a:b].lower() for a, b in self.spans]

    def word(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""

    def adjacent(self, i: int) -> bool:
        """Whether nothing stands between piece i and the one before it."""
        return 0 < i < len(self.spans) and self.spans[i - 1][1] == self.spans[i][0]

    def is_digits(self, i: int) -> bool:
        return self.word(i)[:1].isdecimal()

    def phrase(self, i: int, table: Mapping[Words, _T]) -> tuple[_T, int] | None:
        """The longest phrase of a table that begins at piece i, and where it ends."""
        for n in range(min(_LONGEST, len(self.words) - i), 0, -1):
            value = table.get(tuple(self.words[i : i + n]))
            if value is not None:
                return value, i + n
        return None

    def phrase_before(self, end: int, place: Mapping[tuple[Place, Words], _T]) -> tuple[_T, int] | None:
        """The longest phrase of place `before` that ends at a piece, and where it begins."""
        for n in range(min(_LONGEST, end), 0, -1):
            value = place.get(("before", tuple(self.words[end - n : end])))
            if value is not None:
                return value, end - n
        return None

    # Numbers

    def number(self, i: int) -> tuple[float, int, bool] | None:
        """The number that begins at piece i, where it ends, and whether a scale such as million belongs to it."""
        numbers, word = self.tables.numbers, self.word(i)
        if self.is_digits(i):
            value, j = float(word.replace(",", "")), i + 1
        elif word in ("a", "an", "half", "one") and (found := self._part(i)) is not None:
            value, j = found
        elif word in numbers and numbers[word] < 100 and numbers[word] != 12:
            value, j = self._below_hundred(i)
        elif word in numbers and numbers[word] == 12 and word != "dozen":
            value, j = 12.0, i + 1
        else:
            return None
        return self._scaled(value, j, digits=self.is_digits(i))

    def _part(self, i: int) -> tuple[float, int] | None:
        """What stands for a number before a scale: "a", "half a", "half-"."""
        j, value = i, 1.0
        if self.word(j) in ("a", "one"):
            if self.word(j) == "one" and self._scale(j + 1, digits=False) is None:
                return None
            j += 1
        if self.word(j) == "half":
            value, j = 0.5, j + 1
            j += self.word(j) in ("a", "-")
        return (value, j) if j > i and self._scale(j, digits=False) is not None else None

    def _below_hundred(self, i: int) -> tuple[float, int]:
        """A number word or two: "seven", "twenty-one"."""
        numbers = self.tables.numbers
        value, j = float(numbers[self.word(i)]), i + 1
        k = j + (self.word(j) in _HYPHENS)
        if value >= 20 and 0 < numbers.get(self.word(k), 99) < 10:
            return value + numbers[self.word(k)], k + 1
        return value, j

    def _scale(self, i: int, *, digits: bool) -> int | None:
        """What piece i multiplies by; short forms only right behind digits."""
        word = self.word(i)
        scale = self.tables.scales.get(word)
        if scale is not None:
            return scale.value if not scale.short or (digits and self.adjacent(i)) else None
        value = self.tables.numbers.get(word, 0)
        return value if value >= 100 or word == "dozen" else None

    def _scaled(self, value: float, i: int, *, digits: bool) -> tuple[float, int, bool]:
        """A number with its scales and what follows them: "three hundred and fifty thousand", "one and a half million"."""
        total, current, j, scaled = 0.0, value, i, False
        while True:
            if self.words[j : j + 3] == ["and", "a", "half"] and self._scale(j + 3, digits=False) is not None:
                current, j = current + 0.5, j + 3
            k = j + (self.word(j) in _HYPHENS)
            scale = self._scale(k, digits=digits and not scaled)
            if scale is not None:
                current, j, scaled = current * scale, k + 1, True
                if scale >= 1000:
                    total, current = total + current, 0.0
            elif scaled and not digits:
                k = j + (self.word(j) == "and")
                word = self.word(k)
                if word not in self.tables.numbers or not 0 < self.tables.numbers[word] < 100 or (current and current < 100):
                    break
                more, j = self._below_hundred(k)
                current += more
            else:
                break
        return total + current, j, scaled

    def money_before(self, i: int) -> tuple[str, int] | None:
        """The currency whose sign or code stands before piece i, and where it begins."""
        end = i - 1 if self.word(i - 1) == "." else i  # "Rs. 500"
        for n in (2, 1):
            first = end - n
            if first < 0 or (n == 2 and not self.adjacent(end - 1)):
                continue
            sign = "".join(self.words[first:end]).replace(".", "")
            code = self.tables.currencies.get(("before", (sign,)))
            if code is not None:
                return code, first
        return None

    def money_after(self, i: int) -> tuple[str, int] | None:
        """The currency that is named from piece i on, and where its name ends."""
        i += self.word(i) in _HYPHENS
        i += self.word(i) == "of"  # "millions of dollars"
        for n in (3, 2, 1):
            names = self.words[i : i + n]
            if len(names) < n:
                continue
            for last in (names[-1], names[-1].removesuffix("s")):
                code = self.tables.currencies.get(("after", (*(w.replace(".", "") for w in names[:-1]), last)))
                if code is not None:
                    return code, i + n
        return None

    # Figures

    def figure(self, i: int) -> _Figure | None:
        """The figure that begins at piece i: a word such as "dozens", or a number, with its currency."""
        first, unit = i, None
        if self.phrase(i, self.no_figures) is not None:  # "no fewer than 12": "no" is no figure
            return None
        vague = self.phrase(i, self.tables.vague)
        if vague is not None:
            (low, high), end = vague
            plain, scaled = False, False
        else:
            if self._is_name(i):
                return None
            read = self.number(i)
            if read is None or read[0] > _MOST:
                return None
            low, end, scaled = read
            high, plain = low, True
            money = self.money_before(i)
            if money is not None:
                unit, first = money
        after = self.money_after(end)
        if after is not None and unit is None:
            unit, end = after
        elif after is not None and after[0] == "USD":
            end = after[1]
        if unit is None and self._is_not_counted(end):
            return None
        return _Figure(low, high, first, end, unit, plain, scaled, self.is_digits(i))

    def _is_name(self, i: int) -> bool:
        """Whether a number is part of a name, a time of day, a score: "G20", "AK-47", "12:30"."""
        if not self.adjacent(i):
            return False
        before = self.word(i - 1)
        if before[-1:].isalpha():
            return self.money_before(i) is None
        if before in _HYPHENS and self.adjacent(i - 1):
            return self.word(i - 2)[-1:].isalpha() and self.word(i - 2) not in self.tables.numbers
        return before in (":", "/", ".", "#") and (self.is_digits(i - 2) or before == "#")

    def _is_not_counted(self, end: int) -> bool:
        """Whether what follows a number makes it a share, a rank, a time: "5%", "12th", "12:30"."""
        after = self.word(end)
        if after in _NOT_COUNTED or (after == "per" and self.word(end + 1) == "cent"):
            return True
        if self.adjacent(end) and self.is_digits(end - 1):
            return after[:1].isalpha() or (after in (":", "/") and self.is_digits(end + 1))
        return after in _HYPHENS and self.word(end + 1) in ("third", "thirds", "fifths", "quarters")

    def ranged(self, left: _Figure) -> _Figure | None:
        """The range that a figure opens ("20 to 30", "20-30", "between 20 and 30"), or the figure itself; None for shares and scores."""
        if not left.plain or left.low is None:
            return left
        joint, between = self.word(left.end), self.word(left.first - 1) == "between"
        hyphen = joint in _HYPHENS and self.adjacent(left.end) and self.adjacent(left.end + 1)
        if not (hyphen or joint == "or" or (joint == "to" and self.word(left.first - 1) != "from") or (between and joint == "and")):
            return left
        right = None
        for at in (left.end + 1, left.end + 2, left.end + 3):  # a currency's sign may stand there
            read = self.number(at)
            if read is not None and read[0] <= _MOST:
                right = (at, *read)
                break
        if right is None:
            return left
        at, high, end, scaled = right
        money = self.money_before(at)
        if at != left.end + 1 and (money is None or money[1] != left.end + 1):
            return left
        low = left.low
        if scaled and not left.scaled and left.digits and low < 1000:
            shared = low * _scale_of(high)
            low = shared if shared < high else low
        after = self.money_after(end)
        unit = left.unit or (money[0] if money else None)
        if after is not None:
            unit, end = unit or after[0], after[1]
        if unit is None and self._is_not_counted(end):
            return None
        if low >= high:
            return None if hyphen and left.digits else left  # a score: "3-1"
        return left._replace(low=low, high=high, first=left.first - between, end=end, unit=unit)

    def approximated(self, figure: _Figure) -> _Figure:
        """The figure with the words around it: "at least", "up to", "or more"."""
        low, high, first, end = figure.low, figure.high, figure.first, figure.end
        bounds: list[Bound] = []
        while (found := self.phrase_before(first, self.tables.approximators)) is not None:
            bounds.append(found[0])
            first = found[1]
        for at in (end, end + 1) if self.word(end) in _HYPHENS else (end,):  # "100 or more", "100-plus"
            following = self.phrase(at, self.after)
            if following is not None:
                bounds.append(following[0])
                end = following[1]
                break
        if high != 0:
            if "low" in bounds:
                high = None
            elif "high" in bounds:
                low = None
        return figure._replace(low=low, high=high, first=first, end=end)


def quantities(s: Sentence, tables: Magnitudes) -> tuple[Quantity, ...]:
    """The figures of a sentence, in order, none overlapping another. Shares ("5 percent"), ranks and times of day are none."""
    pieces = _Pieces(s.text, tables)
    return tuple(_quantity(s, pieces, f) for f in _figures(pieces))


def _figures(pieces: _Pieces) -> Iterator[_Figure]:
    i = floor = 0
    while i < len(pieces.words):
        if not pieces.is_digits(i) and pieces.words[i] not in pieces.tables.starts:
            i += 1
            continue
        figure = pieces.figure(i)
        figure = pieces.ranged(figure) if figure is not None else None
        if figure is None:
            i = max(i + 1, _past_hyphenated(pieces, i))
            continue
        figure = pieces.approximated(figure)
        if figure.low is not None or figure.high is not None:
            yield figure._replace(first=max(figure.first, floor))
        i = floor = figure.end


def _past_hyphenated(pieces: _Pieces, i: int) -> int:
    """Past the rest of a number that was none, so that "2-1/2" or "12:30" is not read from its middle."""
    j = i + 1
    while pieces.adjacent(j) and (pieces.is_digits(j) or (pieces.is_digits(i) and pieces.word(j) in (":", "/", ".", "-", "–"))):
        j += 1
    return j


def _scale_of(value: float) -> float:
    return next((s for s in (1e12, 1e9, 1e6, 1e3) if value >= s), 1.0)


def _quantity(s: Sentence, pieces: _Pieces, figure: _Figure) -> Quantity:
    start, end = pieces.spans[figure.first][0] + s.start, pieces.spans[figure.end - 1][1] + s.start
    covered = [t for t in s.tokens if t.start < end and t.end > start]
    inside = {t.i for t in covered}
    outer = [t for t in covered if t.head not in inside or t.head == t.i] or covered
    head = max(outer, key=_weight)
    return Quantity(_whole(figure.low), _whole(figure.high), figure.unit, start, end, covered[0].i, covered[-1].i, head.i)


def _weight(token: Token) -> tuple[int, int]:
    """Which of several tokens is the figure's head: a number or noun before any other word, the last of these."""
    return (2 if token.tag == "CD" or token.tag.startswith("NN") else 1 if token.tag in ("$", "JJ", "DT") else 0, token.i)


def _whole(value: float | None) -> float | None:
    """Whole numbers as int, others as float, as they are to be written. Rounded, since 4.2 million is not 4200000.0000000005."""
    if value is None:
        return None
    value = round(value, 6)
    return int(value) if value == int(value) else value
