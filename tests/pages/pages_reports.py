"""Reports of our own for the pages. Two outlets tell one event with different figures; one report means harm."""

from __future__ import annotations

import datetime as dt

from dateline.model import Report

HOSTILE_WORDS = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
FORMULA = '=HYPERLINK("http://evil.example","open")'


def _report(ident: str, outlet: str, day: str, title: str, text: str) -> Report:
    url = f"https://{outlet.lower().replace(' ', '-')}.example/{ident}"
    return Report(id=ident, text=text, outlet=outlet, title=title, url=url, published=dt.date.fromisoformat(day))


REPORTS: tuple[Report, ...] = (
    _report(
        "odesa-1",
        "Northern Wire",
        "2024-03-04",
        "Missiles hit Odesa",
        "KYIV (Northern Wire) - Russian missiles struck Odesa on Monday, killing at least 12 people, the Ukrainian military said.\n"
        "“They hit an apartment building,” Ukrainian President Volodymyr Zelenskiy said.\n"
        "The weather in the region was mild for the season.\n"
        "The European Union condemned the attack.",
    ),
    _report(
        "odesa-2",
        "Baltic Observer",
        "2024-03-05",
        "Twenty killed in Odesa, rescuers say",
        "Russian missiles struck Odesa on Monday, killing 20 people, rescue workers said.\n"
        "Poland promised to send Ukraine air defence systems.",
    ),
    _report(
        "pyongyang-1",
        "Northern Wire",
        "2024-06-19",
        "Putin and Kim sign pact",
        "Russian President Vladimir Putin met North Korean leader Kim Jong Un in Pyongyang on Wednesday.\n"
        "South Korea condemned the meeting and warned Russia.\n"
        "“This is a breakthrough,” Putin said.",
    ),
    _report(
        "pyongyang-2",
        "Seoul Post",
        "2024-06-20",
        "Seoul condemns pact",
        "South Korea condemned the pact that Putin and Kim signed in Pyongyang on Wednesday.\nJapan criticised Russia.",
    ),
    _report(
        "nairobi-1",
        "Nairobi Star",
        "2024-06-25",
        "Police fire on protesters",
        "Kenyan police fired tear gas at protesters in Nairobi on Tuesday.\nThe United States called on Kenya to investigate.\n"
        "Police arrested fifty protesters in Mombasa.",
    ),
    _report(
        "ankara-1",
        "Example Daily",
        "2024-07-02",
        "Students arrested",
        "Turkish police arrested twelve students in Ankara on Monday.\nGermany urged Turkey to release the students.",
    ),
    _report(
        "files/hostile.v1.txt",
        "=Evil & Co",
        "2024-07-03",
        FORMULA,
        f"Turkish police arrested the leader of {HOSTILE_WORDS} in Ankara on Tuesday.\n"
        "\U0001f525\U0001f525 Greece condemned Turkey on Tuesday over the arrest of “{{7*7}}” activists.",
    ),
    *(
        _report(
            f"series-{n}",
            "Border Gazette",
            f"2024-{month:02d}-{day:02d}",
            f"Armenia and Azerbaijan, part {n}",
            text,
        )
        for n, (month, day, text) in enumerate(
            [
                (4, 2, "Armenia accused Azerbaijan of violating the ceasefire on Monday."),
                (4, 9, "Azerbaijan shelled an Armenian village on Monday, the Armenian Defence Ministry said."),
                (4, 20, "Armenian Prime Minister Nikol Pashinyan met Azerbaijani President Ilham Aliyev in Brussels on Friday."),
                (5, 7, "France promised to send Armenia armoured vehicles, French Defence Minister Sebastien Lecornu said on Monday."),
                (5, 21, "Azerbaijan released thirty Armenian prisoners on Monday."),
            ],
            start=1,
        )
    ),
)
