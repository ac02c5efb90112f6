"""Finding time expressions: the loop that runs the rules over a text, and what stands to the left of a date and belongs to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from dateline.coding.times import clock, dates, feasts, relative, spans
from dateline.coding.times.grammar import grammar
from dateline.coding.times.lexicon import lexicon
from dateline.coding.times.model import Found, Moment, TimeExpression
from dateline.coding.times.reading import Reading

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

Rule = Callable[[Reading, re.Match[str]], list[Found]]

_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.__name__: rule
        for rule in (
            *(clock.iso, dates.numeric, clock.clock, dates.day_list, dates.day, dates.part_of, dates.month_year, dates.month),
            *(dates.year, dates.year_range, dates.short_year, dates.decade, dates.century, dates.the_day_n),
            *(relative.rel_date, relative.rel_weekday, relative.day_of_week, relative.rel_month, relative.season_year),
            *(relative.rel_season, relative.season, relative.rel_part, relative.rel_weekend, relative.the_unit, relative.week_of),
            *(relative.rel_units, relative.shifted, relative.beside, relative.tonight, relative.overnight, relative.the_part),
            *(spans.length, spans.bare_units, spans.lasting, spans.these, spans.every, spans.weekly, spans.rate, spans.quarter),
            *(spans.rel_quarter, spans.fiscal, spans.sub_unit, spans.present, spans.past, spans.future, spans.the_time),
        )
    }
)
"""What reads the match of each rule of the grammar, by the rule's name."""

_COARSE = frozenset({"week", "month", "season", "quarter", "year", "decade", "century"})


def find_times(
    text: str,
    published: dt.date | None,
    *,
    tense_at: Callable[[int], str] | None = None,
) -> list[TimeExpression]:
    """The time expressions of a text, in its order, none overlapping another.

    `published` resolves what is relative ("Wednesday", "last year"); without it such expressions keep an open value ("XXXX-WXX-3",
    "PAST_REF") and the basis `unknown`. `tense_at` answers for a character of the text whether the clause around it is in the past,
    future or present tense ('past', 'future', 'present', or '' where it cannot say); without it, or where it does not say past or
    future, the words around decide, and a few turns of phrase always do ("issued Thursday", "postponed until Tuesday"). Offsets are
    characters of `text`, end exclusive. Never raises on any text; linear in its length.
    """
    if isinstance(published, dt.datetime):
        published = published.date()
    rules = grammar()
    reading = Reading(text, _TOKEN.findall(text), published, tense_at, lexicon(), rules)
    codes, heads = reading.codes, reading.lex.holiday_heads
    expressions: list[TimeExpression] = []
    place = floor = 0
    while (start := rules.starter.search(codes, place)) is not None:
        first = start.start()
        place = first + 1
        found: list[Found] = []
        if reading.tokens[first] in heads:
            found = feasts.holiday(reading, first)
        if not found:
            match = rules.rules.match(codes, first)
            if match is None or match.lastgroup is None:
                continue
            found = _RULES[match.lastgroup](reading, match)
        for bare in found:
            if bare.first >= floor:
                item = _with_left(reading, bare, floor)
                expressions.append(_expression(reading, item))
                reading.remember(item)
                place = floor = item.last
    return expressions


def _with_left(reading: Reading, item: Found, floor: int) -> Found:
    """Take in an early, late, mid-, earlier, later or end-of that stands before a date, with its part of the interval."""
    if item.type != "DATE" or (item.precision not in _COARSE and item.value[-3:] != "-WE"):
        head = reading.class_at(item.first) in ("that", "this", "same", "the") and item.precision == "day" and item.relative
        if not head or item.type != "DATE" or reading.class_at(reading.before(item.first)) not in ("earlier", "later"):
            return item
    left = reading.grammar.left.search(reading.codes, max(floor, item.first - 9), item.first)
    if left is None:
        return item
    first = left.start()
    names = [reading.class_at(i) for i in range(first, item.first)]
    if "earlier" in names or "later" in names:
        if not item.relative or reading.class_at(item.first) not in ("this", "that", "same", "the", "in"):
            return item
        mod = "START" if "earlier" in names else "END"
        start, end = item.start, item.end
        if reading.published is not None and start is not None and end is not None and _day(start) <= reading.published <= _day(end):
            start, end = (start, reading.published) if mod == "START" else (reading.published, end)
        return item._replace(first=first, mod=mod, start=start, end=end)
    mod = next((reading.value(i) for i in range(first, item.first) if reading.class_at(i) in ("early", "late", "mid", "edge")), "")
    if "edge" not in names and reading.class_at(first) == "the":
        first = reading.find(first, item.first, "early", "late", "mid")
    start, end = _third(item.start, item.end, mod)
    return item._replace(first=first, mod=mod, start=start, end=end)


def _third(start: Moment | None, end: Moment | None, mod: str) -> tuple[Moment | None, Moment | None]:
    """The first, middle or last third of an interval of days."""
    if start is None or end is None or isinstance(start, dt.datetime) or isinstance(end, dt.datetime):
        return start, end
    third = dt.timedelta(days=(end - start).days // 3)
    return {"START": (start, start + third), "MID": (start + third, end - third), "END": (end - third, end)}.get(mod, (start, end))


def _day(moment: Moment) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _expression(reading: Reading, item: Found) -> TimeExpression:
    start, end = reading.offsets[item.first], reading.offsets[item.last]
    return TimeExpression(
        start=start,
        end=end,
        text=reading.text[start:end],
        type=item.type,
        value=item.value,
        interval_start=item.start,
        interval_end=item.end,
        precision=item.precision,
        basis=item.basis,
        relative=item.relative,
        mod=item.mod,
        zone=item.zone,
    )
