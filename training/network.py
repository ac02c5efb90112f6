"""The network: a small BERT that reads a sentence once, and heads that answer for any number of marked pairs of participants.

A participant is the mean of its tokens' vectors. A pair (actor, recipient) asks, by attention over the sentence, for the words that tell
what the one does to the other, and is then typed from actor, recipient, and what it found. So ten pairs cost one reading.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel  # noqa: TC002 - the training environment has no type checker

HEADS = 12


class PairReader(nn.Module):
    """Types and modes of pairs. `types` counts NONE too; mode 0 is "no mode"."""

    def __init__(self, bert: BertModel, types: int, modes: int) -> None:
        super().__init__()
        self.bert = bert
        d = bert.config.hidden_size
        self.nobody = nn.Parameter(torch.zeros(d))
        """Stands for a recipient that is not named."""
        self.roles = nn.Parameter(torch.zeros(3, d))
        """Added to the words of the actor, of the recipient, and to all others, as the pair looks at the sentence."""
        self.query = nn.Sequential(nn.Linear(2 * d, d), nn.GELU())
        self.attend = nn.MultiheadAttention(d, HEADS, batch_first=True)
        self.mix = nn.Sequential(nn.Linear(4 * d, d), nn.GELU(), nn.Dropout(0.2))
        self.to_type = nn.Linear(d, types)
        self.to_mode = nn.Linear(d, modes)
        nn.init.normal_(self.roles, std=0.02)
        nn.init.normal_(self.nobody, std=0.02)

    def forward(self, ids: Tensor, actors: Tensor, recipients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Types, modes, embeddings [pairs, ...] from `ids` [1, tokens] and both sides [pairs, tokens], 1 on a side's tokens."""
        words = self.bert(ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0]
        return self.answer(words.unsqueeze(0).expand(actors.shape[0], -1, -1), actors, recipients, None)

    def answer(self, words: Tensor, actors: Tensor, recipients: Tensor, padding: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """The same from vectors already read, [pairs, tokens, d]; `padding` [pairs, tokens] is true where there is no word."""
        actor = (actors.unsqueeze(1) @ words).squeeze(1) / actors.sum(1, keepdim=True).clamp(min=1)
        count = recipients.sum(1, keepdim=True)
        recipient = (recipients.unsqueeze(1) @ words).squeeze(1) / count.clamp(min=1) + (count == 0).float() * self.nobody
        sides = torch.stack((actors, recipients, (1 - actors - recipients).clamp(min=0)), dim=2)
        seen = words + sides @ self.roles
        query = self.query(torch.cat((actor, recipient), 1)).unsqueeze(1)
        told = self.attend(query, seen, seen, key_padding_mask=padding, need_weights=False)[0].squeeze(1)
        pair = self.mix(torch.cat((actor, recipient, told, actor * recipient), 1))
        return self.to_type(pair), self.to_mode(pair), told
