"""Draws the plots of the documentation, out of real runs: `python tools/plots.py [figures|months|reliability ...]`; all unless told.

figures      the last row of benchmarks/history.tsv against the aims, earlier rows as rings
months       events by month of docs/tutorials/border.jsonl, as known on two days; coded now, in a store that is thrown away
reliability  training/build/reliability.json, which training/calibrate.py writes: how often the coder is right that says it is so sure

SVG without a library, readable in light and dark. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
INTO = ROOT / "docs" / "plots"

AIMS: tuple[tuple[str, str, float, bool], ...] = (
    ("relations.found.macro_f1", "type, found: macro-F1", 0.60, True),
    ("relations.both_participants", "both participants found", 0.72, True),
    ("relations.given.macro_f1", "type, participants given: macro-F1", 0.78, True),
    ("dates.relaxed.F1", "dates: relaxed F1", 0.90, True),
    ("dates.value.F1", "dates: value F1", 0.80, True),
    ("places.acc161_of_resolved", "places: within 161 km, of resolved", 0.78, True),
    ("places.acc161_of_all", "places: within 161 km, of all", 0.62, True),
    ("places.tagging_precision", "places: tagging precision", 0.75, True),
    ("attributions.attribution.F1", "attributions: F1", 0.50, True),
    ("attributions.source_given_content", "attributions: source, given content", 0.80, True),
    ("attributions.content_characters.F1", "attributions: characters of content", 0.70, True),
    ("factuality.pearson_r", "factuality: Pearson r", 0.75, True),
    ("factuality.mae", "factuality: mean error (less is better)", 0.48, False),
    ("coreference.of_covered.b3.F1", "coreference: B³ F1", 0.72, True),
    ("coreference.of_covered.pairs.P", "coreference: precision of pairs", 0.60, True),
)
"""Column of the history, what it is called, the aim, and whether more is better."""

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #333 }
.small { font-size: 11px; fill: #666 }
.grid { stroke: #ddd }
.ink { stroke: #333; fill: none }
.a { fill: #3949ab } .b { fill: #c62828 } .line-a { stroke: #3949ab; fill: none; stroke-width: 2 }
.line-b { stroke: #c62828; fill: none; stroke-width: 2 } .ring { fill: none; stroke: #888 } .band { fill: #3949ab; opacity: .15 }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd } .small { fill: #aaa } .grid { stroke: #444 } .ink { stroke: #ddd }
  .a { fill: #9fa8da } .b { fill: #ef9a9a } .line-a { stroke: #9fa8da } .line-b { stroke: #ef9a9a } .band { fill: #9fa8da }
}
"""


