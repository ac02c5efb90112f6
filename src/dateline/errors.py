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


class StoreUnusable(DatelineError):
    """A store cannot be opened or written; names it, the reason and what to do."""

    def __init__(self, store: str, reason: str) -> None:
        self.store = store
        self.reason = reason
        super().__init__(f"{store}: {reason}")


class StoreTooNew(StoreUnusable):
    """A store was written by a newer version of Dateline; it is left as it is."""


class NotInStore(DatelineError):
    """What was asked for by its id is not in the store."""
