"""Text as it is kept: packed; in a store that keeps no text, cut to short extracts that stay where they stood."""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Iterable
from typing import Any

from dateline.model import CodedReport, Span
from dateline.parsing.sentences import split

LONGEST_EXTRACT = 120
"""Characters of one extract in a store that keeps no text."""
EXTRACTS_SHARE = 0.2
"""The share of a text that its extracts may make up together; a short text has one extract all the same."""
_LONGEST_EXTRA = 200
_GAP = " " * 4
"""What parts two extracts; a shorter gap may stand inside one."""

# What records have in common, so that short ones pack well. Part of the format of a store: never change it.
_COMMON = (
    b'{"schema": "1", "id": "e-", "mentions": [{"report": "r-", "start": 0, "end": 0, "id": "m-", "text": "", "type": "CONSU'
    b'LT", "mode": null, "outlet": "", "published": "2024-01-01", "source": "", "auxiliary": [], "confidence": 0.5}], "conte'
    b'xts": ["military", "diplomatic", "legal"], "act": null, "cameo": "", "quad": 1, "score": , "goldstein": , "actors": [{'
    b'"name": "", "text": "", "code": "", "country": "", "sectors": ["GOV"], "id": "", "wikidata": null, "title": null, "bac'
    b'ker": null, "refers_to": null, "candidates": [], "reason": "", "mentions": [""]}], "recipients": [], "when": {"start":'
    b' "2024-01-01", "end": "2024-01-01", "precision": "unknown", "basis": "publication", "value": null, "span": null}, "whe'
    b're": {"name": "", "country": "", "admin1": null, "latitude": , "longitude": , "geonames_id": , "precision": "place", "'
    b'span": {"start": , "end": }, "candidates": []}, "factuality": {"certainty": "certain", "polarity": "positive", "score"'
    b': 3.0}, "auxiliary": [], "magnitudes": [], "status": "reported", "reports": [""], "outlets": [""], "sources": [{"key":'
    b' "", "agency": null, "outlets": [""], "reports": [""]}], "first_reported": "2024-", "last_reported": "2024-", "links":'
    b' [], "versions": [], "confidence": , "rules": "dateline-1", "reasons": {}}'
)


def pack(text: str) -> bytes:
    """Text as it is kept."""
    packer = zlib.compressobj(6, zdict=_COMMON)
    return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def unpack(kept: bytes) -> str:
    """What `pack` kept."""
    unpacker = zlib.decompressobj(zdict=_COMMON)
    return (unpacker.decompress(kept) + unpacker.flush()).decode("utf-8", "surrogatepass")


def pack_json(value: Any) -> bytes:
    """A record as it is kept."""
    return pack(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))


def fold(text: str) -> str:
    """A name as it is searched: without case and accents, white space as single blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def column(text: str | None) -> str | None:
    """Text as a column of every database holds it: U+FFFD in place of NUL, which PostgreSQL refuses, and of lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode() if text is not None else None


def extracts(coded: CodedReport) -> str:
    """A text as long as the report's, blank but for short extracts around the triggers of its events: every span stays what it was.

    Extracts are clipped to the sentence, in the order of confidence, until they make up their share of the text.
    """
    text = coded.report.text
    sentences = split(text)
    kept = [" "] * len(text)
    left = max(LONGEST_EXTRACT, int(len(text) * EXTRACTS_SHARE))
    taken: list[Span] = []
    for event in sorted(coded.events or (), key=lambda e: (-e.confidence, e.trigger.start)):
        around = next((s for s in sentences if s.start <= event.trigger.start < s.end), None)
        if around is None or any(t.start < around.end and around.start < t.end for t in taken):
            continue
        chosen = _clipped(text, around, event.trigger.start)
        if chosen.end - chosen.start > left:
            continue
        left -= chosen.end - chosen.start
        taken.append(around)
        kept[chosen.start : chosen.end] = text[chosen.start : chosen.end]
    return "".join(kept)


def _clipped(text: str, sentence: Span, at: int) -> Span:
    """The part of a sentence around a place, cut between words."""
    if sentence.end - sentence.start <= LONGEST_EXTRACT:
        return sentence
    start = max(sentence.start, min(at - LONGEST_EXTRACT // 3, sentence.end - LONGEST_EXTRACT))
    end = min(sentence.end, start + LONGEST_EXTRACT)
    if start > sentence.start and (blank := text.find(" ", start, at)) >= 0:
        start = blank + 1
    if end < sentence.end and (blank := text.rfind(" ", at, end)) > at:
        end = blank
    return Span(start, end)


def short(extra: Any) -> Any:
    """The unknown fields of a report without long texts, for a store that keeps no text: the article may stand there a second time."""
    if isinstance(extra, str):
        return extra if len(extra) <= _LONGEST_EXTRA else None
    if isinstance(extra, dict):
        return {k: short(v) for k, v in extra.items() if len(str(k)) <= _LONGEST_EXTRA}
    if isinstance(extra, list | tuple):
        return [short(v) for v in extra]
    return extra


def sentence_at(text: str, place: int, *, whole: bool) -> str:
    """The words of the sentence, or of the extract, that stands at a place of a text; "" where nothing was kept of it."""
    if not 0 <= place < len(text) or text[place].isspace():
        return ""
    if whole:
        found = next((s for s in split(text) if s.start <= place < s.end), None)
        return text[found.start : found.end].strip() if found is not None else ""
    end = text.find(_GAP, place)
    return text[text.rfind(_GAP, 0, place) + 1 : end if end >= 0 else len(text)].strip()


def words_at(text: str, spans: Iterable[Span]) -> str:
    """The words of several spans, as far as they were kept."""
    return " … ".join(w for s in spans if (w := text[s.start : s.end].strip()))
