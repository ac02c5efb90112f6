"""Dictionaries of other event coders (TABARI, PETRARCH, Phoenix, or a table), read into records. Formats: `docs/knowledge.md`.

A line that cannot be read is handed to `complain` with file and line, and the rest goes on; what is read but not wholly used is handed
to `remark`. Turning the records into tables of ours is `dateline knowledge import` (`cli/knowledge_import.py`).
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dateline.errors import KnowledgeError
from dateline.knowledge.actors import AGENT_KINDS, SECTORS

Format = Literal["tabari", "petrarch", "csv"]
Kind = Literal["actors", "agents"]
Tell = Callable[[KnowledgeError], None]

_INTERNATIONAL = re.compile(
    "IGO|NGO|NGM|IMG|MNC|INT|UIS|MUL|SET|AFR|ASA|CAS|CFR|CRB|EAF|EEU|EIN|EUR|LAM|MEA|MDE|NAF|NMR|PGS|SAF|SAM|SAS|SEA|WAF|WST"
)
"""First triples of CAMEO codes that are no country and need no remark: kinds of international actors, and regions of the world."""
_SMALL = frozenset({"of", "the", "and", "for", "al"})
_ROMAN = frozenset(["II", "III", "IV", "VI", "VII", "VIII", "IX"])
_SHORT = frozenset(["ST", "MR", "MRS", "MS", "DR", "JR", "SR", "MT", "FT", "LT", "SGT", "NG"])
"""Words without a vowel that are no abbreviations of names, or are not written in capitals."""
_PIVOT = 30
"""Two-digit years from this one on are of the twentieth century, earlier ones of the twenty-first."""
_FOREVER = dt.date.max.toordinal()
_CODE = re.compile(r"~?(?:[A-Za-z0-9]{3})+~?")
_ENTRY = re.compile(r"(?P<name>[^\[\]{}]*[^\[\]{}\s])\s*+(?:\{(?P<plural>[^\[\]{}]*)\}\s*+)?(?P<codes>\[.*)?")
_HEADER = re.compile(r":|\d[\d./-]{3}|\d(?:\s*+-)?\s*+[A-Za-z]{3}\w*\s*+(?:-\s*+)?\d")
_MARKER = re.compile(r"(?:^|(?<=\s))![^!\s]+!(?=\s|\[|\{|$)")
_ACTOR_CELLS = frozenset({"id", "name", "aliases", "code", "country", "sectors", "kind", "from", "to", "members", "wikidata", "note"})
_AGENT_CELLS = frozenset({"noun", "plural", "sector", "kind", "note"})


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """A named actor with one code for one time, as its dictionary has it. `since` and `until` are ISO dates, both inclusive, or ''.

    A table may give more than a dictionary; the fields from `country` on are empty where it does not.
    """

    source: str
    line: int
    name: str
    aliases: tuple[str, ...]
    code: str
    since: str = ""
    until: str = ""
    country: str = ""
    sectors: tuple[str, ...] = ()
    id: str = ""
    kind: str = ""
    members: tuple[str, ...] = ()
    wikidata: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """A common noun, in lower case, with its plurals where they are not formed by -s, and its code without `~`."""

    source: str
    line: int
    noun: str
    plurals: tuple[str, ...]
    code: str
    kind: str = ""
    note: str = ""


Record = ActorRecord | AgentRecord


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a CAMEO code says: a country or none, sectors of ours, and the triples that are neither."""

    country: str
    sectors: tuple[str, ...]
    unknown: tuple[str, ...]


class _BrokenLine(Exception):  # like those of errors.py, and never seen outside
    """Why a line cannot be read."""


@dataclass(frozen=True, slots=True)
class _Period:
    """The days of a date that may be a day, a month or a year: the first, and the one after the last."""

    first: int
    after: int


