"""The network: a small BERT that reads a sentence once, and heads that answer for any number of marked pairs of participants.

A participant is the mean of its words' vectors, and so is the word that is asked about (the trigger), where one is. The three ask, by
attention over the sentence, for the words that tell what the one does to the other, and the pair is then typed from them and what was
found. So ten pairs cost one reading. The same reading gives a vector of the whole sentence, by which sentences on like matters are found.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel  # noqa: TC002 - the training environment has no type checker

HEADS = 12
SIDES = 3
"""Actor, recipient, trigger."""
MEANING = 64
"""Numbers in the vector of a sentence."""


class PairReader(nn.Module):
    """Types and modes of pairs. `types` counts NONE too; mode 0 is "no mode"."""

    def __init__(self, bert: BertModel, types: int, modes: int) -> None:
        super().__init__()
        self.bert = bert
        d = bert.config.hidden_size
        self.nobody = nn.Parameter(torch.zeros(SIDES, d))
        """Stands for an actor, a recipient or a trigger that is not named."""
        self.query = nn.Sequential(nn.Linear(SIDES * d, d), nn.GELU(), nn.Linear(d, d))
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.key_roles = nn.Parameter(torch.zeros(SIDES, d))
        """Added to the keys of the words of the actor, of the recipient and of the trigger."""
        self.value_roles = nn.Parameter(torch.zeros(SIDES, d))
        self.mix = nn.Sequential(nn.Linear((SIDES + 2) * d, d), nn.GELU(), nn.Dropout(0.2))
        self.to_type = nn.Linear(d, types)
        self.to_mode = nn.Linear(d, modes)
        self.to_meaning = nn.Linear(d, MEANING)
        for parameter in (self.nobody, self.key_roles, self.value_roles):
            nn.init.normal_(parameter, std=0.02)

    def forward(self, ids: Tensor, actors: Tensor, recipients: Tensor, triggers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Types and modes [pairs, ...] and the sentence's vector [1, MEANING].

        From `ids` [1, pieces] and sides and triggers [pairs, pieces], 1 on their pieces.
        """
        words = self.words(ids, None)
        sides = torch.stack((actors, recipients, triggers), dim=1)
        kinds, modes = self.answer(words, torch.zeros_like(actors[:, 0], dtype=torch.long), sides, None)
        return kinds, modes, self.meaning(words, None)

    def meaning(self, words: Tensor, there: Tensor | None) -> Tensor:
        """Vectors of whole sentences [sentences, MEANING], of length 1, from the vectors of their word pieces."""
        mean = words.mean(1) if there is None else (there.unsqueeze(1) @ words).squeeze(1) / there.sum(1, keepdim=True)
        return nn.functional.normalize(self.to_meaning(mean), dim=1)

    def words(self, ids: Tensor, there: Tensor | None) -> Tensor:
        """Vectors of word pieces [sentences, pieces]; `there` [sentences, pieces] is 1 where there is one, None for no padding."""
        mask = None if there is None else (1.0 - there[:, None, None, :].float()) * torch.finfo(torch.float32).min
        hidden: Tensor = self.bert.embeddings(input_ids=ids)
        for layer in self.bert.encoder.layer:
            hidden = layer(hidden, mask)
        return hidden

    def answer(self, words: Tensor, owner: Tensor, sides: Tensor, there: Tensor | None) -> tuple[Tensor, Tensor]:
        """The same from vectors already read: `words` [sentences, pieces, d], `owner` [pairs] tells each pair's sentence.

        `sides` [pairs, 3, pieces] is 1 on the pieces of actor, recipient and trigger.
        """
        count = sides.sum(2, keepdim=True)
        means = (sides @ words[owner]) / count.clamp(min=1) + (count == 0).float() * self.nobody
        pairs, pieces, d = sides.shape[0], sides.shape[2], words.shape[2]
        query = self.query(means.reshape(pairs, SIDES * d)).view(pairs, HEADS, 1, d // HEADS)
        marks = sides.transpose(1, 2)
        key = (self.key(words)[owner] + marks @ self.key_roles).view(pairs, pieces, HEADS, d // HEADS)
        value = (self.value(words)[owner] + marks @ self.value_roles).view(pairs, pieces, HEADS, d // HEADS)
        looks = (query @ key.permute(0, 2, 3, 1)) * (d // HEADS) ** -0.5
        if there is not None:
            looks = looks + ((1.0 - there[owner]) * torch.finfo(torch.float32).min)[:, None, None, :]
        told = (looks.softmax(-1) @ value.permute(0, 2, 1, 3)).reshape(pairs, d)
        pair = self.mix(torch.cat((means.reshape(pairs, SIDES * d), told, means[:, 0] * means[:, 1]), 1))
        return self.to_type(pair), self.to_mode(pair)
