"""The codebook: event types, their modes, contexts and scores, CAMEO both ways, and what becomes of one event inside another.

Ours is PLOVER (Open Event Data Alliance, manual draft 0.8, CC BY-SA 4.0), restated; CAMEO codes with Goldstein's values come from
the same manual's tables. A user's folder may replace every table, down to a codebook of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge.tables import Library

NONE = "NONE"
"""The type of a phrase that looks like an event and is none, and of a pair between whom nothing happens."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One type: quad class 1 to 4, score −10 to +10, whether actor and recipient are needed, and what it becomes in the future."""

    name: str
    quad: int
    score: float
    actor_needed: bool
    recipient_needed: bool
    announced_as: str
    refused_as: str
    """Type and mode, with a blank between, of a refusal to do such a deed; '' where a denied deed stays a denied deed."""
    """The type of its announcement ("will visit" is AGREE with a visit as its act), or '' where a future deed keeps its own type."""
    meaning: str


@dataclass(frozen=True, slots=True)
class CameoCode:
    """One CAMEO code with its PLOVER equivalent and its value on Goldstein's scale."""

    code: str
    label: str
    type: str
    mode: str
    contexts: tuple[str, ...]
    goldstein: float


@dataclass(frozen=True, slots=True)
class Embedding:
    """What an outer event makes of an inner one: "refused (REJECT) to meet (CONSULT)" is REJECT/meet.

    `mode` is the outer event's mode; `keep` says what becomes of the inner one: `no` (it is only the content), `hypothetical`, `fact`.
    """

    mode: str
    keep: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """All of it. Modes are scored by (type, mode).

    Embeddings are found by outer type, perhaps with its mode, inner type and inner mode, where `*` stands for any.
    """

    types: Mapping[str, EventType]
    modes: Mapping[tuple[str, str], float | None]
    contexts: frozenset[str]
    cameo: Mapping[str, CameoCode]
    embeddings: Mapping[tuple[str, str, str], Embedding]
    cameo_of: Mapping[tuple[str, str], str]
    modes_of: Mapping[str, tuple[str, ...]]
    """Each type's modes, in the codebook's order."""

    def code_for(self, kind: str, mode: str | None, given: str, act: str | None) -> str | None:
        """The CAMEO code: `given` where it is of this type and mode, else that of the promised `act`, else of type and mode."""
        if given and self.cameo[given].type == kind and (not mode or self.cameo[given].mode in ("", mode)):
            return given
        if act is not None and kind == "AGREE":
            return {"CONSULT": "036", "AID": "033", "COOPERATE": "031", "SUPPORT": "032"}.get(act, "030")
        return self.cameo_of.get((kind, mode or "")) or self.cameo_of.get((kind, ""))

    def score(self, kind: str, mode: str | None) -> float | None:
        """The conflict-cooperation score of a type and mode; the type's own where the mode has none printed."""
        known = self.types.get(kind)
        if mode:
            value = self.modes.get((kind, mode))
            if value is not None:
                return value
        return known.score if known else None

    def embedding(self, outer: str, outer_mode: str | None, inner: str, inner_mode: str | None) -> Embedding | None:
        """What `outer` makes of `inner`, the most specific row first."""
        for over in (f"{outer} {outer_mode}", outer):
            for key in ((over, inner, inner_mode or "-"), (over, inner, "*"), (over, "*", "*")):
                found = self.embeddings.get(key)
                if found is not None:
                    return found
        return None


def load_codebook(library: Library) -> Codebook:
    """Read the tables in `codebook/`. Raises `KnowledgeError` for a row that cannot be used, or hands it to `library.complain`."""
    types: dict[str, EventType] = {}
    for row in library.rows("codebook/types.tsv", ("type", "quad", "score", "actor", "recipient", "announced_as", "refused_as", "meaning")):
        try:
            kind = EventType(
                row["type"],
                int(row["quad"]),
                float(row["score"]),
                row["actor"] == "yes",
                row["recipient"] == "yes",
                row["announced_as"],
                row["refused_as"],
                row["meaning"],
            )
        except ValueError:
            library.reject(row.error("quad must be a whole number from 1 to 4, score a number"))
            continue
        types.setdefault(kind.name, kind)
    modes: dict[tuple[str, str], float | None] = {}
    for row in library.rows("codebook/modes.tsv", ("type", "mode", "score")):
        if row["type"] not in types:
            library.reject(row.error(f"{row['type']!r} is no type of types.tsv"))
            continue
        modes.setdefault((row["type"], row["mode"]), float(row["score"]) if row["score"] else None)
    contexts = frozenset(row["context"] for row in library.rows("codebook/contexts.tsv", ("context",)))
    cameo: dict[str, CameoCode] = {}
    cameo_of: dict[tuple[str, str], str] = {}
    for row in library.rows("codebook/cameo.tsv", ("code", "label", "type", "mode", "contexts", "goldstein")):
        if row["type"] and row["type"] not in types:
            library.reject(row.error(f"{row['type']!r} is no type of types.tsv"))
            continue
        if row["mode"] and (row["type"], row["mode"]) not in modes:
            library.reject(row.error(f"{row['mode']!r} is no mode of {row['type']}"))
            continue
        code = CameoCode(row["code"], row["label"], row["type"], row["mode"], row.many("contexts"), float(row["goldstein"] or 0))
        cameo.setdefault(code.code, code)
        cameo_of.setdefault((code.type, code.mode), code.code)
        cameo_of.setdefault((code.type, ""), code.code)
    embeddings: dict[tuple[str, str, str], Embedding] = {}
    for row in library.rows("codebook/embedding.tsv", ("outer", "inner", "inner_mode", "mode", "keep")):
        outer, _, over = row["outer"].partition(" ")
        if outer not in types or row["inner"] not in (*types, "*"):
            library.reject(row.error("outer and inner must be types of types.tsv (inner may be *)"))
            continue
        if over and (outer, over) not in modes:
            library.reject(row.error(f"{over!r} is no mode of {outer}"))
            continue
        if row["mode"] and (outer, row["mode"]) not in modes:
            library.reject(row.error(f"{row['mode']!r} is no mode of {outer}"))
            continue
        if row["keep"] not in ("no", "hypothetical", "fact"):
            library.reject(row.error(f"keep is {row['keep']!r}; expected no, hypothetical or fact"))
            continue
        embeddings.setdefault((row["outer"], row["inner"], row["inner_mode"]), Embedding(row["mode"], row["keep"]))
    modes_of = {kind: tuple(mode for of, mode in modes if of == kind) for kind in types}
    return Codebook(types, modes, contexts, cameo, embeddings, cameo_of, modes_of)
