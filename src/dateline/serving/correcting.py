"""What a reviewer puts in place of the coder's fields: checked, and written as the coded record has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dateline.model import Auxiliary
from dateline.serving.asking import Day, Words
from dateline.serving.failing import ApiError

if TYPE_CHECKING:
    from dateline.knowledge import Knowledge

Code = Annotated[str, Field(pattern="^[A-Z]{3,30}$")]
Country = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Given(BaseModel):
    """Fields, and no others."""

    model_config = ConfigDict(extra="forbid")


class GivenParticipant(Given):
    """Somebody: by the span of words in the report, by name, or both. What is left out is not known."""

    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=1)] | None = None
    name: Words | None = None
    text: Words | None = None
    code: Code | None = None
    country: Country | None = None


class GivenWhen(Given):
    """The first and the last day, both within; one alone is an open bound."""

    start: Day | None = None
    end: Day | None = None


class GivenWhere(Given):
    """A place."""

    name: Words
    country: Country | None = None
    admin1: Words | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    geonames_id: Annotated[int, Field(ge=1, le=2**31)] | None = None
    precision: Literal["place", "admin1", "country", "unknown"] | None = None


def _kind(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


class GivenFields(Given):
    """The fields that are put right. What is left out stays as the coder has it; null in `mode` and `where` says that there is none."""

    type: Annotated[Words, BeforeValidator(_kind)] | None = None
    mode: Words | None = None
    contexts: Annotated[list[Words], Field(max_length=20)] | None = None
    actors: Annotated[list[GivenParticipant], Field(max_length=50)] | None = None
    recipients: Annotated[list[GivenParticipant], Field(max_length=50)] | None = None
    when: GivenWhen | None = None
    where: GivenWhere | None = None
    auxiliary: Annotated[list[Auxiliary], Field(max_length=4)] | None = None


def applied(given: GivenFields, event: Mapping[str, Any], text: str, knowledge: Knowledge, reviewer: str) -> dict[str, Any]:
    """What takes the place of the coder's fields in a coded event. Raises `ApiError` for what the codebook or the text does not have."""
    said = given.model_fields_set
    found: dict[str, Any] = {}
    if said & {"type", "mode"}:
        found |= _typed(given, event, knowledge, said)
    if "contexts" in said:
        unknown = sorted(set(given.contexts or ()) - knowledge.codebook.contexts)
        if unknown:
            raise _wrong("contexts", f"{unknown[0]!r} is no context of the codebook")
        found["contexts"] = list(dict.fromkeys(given.contexts or ()))
    for role in ("actors", "recipients"):
        if role in said:
            side = getattr(given, role) or ()
            found[role] = [_participant(role, p, event, text, knowledge) for p in side]
    if "when" in said:
        found["when"] = _when(given.when)
    if "where" in said:
        found["where"] = _where(given.where)
    if "auxiliary" in said:
        found["auxiliary"] = [a for a in ("historical", "future", "hypothetical", "negation") if a in (given.auxiliary or ())]
    # A careful reader did write it so: that is what confidence is the probability of.
    found["confidence"] = 1.0
    found["reasons"] = {**event["reasons"], "review": f"corrected by {reviewer}"}
    return found


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", f"fields.{field}: {message}", f"fields.{field}")


def _typed(given: GivenFields, event: Mapping[str, Any], knowledge: Knowledge, said: set[str]) -> dict[str, Any]:
    codebook = knowledge.codebook
    kind = given.type if "type" in said and given.type is not None else event["type"]
    # A mode belongs to its type: with another type it goes, unless one is given.
    mode = given.mode.lower() if given.mode is not None else None
    if "mode" not in said and kind == event["type"]:
        mode = event["mode"]
    known = codebook.types.get(kind)
    if known is None:
        raise _wrong("type", f"{kind!r} is no type of the codebook; expected one of {', '.join(codebook.types)}")
    if mode is not None and (kind, mode) not in codebook.modes:
        modes = ", ".join(codebook.modes_of.get(kind, ())) or "none"
        raise _wrong("mode", f"{mode!r} is no mode of {kind}; there are: {modes}")
    act = event["act"] if kind == event["type"] else None
    code = codebook.code_for(
        kind, mode, event["cameo"] or "" if (event["cameo"] or "") in codebook.cameo else "", act["type"] if act else None
    )
    cameo = codebook.cameo.get(code or "")
    return {
        "type": kind,
        "mode": mode,
        "act": act,
        "cameo": code,
        "quad": known.quad,
        "score": codebook.score(kind, mode),
        "goldstein": cameo.goldstein if cameo is not None else None,
    }


