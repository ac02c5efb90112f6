"""Which words of a report name a place: found in the gazetteer and the actor tables, and weighed by what stands around them.

A name alone proves little: most surnames are towns somewhere, and the language model misses small towns. So every capitalised phrase that
the gazetteer knows is weighed by signs for and against: the model's label, the words before and after, a region named behind, a person of
that name in the same report. The lists of words are `data/places/words.tsv`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from dateline.coding.who import Who
from dateline.knowledge.actors import Match
from dateline.knowledge.places import Gazetteer, Place, key
from dateline.model import PlaceRole
from dateline.parsing.tree import Name, Sentence

LONGEST = 5
"""Most words a place's name has here."""
ENOUGH = 1.2
"""The weight from which a phrase is taken for a place."""
_JOINS = frozenset(
    {"of", "de", "la", "le", "du", "del", "da", "do", "el", "al", "upon", "on", "the", "and", "-", "des", "di", "sur", "es", "en", "e", "y",
     "i", "am", "an", "der"}
)  # fmt: skip
_PLACE_LABELS = frozenset({"GPE", "LOC"})
_FUNCTION = frozenset({"DT", "PRP", "PRP$", "CC", "WRB", "WP", "WDT", "MD", "EX", "TO", "CD", "UH"})
_LESS_SURE = 0.4
_SMALL = 30
"""Most places of one name that are considered: the largest ones."""


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place's name in a sentence: tokens `first` to `last`, what it may mean, and `weight`, how surely it is a place at all.

    `within` is the region or country named right behind it ("Springfield, *Ill.*"); `listed` marks a name in a list of counties, `seat` is
    the code of the country whose capital bears the name, `region` says that a word such as *province* follows;
    `sentence` counts the readings.
    """

    sentence: int
    first: int
    last: int
    start: int
    end: int
    text: str
    key: str
    role: PlaceRole
    candidates: tuple[Place, ...]
    weight: float
    within: tuple[Place, ...] = ()
    listed: bool = False
    seat: str = ""
    region: bool = False


@dataclass(slots=True)
class Finder:
    """Looks for places in one report; every name is looked up once. `persons` are the words of persons' names in the report."""

    gazetteer: Gazetteer
    persons: frozenset[str] = frozenset()
    _known: dict[str, tuple[Place, ...]] = field(default_factory=dict, init=False)

    def look_up(self, words: str) -> tuple[Place, ...]:
        """What a name may mean, the largest places only."""
        found = self._known.get(words)
        if found is None:
            found = self._known[words] = self.gazetteer.find(words, most=_SMALL)
        return found

    def sentence(self, number: int, s: Sentence, who: Who) -> list[Toponym]:
        """The toponyms of one sentence, in order, without overlaps."""
        found: list[Toponym] = []
        label_at = {i: name for name in s.names for i in range(name.first, name.last + 1)}
        i = 0
        while i < len(s.tokens):
            token = s.tokens[i]
            if not token.text[:1].isupper() or _is_function_word(s, i):
                i += 1
                continue
            made = self._at(number, s, who, i, label_at)
            if made is None:
                i += 1
                continue
            found.append(made)
            i = made.last + 1
        return found

    def _at(self, number: int, s: Sentence, who: Who, i: int, labels: dict[int, Name]) -> Toponym | None:
        """The longest place's name that begins at token i."""
        match = who.actors.at(s.text, s.tokens[i].start - s.start)
        actor_last = _last_of(s, i, match) if match is not None else -1
        if match is not None and _abbreviates_a_body(s, i, actor_last, match):
            return None
        role: PlaceRole = "literal"
        for j in range(min(i + LONGEST, len(s.tokens)) - 1, i - 1, -1):
            if j != i and not _continues(s, i, j):
                continue
            words = s.text[s.tokens[i].start - s.start : s.tokens[j].end - s.start]
            candidates: tuple[Place, ...] = ()
            if match is not None and j == actor_last:
                candidates = self._countries(match)
                if match.form == "adjective" and candidates:
                    role = "adjectival"
            short = self._abbreviated(s, j, words)
            if short is not None and (len(words) > 2 or not candidates):
                if words.isalpha() and (i == 0 or s.tokens[i - 1].text != ","):
                    continue  # "IN", "OR", "ME" are regions only behind a town
                candidates = (*candidates, short)
            people = self.gazetteer.peoples.get(words, ())
            if people:
                candidates, role = (*candidates, *people), "adjectival"
            if role == "literal" and (s.tokens[j].text[:1].isupper() or j == i) and not _initials(s, words):
                known = {c.number for c in candidates}
                candidates = (*candidates, *(p for p in self.look_up(words) if p.number not in known))
            if candidates:
                return self._weighed(number, s, i, j, words, role, candidates, labels, match if j == actor_last else None)
        name = labels.get(i)
        if name is not None and name.label in _PLACE_LABELS and s.tokens[i].tag.startswith("NNP") and _first(s, name) == i:
            last = name.last if s.tokens[name.last].tag != "POS" else name.last - 1
            if last >= i and not any(self.look_up(s.tokens[k].text) for k in range(i + 1, last + 1)):
                words = s.text[s.tokens[i].start - s.start : s.tokens[last].end - s.start]
                return self._weighed(number, s, i, last, words, role, (), labels, None)
        return None

    def _abbreviated(self, s: Sentence, j: int, words: str) -> Place | None:
        """The region that an abbreviation means; its full stop may have gone to the sentence's end."""
        table = self.gazetteer.abbreviations
        end = s.tokens[j].end - s.start
        return table.get(words) or (table.get(words + ".") if "." in words or s.text[end : end + 1] == "." else None)

    def _countries(self, match: Match) -> tuple[Place, ...]:
        if match.form == "capital":
            return ()
        found = (self.gazetteer.country(a.code) for a in match.actors if a.kind == "country")
        return tuple(dict.fromkeys(p for p in found if p is not None))

    def _weighed(
        self,
        number: int,
        s: Sentence,
        i: int,
        j: int,
        words: str,
        role: PlaceRole,
        candidates: tuple[Place, ...],
        labels: dict[int, Name],
        match: Match | None,
    ) -> Toponym:
        has, tokens = self.gazetteer.has, s.tokens
        folded = key(words)
        seat = match.actors[0].country if match is not None and match.form == "capital" else ""
        before = tokens[i - 1] if i else None
        after = tokens[j + 1] if j + 1 < len(tokens) else None
        below = after.lower.rstrip(".") if after is not None else ""
        name = labels.get(i)
        weight = -0.2
        best = max((c.population for c in candidates if c.kind == "place" and c.key == folded), default=0)
        big = any(c.kind in ("country", "admin1", "region", "water", "site") for c in candidates)
        if match is not None and role == "literal" and match.form == "name" and big:
            weight += 3.0
        if role == "adjectival":
            weight += 2.5
        if big:
            weight += 0.6
        weight += _by_size(best)
        if j > i and candidates and not big and any(c.key == folded for c in candidates):
            weight += 0.6  # several words are seldom anything else
        if j > i and any(c.kind == "site" for c in candidates):
            weight += 1.5  # a landmark's whole name
        if i and tokens[j].dep in ("dobj", "pobj", "conj", "appos") and name is None:
            weight += 0.3
        if any(c.kind == "admin2" and c.key == folded and has("county", tokens[j].lower) for c in candidates):
            weight += 3.0
        if i == j and tokens[i].tag not in ("NNP", "NNPS") and role == "literal":
            weight -= 1.5 if not words.isupper() else 0.5
        if i == j and has("no_place", tokens[i].lower) and role == "literal" and match is None:
            weight -= 2.5
        weight += self._label_weight(s, i, j, name)
        if before is not None:
            weight += self._before_weight(s, i, before.lower.rstrip("."), before.text)
        if after is not None and role == "literal":
            against = self._after_weight(s, j, after.text, below)
            weight += against * _LESS_SURE if big and against < 0 else against  # hardly anything else bears a region's name
        if words.isupper() and len(words) > 3 and after is not None and after.text in ("-", "--", "–", "—", "(", ","):
            weight += 2.0 if after.text != "," else 0.7  # a dateline
        if i == j and tokens[i].lower in self.persons:
            weight -= 2.0
        if not candidates:
            weight -= 1.5
        within = self._within(s, j)
        if within:
            weight += 3.0
        listed, region = self._listed(s, j), has("region", below)
        start, end = tokens[i].start, tokens[j].end
        return Toponym(number, i, j, start, end, words, folded, role, candidates, weight, within, listed, seat, region)

    def _label_weight(self, s: Sentence, i: int, j: int, name: Name | None) -> float:
        if name is None:
            return 0.0
        whole = _first(s, name) == i and (name.last == j or (name.last == j + 1 and s.tokens[name.last].tag == "POS"))
        if name.label in _PLACE_LABELS:
            return 2.5 if whole else 1.2
        if name.label == "NORP":
            return 0.5
        if name.label == "PERSON":
            return -1.0 if whole and i == j else 0.0 if whole else -2.5
        if name.label == "ORG":
            return 0.3 if whole else 0.3 if _first(s, name) == i else -1.0
        if name.label == "FAC":
            return 0.5 if whole else 0.0
        return -0.5

    def _before_weight(self, s: Sentence, i: int, lower: str, text: str) -> float:
        has = self.gazetteer.has
        if has("titles", lower) and text[:1].isupper():
            return -3.0
        if has("weak_before", lower):
            if lower == "of" and i > 1:
                if has("of", s.tokens[i - 2].lower):
                    return 2.5
                if s.tokens[i - 2].text == "," or s.tokens[i - 2].tag == "NNP":
                    return 1.5  # "Jane Roe of Springfield", "Roe, 45, of Springfield"
            return 0.7
        if has("before", lower):
            return 1.7 if text.islower() else 0.7
        if text == "-" and i > 1 and s.tokens[i - 2].text in ("D", "R", "I", "DFL"):
            return 2.5  # "D-Springfield", of a member of parliament
        if text == "," and i > 1 and (has("street", s.tokens[i - 2].lower.rstrip(".")) or s.tokens[i - 2].text.isdigit()):
            return 1.2  # an address, or somebody's age
        if text in (",", "and", "-", "/", "(", "--", "–", "—"):
            return 0.2
        if text[:1].isupper() and s.tokens[i - 1].tag.startswith("NNP"):
            return -1.5
        return 0.0

    def _after_weight(self, s: Sentence, j: int, text: str, below: str) -> float:
        has = self.gazetteer.has
        if has("street", below) and text[:1].isupper():
            return -2.5
        if has("county", below):
            return 2.0
        if has("institution", below):
            return 1.2
        if has("company", below) and text[:1].isupper():
            return -1.5
        if has("nature", below) and text[:1].isupper():
            return -0.5
        if text[:1].isupper() and s.tokens[j + 1].tag.startswith("NNP"):
            return -1.5
        if text in ("-", "--", "–", "—", "(") or below == "-based":
            return 0.3
        return 0.0

    def _listed(self, s: Sentence, j: int) -> bool:
        """Whether a name stands in a list of counties: "Clark, Warren and Butler counties"."""
        for token in s.tokens[j + 1 : j + 24]:
            if self.gazetteer.has("county", token.lower):
                return token.lower.endswith("s") or token.i == j + 1
            if not (token.text[:1].isupper() or token.text in (",", "and", "or", "/", "-")):
                return False
        return False

    def _within(self, s: Sentence, j: int) -> tuple[Place, ...]:
        """The region or country behind a name: ", Ill.", ", France", "(Ohio)"."""
        comma = j + 1 < len(s.tokens) and s.tokens[j + 1].text in (",", "(")
        first = j + 2 if comma else j + 1
        if first >= len(s.tokens) or not s.tokens[first].text[:1].isupper():
            return ()
        start = s.tokens[first].start - s.start
        for last in range(min(first + 2, len(s.tokens) - 1), first - 1, -1):
            words = s.text[start : s.tokens[last].end - s.start]
            short = self._abbreviated(s, last, words)
            if short is not None and (comma or "." in words):
                return (short,)
            if not comma or not words[-1:].isalnum():
                continue
            large = tuple(p for p in self.look_up(words) if p.kind in ("country", "admin1", "admin2") and p.key == key(words))
            if large:
                return large
        return ()


