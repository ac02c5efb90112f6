"""All knowledge in one frozen object, read once and passed on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.knowledge.actors import Actors, load_actors
from dateline.knowledge.codebook import Codebook, load_codebook
from dateline.knowledge.cues import Cues, load_cues
from dateline.knowledge.descriptions import Description, load_descriptions, load_epithets
from dateline.knowledge.lexicon import Lexicon, load_lexicon
from dateline.knowledge.magnitudes import Magnitudes, load_magnitudes
from dateline.knowledge.places import Gazetteer, load_places
from dateline.knowledge.tables import Library
from dateline.parsing.gate import Gate, build_gate
from dateline.parsing.lemmas import Lemmatizer


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the coder knows, each as its tables say; the gate and the lemma table follow from the others."""

    codebook: Codebook
    lexicon: Lexicon
    actors: Actors
    cues: Cues
    lemmatizer: Lemmatizer
    gate: Gate
    places: Gazetteer
    magnitudes: Magnitudes
    descriptions: Mapping[str, Description]
    epithets: Mapping[str, frozenset[str]]


def load(folder: Path | None = None, *, library: Library | None = None) -> Knowledge:
    """Read our knowledge, extended by a user's `folder` if given. Raises `KnowledgeError` for what cannot be used.

    `library` is for `dateline knowledge check`, which wants all complaints and not only the first.
    """
    library = library or Library(folder)
    codebook = load_codebook(library)
    lexicon = load_lexicon(library, codebook)
    actors = load_actors(library)
    cues = load_cues(library)
    irregular: dict[tuple[str, str], str] = {}
    forms_of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in library.rows("lemmas.tsv", ("form", "class", "lemma")):
        irregular.setdefault((row["form"], row["class"]), row["lemma"])
        forms_of[row["lemma"], row["class"]].append(row["form"])
    for plural, noun in actors.plurals.items():
        ending, last = plural.split()[-1], noun.split()[-1]
        if ending != last or " " not in noun:
            irregular.setdefault((ending, "N"), last)
    lemmatizer = Lemmatizer(irregular, _known_words(lexicon, actors, cues, irregular))
    people = frozenset(noun for noun, agent in actors.agents.items() if agent.kind in ("person", "people"))
    return Knowledge(
        codebook=codebook,
        lexicon=lexicon,
        actors=actors,
        cues=cues,
        lemmatizer=lemmatizer,
        gate=build_gate(lexicon, actors, cues, forms_of),
        places=load_places(library),
        magnitudes=load_magnitudes(library, people),
        descriptions=load_descriptions(library),
        epithets=load_epithets(library),
    )


def _known_words(lexicon: Lexicon, actors: Actors, cues: Cues, irregular: Mapping[tuple[str, str], str]) -> frozenset[str]:
    words = set(irregular.values())
    for (head, _), entries in lexicon.by_head.items():
        words.add(head)
        for entry in entries:
            for alternatives in entry.fixed:
                words |= alternatives
    for noun in actors.agents:
        words.update(noun.split())
    words.update(cues.words())
    return frozenset(words)


def fingerprint(folder: Path | None = None) -> str:
    """Sixteen hexadecimal digits over every knowledge file in use: the same knowledge has the same fingerprint."""
    from importlib import resources

    digest = hashlib.sha256()
    base = Path(str(resources.files("dateline.knowledge").joinpath("data")))
    for root in (base, folder):
        if root is None:
            continue
        for path in sorted(root.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
