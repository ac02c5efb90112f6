"""Whether a text is English, told by its script and its function words: offline, and in a fraction of a millisecond."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge.tables import Library

ENGLISH = "en"
UNKNOWN = "und"
"""ISO 639-2's code for what could not be determined."""

_SLICE = 4_000
"""Characters looked at from the beginning, the middle and the end of a text: some 2,000 words, where a few dozen would do."""
_SHORT = 5
"""A text of Latin letters with fewer words counts as English: a headline may have no function word at all."""
_BARE = 20
"""Up to this many words a text without function words of another language counts as English: lists of names, longer headlines."""
_LEAST = 0.08
"""The share of function words below which a text is no connected text: English news has 0.3 to 0.5, other languages of Latin script
have 0 to 0.05 of English ones."""
_MIXED = 0.6
"""The share of the letters that have to be Latin for a text to be judged by its words."""

_PARTICLES = frozenset(
    ("al", "bin", "da", "das", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "las", "le", "los", "van", "von")
)
"""Function words that stand in names too, so that they alone do not make a short text foreign."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TOKEN = re.compile(r"[^\s.,:;!?()\"“”«»।،؛؟]+")
"""A word of any script: vowel signs, which are no letters to Python, stay in it."""
_LATIN = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ʸḀ-ỿＡ-Ｚａ-ｚ]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Languages:
    """The table `knowledge/data/languages.tsv`.

    `names` by code; `codes` by every name and code in lower case; by script: `words` with the languages that have them, `marks` (letters
    that tell its languages apart), `scripts` with their characters, and `first`, the language assumed where nothing else tells.
    """

    names: Mapping[str, str]
    codes: Mapping[str, str]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    marks: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    scripts: tuple[tuple[str, re.Pattern[str]], ...]
    first: Mapping[str, str]


@functools.cache
def languages() -> Languages:
    """The table, read once. Raises `KnowledgeError` for a row that cannot be used."""
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    words: dict[str, dict[str, list[str]]] = {}
    marks: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    scripts: dict[str, re.Pattern[str]] = {"latin": _LATIN}
    first: dict[str, str] = {}
    for row in Library().rows("languages.tsv", ("code", "name", "also", "script", "range", "marks", "words")):
        code, script = row["code"], row["script"]
        names[code] = row["name"]
        first.setdefault(script, code)
        codes |= {key.lower(): code for key in (code, row["name"], *row.many("also"))}
        if row["range"]:
            try:
                scripts[script] = re.compile(f"[{row['range']}]")
            except re.error as error:
                raise row.error(f"range: {error}; expected characters and ranges of characters such as а-я") from error
        elif script not in scripts:
            raise row.error(f"the script {script!r} has no range yet; the first language of a script gives it")
        if row["marks"]:
            marks.setdefault(script, []).append((code, re.compile(f"[{re.escape(row['marks'])}]")))
        for word in row["words"].split():
            words.setdefault(script, {}).setdefault(word, []).append(code)
    return Languages(
        names,
        codes,
        {script: {word: tuple(of) for word, of in table.items()} for script, table in words.items()},
        {script: tuple(of) for script, of in marks.items()},
        tuple(scripts.items()),
        first,
    )


def code_of(given: str | None) -> str | None:
    """The ISO 639-1 code of a language as inputs name it: "en-US", "eng", "English" → en.

    One that we do not know stays as it is, in lower case and without region. None for none, and for what says that it is not known.
    """
    if given is None or not given.strip():
        return None
    named = given.strip().lower()
    base = re.split(r"[-_]", named, maxsplit=1)[0]
    if base in (UNKNOWN, "unknown", "mul", "zxx", "auto", "none", "null"):
        return None
    codes = languages().codes
    return codes.get(named) or codes.get(base) or base


def name_of(code: str) -> str:
    """A language for a message: "Russian (ru)", or the code alone in quotes."""
    name = languages().names.get(code)
    return f"{name} ({code})" if name else f"the language {code!r}"


def detect(text: str) -> str:
    """The ISO 639-1 code of the language of a text as far as its script and function words tell, or `und`.

    Built to tell English from the rest; which other language it is, is for the message. A text of Latin script with fewer than five
    words is English, as are up to twenty words without function words of any language.
    """
    sample = _sample(text)
    letters = len(_LETTER.findall(sample))
    if not letters:
        return UNKNOWN
    if len(_LATIN.findall(sample)) >= _MIXED * letters:
        return _by_words(sample)
    counts = {script: len(pattern.findall(sample)) for script, pattern in languages().scripts}
    script = max(counts, key=lambda s: counts[s])
    # Japanese has kana among Han characters, and no other language has kana.
    if script == "han" and counts.get("kana", 0) > 0.1 * counts["han"]:
        script = "kana"
    if not counts[script] or script == "latin":
        return UNKNOWN if script != "latin" else _by_words(sample)
    return _of_script(sample, script)


def _sample(text: str) -> str:
    if len(text) <= 3 * _SLICE:
        return text
    middle = len(text) // 2
    return " ".join((text[:_SLICE], text[middle : middle + _SLICE], text[-_SLICE:]))


def _by_words(sample: str) -> str:
    # Single letters are the pieces of "U.S." and initials as often as they are words.
    found = [w.replace("’", "'") for w in _WORD.findall(sample.lower()) if len(w) > 1]
    if len(found) < _SHORT:
        return ENGLISH
    table = languages().words["latin"]
    hits = _hits(found, "latin")
    english = hits[ENGLISH]
    best = max((code for code in hits if code != ENGLISH), key=lambda c: (hits[c], c), default=UNKNOWN)
    if len(found) <= _BARE and _accented(sample) >= max(2, english):
        return best if hits[best] >= 2 else UNKNOWN
    if english >= hits[best]:
        return ENGLISH if english >= _LEAST * len(found) or len(found) <= _BARE else UNKNOWN
    if len(found) <= _BARE and (hits[best] < 2 or not any(best in table.get(w, ()) for w in found if w not in _PARTICLES)):
        return ENGLISH
    return best if hits[best] >= _LEAST * len(found) else UNKNOWN


def _accented(sample: str) -> int:
    """How many words in lower case have letters beyond ASCII: English has such letters in names, and else in few words."""
    return sum(w.islower() and not w.replace("’", "'").isascii() for w in _WORD.findall(sample))


def _hits(found: list[str], script: str) -> Counter[str]:
    table = languages().words.get(script, {})
    hits: Counter[str] = Counter()
    for word, times in Counter(found).items():
        for code in table.get(word, ()):
            hits[code] += times
    return hits


def _of_script(sample: str, script: str) -> str:
    """The language of a text in a script that several share: by the most marks, else the most words, else the first listed."""
    table = languages()
    marked: Counter[str] = Counter({code: len(pattern.findall(sample)) for code, pattern in table.marks.get(script, ())})
    if marked and marked.most_common(1)[0][1] * 200 > len(sample):
        return marked.most_common(1)[0][0]
    hits = _hits(_TOKEN.findall(sample.lower()), script)
    if hits:
        return max(table.names, key=lambda c: hits[c])
    return table.first[script]
