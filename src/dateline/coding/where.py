"""Where: the place that hangs on an event's own words, else the report's scene; never the country of an actor.

First the words that stand with the trigger ("clashed *in Springfield*"), then those of the clauses above it that it shares its place with
("*In Springfield*, police said …"), then, for what happens at one spot, the scene that the report has set.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.coding.places import Placed
from dateline.coding.what import Proposal
from dateline.coding.who import Who
from dateline.knowledge.places import Gazetteer, Place
from dateline.model import Candidate, Span, Where
from dateline.parsing.tree import Sentence, Token

_LOCATIVE = ("in", "at", "near", "on", "outside", "inside", "around", "across", "along", "off", "between", "over", "to", "into")
_HOSTING = frozenset({"receive", "host", "welcome", "greet"})
"""Heads of visits told by whoever is visited: the actor is where one goes."""
_MOTION = frozenset({"to", "into", "over", "between"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_LITTLE = ("city", "town", "village", "suburb", "outskirts", "part", "north", "south", "east", "west", "center", "centre", "area", "region")
"""Nouns whose own place stands behind *of*: "in the town of Springfield"."""
_SHARED = frozenset({"conj", "xcomp", "advcl", "ccomp", "acl", "pcomp"})
"""Clauses that take place where the one above them does."""
_PHYSICAL = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "AID", "RETREAT"})
"""Types of what happens at one spot, so that the report's scene can be theirs."""
_FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT"})
"""Types whose object, where it is a place, is where it happens: "shelled *Springfield*"."""
_RANK = {"site": 0, "place": 1, "water": 2, "admin2": 3, "region": 4, "admin1": 5, "country": 6}
_PRECISION = {"site": "place", "place": "place", "country": "country"}
"""The precision of each kind; that of the others, which are areas, is `admin1`."""
_NO_CLAUSE = frozenset({"relcl", "acl", "advcl", "conj", "cc", "ccomp"})


@dataclass(frozen=True, slots=True)
class Located:
    """A report's toponyms by the start of their sentence, and its scene, where it sets one."""

    here: Mapping[int, tuple[Placed, ...]]
    scene: Placed | None
    gazetteer: Gazetteer


def located(readings: Sequence[tuple[Sentence, Who]], placed: Sequence[Placed], gazetteer: Gazetteer) -> Located:
    """What `event_place` needs to know of a report's places."""
    here: dict[int, list[Placed]] = defaultdict(list)
    for p in placed:
        here[readings[p.toponym.sentence][0].start].append(p)
    return Located({start: tuple(group) for start, group in here.items()}, report_scene(readings, placed), gazetteer)


def event_place(s: Sentence, proposal: Proposal, report: Located) -> tuple[Where | None, str]:
    """The event's own place and why, or None where nothing names one. A visit takes place where it goes ("to Paris", "visited Paris")."""
    here, scene = report.here.get(s.start, ()), report.scene
    going = proposal.entry.mode == "visit"
    parties = [(r.participant.start, r.participant.end) for r in (*proposal.actors, *proposal.recipients)]
    for root, shared in _roots(s, proposal, parties):
        for preposition in _LOCATIVE:
            if preposition in _MOTION and not going:
                continue
            for kid in s.kids(root, "prep"):
                if kid.lower != preposition:
                    continue
                for pobj in s.kids(kid.i, "pobj"):
                    found = _of_phrase(s, pobj, here)
                    if found is None or (preposition != "in" and _is_party(found[0], parties)):
                        continue
                    note = "the clause above it" if shared else "the event's own words"
                    return found[0], f"{note} ({preposition}): {found[1]}"
    if going:
        for resolved in proposal.actors if _HOSTING & set(proposal.entry.heads) else proposal.recipients:
            p = resolved.participant
            visited = next((h for h in here if h.place is not None and p.start <= h.toponym.start and h.toponym.end <= p.end), None)
            if visited is not None and visited.place is not None and visited.role != "adjectival":
                return _where(visited.place, _span(visited), visited.candidates), f"where one goes: {visited.reason}"
            place = report.gazetteer.country(p.country or "")
            if place is not None:
                return _where(place, Span(p.start, p.end), ()), "whom one visits is where one goes"
    if proposal.entry.type in _FORCE:
        for root in (proposal.trigger, proposal.carrier):
            for kid in s.kids(root, "dobj", "nsubjpass"):
                hit = next((h for h in here if h.toponym.first <= kid.i <= h.toponym.last and h.role != "adjectival"), None)
                if hit is not None and hit.place is not None and hit.place.kind != "country":
                    return _where(hit.place, _span(hit), hit.candidates), f"the place that suffers it: {hit.reason}"
    if scene is not None and proposal.entry.type in _PHYSICAL and not _abroad(proposal, scene):
        others = [
            p
            for p in here
            if p.role == "literal" and p.place is not None and p.toponym.key != scene.toponym.key and not _holds(p.place, scene)
        ]
        if not others and scene.place is not None:
            return _where(scene.place, _span(scene), scene.candidates), f"its words name no place: the report's scene; {scene.reason}"
    return None, ""


def _holds(place: Place, scene: Placed) -> bool:
    """Whether a place is the country or region of the scene: "in Ankara, *Turkey*"."""
    inner = scene.place
    return inner is not None and (place.number in inner.above or (place.kind == "country" and place.country == inner.country))