def _participant(role: str, given: GivenParticipant, event: Mapping[str, Any], text: str, knowledge: Knowledge) -> dict[str, Any]:
    before = _met(given, event)
    if given.start is not None and given.end is not None:
        if not given.start < given.end <= len(text):
            raise _wrong(role, f"{given.start} to {given.end} is no span of the report's text")
        start, end = given.start, given.end
        words = text[start:end]
    elif before is not None:
        start, end, words = before["start"], before["end"], before["text"]
    else:
        if given.name is None and given.text is None:
            raise _wrong(role, "a participant needs a name, or start and end of words in the text")
        # Whoever the sentence does not name has no words of their own: the event's word stands for them.
        start, end = event["trigger"]["start"], event["trigger"]["end"]
        words = given.text or given.name or ""
    country, sectors = _parts(given.code, knowledge)
    kept = before or {}
    same = given.code is None or given.code == kept.get("code")
    return {
        "start": start,
        "end": end,
        "text": words,
        "name": given.name if "name" in given.model_fields_set else kept.get("name"),
        "code": given.code if "code" in given.model_fields_set else kept.get("code"),
        "country": given.country or (kept.get("country") if same else country),
        "sectors": list(kept.get("sectors", ())) if same and kept else sectors,
        "id": kept.get("id") if same and kept else None,
        "wikidata": kept.get("wikidata") if same and kept else None,
        "title": kept.get("title") if kept else None,
        "backer": kept.get("backer") if kept else None,
        "refers_to": kept.get("refers_to") if kept else None,
        "confidence": 1.0,
        "candidates": [],
        "reason": "given by a reviewer",
    }


def _met(given: GivenParticipant, event: Mapping[str, Any]) -> dict[str, Any] | None:
    """The participant of the coder's that is meant: by its span, else by its name or words."""
    sides = [p for role in ("actors", "recipients") for p in event[role]]
    near = sides if given.start is None else [p for p in sides if (p["start"], p["end"]) == (given.start, given.end)]
    named = [p for p in near if given.name is not None and given.name in (p["name"], p["text"])]
    worded = [p for p in near if given.text is not None and given.text == p["text"]]
    found: dict[str, Any] | None = next(iter([*named, *worded, *(near if given.start is not None and len(near) == 1 else ())]), None)
    return found


def _parts(code: str | None, knowledge: Knowledge) -> tuple[str | None, list[str]]:
    """Country and sectors that a code runs together."""
    if code is None:
        return None, []
    parts = [code[n : n + 3] for n in range(0, len(code), 3)]
    countries = {country for country, _ in knowledge.actors.offices.posts}
    if parts[0] in countries or parts[0] in _countries(knowledge):
        return parts[0], parts[1:]
    return None, parts


def _countries(knowledge: Knowledge) -> frozenset[str]:
    rows = (row for group in knowledge.actors.buckets.values() for _, _, found in group for row in found)
    return frozenset(row.code for row in rows if row.kind == "country" and len(row.code) == 3)


def _when(given: GivenWhen | None) -> dict[str, Any]:
    start = given.start.isoformat() if given is not None and given.start is not None else None
    end = given.end.isoformat() if given is not None and given.end is not None else None
    if start is not None and end is not None and start > end:
        raise _wrong("when", "the first day comes after the last")
    precision = "day" if start is not None and start == end else "unknown"
    return {"start": start, "end": end, "precision": precision, "basis": "unknown", "value": None, "span": None}


def _where(given: GivenWhere | None) -> dict[str, Any] | None:
    if given is None:
        return None
    if (given.latitude is None) != (given.longitude is None):
        raise _wrong("where", "give latitude and longitude together, or neither")
    precision = given.precision or ("place" if given.latitude is not None else "unknown")
    plain = given.model_dump(exclude={"precision"})
    return {**plain, "precision": precision, "span": None, "candidates": []}