@dataclass(frozen=True, slots=True)
class _Coded:
    """One bracket: a code and its time from `low` (inclusive) to `high` (exclusive); `ends` is the first day of a closing date."""

    line: int
    code: str
    low: int = 1
    high: int = _FOREVER
    ends: int | None = None

    @property
    def dated(self) -> bool:
        return self.low > 1 or self.high < _FOREVER


@dataclass(slots=True)
class _Entry:
    """A name and what the lines after it add."""

    line: int
    name: str = ""
    plural: str | None = None
    aliases: list[str] = field(default_factory=list)
    codes: list[_Coded] = field(default_factory=list)
    broken: bool = False


def read_dictionary(path: Path, complain: Tell, remark: Tell, form: Format | None = None, kind: Kind | None = None) -> list[Record]:
    """The records of one file, in its order.

    Without `form` a file whose header names our columns is a table, any other a dictionary; without `kind` a code with `~` is an agent's.
    """
    source = str(path)
    data = path.read_bytes()
    if b"\0" in data:
        complain(KnowledgeError(source, None, "is no text in UTF-8 (it holds zero bytes); save it as UTF-8"))
        return []
    lines = list(_lines(source, data, complain))
    if form == "csv" or (form is None and _is_table(lines)):
        return list(_table(source, lines, complain, remark, kind))
    return list(_dictionary(source, lines, complain, remark, kind))


def decoded(code: str, countries: Collection[str]) -> Decoded:
    """A CAMEO code taken apart: `AFGGOVMIL` is of Afghanistan, GOV and MIL; `IGOUNO` is IGO of no country.

    What follows an international code names the body itself, and is not counted among the unknown.
    """
    triples = [code[i : i + 3].upper() for i in range(0, len(code), 3)]
    country = triples[0] if triples and triples[0] in countries else ""
    rest = triples[1:] if country else triples
    sectors = tuple(dict.fromkeys(t for t in rest if t in SECTORS))
    body = not country and bool(triples) and _INTERNATIONAL.fullmatch(triples[0]) is not None
    return Decoded(country, sectors, () if body else tuple(t for t in rest if t not in SECTORS))


def readable(name: str, alone: Collection[str], within: Collection[str]) -> str:
    """A name in capitals as news writes it: "BANK OF ENGLAND" is "Bank of England", and "PLO" stays.

    `alone` are abbreviations that keep their capitals where they are the whole name, `within` those that keep them inside longer names,
    too: "ANA" may be an army, but "ANA PALACIO" is a person. A name that is not all capitals stays as it is.
    """
    if not (name.isupper() or name.islower()):
        return name
    words = name.upper().split()
    known = alone if len(words) == 1 else within
    return " ".join(_word(word, known, first=i == 0) for i, word in enumerate(words))


def _word(word: str, known: Collection[str], *, first: bool) -> str:
    if "-" in word.strip("-"):
        parts = word.split("-")
        return "-".join(_word(part, known, first=first and i == 0 and part != "AL") for i, part in enumerate(parts))
    bare = word.strip("().,'\"")
    if bare in known or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?", word) or (bare in _ROMAN and not first):
        return word
    if 2 <= len(bare) <= 5 and bare.isalpha() and bare.isascii() and not re.search(r"[AEIOUY]", bare) and bare not in _SHORT:
        return word
    if word.lower() in _SMALL and not first:
        return word.lower()
    lower = word.lower()
    titled = re.sub(r"^\W*\w", lambda m: m[0].upper(), lower)
    titled = re.sub(r"^([DOL]['\u2019])(\w)", lambda m: m[1] + m[2].upper(), titled)
    return re.sub(r"^Mc(\w)(?=\w\w)", lambda m: "Mc" + m[1].upper(), titled)


def _lines(source: str, data: bytes, complain: Tell) -> Iterator[tuple[int, str]]:
    """The lines that are UTF-8, numbered from 1."""
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        try:
            yield number, raw.decode("utf-8")
        except UnicodeDecodeError as error:
            complain(KnowledgeError(source, number, f"is not UTF-8 (byte {error.start} of the line); save the file as UTF-8"))