def find(readings: Sequence[tuple[Sentence, Who]], gazetteer: Gazetteer) -> list[Toponym]:
    """Every toponym of a report, in order. A name that is surely a place once is likelier one again."""
    finder = Finder(gazetteer, _persons(readings))
    found = [t for number, (s, who) in enumerate(readings) for t in finder.sentence(number, s, who)]
    found = _coordinated(found, readings)
    sure = Counter(t.key for t in found if t.weight >= ENOUGH + 1.0)
    return [t for t in (_again(t, sure, finder.persons) for t in found) if t.weight >= ENOUGH]


def _coordinated(found: Sequence[Toponym], readings: Sequence[tuple[Sentence, Who]]) -> list[Toponym]:
    """The toponyms, those likelier that stand in a row with a sure one: "Springfield, Peoria and Quincy"."""
    weights = [t.weight for t in found]
    for step in (1, -1):
        order = range(1, len(found)) if step == 1 else range(len(found) - 2, -1, -1)
        for i in order:
            other, t = found[i - step], found[i]
            if other.sentence != t.sentence or weights[i - step] < ENOUGH + 0.5 or weights[i] >= ENOUGH or weights[i] < 0:
                continue
            first, last = (other.last, t.first) if step == 1 else (t.last, other.first)
            between = [token.lower for token in readings[t.sentence][0].tokens[first + 1 : last]]
            if 0 < len(between) <= 2 and all(word in (",", "and", "or", "/", "&") for word in between):
                weights[i] += 1.0
    return [t if t.weight == weight else replace(t, weight=weight) for t, weight in zip(found, weights, strict=True)]


