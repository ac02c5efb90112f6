"""Names of actors as data sets write them, reduced to what can be compared: a country, a kind, and the words that tell them apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+|\d+")
_YEARS = re.compile(r"\(\s*\d{4}\s*-\s*(?:\d{4})?\s*\)")
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("military", "army", "troops", "soldiers", "soldier", "navy", "warplanes"), "military"),
    **dict.fromkeys(("police", "gendarmerie", "constabulary"), "police"),
    **dict.fromkeys(("protesters", "protester", "demonstrators", "marchers", "rioters", "rioter", "activists", "strikers"), "crowd"),
    **dict.fromkeys(("civilians", "civilian", "residents", "villagers", "people", "students", "workers", "farmers", "women"), "civilians"),
    **dict.fromkeys(("rebels", "rebel", "militants", "insurgents", "militia", "gunmen", "fighters", "guerrillas", "group"), "armed"),
    **dict.fromkeys(("government", "president", "ministry"), "government"),
}
"""What sort of actor a word names."""
_SECTORS: Mapping[str, str] = {"MIL": "military", "COP": "police", "CVL": "civilians", "REB": "armed", "UAF": "armed", "GOV": "government"}
_EMPTY = frozenset(
    {
        "of",
        "the",
        "and",
        "in",
        "for",
        "a",
        "an",
        "s",
        "al",
        "el",
        "de",
        "armed",
        "unidentified",
        "unknown",
        "communal",
        "ethnic",
        "tribal",
        "political",
        "national",
        "state",
        "people",
        "force",
        "forces",
        "wing",
        "mutiny",
    }
)
"""Words that many names share and that tell nobody apart."""
_LONGEST = 6
"""Words of a country's longest name that is looked for."""


@dataclass(frozen=True, slots=True)
class Name:
    """An actor: as written, its country (ISO 3166-1 alpha-3), the kinds of its words, and the words that are its own."""

    text: str
    country: str | None
    kinds: frozenset[str]
    words: frozenset[str]


def name_of(text: str, countries: Mapping[str, str], *, country: str | None = None, sectors: tuple[str, ...] = ()) -> Name:
    """A name reduced. `countries` gives the country of a folded name or adjective; `country` and `sectors` are known already, if given."""
    found = country
    words: list[str] = []
    parts = fold(_YEARS.sub(" ", text)).split()
    at = 0
    while at < len(parts):
        size = next((n for n in range(min(_LONGEST, len(parts) - at), 0, -1) if " ".join(parts[at : at + n]) in countries), 0)
        if size:
            found = found or countries[" ".join(parts[at : at + size])]
        else:
            words.append(parts[at])
        at += max(size, 1)
    kinds = {_KINDS[w] for w in words if w in _KINDS} | {_SECTORS[s] for s in sectors if s in _SECTORS}
    own = frozenset(w for w in words if w not in _EMPTY and w not in _KINDS and len(w) > 1)
    return Name(text, found, frozenset(kinds), own)


def agree(one: Name, other: Name) -> bool:
    """Whether two names may mean one actor: a word of their own in common, or the same country and no kind that speaks against it."""
    if one.words and other.words and one.words & other.words:
        return True
    against = bool(one.kinds and other.kinds and not one.kinds & other.kinds)
    if one.country and other.country:
        # "Military Forces of Kenya (2013-)" and "Kenya"; but two named groups of one country are two.
        return one.country == other.country and not against and not (one.words and other.words)
    return bool(one.kinds & other.kinds) and not (one.words and other.words)


def fold(text: str) -> str:
    """Text in lower case without accents and marks, its words parted by single blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


def country_names() -> dict[str, str]:
    """Folded names, aliases and adjectives of countries → ISO 3166-1 alpha-3, out of our tables."""
    from dateline.knowledge.tables import Library

    columns = ("iso3", "iso2", "fips", "cow", "name", "aliases", "adjectives", "capital", "from", "to", "region", "note")
    found: dict[str, str] = {}
    for row in Library(None).rows("actors/countries.tsv", columns):
        for cell in ("name", "aliases", "adjectives"):
            for form in row[cell].split("|"):
                plain = fold(form)
                if len(plain) > 2:
                    found.setdefault(plain, row["iso3"])
    return found