def svg(name: str, width: int, height: int, title: str, parts: Iterable[str]) -> None:
    """Write a drawing; `title` is what a reader without eyes is told."""
    INTO.mkdir(exist_ok=True)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
    body = "\n".join(parts)
    (INTO / f"{name}.svg").write_text(
        f"{head}\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n{body}\n</svg>\n", encoding="utf-8", newline="\n"
    )
    print(f"docs/plots/{name}.svg: {title}")


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "grid") -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def bar(x: float, y: float, width: float, height: float, kind: str) -> str:
    """A filled rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" class="{kind}"/>'


def figures() -> None:
    """The figures of the development sets against the aims."""
    with (ROOT / "benchmarks" / "history.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    last, left, right, step = rows[-1], 270, 640, 24
    places = [left + (right - left) * n / 10 for n in range(11)]
    height = 40 + step * len(AIMS)
    parts = [line(x, 20, x, height - 14) for x in places]
    parts += [text(x, 14, f"{n / 10:.1f}", "small", "middle") for n, x in enumerate(places)]
    reached = 0
    for number, (column, name, aim, more) in enumerate(AIMS):
        y, value = 26 + step * number, float(last[column])
        good = value >= aim if more else value <= aim
        reached += good
        parts.append(text(left - 8, y + 12, name, anchor="end"))
        parts.append(bar(left, y, (right - left) * value, 15, "a" if good else "b"))
        parts.append(line(left + (right - left) * aim, y - 3, left + (right - left) * aim, y + 18, "ink"))
        parts += [f'<circle cx="{left + (right - left) * float(r[column]):.1f}" cy="{y + 7.5:.1f}" r="4" class="ring"/>' for r in rows[:-1]]
        parts.append(text(right + 6, y + 12, f"{value:.2f}"))
    told = f"{last['date']}: {reached} of {len(AIMS)} figures reach their aim, the upright stroke; red does not; rings are earlier rows"
    svg("figures", 690, height + 14, told, [*parts, text(8, height + 6, told, "small")])


def months() -> None:
    """Material and verbal conflict by month, as known on the last day of June and today."""
    import dateline
    from dateline.coding.coder import Settings, load_coder
    from dateline.reading import ReadOptions, read

    def fail(problem: Exception) -> None:
        sys.exit(str(problem))

    reports = list(read([str(ROOT / "docs" / "tutorials" / "border.jsonl")], ReadOptions(), on_skip=fail))
    with tempfile.TemporaryDirectory() as folder, dateline.open_store(Path(folder) / "border.db") as record:
        record.add(reports, load_coder(Settings()))
        then = record.as_of(dt.date(2024, 6, 30))
        found = [_conflict(r.panel(unit="dyad", period="month", undirected=True).dicts()) for r in (then, record)]
        then.close()
    names = sorted(set().union(*found))
    top = max(max(f.values()) for f in found)
    left, base, high, step = 40, 190, 150, 64
    parts = [line(left, base - high * n / top, left + step * len(names), base - high * n / top) for n in range(top + 1)]
    parts += [text(left - 6, base - high * n / top + 4, str(n), "small", "end") for n in range(top + 1)]
    for number, month in enumerate(names):
        x = left + step * number + 12
        for place, (known, kind) in enumerate(zip(found, ("a", "b"), strict=True)):
            size = high * known.get(month, 0) / top
            parts.append(bar(x + 20 * place, base - size, 18, size, kind))
        parts.append(text(x + 19, base + 16, month, "small", "middle"))
    parts += [bar(left, 220, 12, 12, "a"), text(left + 18, 230, "as known on 30 June")]
    parts += [bar(left, 242, 12, 12, "b"), text(left + 18, 252, "as known today: an attack of May was first reported in August")]
    told = "Events of conflict between Kenya and Uganda by month, in sixteen invented reports, as known on two days"
    svg("months", left + step * len(names) + 40, 262, told, parts)


def _conflict(rows: Sequence[dict[str, object]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if {row["source"], row["target"]} == {"KEN", "UGA"}:
            month = str(row["period"])[:7]
            found[month] = found.get(month, 0) + int(str(row["verbal_conflict"])) + int(str(row["material_conflict"]))
    return found


def reliability() -> None:
    """How often the coder is right, by how sure it says that it is; the band is a 95 % interval (Wilson)."""
    path = ROOT / "training" / "build" / "reliability.json"
    if not path.exists():
        sys.exit(f"{path}: is not there; training/calibrate.py writes it (make train)")
    table = json.loads(path.read_text(encoding="utf-8"))
    left, base, size = 50, 320, 280

    def x(value: float) -> float:
        return left + size * value

    def y(value: float) -> float:
        return base - size * value

    parts = [part for n in range(0, 11, 2) for part in (line(x(n / 10), y(0), x(n / 10), y(1)), line(x(0), y(n / 10), x(1), y(n / 10)))]
    parts += [text(x(n / 10), base + 16, f"{n / 10:.1f}", "small", "middle") for n in range(0, 11, 2)]
    parts += [text(left - 6, y(n / 10) + 4, f"{n / 10:.1f}", "small", "end") for n in range(0, 11, 2)]
    parts += [line(x(0), y(0), x(1), y(1), "ink"), text(x(0.5), base + 34, "confidence", anchor="middle")]
    parts.append(f'<text transform="translate(14 {y(0.5):.1f}) rotate(-90)" text-anchor="middle">right</text>')
    shown = [(kind, letter) for kind, letter in (("ruled", "a"), ("marked", "b")) if table.get(kind)]
    for kind, letter in shown:
        rows = [(low + 0.05, n, right) for low, n, right in table[kind] if n >= 5]
        if kind == "ruled":
            bounds = [_wilson(right, n) for _, n, right in rows]
            edge = [f"{x(c):.1f},{y(b[1]):.1f}" for (c, _, _), b in zip(rows, bounds, strict=True)]
            edge += [f"{x(c):.1f},{y(b[0]):.1f}" for (c, _, _), b in reversed(list(zip(rows, bounds, strict=True)))]
            parts.append(f'<polygon points="{" ".join(edge)}" class="band"/>')
        points = " ".join(f"{x(c):.1f},{y(right):.1f}" for c, _, right in rows)
        parts.append(f'<polyline points="{points}" class="line-{letter}"/>')
        parts += [f'<circle cx="{x(c):.1f}" cy="{y(right):.1f}" r="4" class="{letter}"/>' for c, _, right in rows]
    words = {"ruled": "proposed by a rule", "marked": "marked by a user"}
    for number, (kind, letter) in enumerate(shown):
        parts.append(bar(left + size + 20, 60 + 24 * number, 12, 12, letter))
        total = sum(n for _, n, _ in table[kind])
        parts.append(text(left + size + 38, 70 + 24 * number, f"{words[kind]} ({total} pairs)"))
    parts.append(text(left + size + 20, 118, "on the stroke 0.8 is right in 80 of 100; band: 95 % interval", "small"))
    told = "Reliability of confidence: the share that is right, by confidence, on held-out sentences"
    svg("reliability", left + size + 350, 364, told, parts)


def _wilson(share: float, number: int) -> tuple[float, float]:
    z = 1.96
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z * (share * (1 - share) / number + z * z / (4 * number * number)) ** 0.5 / (1 + z * z / number)
    return max(0.0, middle - half), min(1.0, middle + half)


PLOTS: dict[str, Callable[[], None]] = {"figures": figures, "months": months, "reliability": reliability}


def main() -> None:
    """Draw those that are named, or all."""
    named = sys.argv[1:] or list(PLOTS)
    if unknown := set(named) - set(PLOTS):
        sys.exit(f"no such plot: {', '.join(sorted(unknown))}; there are {', '.join(PLOTS)}")
    for name in named:
        PLOTS[name]()


if __name__ == "__main__":
    main()
