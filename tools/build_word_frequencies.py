"""Write how common English words are, for merging: the small English list of the package `wordfreq`, one row a frequency.

usage: build_word_frequencies.py WHEEL     (from: pip download --no-deps wordfreq==3.1.1; it needs msgpack to be read)

The list holds words by bins of a hundredth of a power of ten. Words that hold no letter are left out, as are words within a word
("don't" is kept). The file says where it comes from and under what licence it may be passed on.
"""

from __future__ import annotations

import gzip
import re
import sys
import zipfile
from pathlib import Path

import msgpack

TARGET = Path(__file__).resolve().parents[1] / "src/dateline/knowledge/data/merging/frequencies.tsv"
HEADER = """\
# How common words of English are: words that stand for the same share of all words, by the negative logarithm of that share to base 10.
# From the small English list of wordfreq 3.1.1 (Robyn Speer), which draws on several corpora; its data may be passed on under
# Creative Commons Attribution-ShareAlike 4.0, and so may this file. Written by tools/build_word_frequencies.py.
share\twords
"""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def main() -> None:
    """Read the wheel, write the table."""
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        bins = msgpack.unpackb(gzip.decompress(wheel.read("wordfreq/data/small_en.msgpack.gz")), raw=False)
    with TARGET.open("w", encoding="utf-8", newline="\n") as out:
        out.write(HEADER)
        for number, words in enumerate(bins[1:]):
            kept = sorted(word for word in words if _WORD.fullmatch(word))
            if kept:
                out.write(f"{number / 100:.2f}\t{' '.join(kept)}\n")


if __name__ == "__main__":
    main()
