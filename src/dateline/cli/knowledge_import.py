"""`dateline knowledge import`: dictionaries of other event coders become tables in a user's knowledge folder."""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from dateline.errors import KnowledgeError, WrongUsage
from dateline.knowledge.actors import OTHER_TABLES, SECTORS
from dateline.knowledge.dictionaries import ActorRecord, AgentRecord, Format, Kind, Record, decoded, readable
from dateline.knowledge.tables import Library, Row

_ACTOR_COLUMNS = ("id", "name", "aliases", "code", "country", "sectors", "kind", "from", "to", "members", "wikidata", "note")
_AGENT_COLUMNS = ("noun", "plural", "sector", "kind", "note")
_AGENTS = "actors/agents.tsv"
_NEWS = frozenset({"agency", "outlet", "state_media"})
_LARGE = frozenset({"country", "igo", "ngo", "armed_group", "party"})
_PLAIN = frozenset({"AID", "CAR", "DAS", "IRA", "IS", "MI", "MIT", "SAR", "SEAL", "WHO"})
"""Which abbreviations keep their capitals inside longer names: those of large bodies, and those that stand inside a longer name of ours,
but no plain words and no first names ("Ana Palacio" is not of the Afghan army)."""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Who bears a name already, and when: its codes, and where it stands."""

    codes: tuple[str, ...]
    since: str
    until: str
    place: str

    def meets(self, since: str, until: str) -> bool:
        """Whether both hold on some day. ISO dates of any precision compare as text once cut to the shorter one."""
        return not (_before(self.until, since) or _before(until, self.since))


def _before(end: str, start: str) -> bool:
    return bool(end and start) and end < start[: len(end)]


@dataclass(slots=True)
class _Known:
    """What our tables and the user's others hold."""

    countries: set[str] = field(default_factory=set)
    bearers: dict[str, list[_Bearer]] = field(default_factory=lambda: defaultdict(list))
    ids: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    within: set[str] = field(default_factory=set)
    nouns: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Sector and kind of our nouns, and of their plurals."""


@dataclass(slots=True)
class _Import:
    """What is told in the course of an import, and what it makes."""

    known: _Known
    skipped: int = 0
    left_out: int = 0
    told: set[str] = field(default_factory=set)

    def complain(self, error: KnowledgeError) -> None:
        """Name something that is skipped."""
        self.skipped += 1
        self.remark(error)

    def remark(self, error: KnowledgeError) -> None:
        """Name something that is taken, but not wholly."""
        click.echo("".join(c if c.isprintable() else "?" for c in str(error)), err=True)

    def once(self, triple: str, record: Record, reason: str) -> None:
        """Remark on an unknown triple where it first stands."""
        if triple not in self.told:
            self.told.add(triple)
            self.remark(KnowledgeError(record.source, record.line, f"{triple!r} is no sector of ours; {reason} (said once)"))


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Your knowledge folder; made if it is not there.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "tabari", "petrarch", "csv"]),
    default="auto",
    show_default=True,
    help="How the files are written; csv is a table with a header, separated by commas, semicolons or tabs.",
)
@click.option("--kind", type=click.Choice(["actors", "agents"]), help="What the files hold. Without it: agents where a code has a ~.")
@click.option("--force", is_flag=True, help="Overwrite tables that are there already.")
def import_(files: tuple[Path, ...], folder: Path, form: str, kind: Kind | None, force: bool) -> None:
    """Turn dictionaries of actors and agents (TABARI, PETRARCH, Phoenix, or a table) into tables in your knowledge folder.

    Actors of FILE go to actors/imported_FILE.tsv, nouns to actors/agents.tsv. What our tables hold with the same code is left out.
    Each line that cannot be read is named, and the rest is imported.

    \b
    Examples:
      dateline knowledge import Phoenix.actors.txt Phoenix.agents.txt --into my-knowledge/
      dateline knowledge import ministers.csv --into my-knowledge/
      dateline code news.jsonl --knowledge my-knowledge/

    \b
    Exit statuses: 0 everything imported, 1 something skipped, 2 wrong usage.
    """
    from dateline.knowledge.dictionaries import read_dictionary

    targets = {path: f"actors/imported_{_slug(path.stem) or 'dictionary'}.tsv" for path in files}
    if len(set(targets.values())) < len(files):
        raise WrongUsage("two of the files would become the same table; rename one, or import them one after the other into two folders")
    work = _Import(_known(folder, set(targets.values())))
    tables: dict[str, tuple[Sequence[str], list[dict[str, str]]]] = {}
    nouns: list[AgentRecord] = []
    for path in files:
        try:
            records = read_dictionary(path, work.complain, work.remark, _form(form), kind)
        except OSError as error:
            raise WrongUsage(f"{path}: cannot be read ({error.strerror}); check the file and its permissions") from error
        nouns += [r for r in records if isinstance(r, AgentRecord)]
        actors = _actor_rows([r for r in records if isinstance(r, ActorRecord)], work)
        if actors:
            tables[targets[path]] = _ACTOR_COLUMNS, actors
    if agents := _agent_rows(nouns, work):
        tables[_AGENTS] = _AGENT_COLUMNS, agents
    _write(folder, tables, force=force)
    for name, (_, rows) in tables.items():
        thing = "noun" if name == _AGENTS else "row"
        click.echo(f"{folder / name}: {len(rows)} {thing}{'' if len(rows) == 1 else 's'}")
    click.echo(f"{work.left_out} left out, as our tables hold them with the same code; {work.skipped} skipped")
    sys.exit(1 if work.skipped else 0)


def _form(form: str) -> Format | None:
    return None if form == "auto" else form  # type: ignore[return-value]  # click has checked it


# --- what is known


def _known(folder: Path, written: set[str]) -> _Known:
    """What is in use with this folder, without the tables that are about to be written."""
    known = _Known()
    library = Library(folder, lambda _: None)  # the user's other tables are not on trial here
    for row in library.rows("actors/countries.tsv", ("iso3", "name", "aliases", "adjectives", "capital", "from", "to")):
        known.countries.add(row["iso3"])
        known.ids.add(row["name"].lower().replace(" ", "_"))
        _bear(known, row, (row["name"], *row.many("aliases"), *row.many("adjectives")), (row["iso3"],))
        _bear(known, row, row.many("capital"), (row["iso3"], row["iso3"] + "GOV"))
        _abbreviations(known, (row["name"], *row.many("aliases")), "country")
    for name in library.names("actors"):
        if name in OTHER_TABLES or name in written:
            continue
        for row in library.rows(name, _ACTOR_COLUMNS):
            known.ids.add(row["id"])
            _bear(known, row, (row["name"], *row.many("aliases")), (row["code"],))
            _abbreviations(known, (row["name"], *row.many("aliases")), row["kind"])
    for row in Library().rows(_AGENTS, _AGENT_COLUMNS):
        for noun in (row["noun"].lower(), *(plural.lower() for plural in row.many("plural"))):
            known.nouns.setdefault(noun, (row["sector"], row["kind"]))
    return known


def _bear(known: _Known, row: Row, names: Iterable[str], codes: tuple[str, ...]) -> None:
    for name in names:
        known.bearers[name.upper()].append(_Bearer(codes, row["from"], row["to"], f"{row.source}:{row.line}"))


def _abbreviations(known: _Known, names: Sequence[str], kind: str) -> None:
    """Keep the words in capitals of an actor's names, except those whose usual form is another ("Hamas")."""
    for name in names:
        words = {word for word in re.findall(r"(?<![\w.])[A-Z]{2,5}(?![\w.])", name) if word.title() != names[0]}
        known.alone |= words
        known.within |= {word for word in words - _PLAIN if kind in _LARGE or (word != name and kind not in _NEWS)}