# --- TABARI, PETRARCH, Phoenix


def _dictionary(source: str, lines: Iterable[tuple[int, str]], complain: Tell, remark: Tell, kind: Kind | None) -> Iterator[Record]:
    entry: _Entry | None = None
    for number, raw in _uncommented(source, lines, complain):
        text = raw.strip()
        if entry is None and "[" not in text and "_" not in text and _HEADER.search(text):
            continue
        if re.match(r"![^!]*!\s*=", text):
            remark(KnowledgeError(source, number, "a set of words for substitution; it is not used, and neither are nouns with its marker"))
            continue
        if not text.startswith(("[", "+")):
            if entry is not None:
                yield from _records(source, entry, complain, remark, kind)
            entry = _Entry(number)  # also for a name that turns out broken: what follows it is not of the name before
            if _MARKER.search(text):
                remark(KnowledgeError(source, number, f"the marker {_MARKER.findall(text)[0]} is not used; the noun is taken without it"))
                text = _MARKER.sub("", text).strip()
        try:
            _add(entry, text, number, kind)
        except _BrokenLine as error:
            complain(KnowledgeError(source, number, str(error)))
            if entry is not None and not text.startswith("+"):
                entry.broken = True
    if entry is not None:
        yield from _records(source, entry, complain, remark, kind)


def _add(entry: _Entry | None, text: str, number: int, kind: Kind | None) -> None:
    """Put what one line says into its entry."""
    if entry is None:
        raise _BrokenLine("no name stands before it; expected NAME_ first")
    if text.startswith("["):
        entry.codes.extend(_codes(text, number, kind))
        return
    if text.startswith("+"):
        if "[" in text or "{" in text:
            raise _BrokenLine("a synonym has no code of its own; expected +NAME_ alone")
        entry.aliases.append(_name(text[1:]))
        return
    found = _ENTRY.fullmatch(text)
    if found is None:
        raise _BrokenLine("expected NAME_ [CODE], perhaps with a date in the brackets, or NAME_ {PLURAL_} [~CODE]")
    if "!" in found["name"]:
        raise _BrokenLine(f"{found['name'].strip()!r} is built with a marker of substitution, which is not used; write each noun out")
    entry.name = _name(found["name"])
    entry.plural = found["plural"]
    entry.codes.extend(_codes(found["codes"] or "", number, kind))


def _uncommented(source: str, lines: Iterable[tuple[int, str]], complain: Tell) -> Iterator[tuple[int, str]]:
    """The lines that hold something, without comments: after `;` or `#` outside brackets, `<...>` alone on a line, `<!-- ... -->`."""
    opened: int | None = None
    for number, line in lines:
        text = line.strip()
        if opened is not None or text.startswith("<!--"):
            opened = None if "-->" in text else opened or number
            continue
        if text.startswith("<") and text.endswith(">"):
            continue
        text = re.sub(r"(\[[^\[\]]*\])|[;#].*", lambda m: m[1] or "", text)
        if text:
            yield number, text
    if opened is not None:
        complain(KnowledgeError(source, opened, "this comment is never closed, and what follows it is not read; expected --> after it"))


def _name(raw: str) -> str:
    """A pattern as words: `_` joins them, `=` is a hyphen."""
    name = " ".join(raw.replace("=", "-").replace("_", " ").split())
    if not any(c.isalpha() for c in name) or "|" in name:
        raise _BrokenLine(f"{raw.strip()!r} is no name; expected words joined by _")
    return name


