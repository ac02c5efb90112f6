"""The rules: regular expressions over token classes, tried in this order at each place.

`{day|days}` is one token of any of these classes (`times/*.tsv` and `lexicon` name them), `_` a blank or hyphen, `~` the same or
nothing; names in capitals are the pieces below. All repetition is bounded, so that reading a text is linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dateline.coding.times.lexicon import Lexicon, lexicon

_PIECES = {
    "DIGITS": "{d12|d23|d31|d59|d99|d999|z2}",
    "N2": "{z2|d12|d23|d31|d59}",
    "DAYN": "{d12|d23|d31|z2|ordnum}(?!{point|comma|colon}{d12|d23|d31|d59|d99|d999|z2})(?!{percent})",
    "ORD": "{ordnum|ordinal|second}",
    "YEAR": "{year|old_year}",
    "MON": "(?:{month|month_or_word}|{month_short}{point}?)",
    "WD": "(?:{weekday}|{weekday_short}{point}?)",
    "YEAR2": "(?:YEAR|{apostrophe}{z2|d12|d23|d31|d59|d99})",
    # May 5(, 1999); the 5th (of) May(, 1999); the day after it must be no time of day
    "MD": "(?:MON_(?:{the}_)?DAYN(?:{comma}?_YEAR)?|(?:{the}_)?(?:DAYN|ORD)_(?:{of}_)?MON(?:{comma}?_YEAR)?)",
    "MY": "(?:MON{comma}?_(?:{of}_)?YEAR2)",
    "DAY": "(?:(?:WD{comma}?_(?:{the}_)?)?MD|WD|{day_word})",
    "CARDINALS": "(?:{cardinal}(?:_{cardinal}){0,3})",
    "NUM": (
        "(?:(?:(?:{a}_)?{half}_(?:{a}_)?{dozen}|{a}_{dozen}|DIGITS(?:{comma}{d999}|{point}DIGITS)?(?:_{d12}{slash}{d12})?|CARDINALS)"
        "(?:_{and}_{a}_{half})?)"
    ),
    "QTY": (
        "(?:NUM(?:(?:_{or|to}_|{hyphen})NUM)?|(?:{a}_)?{vague}(?:_{vague})?|(?:{a}_)?{couple}(?:_{of})?(?:_{vague})?|"
        "{dozen|dozens}(?:_{of})?)"
    ),
    "STRETCH": "(?:{stretch|more|long}_){0,2}",
    "UNIT": "{unit|second|units}",
    "LENGTH": (
        "(?:QTY_STRETCHUNIT(?:_{and}_{a}_{half})?|{half}_(?:{a}_)?{unit}|(?:{a}_)?{quarter}_(?:{of}_{a}_)?{unit}|"
        "{a}_(?:(?:{half|quarter}_)|STRETCH){unit}(?:_{and}_{a}_{half})?(?:_{or}_{cardinal}(?!_UNIT))?)"
    ),
    "MORE": "(?:{at}_{least|most}_|{no}_{more|fewer}_{than}_|{more|fewer}_{than}_|{up}_{to}_|{just}_{over}_)",
    "REL": "(?:(?:{the}_)?{last|next|this|past|previous|following|coming|that|same|current|recent}(?:_{past|coming|same})?)",
    "AMPM": "(?:{a|pee}{point}?{em}{point}?|{ampm})",
    "HOUR": "{d12|d23|z2}",
    "ZONE": "(?:~{zone}|_{left}{zone}{right}|_{local}_{time}|(?:_{zone_name|season}){1,2}_{time})",
    "CLOCK": (
        "(?:{d12|z2}(?:{colon|point}N2(?:{colon}N2)?)?~AMPM|{d12|z2}{colon|point}{minute_ampm}|{hour_ampm}|{cardinal}_AMPM|"
        "{d12|cardinal}_?{oh}{apostrophe}{clock}(?:_{in}_{the}_{part})?|{d12}_{in}_{the}_{part}|"
        "HOUR{colon}N2(?:{colon}N2)?|{z4|n4|old_year|year}(?=~{zone|hours_word|units}|_{local}_{time})(?:~{hours_word|units})?|{noon})"
    ),
    "FOLLOWER": (
        "{d12|d23|d31|d59|d99|d999|z2|year|old_year|ordnum|month|month_or_word|month_short|weekday|weekday_short|part"
        "|dawn|season|season_or_word|unit|units|second|weekend|quarter|quarters|half|dozen|vague|couple|cardinal|ordinal"
        "|stretch|more|long|last|final|past|previous|following|coming|same|recent|next|early|late|mid|fiscal|future"
        "|present|moment|time|time_adj|times|or|to|of|and|a|oh|ampm|pee}"
    ),
    "YEARISH": "(?:(?:{the}_)?(?:{fiscal}_)?(?:{unit}_)?YEAR|REL_(?:{fiscal}_)?{unit}|{the}_(?:{fiscal}_)?{unit}|{fiscal_n})",
}

_RULES = (
    ("iso", "YEAR{hyphen|slash}N2{hyphen|slash}"),
    ("numeric", "N2{hyphen|slash|point}N2{hyphen|slash|point}|{d12}{slash}{d31|d12|d23|z2}"),
    (
        "clock",
        ("(?P<clock_time>CLOCK)(?P<clock_zone>ZONE)?"
        "(?:{comma}?_(?P<clock_day>DAY)(?:_{part})?|_(?P<clock_this>(?:{this|that}_{part}|{tonight})))?"),
    ),
    ("day_list", "(?P<list_days>DAYN(?:{comma}_DAYN){0,3}(?:_{and|to}_|{hyphen}))(?P<list_last>DAYN_(?:{of}_)?MON(?:{comma}?_YEAR)?)"),
    ("rel_date", "{last|next|this}_(?P<rel_md>MD)"),
    ("day_of_week", "WD_(?:{of}_)?(?P<week_rel>REL_{unit})"),
    ("day", "(?P<day_core>DAY)(?:_(?P<day_part>{part})(?!{hyphen}))?"),
    ("part_of", "{the}_(?P<part_name>{part|dawn})_(?:{of}_)(?P<part_day>DAY)"),
    ("month_year", "MON(?:{comma}?_(?:{of}_)?YEAR2|_(?:{of}_)?(?P<month_rel>REL_{unit}))"),
    ("rel_part", "REL_(?P<rel_part_name>{part})"),
    ("rel_weekday", "REL_(?P<rel_wd>WD)(?:_(?P<rel_wd_part>{part}))?"),
    ("rel_month", "REL_MON"),
    ("season_year", "(?:{the}_)?{season|season_or_word}(?:(?:_{of})?_YEAR2|_(?:{of}_)?(?P<season_rel>REL_{unit}))"),
    ("rel_season", "REL_{season|season_or_word}"),
    ("rel_weekend", "REL_{weekend}"),
    (
        "quarter",
        ("(?:{the}_)?(?:ORD|{last|final})_{quarter|half}_{of}_(?P<quarter_year>YEARISH)|"
        "(?:{the}_)?ORD_{quarter}(?:_YEAR)?|{quarter_n|half_n}(?:_(?:{of}_)?YEAR)?"),
    ),
    ("rel_quarter", "REL_{quarter}"),
    (
        "sub_unit",
        ("(?:{the}_)?(?:ORD|{last|final})_(?:{cardinal|vague|d12|d23|d31}_)?{unit|units|weekend|weekday}_{of|in}_"
        "(?P<sub_of>MY|MON|YEARISH)"),
    ),
    ("century", "(?:{the}_)?(?:{mid|early|late}_)?(?P<century_n>ORD)_(?P<century_unit>{unit})"),
    ("fiscal", "{fiscal}_(?:{unit}_)?YEAR|(?:{the}_)?YEAR_{fiscal}_{unit}|REL_{fiscal}_{unit}|{fiscal_n}"),
    ("week_of", "(?:{the}_)?{unit}_{of}_(?P<week_day>MD|WD)"),
    ("shifted", "MORE?(?P<shifted_by>LENGTH|{units})_(?P<shifted_how>{ago|earlier|later|before|after|hence}|{from}_{now|day_word})"),
    ("beside", "(?:{the}_)?{unit}_{before|after}"),
    ("rate", "(?:{once}|{cardinal|vague|dozens|d12|d23|d31|d59|d99}_{times})_{a|every|per}_{unit}|{per}_{unit}"),
    (
        "every",
        ("{every}_(?P<every_n>(?:{other}|ORD|NUM)_)?(?P<every_what>"
        "{unit|units|weekend|weekday|part|month|month_or_word|season|season_or_word|quarter|second})(?:_{part})?"),
    ),
    ("rel_units", "REL_(?P<rel_n>QTY_STRETCH)?(?P<rel_unit>UNIT)"),
    ("length", "MORE?(?P<length_main>LENGTH)(?:(?:{comma}_(?:{and}_)?|_{and}_)(?P<length_more>NUM_UNIT))?(?:_{long})?(?!_{old})"),
    ("year_range", "YEAR{hyphen}{d12|d23|d31|d59|d99|z2|year|old_year}(?!{hyphen})"),
    ("year", "YEAR"),
    ("decade", "{decade|decade_word}|{apostrophe}{decade2}|(?<=_)(?<={the|early|late|mid}.){decade2}"),
    ("month", "MON"),
    ("season", "(?:{the}_)?{season|season_or_word}"),
    ("the_part", "{the}_{part}"),
    ("the_unit", "{the}_(?:{unit|weekend|quarter})"),
    ("the_day_n", "{the}_{ordnum}"),
    ("bare_units", "{units}(?:{hyphen}{long|old})?|{unit}{hyphen}{long}"),
    ("lasting", "{lasting}"),
    ("weekly", "{weekdays}(?:_{part|parts})?|{sets}"),
    ("tonight", "{tonight}"),
    ("overnight", "{overnight}"),
    ("these", "{those}_(?:{vague}_)?{units}"),
    ("future", "(?:{the}_)?(?:{time_adj}_)?{future}"),
    ("past", "{the}_(?:{recent|time_adj}_)?{past}"),
    ("present", "{the}_{present|moment}|{present}{hyphen}{unit}|{current}|{now}|{ref}"),
    ("the_time", "(?:{the|that})_{time}"),
    ("short_year", "{apostrophe}{d59|d99|z2|d12|d23}"),
)  # fmt: skip

# An early/late/mid, or an end-of, that stands before a date belongs to it.
_LEFT = "(?:(?:{the}_)?{edge}_{of}_(?:{the}_)?|(?:{the}_)?(?:{early|mid|late})_|{earlier|later}_(?:{in}_)?)$"
# What continues a date: April 24 [and 25], May 5[-7].
_MORE_DAYS = (
    "(?:{comma}_(?:{and}_)?|_{and|to}_|{hyphen})(?P<day>{d12|d23|d31|ordnum})"
    "(?!_UNIT|_MON|{point|comma|colon}DIGITS|~AMPM|{percent}|_{hyphen}|_{counted})"
)


_SYMBOL = re.compile(r"\?P<\w+>|\{[a-z]\w*(?:\|\w+)*\}|[_~]|" + "|".join(sorted(_PIECES, key=len, reverse=True)))
# With what a rule can begin. Small words only where the next one promises more: they are too many to try.
_STARTERS = (
    "{d12|d23|d31|d59|d99|d999|z2|z4|n4|year|old_year|ordnum|decade|decade2|hour_ampm|quarter_n|half_n|fiscal_n|month|month_or_word|"
    "month_short|weekday|weekday_short|weekdays|day_word|noon|parts|season|season_or_word|units|every|once|per|sets|lasting|fiscal|tonight|"
    "overnight|those|future|now|ref|current|decade_word|holiday|named}|"
    "{at}(?=_{least|most})|{no}(?=_{more|fewer})|{more|fewer}(?=_{than})|{up}(?=_{to})|{just}(?=_{over})|{present|unit}(?={hyphen})|"
    "{unit}(?=_{of})|{apostrophe}(?={z2|d12|d23|d31|d59|d99|decade2})|"
    "{a|the|last|next|this|that|past|previous|following|coming|same|recent|half|dozen|dozens|vague|couple|cardinal|ordinal|second|"
    "final|time_adj|mid|early|late|quarter}(?=_FOLLOWER)"
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled rules, all over code strings: `starter` finds where one may begin, `rules` names the first that matches there."""

    starter: re.Pattern[str]
    rules: re.Pattern[str]
    left: re.Pattern[str]
    more_days: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """Compile the rules, once."""
    lex = lexicon()
    rules = "|".join(f"(?P<{name}>{_expand(text, lex)})" for name, text in _RULES)
    starter = _expand(f"(?:{_STARTERS})", lex)
    guard = _expand("(?<!{currency})(?<!DIGITS{point|comma|colon|slash})(?<!{year}{slash})", lex)
    return Grammar(
        starter=re.compile(guard + starter),
        rules=re.compile(rules),
        left=re.compile(_expand(_LEFT, lex)),
        more_days=re.compile(_expand(_MORE_DAYS, lex)),
    )


def _expand(text: str, lex: Lexicon) -> str:
    """A rule as a regular expression over codes."""
    gap = lex.charset("space", "hyphen")

    def write(found: re.Match[str]) -> str:
        part = found.group()
        if part.startswith("{"):
            return lex.charset(*part[1:-1].split("|"))
        if part in _PIECES:
            return _expand(_PIECES[part], lex)
        return {"_": gap, "~": gap + "?"}.get(part, part)

    return _SYMBOL.sub(write, text)
