"""One sentence that says what happened, made from an event's fields: for people to skim, never for programs to read."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

# TYPE or TYPE/mode → what is said with somebody it is done to, and without.
_VERBS: dict[str, tuple[str, str]] = {
    "AGREE": ("agreed with", "agreed"),
    "CONSULT": ("held talks with", "held talks"),
    "CONSULT/visit": ("met", "made a visit"),
    "CONSULT/third-party": ("mediated between", "mediated"),
    "CONSULT/multilateral": ("took part in talks with", "took part in talks"),
    "CONSULT/phone": ("spoke by telephone with", "spoke by telephone"),
    "SUPPORT": ("supported", "gave support"),
    "CONCEDE": ("made concessions to", "made concessions"),
    "COOPERATE": ("cooperated with", "cooperated"),
    "AID": ("aided", "gave aid"),
    "RETREAT": ("gave way to", "gave way"),
    "RETREAT/withdraw": ("withdrew from", "withdrew"),
    "RETREAT/release": ("released", "released captives"),
    "RETREAT/disarm": ("disarmed before", "disarmed"),
    "RETREAT/ceasefire": ("observed a ceasefire with", "observed a ceasefire"),
    "RETREAT/access": ("gave access to", "gave access"),
    "RETREAT/resign": ("resigned before", "resigned"),
    "REQUEST": ("called on", "made a demand"),
    "ACCUSE": ("criticised or accused", "criticised or accused"),
    "ACCUSE/disapprove": ("criticised", "voiced criticism"),
    "ACCUSE/investigate": ("investigated", "began an investigation"),
    "ACCUSE/allege": ("accused", "made an accusation"),
    "REJECT": ("turned down", "refused"),
    "THREATEN": ("threatened or warned", "made a threat"),
    "PROTEST": ("protested against", "protested"),
    "PROTEST/riot": ("rioted against", "rioted"),
    "PROTEST/strike": ("went on strike against", "went on strike"),
    "PROTEST/hunger": ("went on hunger strike against", "went on hunger strike"),
    "PROTEST/boycott": ("boycotted", "held a boycott"),
    "PROTEST/obstruct": ("blocked", "blocked the way"),
    "PROTEST/vandalize": ("vandalised", "vandalised"),
    "SANCTION": ("reduced relations with", "reduced relations"),
    "SANCTION/convict": ("convicted", "passed a conviction"),
    "SANCTION/expel": ("expelled", "ordered an expulsion"),
    "SANCTION/withdraw": ("withdrew from", "withdrew"),
    "SANCTION/discontinue": ("broke off dealings with", "broke off dealings"),
    "MOBILIZE": ("mobilised against", "mobilised"),
    "COERCE": ("used coercion against", "used coercion"),
    "COERCE/seize": ("seized", "made a seizure"),
    "COERCE/restrict": ("restricted", "imposed restrictions"),
    "COERCE/censor": ("censored", "imposed censorship"),
    "COERCE/curfew": ("imposed a curfew on", "imposed a curfew"),
    "COERCE/martial-law": ("imposed martial law on", "imposed martial law"),
    "COERCE/arrest": ("arrested", "made arrests"),
    "COERCE/deport": ("deported", "made deportations"),
    "COERCE/cyber": ("hacked", "made a cyber attack"),
    "ASSAULT": ("attacked", "made an attack"),
    "ASSAULT/abduct": ("abducted", "made an abduction"),
    "ASSAULT/beat": ("beat", "used blows"),
    "ASSAULT/torture": ("tortured", "used torture"),
    "ASSAULT/targeted": ("assassinated or tried to assassinate", "made an assassination"),
    "ASSAULT/destroy": ("destroyed", "did destruction"),
    "ASSAULT/firearms": ("shot at", "opened fire"),
    "ASSAULT/explosives": ("bombed", "set off explosives"),
    "ASSAULT/suicide-attack": ("made a suicide attack on", "made a suicide attack"),
    "ASSAULT/aerial": ("attacked from the air", "attacked from the air"),
    "ASSAULT/drone": ("attacked by drone", "attacked by drone"),
    "ASSAULT/heavy-weapons": ("shelled", "used heavy weapons"),
    "ASSAULT/crowd-control": ("used force to control", "used force to control a crowd"),
}
_ACTS = {
    "CONSULT": "talks or a visit",
    "SUPPORT": "support",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "RETREAT": "giving way",
    "CONCEDE": "concessions",
    "AGREE": "an agreement",
}
"""What is promised or announced in an agreement."""
_BEFORE = {"announced": "Announced: ", "denied": "Denied: ", "disputed": "Disputed: "}
_SHOWN = 3
_LONGEST = 60


def sentence(event: Mapping[str, Any]) -> str:
    """The sentence of a merged event as it is written: status, who, what, to whom, where and when."""
    status = event.get("status", "")
    auxiliary = event.get("auxiliary") or ()
    before = _BEFORE.get(status) or ("Possible: " if "hypothetical" in auxiliary else "Denied: " if "negation" in auxiliary else "")
    if not before and "future" in auxiliary:
        before = "Announced: "
    who, whom = people(event.get("actors") or ()), people(event.get("recipients") or ())
    mode = event.get("mode")
    kind = event["type"]
    verbs = _VERBS.get(f"{kind}/{mode}") or _VERBS.get(kind)
    if verbs is None:
        what = f"{kind}{'/' + mode if mode else ''}"
        told = f"{who or 'somebody who is not named'}: {what}{' towards ' + whom if whom else ''}"
    else:
        told = f"{who or 'Somebody who is not named'} {verbs[0] + ' ' + whom if whom else verbs[1]}"
    act = event.get("act")
    if act:
        told += f" on {_ACTS.get(act['type'], act['type'])}"
    where = event.get("where")
    place = f" in {_short(where['name'])}" if where else ""
    return f"{before}{told}{place}{moment(event.get('when') or {})}."


def people(side: Sequence[Mapping[str, Any]]) -> str:
    """Participants in a row: the first ones by name, else by the words that stand for them."""
    names = list(dict.fromkeys(_short(p.get("name") or p.get("text") or "") for p in side))
    shown = names[:_SHOWN]
    if len(names) > _SHOWN:
        return ", ".join(shown) + f" and {len(names) - _SHOWN} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def moment(when: Mapping[str, Any]) -> str:
    """The days of an event, with the word before them."""
    first, last = _day(when.get("start")), _day(when.get("end"))
    if first is not None and last is not None:
        if first == last:
            return f" on {_shown(first)}"
        if first.day == 1 and first.replace(day=calendar.monthrange(first.year, first.month)[1]) == last:
            return f" in {calendar.month_name[first.month]} {first.year}"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return f" in {first.year}"
        return f" between {_shown(first)} and {_shown(last)}"
    if last is not None:
        return f" by {_shown(last)}"
    return f" from {_shown(first)} on" if first is not None else ""


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _shown(day: dt.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
