"""Tab-separated knowledge files: how each is read, and how a user's folder extends or replaces it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from dateline.errors import KnowledgeError

REPLACES = "#! replace"
"""First line of a user's file that takes the place of ours; without it the user's rows are added, and stand before ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `cells` by column name, and where it stands, for messages and for `explain`."""

    source: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> tuple[str, ...]:
        """The values of a cell that holds several, separated by `|`."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def error(self, reason: str) -> KnowledgeError:
        """An error that names this line."""
        return KnowledgeError(self.source, self.line, reason)


@dataclass(frozen=True, slots=True)
class Library:
    """Where knowledge files are: ours inside the package, and a folder of the user's, which may be absent.

    `complain`, where given, takes the errors of single rows, which are then left out; otherwise the first error is raised.
    """

    folder: Path | None = None
    complain: Callable[[KnowledgeError], None] | None = None

    def rows(self, name: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows of the table `name` (such as `lexicon/accuse.tsv`), the user's before ours."""
        own = self.folder / name if self.folder is not None else None
        if own is not None and own.is_file():
            text = _text_of(own)
            yield from self._parse(str(own), text, columns)
            if text.startswith(REPLACES):
                return
        ours = _packaged(name)
        if ours is not None:
            yield from self._parse(name, ours, columns)
        elif own is None or not own.is_file():
            raise KnowledgeError(name, None, "this knowledge file is missing from the package")

    def names(self, folder: str) -> list[str]:
        """The names of the tables in a folder (`lexicon`), ours and the user's, sorted."""
        base = resources.files("dateline.knowledge").joinpath("data", folder)
        found = {item.name for item in base.iterdir() if item.name.endswith(".tsv")}
        if self.folder is not None and (self.folder / folder).is_dir():
            found.update(path.name for path in (self.folder / folder).glob("*.tsv"))
        return [f"{folder}/{name}" for name in sorted(found)]

    def reject(self, error: KnowledgeError) -> None:
        """Hand over an error of a single row, or raise it where nobody takes it."""
        if self.complain is None:
            raise error
        self.complain(error)

    def _parse(self, source: str, text: str, columns: Sequence[str]) -> Iterator[Row]:
        header: list[str] | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if header is None:
                header = [cell.strip() for cell in cells]
                missing = [column for column in columns if column not in header]
                if missing:
                    raise KnowledgeError(source, number, f"the header lacks {', '.join(missing)}; expected: {' '.join(columns)}")
                continue
            if len(cells) > len(header):
                self.reject(KnowledgeError(source, number, f"{len(cells)} cells, but the header names {len(header)}"))
                continue
            cells += [""] * (len(header) - len(cells))
            yield Row(source, number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(str(path), None, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _packaged(name: str) -> str | None:
    item = resources.files("dateline.knowledge").joinpath("data", *name.split("/"))
    return item.read_text(encoding="utf-8") if item.is_file() else None
