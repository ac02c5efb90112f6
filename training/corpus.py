"""The training set: its format, and `python training/corpus.py` to check and count it.

A file of `sentences/` has one sentence a line, then one pair a column, tab-separated; `#` begins a comment:

    [1 Turkish police] detained [2 twelve students] near [3 the embassy]<TAB>1>2 COERCE arrest<TAB>1>3 NONE

Participants stand in square brackets after a number of their own; `1>2` is what 1 does to 2; `1>` says that nobody is named to whom
it is done, `>2` that nobody is named who does it; `1,3>2` that 1 and 3 do it together. Type and mode are those of the codebook, NONE where
nothing is between the two. A mode may be left out. `@word` at the end names the word that tells it, or for NONE the word that seems to
(`@word#2`: where it stands the second time):

    [1 Turkish police] detained [2 twelve students] who had met [3 a deputy]<TAB>1>2 COERCE arrest @detained<TAB>1>3 NONE @met
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NONE = "NONE"
FOLDER = Path(__file__).parent / "sentences"
_MARK = re.compile(r"\[(\d+) ([^\[\]]+)\]")
_PAIR = re.compile(r"((?:\d+(?:,\d+)*)?)>((?:\d+(?:,\d+)*)?) ([A-Z]+)(?: ([a-z-]+))?(?: @(.+?)(?:#(\d+))?)?")


class CorpusError(ValueError):
    """A line that cannot be read: names file, line and what was expected."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What the participants `actor` do to `recipient` (numbers of `Example.spans`), and the characters of the word that tells it."""

    actor: tuple[int, ...]
    recipient: tuple[int, ...]
    type: str
    mode: str
    trigger: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence without its brackets, participants by number as characters of it, and the labelled pairs."""

    file: str
    line: int
    text: str
    spans: dict[int, tuple[int, int]]
    pairs: tuple[Pair, ...]


def read(path: Path, modes: dict[str, frozenset[str]]) -> Iterator[Example | CorpusError]:
    """The examples of a file; a line that cannot be used is given as an error, and the rest goes on."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield _example(path.name, number, line, modes)
        except CorpusError as error:
            yield error


def _example(file: str, number: int, line: str, modes: dict[str, frozenset[str]]) -> Example:
    marked, *columns = [c.strip() for c in line.split("\t") if c.strip()]
    text, spans, at = "", {}, 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        if int(mark[1]) in spans:
            raise CorpusError(f"{file}:{number}: participant {mark[1]} is marked twice; number each mark by itself")
        spans[int(mark[1])] = (len(text), len(text) + len(mark[2]))
        text += mark[2]
        at = mark.end()
    text += marked[at:]
    if not spans or "[" in text or "]" in text:
        raise CorpusError(f"{file}:{number}: expected participants as [1 words], not nested")
    if not columns:
        raise CorpusError(f"{file}:{number}: expected at least one pair after a tab, such as 1>2 COERCE arrest")
    pairs = []
    for column in columns:
        found = _PAIR.fullmatch(column)
        if found is None:
            raise CorpusError(f"{file}:{number}: {column!r} is no pair; expected such as 1>2 COERCE arrest")
        actor = tuple(int(n) for n in found[1].split(",")) if found[1] else ()
        recipient = tuple(int(n) for n in found[2].split(",")) if found[2] else ()
        missing = [n for n in (*actor, *recipient) if n not in spans]
        if missing:
            raise CorpusError(f"{file}:{number}: participant {missing[0]} is not marked in the sentence")
        if found[3] != NONE and found[3] not in modes:
            raise CorpusError(f"{file}:{number}: {found[3]!r} is no type; expected NONE or one of {' '.join(sorted(modes))}")
        if found[4] and found[4] not in modes.get(found[3], frozenset()):
            raise CorpusError(
                f"{file}:{number}: {found[4]!r} is no mode of {found[3]}; expected {' '.join(sorted(modes.get(found[3], ())))}"
            )
        trigger = _trigger(text, found[5], int(found[6] or 1)) if found[5] else None
        if found[5] and trigger is None:
            raise CorpusError(f"{file}:{number}: {found[5]!r} is no word of the sentence (as often as that)")
        pairs.append(Pair(actor, recipient, found[3], found[4] or "", trigger))
    return Example(file, number, text, spans, tuple(pairs))