def _codes(text: str, number: int, kind: Kind | None) -> list[_Coded]:
    """The brackets of a line."""
    found, rest = [], text.strip()
    while rest:
        bracket = re.match(r"\[([^\[\]]*)\]\s*", rest)
        if bracket is None:
            raise _BrokenLine(f"cannot read {rest!r}; expected codes like [AFGGOV], [AFGGOV <900101] or [AFGGOV 900101-991231]")
        found.append(_coded(bracket[1], number, kind))
        rest = rest[bracket.end() :]
    return found


def _coded(text: str, number: int, kind: Kind | None) -> _Coded:
    code, _, when = text.strip().partition(" ")
    when = "".join(when.split())
    if re.fullmatch(r"[-#*]+", code):
        raise _BrokenLine(f"[{code}] is an empty code: such names are to be passed over, and there is nothing to import")
    if "/" in code:
        raise _BrokenLine(f"{code!r} means several actors at once; give each name one actor")
    if not _CODE.fullmatch(code):
        raise _BrokenLine(f"{code!r} is no code; expected three letters or several times three, such as AFGGOV or ~COP")
    if kind == "actors" and "~" in code:
        raise _BrokenLine(f"{code!r} is the code of a common noun, not of a named actor; import it with --kind agents")
    if not when:
        return _Coded(number, code)
    if "~" in code or kind == "agents":
        raise _BrokenLine("a noun has no dates; expected [~CODE]")
    if when[0] in "<>":
        day = _period(when[1:]).first
        coded = _Coded(number, code, high=day) if when[0] == "<" else _Coded(number, code, low=day)
        if coded.low >= coded.high:
            raise _BrokenLine(f"no day is meant by {when!r}")
        return coded
    low, dash, high = when.partition("-")
    if not dash:
        raise _BrokenLine(f"{when!r} is no time; expected <DATE, >DATE or DATE-DATE")
    first, last = _period(low), _period(high)
    if last.after <= first.first:
        raise _BrokenLine(f"the time {when!r} ends before it begins")
    return _Coded(number, code, first.first, last.after, last.first)


def _period(text: str) -> _Period:
    """The days of YYMMDD, YYYYMMDD or YYYY, with 00 for a day or month that is not known."""
    digits = text.strip()
    try:
        if not re.fullmatch(r"\d{4}|\d{6}|\d{8}", digits, re.ASCII):
            raise ValueError  # noqa: TRY301  # said in one place
        if len(digits) == 6:
            digits = ("19" if int(digits[:2]) >= _PIVOT else "20") + digits
        year, month, day = int(digits[:4]), int(digits[4:6] or 0), int(digits[6:] or 0)
        if year == dt.MAXYEAR:
            return _Period(_FOREVER, _FOREVER)
        first = dt.date(year, month or 1, day or 1)
        if day and month:
            return _Period(first.toordinal(), first.toordinal() + 1)
        after = dt.date(year + 1, 1, 1) if not month or month == 12 else dt.date(year, month + 1, 1)
        return _Period(first.toordinal(), after.toordinal())
    except ValueError:
        raise _BrokenLine(f"{text!r} is no date; expected YYMMDD or YYYYMMDD") from None


def _records(source: str, entry: _Entry, complain: Tell, remark: Tell, kind: Kind | None) -> Iterator[Record]:
    if not entry.name:
        return
    if not entry.codes:
        if not entry.broken:
            complain(KnowledgeError(source, entry.line, f"{entry.name!r} has no code; expected [CODE] behind it or on the lines after it"))
        return
    if kind == "agents" or (kind is None and "~" in entry.codes[0].code):
        yield AgentRecord(source, entry.line, entry.name.lower(), _plurals(entry.name, entry.plural), entry.codes[0].code.replace("~", ""))
        for other in entry.codes[1:]:
            complain(KnowledgeError(source, other.line, f"a second code ({other.code}) for the noun {entry.name!r}; the first is taken"))
        return
    if entry.plural is not None:
        remark(KnowledgeError(source, entry.line, f"{entry.name!r} is a named actor; its plural is not used"))
    for coded, low, high in _times(source, entry.codes, complain, remark):
        since = dt.date.fromordinal(low).isoformat() if low > 1 else ""
        until = dt.date.fromordinal(high - 1).isoformat() if high < _FOREVER else ""
        yield ActorRecord(source, coded.line, entry.name, tuple(dict.fromkeys(entry.aliases)), coded.code, since, until)


