"""The gazetteer: where names lie. Formats, sources and licence: `data/places/README.md`.

One binary file, mapped into memory and searched where it lies: opening it reads a header, a look-up touches a few pages. It is written by
`tools/build_gazetteer.py`, which imports the layout and `key` from here so that both sides agree.
"""

from __future__ import annotations

import json
import mmap
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

from dateline.errors import KnowledgeError
from dateline.knowledge.tables import Library, Row

MAGIC = b"DATELINE-GAZETTEER-1\n"
RECORD = 18
"""Bytes a place: latitude, longitude, GeoNames id (3 each), population (2), parent (3), kind (1), name (3)."""
BLOCK = 16
"""Names a block: within one, each name says how many bytes it shares with the name before."""
NOBODY = 0xFFFFFF
POPULATION_SCALE = 7000
"""Populations are kept as 7000 times the logarithm to base 10 of one more than the number: 0.03 % exact, in two bytes."""
KINDS = ("place", "country", "admin1", "admin2", "region", "water", "site")

PlaceKind = Literal["place", "country", "admin1", "admin2", "region", "water", "site"]

_FOLDED = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_DROPPED = str.maketrans({"-": " ", "/": " ", "_": " "} | dict.fromkeys(".'’‘`ʻ´", ""))
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "a"})


class Place(NamedTuple):
    """One place. `kind` is `place` (a populated one), `country`, `admin1`, `admin2`, or of our own table: `region`, `water`, `site`.

    `country` is ISO 3166-1 alpha-3 or '', `admin1` the name of its first-level region or ''. `key` is the name's (see `key`),
    `number` tells places apart; `above` are the
    numbers of the regions that hold it, nearest first.
    """

    number: int
    name: str
    key: str
    kind: PlaceKind
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    geonames_id: int | None
    above: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places by name, and the tables that say how news writes of them."""

    data: bytes | mmap.mmap
    sections: Mapping[str, int]
    sizes: Mapping[str, int]
    countries: tuple[str, ...]
    own: tuple[Place, ...] = ()
    own_names: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    abbreviations: Mapping[str, Place] = field(default_factory=dict)
    peoples: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def find(self, name: str, most: int = 255) -> tuple[Place, ...]:
        """The places that bear a name, our own table's first, then by population. Case, accents and full stops do not matter."""
        wanted = key(name)
        return self.own_names.get(wanted, ()) + tuple(self.place(i) for i in self._indices(wanted.encode("utf-8", "surrogatepass"))[:most])

    def place(self, index: int) -> Place:
        """The place with this index."""
        if index >= self.sizes["places"]:
            return self.own[index - self.sizes["places"]]
        at = self.sections["places"] + index * RECORD
        record = self.data[at : at + RECORD]
        kind = KINDS[record[14]]
        above: list[int] = []
        parent = int.from_bytes(record[11:14], "little")
        while parent != NOBODY and len(above) < 4:
            above.append(parent)
            at = self.sections["places"] + parent * RECORD
            parent = int.from_bytes(self.data[at + 11 : at + 14], "little")
        country = index if kind == "country" else above[-1] if above else NOBODY
        first = index if kind == "admin1" else above[-2] if len(above) > 1 else NOBODY
        code = self.countries[country] if country < len(self.countries) else ""
        latitude = int.from_bytes(record[0:3], "little") / 50_000 - 90
        longitude = int.from_bytes(record[3:6], "little") / 45_000 - 180
        if kind == "country" and code in self.points:
            latitude, longitude = self.points[code]
        name = self._name(int.from_bytes(record[15:18], "little"))
        return Place(
            index,
            name,
            key(name),
            kind,  # type: ignore[arg-type]
            code,
            self._name_of(first) if first != NOBODY else "",
            round(latitude, 5),
            round(longitude, 5),
            round(10 ** (int.from_bytes(record[9:11], "little") / POPULATION_SCALE)) - 1,
            int.from_bytes(record[6:9], "little") or None,
            tuple(above),
        )

    def country(self, code: str) -> Place | None:
        """The country with this ISO 3166-1 alpha-3 code."""
        return self.place(self.countries.index(code)) if code in self.countries else None

    def has(self, table: str, word: str) -> bool:
        """Whether a word stands in one of the lists of `words.tsv`."""
        return word in self.words.get(table, ())

    def _name_of(self, index: int) -> str:
        at = self.sections["places"] + index * RECORD + 15
        return self._name(int.from_bytes(self.data[at : at + 3], "little"))

    def _name(self, offset: int) -> str:
        at = self.sections["names"] + offset
        length = self.data[at]
        return self.data[at + 1 : at + 1 + length].decode("utf-8", "replace")

    def _indices(self, wanted: bytes) -> list[int]:
        """The places under a key: binary search for its block, then name by name."""
        data, blocks, keys = self.data, self.sections["blocks"], self.sections["keys"]
        low, high = 0, self.sizes["blocks"]
        while low < high:
            middle = (low + high) // 2
            at = keys + int.from_bytes(data[blocks + middle * 4 : blocks + middle * 4 + 4], "little")
            if data[at + 2 : at + 2 + data[at + 1]] <= wanted:
                low = middle + 1
            else:
                high = middle
        if low == 0:
            return []
        at = keys + int.from_bytes(data[blocks + low * 4 - 4 : blocks + low * 4], "little")
        current = b""
        for _ in range(BLOCK):
            if at >= self.sections["end"]:
                break
            shared, rest = data[at], data[at + 1]
            current = current[:shared] + data[at + 2 : at + 2 + rest]
            at += 2 + rest
            count = data[at]
            if current == wanted:
                found = data[at + 1 : at + 1 + 3 * count]
                return [int.from_bytes(found[i : i + 3], "little") for i in range(0, 3 * count, 3)]
            if current > wanted:
                break
            at += 1 + 3 * count
        return []