def _trigger(text: str, word: str, times: int) -> tuple[int, int] | None:
    """Where a word stands for the n-th time."""
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    return places[times - 1] if 0 < times <= len(places) else None


def known_modes() -> dict[str, frozenset[str]]:
    """The modes of each type, by the project's codebook."""
    from dateline import knowledge

    codebook = knowledge.load().codebook
    found: dict[str, set[str]] = {name: set() for name in codebook.types}
    for kind, mode in codebook.modes:
        found[kind].add(mode)
    return {name: frozenset(own) for name, own in found.items()}


def one_sided(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs with one side left out, where what remains has one answer: an event may be told without its actor or its recipient.

    Whoever does only one type of deed does it whoever it is done to; whoever does nothing to those listed does nothing; likewise those to
    whom it is done.
    """
    found: list[Pair] = []
    for side in ("actor", "recipient"):
        deeds: dict[tuple[int, ...], list[Pair]] = {}
        for pair in pairs:
            if getattr(pair, side):
                deeds.setdefault(getattr(pair, side), []).append(pair)
        for who, own in deeds.items():
            if any(not p.actor or not p.recipient for p in own):
                continue
            real = [p for p in own if p.type != NONE] or own
            if len({(p.type, p.mode) for p in real}) == 1:
                found.append(Pair(who if side == "actor" else (), who if side == "recipient" else (), real[0].type, real[0].mode))
    return found


def write(examples: Sequence[Example], modes: dict[str, frozenset[str]], path: Path) -> None:
    """The corpus as one JSON file for `train.py`, which runs without Dateline: types, modes ("" first), what is asked of each sentence."""
    from asking import Asked, asked

    from dateline.coding.coder import Settings, load_coder

    names = ["", *sorted({m for own in modes.values() for m in own})]
    coder = load_coder(Settings(layers=("events",), encoder=False))

    def row(a: Asked) -> tuple[Any, ...]:
        mode = "" if a.mode is None and not modes.get(a.type) else a.mode
        return a.question.actor, a.question.recipient, a.question.trigger, a.type, mode

    rows = [{"text": e.text, "pairs": list(dict.fromkeys(row(a) for a in asked(coder, e)))} for e in examples]
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"types": [NONE, *sorted(modes)], "modes": names, "examples": rows}), encoding="utf-8")


def main() -> int:
    """Check all files, or those named, and print how many pairs of each type there are; `--write FILE` writes them for training."""
    modes = known_modes()
    given = sys.argv[1:]
    into = Path(given[given.index("--write") + 1]) if "--write" in given else None
    paths = [Path(p) for p in given if p != "--write" and Path(p) != into] or sorted(FOLDER.glob("*.tsv"))
    usable = []
    types: Counter[str] = Counter()
    seen: dict[str, str] = {}
    wrong = sentences = 0
    for path in paths:
        for example in read(path, modes):
            if isinstance(example, CorpusError):
                print(example)
                wrong += 1
                continue
            if example.text in seen:
                print(f"{example.file}:{example.line}: the sentence stands at {seen[example.text]} already")
                wrong += 1
            seen[example.text] = f"{example.file}:{example.line}"
            sentences += 1
            usable.append(example)
            types.update(p.type for p in example.pairs)
    if into is not None:
        write(usable, modes, into)
    total = sum(types.values())
    print(f"{sentences} sentences, {total} pairs, {types[NONE] / max(total, 1):.0%} of them NONE, {wrong} lines that cannot be used")
    print("  ".join(f"{name} {count}" for name, count in types.most_common()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
