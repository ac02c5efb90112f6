"""The encoder: a small neural network that reads a sentence once and types every pair of participants that is proposed in it."""

from dateline.encoding.encoder import Answer, Encoder, Pair, Read, load_encoder

__all__ = ["Answer", "Encoder", "Pair", "Read", "load_encoder"]