def key(name: str) -> str:
    """The form under which a name is kept: no case, accents, full stops or apostrophes; *St.* is *Saint*, *Mt.* is *Mount*."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = name.lower().translate(_DROPPED)
    if not words.isascii():
        words = words.translate(_STROKES)
    return " ".join(_FOLDED.get(word, word) for word in words.split())


def load_places(library: Library) -> Gazetteer:
    """Open the gazetteer and read its tables. Raises `KnowledgeError` where the file is missing or of another layout."""
    bare = open_gazetteer(Path(str(resources.files("dateline.knowledge").joinpath("data", "places", "gazetteer.bin"))))
    points = {}
    for row in library.rows("places/countries.tsv", ("iso3", "latitude", "longitude")):
        point = _point(row, library)
        if point is not None:
            points[row["iso3"]] = point
    own, own_names = _own(library, bare)
    peoples: dict[str, list[Place]] = defaultdict(list)
    abbreviations: dict[str, Place] = {}
    for row in library.rows("places/short.tsv", ("region", "abbreviations", "people")):
        found = [p for p in bare.find(row["region"].partition(",")[0]) if p.kind == "admin1" and p.country == row["region"][-3:]]
        if not found:
            library.reject(row.error(f"no first-level region {row['region']!r}; expected 'name, ISO3'"))
            continue
        for short in row.many("abbreviations"):
            abbreviations[short] = found[0]
        for people in row.many("people"):
            peoples[people].append(found[0])
    words = {row["list"]: frozenset(row.many("words")) for row in library.rows("places/words.tsv", ("list", "words"))}
    return Gazetteer(
        bare.data,
        bare.sections,
        bare.sizes,
        bare.countries,
        own,
        own_names,
        points,
        abbreviations,
        {people: tuple(places) for people, places in peoples.items()},
        words,
    )


def open_gazetteer(path: Path) -> Gazetteer:
    """The gazetteer of one binary file, without tables."""
    if not path.is_file():
        raise KnowledgeError(path.name, None, "the gazetteer is missing from the package; tools/build_gazetteer.py makes it")
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if data[: len(MAGIC)] != MAGIC:
        raise KnowledgeError(path.name, None, "the gazetteer has another layout; build it anew with tools/build_gazetteer.py")
    length = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "little")
    start = len(MAGIC) + 4
    header = json.loads(data[start : start + length])
    sections = {name: offset + start + length for name, offset in header["sections"].items()}
    return Gazetteer(data, sections, header["sizes"], tuple(header["countries"]))


def pack(
    places: Iterable[tuple[float, float, int, int, int, str, str]], names: Mapping[str, Iterable[int]], countries: Iterable[str]
) -> bytes:
    """The file for places (latitude, longitude, GeoNames id, population, parent, kind, name) and their keys; see `open_gazetteer`."""
    from math import log10

    offsets: dict[str, int] = {}
    display, records, blocks, keys = bytearray(), bytearray(), bytearray(), bytearray()
    for latitude, longitude, ident, population, parent, kind, name in places:
        if name not in offsets:
            offsets[name] = len(display)
            raw = name.encode()[:255]
            display += bytes([len(raw)]) + raw
        records += round((latitude + 90) * 50_000).to_bytes(3, "little")
        records += round((longitude + 180) * 45_000).to_bytes(3, "little")
        records += ident.to_bytes(3, "little")
        records += round(log10(1 + max(population, 0)) * POPULATION_SCALE).to_bytes(2, "little")
        records += parent.to_bytes(3, "little") + bytes([KINDS.index(kind)]) + offsets[name].to_bytes(3, "little")
    before = b""
    for number, (title, indices) in enumerate(sorted((name.encode()[:255], indices) for name, indices in names.items())):
        if number % BLOCK == 0:
            blocks += len(keys).to_bytes(4, "little")
            before = b""
        shared = 0
        while shared < min(len(title), len(before)) and title[shared] == before[shared]:
            shared += 1
        some = list(indices)[:255]
        keys += bytes([shared, len(title) - shared]) + title[shared:] + bytes([len(some)]) + b"".join(i.to_bytes(3, "little") for i in some)
        before = title
    sections, body = {}, bytearray()
    for section, part in (("places", records), ("names", display), ("blocks", blocks), ("keys", keys)):
        sections[section] = len(body)
        body += part
    sections["end"] = len(body)
    header = {"sections": sections, "sizes": {"places": len(records) // RECORD, "blocks": len(blocks) // 4}, "countries": list(countries)}
    raw = json.dumps(header, separators=(",", ":")).encode()
    return MAGIC + len(raw).to_bytes(4, "little") + raw + bytes(body)


def _point(row: Row, library: Library) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        latitude = longitude = 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        library.reject(row.error("expected latitude and longitude in degrees"))
        return None
    return latitude, longitude


def _own(library: Library, bare: Gazetteer) -> tuple[tuple[Place, ...], dict[str, tuple[Place, ...]]]:
    """The places of `own.tsv`, numbered after those of the file."""
    places: list[Place] = []
    names: dict[str, list[Place]] = defaultdict(list)
    for row in library.rows("places/own.tsv", ("name", "aliases", "kind", "country", "latitude", "longitude", "note")):
        point = _point(row, library)
        if point is None:
            continue
        if row["kind"] not in KINDS:
            library.reject(row.error(f"{row['kind']!r} is no kind; known: {' '.join(KINDS)}"))
            continue
        country = bare.countries.index(row["country"]) if row["country"] in bare.countries else NOBODY
        place = Place(
            bare.sizes["places"] + len(places),
            row["name"],
            key(row["name"]),
            row["kind"],  # type: ignore[arg-type]
            row["country"],
            "",
            *point,
            0,
            None,
            () if country == NOBODY else (country,),
        )
        places.append(place)
        for name in dict.fromkeys(key(alias) for alias in (row["name"], *row.many("aliases"))):
            names[name].append(place)
    return tuple(places), {name: tuple(group) for name, group in names.items()}
