"""Knowledge as data: the codebook, the lexicon, actors, places, times, as text files with loaders. `load` reads all of it once."""

from dateline.knowledge.base import Knowledge, load

__all__ = ["Knowledge", "load"]
