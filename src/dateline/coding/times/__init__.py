"""Time expressions: found, typed as TimeML's TIMEX3 has them, and resolved against the publication date and what was said before.

A grammar over token classes (`grammar`), its words in data files (`lexicon`), one function a rule that reads what it matched
(`dates`, `relative`, `spans`), and a loop that puts them in the order of the text (`finder`).
"""

from dateline.coding.times.finder import find_times
from dateline.coding.times.model import TimeExpression

__all__ = ["TimeExpression", "find_times"]