# --- rows


def _actor_rows(records: Sequence[ActorRecord], work: _Import) -> list[dict[str, str]]:
    rows = []
    spoken_for: set[tuple[str, str]] = set()
    for record in records:
        names = [name for name in (record.name, *record.aliases) if _is_new(name, record, work, spoken_for)]
        if not names:
            work.left_out += 1
            continue
        told = decoded(record.code, work.known.countries)
        if not record.sectors:
            for triple in told.unknown:
                work.once(triple, record, "it stays in the code")
        forms = list(dict.fromkeys(form for name in names for form in _forms(name, record, work.known)))
        rows.append(
            {
                "id": _id(record, work.known.ids),
                "name": forms[0],
                "aliases": "|".join(forms[1:]),
                "code": record.code,
                "country": record.country or told.country,
                "sectors": "|".join(record.sectors or told.sectors),
                "kind": record.kind,
                "from": record.since,
                "to": record.until,
                "members": "|".join(record.members),
                "wikidata": record.wikidata,
                "note": record.note,
            }
        )
    return rows


def _is_new(name: str, record: ActorRecord, work: _Import, spoken_for: set[tuple[str, str]]) -> bool:
    """Whether a row may bear a name: nobody bears it then with the same code. From then on, this row bears it."""
    bearers = work.known.bearers[name.upper()]
    now = [b for b in bearers if b.meets(record.since, record.until)]
    if any(record.code in b.codes for b in now):
        return False
    if now and (name, record.code) not in spoken_for:
        spoken_for.add((name, record.code))
        reason = (
            f"{name!r} stands as {now[0].codes[0] or 'an actor without code'} at {now[0].place}, too; where both hold the name stays open"
        )
        work.remark(KnowledgeError(record.source, record.line, reason))
    bearers.append(_Bearer((record.code,), record.since, record.until, f"{record.source}:{record.line}"))
    return True


