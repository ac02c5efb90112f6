"""The exceptions of this package, named for the condition. The command line turns each into one line."""

from __future__ import annotations


class DatelineError(Exception):
    """Anything that went wrong in a way we foresaw; its text is one line that says what and what to do next."""


class UnreadableInput(DatelineError):
    """A file, or one line of it, cannot be read as a report."""

    def __init__(self, source: str, reason: str, line: int | None = None) -> None:
        self.source = source
        self.reason = reason
        self.line = line
        place = f"{source}:{line}" if line is not None else source
        super().__init__(f"{place}: {reason}")


class KnowledgeError(DatelineError):
    """A knowledge file holds something that cannot be used; names file, line and what was expected."""

    def __init__(self, source: str, line: int | None, reason: str) -> None:
        self.source = source
        self.line = line
        self.reason = reason
        place = f"{source}:{line}" if line is not None else source
        super().__init__(f"{place}: {reason}")


class ModelMissing(DatelineError):
    """The language model named in the settings is not installed."""


class WrongUsage(DatelineError):
    """The command or call was asked for something it cannot do."""