def _again(t: Toponym, sure: Counter[str], persons: frozenset[str]) -> Toponym:
    """A name that is surely a place elsewhere in the report is likelier one here, unless a person there bears it too."""
    return replace(t, weight=t.weight + 2.0) if sure[t.key] and t.weight > -1.5 and t.key not in persons else t


def _persons(readings: Iterable[tuple[Sentence, Who]]) -> frozenset[str]:
    """The surnames of persons named in full."""
    return frozenset(
        s.tokens[_name_end(s, name)].lower for s, _ in readings for name in s.names if name.label == "PERSON" and name.last > name.first
    )


def _name_end(s: Sentence, name: Name) -> int:
    return name.last - 1 if s.tokens[name.last].tag == "POS" and name.last > name.first else name.last


def _first(s: Sentence, name: Name) -> int:
    first = name.first
    while first < name.last and s.tokens[first].tag in ("DT", "IN"):
        first += 1
    return first


def _continues(s: Sentence, i: int, j: int) -> bool:
    """Whether tokens i to j can be one name: capitalised words, joined by small words or hyphens, and no comma."""
    if not (s.tokens[j].text[:1].isupper() or s.tokens[j].lower in ("city", "county", "valley")):
        return False
    return all(
        t.text[:1].isupper() or t.lower in _JOINS or (t.text == "." and s.tokens[t.i - 1].lower in ("st", "ste", "mt", "ft"))
        for t in s.tokens[i : j + 1]
    )