def _times(source: str, codes: Sequence[_Coded], complain: Tell, remark: Tell) -> Iterator[tuple[_Coded, int, int]]:
    """The codes of one name, each with the days that are its own; a code without dates holds where no dated one does.

    Where one ends on the day that another begins, that day is the later one's: who takes office does so on it.
    """
    taken: list[tuple[int, int]] = []
    for coded in sorted(codes, key=lambda c: not c.dated):
        if "~" in coded.code:
            complain(KnowledgeError(source, coded.line, f"{coded.code!r} is the code of a common noun, but the name has others"))
            continue
        high = coded.high
        if coded.ends is not None and coded.ends > coded.low and any(c.low == coded.ends for c in codes if c is not coded):
            high = coded.ends
        free = [(coded.low, high)]
        for low, end in taken:
            free = [(a, b) for x, y in free for a, b in ((x, min(y, low)), (max(x, end), y)) if a < b]
        if not free:
            complain(KnowledgeError(source, coded.line, f"{coded.code} never holds: its time is that of codes before it"))
        elif coded.dated and free != [(coded.low, high)]:
            remark(KnowledgeError(source, coded.line, f"the time of {coded.code} overlaps that of a code before it, which holds then"))
        taken.extend(free)
        yield from ((coded, low, end) for low, end in free)


def _plurals(noun: str, given: str | None) -> tuple[str, ...]:
    """The plurals in braces in full and lower case; a noun without one ({}) is its own, and those with -s need not be told."""
    if given is None:
        return ()
    own = noun.lower()
    forms = [" ".join(part.replace("=", "-").replace("_", " ").split()).lower() for part in given.split(",")]
    full = [_whole_plural(own, form) for form in forms if form]
    if not full:
        return (own,)
    return tuple(dict.fromkeys(form for form in full if form != own + "s"))


def _whole_plural(noun: str, form: str) -> str:
    """`{MEN}` behind GUNMAN means gunmen, `{OFFICERS}` behind POLICE_OFFICER police officers."""
    for ending, other in (("man", "men"), ("woman", "women"), ("child", "children")):
        if form == other and noun.endswith(ending):
            return noun.removesuffix(ending) + other
    if " " in noun and " " not in form and form[:1] == noun.rpartition(" ")[2][:1]:
        return f"{noun.rpartition(' ')[0]} {form}"
    return form


# --- tables


def _separator(header: str) -> str:
    return "\t" if "\t" in header else max(",;", key=header.count)


def _columns(header: str) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in header.split(_separator(header))]


def _is_table(lines: Sequence[tuple[int, str]]) -> bool:
    header = next((text for _, text in lines if text.strip() and not text.startswith("#")), "")
    columns = set(_columns(header))
    return ("name" in columns and len(columns & _ACTOR_CELLS) > 1) or ("noun" in columns and len(columns & _AGENT_CELLS) > 1)


