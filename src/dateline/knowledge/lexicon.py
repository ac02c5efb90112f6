"""The lexicon: which words tell which event, and who stands where. The format is described in `data/lexicon/README.md`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from dateline.errors import KnowledgeError
from dateline.knowledge.codebook import NONE, Codebook
from dateline.knowledge.tables import Library, Row

Role = Literal["A", "R", "B"]
PartOfSpeech = Literal["v", "n", "a"]

GRAMMATICAL = frozenset({"subj", "obj", "iobj", "comp", "poss", "mod", "rel", "speaker"})
"""Places in a frame that are no prepositions."""
DEFAULT_FRAMES: Mapping[str, str] = {"v": "A:subj R:obj", "n": "A:poss,by,mod", "a": "A:subj"}
_SLOT = re.compile(r"([ARB])(!?):([a-z,-]+)|([ARB])(!?)$")
_COLUMNS = ("words", "pos", "frame", "mode", "cameo", "contexts", "note")


@dataclass(frozen=True, slots=True)
class Slot:
    """One role of a frame, the places where its filler stands, in order of preference, and whether there is no event without it."""

    role: Role
    places: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon. `fixed` are the alternatives for each fixed word after the head."""

    heads: tuple[str, ...]
    fixed: tuple[frozenset[str], ...]
    pos: PartOfSpeech
    slots: tuple[Slot, ...]
    type: str
    mode: str
    cameo: str
    contexts: tuple[str, ...]
    rule: str
    """Where it stands, and its words: `lexicon/accuse.tsv:12 call on`."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, found by head lemma and part of speech, those with most fixed words first."""

    by_head: Mapping[tuple[str, str], tuple[Entry, ...]]
    size: int


def load_lexicon(library: Library, codebook: Codebook) -> Lexicon:
    """Read every table in `lexicon/`; the file's name is the type. Unusable rows are handed to `library.complain`, or raised."""
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    size = 0
    for name in library.names("lexicon"):
        kind = PurePosixPath(name).stem.split("_")[0].upper()
        if kind != NONE and kind not in codebook.types:
            error = _misnamed(library, name, kind)
            if error is not None:
                library.reject(error)
            continue
        for row in library.rows(name, _COLUMNS):
            entry = _entry(row, kind, library, codebook)
            if entry is None:
                continue
            size += 1
            for head in entry.heads:
                found[head, entry.pos].append(entry)
    ordered = {key: tuple(sorted(entries, key=lambda e: -len(e.fixed))) for key, entries in found.items()}
    return Lexicon(ordered, size)


def _misnamed(library: Library, name: str, kind: str) -> KnowledgeError | None:
    row = next(iter(library.rows(name, _COLUMNS)), None)
    if row is None:  # a table of ours that a codebook of other types has emptied
        return None
    return row.error(f"the file is named after no event type ({kind}); name it after a type of the codebook, or none.tsv")


def _entry(row: Row, kind: str, library: Library, codebook: Codebook) -> Entry | None:
    words = row["words"].lower().split()
    pos = row["pos"]
    problem = None
    slots: tuple[Slot, ...] = ()
    if not words:
        problem = "words is empty; expected at least a head word"
    elif pos not in DEFAULT_FRAMES:
        problem = f"pos is {pos!r}; expected v (verb), n (noun) or a (adjective)"
    elif row["mode"] and (kind, row["mode"]) not in codebook.modes:
        known = ", ".join(sorted(m for t, m in codebook.modes if t == kind)) or "none"
        problem = f"{row['mode']!r} is no mode of {kind}; its modes: {known}"
    elif row["cameo"] and row["cameo"] not in codebook.cameo:
        problem = f"{row['cameo']!r} is no CAMEO code of codebook/cameo.tsv"
    else:
        unknown = [c for c in row.many("contexts") if c not in codebook.contexts]
        if unknown:
            problem = f"{unknown[0]!r} is no context of codebook/contexts.tsv"
        else:
            parsed = _frame(row["frame"], pos)
            if isinstance(parsed, str):
                problem = parsed
            else:
                slots = parsed
    if problem is not None:
        library.reject(row.error(problem))
        return None
    return Entry(
        heads=tuple(words[0].split("|")),
        fixed=tuple(frozenset(word.split("|")) for word in words[1:]),
        pos=pos,  # type: ignore[arg-type]  # checked against DEFAULT_FRAMES above
        slots=slots,
        type=kind,
        mode=row["mode"],
        cameo=row["cameo"],
        contexts=row.many("contexts"),
        rule=f"{row.source}:{row.line} {row['words']}",
    )


def _frame(text: str, pos: str) -> tuple[Slot, ...] | str:
    """The slots of a frame, or what is wrong with it."""
    slots = []
    for part in (DEFAULT_FRAMES[pos] if text in ("", "-") else text).split():
        match = _SLOT.fullmatch(part)
        if match is None or match[1] is None:
            return f"the frame's {part!r} is not ROLE:place,place (roles A, R, B; `!` after a required one)"
        role: Role = match[1]  # type: ignore[assignment]  # the pattern allows only A, R, B
        places = tuple(place for place in match[3].split(",") if place)
        slots.append(Slot(role, places, bool(match[2])))
    return tuple(slots)