def _initials(s: Sentence, words: str) -> bool:
    """Whether a short word in capitals stands among others that are not: an abbreviation ("EU", "WHO"), not a town."""
    return len(words) <= 4 and words.isupper() and words.isalpha() and not s.text[:60].isupper()


def _is_function_word(s: Sentence, i: int) -> bool:
    """Whether a capitalised word is one that begins a sentence, not a name ("The" before a name may belong to it: "The Hague")."""
    tag = s.tokens[i].tag
    return tag in _FUNCTION and not (tag == "DT" and i + 1 < len(s.tokens) and s.tokens[i + 1].text[:1].isupper())


def _by_size(population: int) -> float:
    """The weight that a place's size lends its name: a city is named where a village may be anything."""
    return 1.3 if population >= 1_000_000 else 0.7 if population >= 100_000 else 0.2 if population >= 10_000 else 0.0


def _last_of(s: Sentence, i: int, match: Match) -> int:
    end = match.end + s.start
    last = i
    while last + 1 < len(s.tokens) and s.tokens[last + 1].start < end:
        last += 1
    stops = s.tokens[last].end == end or (s.tokens[last].end > end and not s.text[end - s.start : end - s.start + 1].isalnum())
    return last if stops else -1


def _abbreviates_a_body(s: Sentence, first: int, last: int, match: Match) -> bool:
    """Whether a known name is the abbreviation of an organisation ("U.N.", "AP"), which a village may happen to share."""
    words = s.text[s.tokens[first].start - s.start : s.tokens[last].end - s.start]
    return words.isupper() and all(actor.kind not in ("country", "seat") for actor in match.actors)