def _forms(name: str, record: ActorRecord, known: _Known) -> list[str]:
    """A name as news writes it, and the form that it has in the dictionary. The initials of its other names stay in capitals."""
    initials = {
        "".join(word[0] for word in other.split() if word not in ("OF", "THE", "AND", "FOR")) for other in (record.name, *record.aliases)
    }
    shown = name if name in initials and len(name) > 1 else readable(name, known.alone, known.within)
    forms = [shown]
    if shown.startswith("al-"):
        forms.append("Al-" + shown[3:])
    if name.isupper() and name != shown:
        forms.append(name)
    return forms


def _id(record: ActorRecord, ids: set[str]) -> str:
    base = record.id or _slug(record.name) + ("_" + record.code.lower() if record.since or record.until else "")
    found = next(i for i in itertools.chain([base], (f"{base}_{n}" for n in itertools.count(2))) if i not in ids)
    ids.add(found)
    return found


def _slug(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"\W+", "_", plain.lower()).strip("_")


def _agent_rows(records: Sequence[AgentRecord], work: _Import) -> list[dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for record in records:
        triples = [record.code[i : i + 3].upper() for i in range(0, len(record.code), 3)]
        sectors = [triple for triple in triples if triple in SECTORS]
        if triples and not sectors:
            reason = f"{record.code!r} holds no sector of ours; known: {' '.join(sorted(SECTORS))}"
            work.complain(KnowledgeError(record.source, record.line, reason))
            continue
        for triple in triples:
            if triple not in SECTORS:
                work.once(triple, record, "the noun has its other one")
        sector = sectors[0] if sectors else ""
        ours = work.known.nouns.get(record.noun) or work.known.nouns.get(record.noun.removesuffix("s"))
        if ours is not None and ours[0] == sector:
            work.left_out += 1
        elif record.noun in rows:
            if rows[record.noun]["sector"] != sector:
                reason = f"{record.noun!r} stands already with the sector {rows[record.noun]['sector']}; the first is taken"
                work.complain(KnowledgeError(record.source, record.line, reason))
        else:
            kind = record.kind or _kind(record.noun, work.known)
            cells = (record.noun, "|".join(record.plurals), sector, kind, record.note)
            rows[record.noun] = dict(zip(_AGENT_COLUMNS, cells, strict=True))
    return list(rows.values())


def _kind(noun: str, known: _Known) -> str:
    """The kind of our noun with the same last words: a "village constable" is what a constable is."""
    words = noun.split()
    for first in range(len(words)):
        ours = known.nouns.get(" ".join(words[first:]))
        if ours is not None and ours[1] != "country":
            return ours[1] if ours[1] != "office" or first == 0 else "person"
    return "person"


# --- files


def _write(folder: Path, tables: dict[str, tuple[Sequence[str], list[dict[str, str]]]], *, force: bool) -> None:
    """Write all tables, each whole or not at all; none if one is there already and may not be overwritten."""
    there = [folder / name for name in tables if (folder / name).exists()]
    if there and not force:
        raise WrongUsage(f"{there[0]}: is there already; use --force to overwrite it, or another folder")
    try:
        for name, (columns, rows) in tables.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = ["\t".join(columns), *("\t".join(" ".join(row[column].split()) for column in columns) for row in rows)]
            partial = path.with_name(path.name + ".partial")
            partial.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
            partial.replace(path)
    except OSError as error:
        raise WrongUsage(f"{folder}: cannot be written to ({error.strerror}); choose another folder with --into") from error