def _table(source: str, lines: Sequence[tuple[int, str]], complain: Tell, remark: Tell, kind: Kind | None) -> Iterator[Record]:
    body = [(number, text) for number, text in lines if text.strip() and not text.startswith("#")]
    if not body:
        return
    top, columns = body[0][0], _columns(body[0][1])
    agents = kind == "agents" or (kind is None and "noun" in columns)
    known, needed = (_AGENT_CELLS, ("noun", "sector")) if agents else (_ACTOR_CELLS, ("name",))
    if missing := [column for column in needed if column not in columns]:
        complain(KnowledgeError(source, top, f"the header lacks {', '.join(missing)}; expected columns out of {' '.join(sorted(known))}"))
        return
    if unused := [column for column in columns if column not in known]:
        remark(KnowledgeError(source, top, f"columns that are not used: {', '.join(unused)}; known are {' '.join(sorted(known))}"))
    for number, cells in _rows(source, body[1:], _separator(body[0][1]), complain):
        if len(cells) > len(columns):
            complain(KnowledgeError(source, number, f"{len(cells)} cells, but the header names {len(columns)}"))
            continue
        row = dict.fromkeys(known, "") | {c: " ".join(cell.split()) for c, cell in zip(columns, cells, strict=False)}
        try:
            yield _agent_row(source, number, row) if agents else _actor_row(source, number, row)
        except _BrokenLine as error:
            complain(KnowledgeError(source, number, str(error)))


def _rows(source: str, body: Sequence[tuple[int, str]], separator: str, complain: Tell) -> Iterator[tuple[int, list[str]]]:
    """The rows with the number of their line. A row is a line: a quote that its line does not close spoils that line, not the rest."""
    for number, text in body:
        try:
            yield number, text.split("\t") if separator == "\t" else next(csv.reader([text], delimiter=separator, strict=True))
        except (csv.Error, StopIteration) as error:
            complain(KnowledgeError(source, number, f"cannot be read as a row ({error}); expected cells separated by {separator!r}"))


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _actor_row(source: str, number: int, row: dict[str, str]) -> ActorRecord:
    if not re.fullmatch(r"(?:[A-Za-z0-9]{3})*", row["code"]):
        raise _BrokenLine(f"{row['code']!r} is no code; expected three letters or several times three, such as AFGGOV")
    if row["country"] and not re.fullmatch(r"[A-Z]{3}", row["country"]):
        raise _BrokenLine(f"{row['country']!r} is no country; expected its ISO 3166 code of three letters")
    if unknown := [sector for sector in _many(row["sectors"]) if sector not in SECTORS]:
        raise _BrokenLine(f"{unknown[0]!r} is no sector; known: {' '.join(sorted(SECTORS))}")
    if not (row["code"] or row["country"] or row["sectors"]):
        raise _BrokenLine(f"{row['name']!r} has neither code nor country nor sectors")
    since, until = _iso(row["from"]), _iso(row["to"])
    if since and until and until < since[: len(until)]:
        raise _BrokenLine(f"its time ends ({until}) before it begins ({since})")
    return ActorRecord(
        source,
        number,
        _name(row["name"]),
        _many(row["aliases"]),
        row["code"] or row["country"] + "".join(_many(row["sectors"])[:1]),
        since,
        until,
        row["country"],
        _many(row["sectors"]),
        row["id"],
        row["kind"],
        _many(row["members"]),
        row["wikidata"],
        row["note"],
    )


def _agent_row(source: str, number: int, row: dict[str, str]) -> AgentRecord:
    if row["kind"] and row["kind"] not in AGENT_KINDS:
        raise _BrokenLine(f"{row['kind']!r} is no kind of noun; known: {' '.join(sorted(AGENT_KINDS))}")
    code = row["sector"].strip("~")
    if code and not _CODE.fullmatch(code):
        raise _BrokenLine(f"{code!r} is no sector; known: {' '.join(sorted(SECTORS))}")
    return AgentRecord(source, number, _name(row["noun"]).lower(), _many(row["plural"].lower()), code, row["kind"], row["note"])


def _iso(text: str) -> str:
    """A date of a table: ISO, or eight digits."""
    digits = text.replace("-", "")
    try:
        if not text or (re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII) and dt.date.fromisoformat((text + "-01-01")[:10])):
            return text
        if text == digits and len(digits) == 8:
            return dt.date.fromisoformat(digits).isoformat()
    except ValueError:
        pass
    raise _BrokenLine(f"{text!r} is no date; expected YYYY, YYYY-MM, YYYY-MM-DD or YYYYMMDD")
