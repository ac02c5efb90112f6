"""Which way a clause looks, back or ahead, by its words: what certain turns of phrase say for sure, and a stand-in where no parse tells.

The word right after an expression decides ("the march on Sunday drew thousands"), else the nearest verb before it ("said Friday", "will
meet Friday"), else the nearest after it ("On Friday they met"). Bounded by the sentence, and by 60 tokens each way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Tense = Literal["past", "future", ""]
Cues = Mapping[str, frozenset[str]]

_REACH, _NEAR = 60, 14
_STOP = "."
_STOPS = frozenset({"!", "?", ";", "”", "“", '"'})
_DETERMINERS = frozenset({"the", "a", "an", "his", "her", "its", "their", "of", "our", "this", "that", "and", "most", "more"})
_WAS = frozenset({"was", "were", "been"})


class Look(NamedTuple):
    """Where a clause looks; `sure` where the turn of phrase outweighs what a parse says of the clause ("issued Thursday", "until")."""

    tense: Tense
    sure: bool = False


def tense_around(tokens: list[str], first: int, last: int, cues: Cues) -> Look:
    """The look of the clause around the tokens from `first` up to, not including, `last`, by the words around them."""
    after = _words(tokens, range(last, min(last + _NEAR, len(tokens))), cues)
    if after:
        if after[0] == "'s":
            return Look("future" if any(w in cues["future"] for w in after[:7]) else "past", sure=True)
        if _is_past(after[0], cues) and tokens[last] != ",":
            return Look("past", sure=True)
        if after[0] in cues["future"]:
            return Look("future", sure=True)
    before = _before(_words(tokens, range(first - 1, max(first - _REACH, -1), -1), cues), cues)
    if before is not None:
        return before
    return Look(_after(_words(tokens, range(last, min(last + _REACH, len(tokens))), cues), cues))


def _before(words: list[str], cues: Cues) -> Look | None:
    """What the words before say, the nearest first; None where no verb stands there."""
    if words[:1] == ["as"] and words[2:3] == ["as"] and words[1] in ("early", "soon", "late"):
        return Look("future", sure=True)
    if words[:1] == ["until"] and len(words) > 1 and words[1] not in ("not", "up", "only", _STOP):
        ahead = any(w in cues["defers"] or w in cues["modal"] or w in cues["future"] for w in words[1:9])
        return Look("future", sure=True) if ahead else None
    infinitive = words[:1] == ["by"]  # "promised elections by December" tells as an infinitive does
    for i, word in enumerate(words):
        if word == _STOP:
            return None
        previous = words[i + 1] if i + 1 < len(words) else ""
        passive = previous in cues["be"] or previous in _WAS or previous in ("be", "being")
        if word in cues["standing"] or (word in ("planned", "expected") and any(w in _DETERMINERS for w in words[:i])):
            return Look("future", sure=True)
        if word in cues["planned"] and (infinitive or passive or "for" in words[:i] or not word.endswith("ed")):
            return Look("future")
        if word == "set" and (passive or words[i - 1 : i] in (["to"], ["for"])):
            return Look("future")
        if word in cues["future"] or word in cues["noted"]:
            return Look("future")
        if word in cues["modal"]:
            return Look("past" if i and words[i - 1] == "have" else "future")
        if previous == "to" and not infinitive and _is_base(word):
            governor = words[i + 2] if i + 2 < len(words) else ""
            if governor in cues["be"]:
                return Look("future")
            if governor in cues["balked"]:
                return Look("past", sure=True)
            infinitive = True
        elif word.endswith("ing") and previous in cues["be"]:
            return Look("future" if i < 8 else "")
        elif _is_past(word, cues) and not (previous in ("be", "being") or (word.endswith("ed") and previous in _DETERMINERS)):
            # "To be held" is told by what governs it, and "the wounded man" tells nothing.
            if infinitive or previous in cues["be"]:
                return Look("")
            return Look("past", sure=i == 0)
    return None


def _is_base(word: str) -> bool:
    return word.isalpha() and word not in _DETERMINERS and not word.endswith(("ed", "ing", "s"))


def _after(words: list[str], cues: Cues) -> Tense:
    for i, word in enumerate(words):
        if word == _STOP:
            return ""
        before = words[i - 1] if i else ""
        following = words[i + 1] if i + 1 < len(words) else ""
        if word in cues["future"] or word in cues["modal"]:
            return "past" if word in cues["modal"] and following == "have" else "future"
        if word in cues["noted"] or (before in cues["be"] and (word == "to" or word in cues["planned"])):
            return "future"
        if _is_past(word, cues) and before not in _DETERMINERS:
            return "past"
    return ""


def _words(tokens: list[str], places: range, cues: Cues) -> list[str]:
    """The tokens at these places in lower case, without white space and quotes, up to the end of the sentence, which is "."."""
    words: list[str] = []
    for i in places:
        written = tokens[i]
        if written == " ":
            continue
        if written[0].isalpha():
            if written in ("ll", "s", "re") and i and tokens[i - 1] in "'’":
                written = "'" + written
            words.append(written.lower())
        elif written == ".":
            ends = i + 1 == len(tokens) or tokens[i + 1].isspace()
            if ends and i and len(tokens[i - 1]) > 1 and tokens[i - 1].lower() not in cues["title"]:
                words.append(_STOP)
                break
        elif written in _STOPS or (written.isspace() and written.count("\n") > 1):
            words.append(_STOP)
            break
    return words


def _is_past(word: str, cues: Cues) -> bool:
    return word in cues["past"] or (word.endswith("ed") and len(word) > 4 and word not in cues["not_past"])