def report_scene(readings: Sequence[tuple[Sentence, Who]], placed: Sequence[Placed]) -> Placed | None:
    """The place that a report sets itself in: a dateline in capitals, or the first place behind *in* in its first sentences.

    It must be the town that the report names most: many a dateline only says where the reporter sits.
    """
    towns = Counter(p.place.number for p in placed if p.place is not None and p.place.kind in ("place", "admin2", "site"))
    most = max(towns.values(), default=0)
    for p in placed:
        t = p.toponym
        if p.place is None or towns[p.place.number] < max(most, 1) or p.role == "adjectival" or t.sentence > 1:
            continue
        s = readings[t.sentence][0]
        before = s.tokens[t.first - 1].lower if t.first else ""
        if (t.text.isupper() and len(t.text) > 3) or before in ("in", "near", "at", "outside"):
            return p
    return None


def _roots(s: Sentence, proposal: Proposal, parties: Sequence[tuple[int, int]]) -> Iterator[tuple[int, bool]]:
    """The words whose prepositions may say where, the event's own first; True for those of a clause above it."""
    own = list(dict.fromkeys((proposal.trigger, proposal.carrier, *proposal.fixed)))
    own += [k.i for r in tuple(own) for k in s.kids(r, "dobj", "nsubjpass", "pobj") if k.i not in own]
    for root in own:
        yield root, False
    i = proposal.carrier
    carrier = s.tokens[i]
    if carrier.dep in ("relcl", "acl") and not any(a <= s.tokens[carrier.head].start < b for a, b in parties):
        yield carrier.head, True  # "the bombings in Kenya that killed forty"
    for above in s.ancestors(proposal.carrier):
        if s.tokens[i].dep not in _SHARED:
            return
        if above.i not in own and above.tag.startswith("VB"):
            yield above.i, True
        i = above.i


def _of_phrase(s: Sentence, head: Token, here: Sequence[Placed]) -> tuple[Where, str] | None:
    """The place that a noun phrase behind a preposition names: its head, what stands before it, or behind "the town of"."""
    inside = set(s.subtree(head.i, _NO_CLAUSE))
    places = [p for p in here if p.role != "adjectival" and p.toponym.first <= head.i <= p.toponym.last]
    within = [p for p in here if p.role != "adjectival" and p.toponym.last in inside and p not in places]
    if not places:
        name = next((n for n in s.names if n.first <= head.i <= n.last and n.label in _PLACES), None)
        town = next((p for p in within if p.place is not None), None)
        if name is not None and (town is None or not name.first <= town.toponym.first <= name.last):
            return _landmark(s, name.first, name.last, town)
        if not within or not (_near(s, head, within[0]) or head.lemma in _LITTLE):
            return None
        places = within
    best = min(places, key=lambda p: (_RANK[p.place.kind] if p.place else 9, p.toponym.start))
    if best.place is None:
        return Where(name=best.toponym.text, span=_span(best)), "no gazetteer holds it"
    return _where(best.place, _span(best), best.candidates), best.reason


def _near(s: Sentence, head: Token, p: Placed) -> bool:
    """Whether a place stands right before the head or hangs on it: "in the Springfield area", "at a market in Springfield"."""
    token = s.tokens[p.toponym.last]
    above = s.tokens[token.head]
    if token.head == head.i:  # "the U.S. embassy" is in no U.S. that we could name a place in
        return head.lemma in _LITTLE or (p.place is not None and p.place.kind not in ("country", "admin1"))
    return above.dep == "prep" and above.head == head.i and above.lower in ("in", "of", "near", "at", "outside")


def _landmark(s: Sentence, first: int, last: int, town: Placed | None) -> tuple[Where, str]:
    """A place that no gazetteer holds: by its town's coordinates where one is named with it."""
    while first < last and s.tokens[first].tag == "DT":
        first += 1
    if s.tokens[last].tag == "POS" and last > first:
        last -= 1
    start, end = s.tokens[first].start, s.tokens[last].end
    words = s.text[start - s.start : end - s.start]
    if town is None or town.place is None:
        return Where(name=words, span=Span(start, end)), "no gazetteer holds it"
    place = town.place
    where = Where(words, place.country or None, place.admin1 or None, place.latitude, place.longitude, None, "place", Span(start, end))
    return where, f"no gazetteer holds it: the coordinates are those of {place.name}"


def _where(place: Place, span: Span, candidates: tuple[Candidate, ...]) -> Where:
    return Where(
        name=place.name,
        country=place.country or None,
        admin1=place.admin1 or None,
        latitude=place.latitude,
        longitude=place.longitude,
        geonames_id=place.geonames_id,
        precision="admin1" if place.number < 0 else _PRECISION.get(place.kind, "admin1"),
        span=span,
        candidates=candidates,
    )


def _span(p: Placed) -> Span:
    return Span(p.toponym.start, p.toponym.end)


def _is_party(place: Where, parties: Sequence[tuple[int, int]]) -> bool:
    """Whether the words of a place are those of a participant ("sanctions on *Russia*")."""
    return place.span is not None and any(start < place.span.end and place.span.start < end for start, end in parties)


def _abroad(proposal: Proposal, scene: Placed) -> bool:
    """Whether a party is of another country than the scene: what it does or suffers may well be elsewhere."""
    known = {r.participant.country for r in (*proposal.actors, *proposal.recipients) if r.participant.country}
    return scene.place is not None and bool(known) and scene.place.country not in known
