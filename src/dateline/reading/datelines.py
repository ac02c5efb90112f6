"""The line with which wire copy begins: "NAIROBI, Kenya (AP) —" gives the place and the agency. The text itself stays as it is."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from dateline.knowledge.tables import Library


@dataclass(frozen=True, slots=True)
class DatelineLine:
    """What the line says: `place` as written and without the date ("NAIROBI, Kenya"), `wire` as written ("AP"), and its characters."""

    place: str | None
    wire: str | None
    start: int
    end: int


_LONGEST = 120
"""Characters within which such a line ends; prose that happens to have a dash comes later."""
_LINES_SEEN = 5
"""Lines that may stand before one that credits an agency: a headline, a byline."""
_HEADLINE = 200
"""Characters that a headline may have which stands on the same line before the place: "Bridge closed. ALBANY, N.Y. -- The state ..."."""
_AFTER_HEADLINE = re.compile(r"""(?<=[.!?"\u201d'\u2019])\s+(?=[A-Z][A-Z.' -]+[A-Z])""")

AGENCIES = frozenset(
    " ".join(name.split())
    for name in """
    aa | aap | afp | agence france-presse | agencies | agenzia nova | al jazeera | anadolu | anadolu agency | ani | ansa | antara
    | ap | ap photo | apa | aps | associated press | bbc | belta | bernama | bloomberg | bloomberg news | bna | bta | cana |
    canadian press | cna | cnn | cns | cp | ctk | dpa | dpa-afx | dw | efe | ens | epa | europa press | fana | gna | hina | ians
    | ina | interfax | interfax-ukraine | ips | irna | isna | itar-tass | jiji | jiji press | kap | kazinform | kcna | kuna |
    kyodo | kyodo news | lusa | mena | mti | nan | news agencies | nna | npr | ntb | pa | pap | petra | pna | prensa latina |
    press association | press tv | pti | qna | reuters | reuters health | rfe/rl | ria | ria novosti | ritzau | sana | spa |
    sputnik | sta | tanjug | tasnim | tass | tass news agency | telesur | the associated press | the canadian press | thomson
    reuters foundation | tt | ukrinform | un news | uni | unian | united press international | upi | vna | voa | voa news | wafa
    | wam | xinhua | xinhua news agency | yonhap | yonhap news agency
    """.split("|")  # noqa: SIM905  # a list of names reads better as names
)
"""Agencies and services credited in datelines, in lower case, compiled by hand: world and national agencies, and the broadcasters and
services that write datelines. Where the place is not in capitals only these count."""

_NO_PLACES = frozenset(
    """
    ALERT ANALYSIS ASEAN AU BACKGROUND BREAKING BRIEF CIA COLUMN COMMENT COMMENTARY CORRECTED CORRECTION ECOWAS EDITORIAL EU
    EXCLUSIVE EXPLAINED EXPLAINER FACTBOX FBI FEATURE FLASH FOCUS G20 G7 GRAPHIC IAEA ICC IMF INSIGHT INTERVIEW KREMLIN LATEST
    LISTEN LIVE NATO NEWS NEWSMAKER NOTE NOTICE OPEC OPINION PHOTO PHOTOS PODCAST PREVIEW PROFILE QUOTES REFILE REPEAT REPORT REVIEW
    SPECIAL SPOTLIGHT STORY TIMELINE UN UPDATE URGENT US USA VIDEO VIEW WATCH WHO WIDER WRAPUP
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
"""Words in capitals before a dash that label a story, or name an organisation that speaks; a line with one of them is none."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?:^|[,.]?\s+)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?[.,]?$",
    re.IGNORECASE,
)
_CREDITED = re.compile(r"(?P<head>[^()\n]{0,80}?)\s*\((?P<wire>[^()\n]{2,40})\)\s*(?:--+|[-–—―_:])")
_SLASHED = re.compile(r"(?P<head>[^/\n]{2,80}?)\s*/(?P<wire>[A-Z][A-Za-z -]{1,30})/\.?")
_BARE = re.compile(r"(?P<head>[^()\n]{3,80}?)(?:\s+[-–—―_](?=\s|$)|\s*(?:--+|—))")
_COLON = re.compile(r"(?P<head>[A-Z][A-Z.' -]{4,30}):(?=\s+\S)")
"""Only towns of five letters and more: "NCAA:" is a topic."""
_JOINED = re.compile(r"(?P<head>[A-Z][^()\n,]{2,40}?)--(?=[A-Z])")
_LAST_PART = re.compile(r"^(?P<head>.+),\s*(?P<wire>[A-Z][A-Za-z]{1,11})$")
_SMALL = frozenset(("of", "and", "the", "de", "del", "da", "do", "du", "la", "le", "les", "el", "al", "sur", "am", "an", "upon"))


def recognise(text: str) -> DatelineLine | None:
    """The dateline of a report: on its first line that is not blank, or, if it credits a known agency, on one of the next four.

    On the first line a headline may stand before it that ends as a sentence does.
    """
    start, seen = 0, 0
    while start < len(text) and seen < _LINES_SEEN:
        end = text.find("\n", start)
        line = text[start : min(len(text) if end < 0 else end, start + _HEADLINE + _LONGEST)]
        lead = len(line) - len(line.lstrip())
        if lead < len(line):
            found = _read(line[lead : lead + _LONGEST], start + lead)
            if found is not None and (seen == 0 or (found.wire is not None and _is_agency(found.wire))):
                return found
            if seen == 0:
                for gap in _AFTER_HEADLINE.finditer(line, lead, lead + _HEADLINE):
                    found = _read(line[gap.end() : gap.end() + _LONGEST], start + gap.end())
                    if found is not None and found.place is not None:
                        return found
            seen += 1
        if end < 0:
            break
        start = end + 1
    return None


def _read(line: str, start: int) -> DatelineLine | None:
    match = _CREDITED.match(line) or _SLASHED.match(line)
    if match is not None:
        wire = match["wire"].strip()
        place = _without_date(match["head"])
        agency = _is_agency(wire)
        if not place:
            return DatelineLine(None, wire, start, start + match.end()) if agency else None
        if _is_place(place, in_capitals=not agency) and (agency or _may_be_agency(wire)):
            return DatelineLine(place, wire, start, start + match.end())
        return None
    match = _BARE.match(line) or _COLON.match(line)
    if match is None:
        return None
    head = match["head"].strip()
    last = _LAST_PART.match(head)
    if last is not None and _is_agency(last["wire"]) and _is_place(place := _without_date(last["head"]), in_capitals=False):
        return DatelineLine(place, last["wire"], start, start + match.end())
    place = _without_date(head)
    known = _is_place(place, in_capitals=_JOINED.match(line) is None)
    return DatelineLine(place, None, start, start + match.end()) if known else None


def _without_date(head: str) -> str:
    head = head.strip()
    return _DATE.sub("", head).strip().rstrip(",").strip()


def _is_agency(wire: str) -> bool:
    name = wire.casefold().strip()
    return name in AGENCIES or any(part.strip() in AGENCIES for part in re.split(r"[/&,]| and ", name))


def _may_be_agency(wire: str) -> bool:
    """Whether words in brackets after a place in capitals can credit somebody: a name, and not that of a country."""
    words = wire.split()
    return (
        len(words) <= 4 and all(w[0].isupper() and not any(c.isdigit() for c in w) for w in words) and wire.casefold() not in _countries()
    )


def _is_place(place: str, *, in_capitals: bool) -> bool:
    """Whether the words look like a town, perhaps with what it lies in; the town alone has to be in capitals."""
    parts = [part.split() for part in re.split(r"[,/|]", place)]
    if len(parts) > 3 or not all(1 <= len(words) <= 4 for words in parts):
        return False
    town = parts[0]
    capitals = all(_in_capitals(word) for word in town)
    # "Iran, Russia, China (BBC)" is a list.
    if not capitals and (in_capitals or len(parts) > 2):
        return False
    if any(c.isdigit() for c in place) or any(c in place for c in ':;"“”!?'):
        return False
    if (
        _is_agency(place)
        or any(word.strip(".,").replace(".", "").upper() in _NO_PLACES for word in town)
        or sum(c.isalpha() for c in place) < 3
    ):
        return False
    return all(word[0].isupper() or word in _SMALL or word[:2] in ("d'", "l'", "al", "el") for words in parts for word in words)


def _in_capitals(word: str) -> bool:
    bare = re.sub(r"^(?:Mc|Mac|St\.|N')", "", word)
    return not bare or bare.isupper() or word in _SMALL


@functools.cache
def _countries() -> frozenset[str]:
    rows = Library().rows("actors/countries.tsv", ("name", "aliases"))
    return frozenset(name.casefold() for row in rows for name in (row["name"], *row.many("aliases")))
