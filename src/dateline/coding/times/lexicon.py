"""The words of the time grammar: every token that matters, with the class under which the rules know it.

The grammar does not read characters but classes: each token becomes one code character, so that a rule is a regular expression over
tokens, and a text without time words costs one dictionary look-up a token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dateline.coding.times.holidays import Holiday, parse_rule
from dateline.knowledge.tables import Library

OTHER = "."
"""The code of a token that no rule knows."""

_TABLES = ("words", "months", "weekdays", "units", "numbers", "parts")
_PUNCTUATION = {
    "hyphen": "-–—‑‐",
    "comma": ",",
    "point": ".",
    "colon": ":",
    "slash": "/",
    "apostrophe": "'’‘`ʼ",
    "currency": "$£€¥#+=",
    "percent": "%",
    "left": "(",
    "right": ")",
}
_NUMERIC = (
    "d12", "d23", "d31", "d59", "d99", "d999", "z2", "z4", "n4", "year", "old_year", "ordnum", "decade", "decade2", "hour_ampm",
    "minute_ampm", "quarter_n", "half_n", "fiscal_n",
)  # fmt: skip
# Codes come from Latin-1, where `re` keeps sets as bitmaps.
_ALPHABET = [chr(n) for n in (*range(35, 46), *range(47, 127), *range(161, 256))]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tokens, classes and holidays, made once.

    `codes`: code of a token as written. `values`: what the tables say of a word in lower case. `code_of`: code of a class.
    `holidays`: by name in lower case with straight apostrophes; `holiday` finds one in a text, `holiday_heads` are the first words.
    `words`: words that tell tense or decide between readings, by class.
    """

    codes: dict[str, str]
    values: dict[str, str]
    code_of: dict[str, str]
    holidays: dict[str, Holiday]
    holiday: re.Pattern[str]
    holiday_heads: frozenset[str]
    words: dict[str, frozenset[str]]

    def charset(self, *classes: str) -> str:
        """A regular expression for one token of any of these classes. KeyError names a class that no table has."""
        return "[" + "".join(re.escape(self.code_of[name]) for name in classes) + "]"


@cache
def lexicon() -> Lexicon:
    """Read the tables, once. Raises `KnowledgeError` for a table that cannot be used."""
    library = Library()
    rows = [row for table in _TABLES for row in library.rows(f"times/{table}.tsv", ("word", "class", "value", "case"))]
    names = sorted({row["class"] for row in rows} | set(_PUNCTUATION) | set(_NUMERIC) | {"space", "holiday"})
    code_of = dict(zip(names, _ALPHABET, strict=False))
    if len(code_of) < len(names):
        raise rows[0].error(f"{len(names)} word classes, but the grammar has codes for {len(_ALPHABET)}")
    codes: dict[str, str] = {}
    values: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row["case"] != "exact"):  # the exact spelling before any other: Times, times
        word, code = row["word"], code_of[row["class"]]
        spellings = [word] if row["case"] == "exact" else [word.capitalize(), word.upper()]
        if row["case"] not in ("exact", "title"):
            spellings.append(word)
        for spelling in spellings:
            codes.setdefault(spelling, code)
        if row["value"]:
            values.setdefault(word.lower(), row["value"])
    for name, characters in _PUNCTUATION.items():
        codes.update(dict.fromkeys(characters, code_of[name]))
    for spelling, name in _numeric_tokens().items():
        codes.setdefault(spelling, code_of[name])
    codes.update(dict.fromkeys(_spaces(), code_of["space"]))
    holidays = {row["name"].lower(): parse_rule(row["rule"]) for row in library.rows("times/holidays.tsv", ("name", "rule"))}
    names_of = sorted((row["name"] for row in library.rows("times/holidays.tsv", ("name", "rule"))), key=len, reverse=True)
    shape = "|".join(re.escape(name).replace("'", "['’‘]").replace(r"\ ", r"\s{1,3}") for name in names_of)
    heads = frozenset(re.split(r"\W", name)[0] for name in names_of)
    for head in sorted(heads):
        codes.setdefault(head, code_of["holiday"])
    words: dict[str, set[str]] = {}
    for table in ("tense", "context"):
        for row in library.rows(f"times/{table}.tsv", ("word", "class")):
            words.setdefault(row["class"], set()).add(row["word"])
    return Lexicon(
        codes=codes,
        values=values,
        code_of=code_of,
        holidays=holidays,
        holiday=re.compile(rf"(?:{shape})(?!\w)"),
        holiday_heads=heads,
        words={name: frozenset(members) for name, members in words.items()},
    )


def _spaces() -> list[str]:
    """White space that may stand inside an expression: up to eight blanks with at most one line break; a blank line ends it."""
    blanks = ["", *(" " * n for n in range(1, 9)), "\t"]
    breaks = ["", "\n", "\r\n", "\r", "\u2028"]
    found = {before + middle + after for before in blanks for middle in breaks for after in blanks}
    found |= {"\xa0", "\u202f", "\u2009"}
    return sorted(found - {""})


def _numeric_tokens() -> dict[str, str]:
    """Every token that begins with a digit, or is Q3 or FY99, which the rules can use."""
    tokens: dict[str, str] = {}
    for n in range(1, 1000):
        size = next(name for limit, name in ((12, "d12"), (23, "d23"), (31, "d31"), (59, "d59"), (99, "d99"), (999, "d999")) if n <= limit)
        tokens[str(n)] = size
    tokens |= {f"{n:02d}": "z2" for n in range(10)}
    tokens |= {f"{n:03d}": "d999" for n in range(100)}
    tokens |= {f"{n:04d}": "z4" for n in range(1000)}
    tokens |= {str(n): "year" if 1900 <= n < 2040 else "old_year" if n <= 2100 else "n4" for n in range(1000, 10000)}
    for n in range(1, 32):
        suffix = "th" if 10 < n < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        tokens |= {f"{n}{suffix}": "ordnum", f"{n}{suffix.upper()}": "ordnum"}
    tokens |= {f"{n}s": "decade" for n in range(1000, 2100, 10)}
    tokens |= {f"{n}s": "decade2" for n in range(20, 100, 10)}
    for half in ("am", "pm", "AM", "PM"):
        tokens |= {f"{n}{half}": "hour_ampm" for n in range(1, 13)}
        tokens |= {f"{n:02d}{half}": "minute_ampm" for n in range(60) if n == 0 or n > 12 or n < 10}
    for letter in ("Q", "q"):
        tokens |= {f"{letter}{n}": "quarter_n" for n in range(1, 5)}
    tokens |= {"H1": "half_n", "H2": "half_n"}
    for n in range(1980, 2040):
        tokens |= {f"FY{n}": "fiscal_n", f"FY{n % 100:02d}": "fiscal_n"}
    return tokens
