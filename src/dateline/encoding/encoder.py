"""A sentence and its pairs of participants in, a score for every event type out.

The model (`model/encoder.onnx`, made by `make train`) is all-MiniLM-L6-v2 (Apache-2.0) fine-tuned on the sentences of `training/`, with
int8 weights, run by onnxruntime. A sentence goes through alone and on one thread, so that its answer depends on nothing but itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import ModelMissing

if TYPE_CHECKING:
    import numpy as np
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL = Path(__file__).with_name("model")
LONGEST = 160
"""Word pieces of a sentence that are read, as in training; who stands beyond has no answer."""
VECTOR_SCALE = 256
"""The length of a sentence's vector in signed bytes: none of its 64 numbers comes near half of the whole."""
_SIDES = ("actors", "recipients", "triggers")
_AT_ONCE = 64
"""Pairs asked at once, so that a list of a hundred names costs no more memory than ten."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Who may have done something to whom, and by which word: character spans within the sentence, end exclusive.

    One side may be empty; `trigger` is where no word is meant in particular.
    """

    actor: tuple[tuple[int, int], ...]
    recipient: tuple[tuple[int, int], ...]
    trigger: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Unnormalised scores by type (NONE among them) and by mode ('' for none)."""

    types: dict[str, float]
    modes: dict[str, float]


@dataclass(frozen=True, slots=True)
class Read:
    """What one reading of a sentence gave: an answer for each pair, None where it could not be read, and the sentence's vector."""

    answers: tuple[Answer | None, ...]
    vector: bytes
    """64 signed bytes, see `dateline.model.SentenceVector`."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """The loaded network. Make it once with `load_encoder` and pass it on."""

    session: InferenceSession
    tokenizer: Tokenizer
    types: tuple[str, ...]
    modes: tuple[str, ...]
    weights: dict[str, dict[str, float]]
    """What `deciding.py` needs to weigh rule against encoder: see `training/calibrate.py`."""
    fingerprint: str
    """Twelve hexadecimal digits of SHA-256 over the model's files."""

    def read(self, sentence: str, pairs: Sequence[Pair]) -> tuple[Answer | None, ...]:
        """An answer for each pair, in order; None where a side or the trigger stands beyond the part that is read."""
        return self.read_whole(sentence, pairs).answers if pairs else ()

    def read_whole(self, sentence: str, pairs: Sequence[Pair] = ()) -> Read:
        """The same, and the sentence's vector: one reading, however many pairs."""
        import numpy as np

        encoded = self.tokenizer.encode(sentence)
        offsets = encoded.offsets[:LONGEST]
        ids = np.asarray([encoded.ids[:LONGEST]], dtype=np.int64)
        spans = [(p.actor, p.recipient, p.trigger) for p in pairs]
        marked = [tuple(_pieces(offsets, side) for side in own) for own in spans]
        usable = [k for k, own in enumerate(spans) if all(bool(a) == bool(b) for a, b in zip(own, marked[k], strict=True))]
        found: list[Answer | None] = [None] * len(pairs)
        vector = b""
        for first in range(0, max(len(usable), 1), _AT_ONCE):
            chosen = usable[first : first + _AT_ONCE]
            sides = np.zeros((len(_SIDES), max(len(chosen), 1), ids.shape[1]), dtype=np.float32)
            for row, k in enumerate(chosen):
                for side, pieces in enumerate(marked[k]):
                    sides[side, row, list(pieces)] = 1
            types, modes, meaning = self.session.run(["types", "modes", "meaning"], {"ids": ids, **dict(zip(_SIDES, sides, strict=True))})
            for row, k in enumerate(chosen):
                found[k] = Answer(_named(self.types, types[row]), _named(self.modes, modes[row]))
            vector = np.clip(np.rint(meaning[0] * VECTOR_SCALE), -127, 127).astype(np.int8).tobytes()
        return Read(tuple(found), vector)


def load_encoder(folder: Path = MODEL) -> Encoder:
    """Load the network from a folder: a fifth of a second. Raises `ModelMissing` where a file of it is not there."""
    import onnxruntime
    from tokenizers import BertWordPieceTokenizer

    names = ("encoder.onnx", "vocab.txt", "labels.json", "weights.json")
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ModelMissing(f"the encoder lacks {', '.join(missing)} in {folder}; make it with: make train, or go on with --no-encoder")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    weights = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()[:12]
    return Encoder(session, tokenizer, tuple(labels["types"]), tuple(labels["modes"]), weights, digest)


def _pieces(offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(k for k, (a, b) in enumerate(offsets) if b > a and any(a < end and start < b for start, end in spans))


def _named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}
