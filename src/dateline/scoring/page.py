"""A page of errors to read: one HTML file without scripts, with the words of each text around what was missed or wrong.

Text of a report is data: it is escaped, control characters and changes of direction are shown as marks, and the page forbids itself to load
or run anything.
"""

from __future__ import annotations

import html
import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dateline.scoring.model import Mark, Miss, Scores
from dateline.scoring.showing import confusion_lines, figure_lines, heading, row_cells

_AROUND = 160
"""Characters of the text shown before the first mark and behind the last."""
_LONGEST = 1200
"""Characters of a text shown at most: a record may mark a whole article."""
_LEGEND = (
    '<p>In the texts, <mark class="gold">this is the gold’s</mark>, <mark class="coded">this the coder’s</mark>, '
    '<mark class="both">this both’s</mark>.</p>'
)
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff }
table { border-collapse: collapse; margin: 0 0 1.5rem } th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
th:first-child, td:first-child { text-align: left } th { font-weight: 600 } .scroll { overflow-x: auto }
article { border-top: 1px solid #ddd; padding: .6rem 0 } article p { margin: .2rem 0 } .id { color: #555; font-size: 13px }
mark.gold { background: #cfe8cf; color: inherit } mark.coded { background: #ffe0b3; color: inherit }
mark.both { background: #d5dcf5; color: inherit }
mark.gold { border-bottom: 2px solid #2e7d32 } mark.coded { border-bottom: 2px dashed #b26a00 }
mark.both { border-bottom: 2px solid #3949ab }
nav a { margin-right: 1rem }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #181818 } th, td, article { border-color: #444 } .id { color: #aaa } a { color: #9ecbff }
  mark.gold { background: #1e3d20 } mark.coded { background: #4a3413 } mark.both { background: #2a3158 }
}
"""


def to_html(scores: Scores, texts: Mapping[str, str], *, errors: int = 500, title: str = "Dateline: scores") -> str:
    """The page. `texts` are the reports' texts by id, as far as they are known; of each kind of error the first `errors` are shown."""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{shown(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{shown(title)}</h1>",
        _LEGEND,
    ]
    for number, part in enumerate((scores, *scores.parts)):
        parts += _section(part, texts, errors, f"s{number}")
    parts.append("</body></html>\n")
    return "\n".join(parts)


def shown(text: str) -> str:
    """Text of a report as HTML: escaped, and nothing in it that acts on the page around it."""
    kept = "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "\ufffd" for c in text)
    return html.escape(kept, quote=True)


def _section(scores: Scores, texts: Mapping[str, str], errors: int, ident: str) -> list[str]:
    parts = [f"<h2>{shown(heading(scores))}</h2>"]
    parts += [f"<p>{shown(note)}</p>" for note in scores.notes]
    parts += _table(("figure", "value", "95 % interval"), figure_lines(scores))
    columns = ("field", "type", "gold", "coded", "precision", "recall", "F1", "95 % interval")
    if scores.rows:
        parts += _table(columns, (row_cells(row) for row in scores.rows))
    for confusion in scores.confusions:
        parts.append(f"<h3>{shown(confusion.name)}: gold down, coded across</h3>")
        parts += _table(("", *confusion.columns), confusion_lines(confusion))
    kinds = Counter(miss.kind for miss in scores.misses)
    order = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    if order:
        links = " ".join(f'<a href="#{ident}-{place}">{shown(kind)} ({kinds[kind]})</a>' for place, kind in enumerate(order))
        parts.append(f"<nav>{links}</nav>")
    for place, kind in enumerate(order):
        parts.append(f'<h3 id="{ident}-{place}">{shown(kind)} ({kinds[kind]})</h3>')
        of_kind = [miss for miss in scores.misses if miss.kind == kind]
        parts += [_error(miss, texts.get(miss.report, "")) for miss in of_kind[:errors]]
        if len(of_kind) > errors:
            parts.append(f"<p>{len(of_kind) - errors} more are not shown; --errors {len(of_kind)} shows all.</p>")
    return parts


def _table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    head = "".join(f"<th>{shown(c)}</th>" for c in columns)
    body = "".join("<tr>" + "".join(f"<td>{shown(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    return [f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>']


def _error(miss: Miss, text: str) -> str:
    words = f"<p>{marked(text, miss.marks)}</p>" if text and miss.marks else ""
    answer = f"<p>expected <b>{shown(miss.expected)}</b>, got <b>{shown(miss.got)}</b></p>"
    return f'<article><p class="id">{shown(miss.report)}</p>{words}{answer}</article>'


def marked(text: str, marks: Sequence[Mark]) -> str:
    """The words around the marks, with the marks in them; marks outside the text are cut to it."""
    inside = [(max(0, m.start), min(len(text), m.end), m.whose) for m in marks if m.start < len(text) and m.end > max(0, m.start)]
    if not inside:
        return shown(text[:_AROUND]) + ("…" if len(text) > _AROUND else "")
    first = max(0, min(start for start, _, _ in inside) - _AROUND)
    last = min(len(text), max(end for _, end, _ in inside) + _AROUND, first + _LONGEST)
    edges = sorted({first, last, *(min(max(e, first), last) for start, end, _ in inside for e in (start, end))})
    parts = ["…" if first else ""]
    for start, end in itertools.pairwise(edges):
        whose = sorted({w for s, e, w in inside if s < end and e > start})
        piece = shown(text[start:end])
        parts.append(f'<mark class="{"both" if len(whose) > 1 else shown(whose[0])}">{piece}</mark>' if whose else piece)
    parts.append("…" if last < len(text) else "")
    return "".join(parts)
