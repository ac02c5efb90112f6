"""A panel under other rules of merging: the same reports, other numbers, and a store that stays as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from store_helpers import add, report, snapshot, tables

from dateline.cli.main import group
from dateline.cli.sensitivity import BUILT_IN
from dateline.errors import WrongUsage
from dateline.merging import load_rules
from dateline.store.filters import Filters
from dateline.store.opening import Store, connect
from dateline.store.panels import PanelSettings
from dateline.store.sensitivity import BASE, built_in, cells, correlation, outcomes, summary

# Two that tell one attack, one that dates it a day later, which may be the same or not, and one three days later.
TOLD = (
    report("Russian troops attacked Ukraine in Kharkiv on 2024-06-10. Windows broke and two cars burned.", id="a", published="2024-06-11"),
    report("Russia attacked Ukraine in Kharkiv on 2024-06-10. A school lost its roof in the night.", id="b", published="2024-06-11"),
    report("Russia attacked Ukraine in Kharkiv on 2024-06-11. Rescuers dug until dawn for survivors.", id="c", published="2024-06-12"),
    report("Russia attacked Ukraine in Kharkiv on 2024-06-13. Trains stood still until noon.", id="e", published="2024-06-14"),
    report("Poland visited Ukraine on 2024-06-20.", id="d", published="2024-06-21"),
)


def test_the_variants_are_those_that_help_shows_and_each_differs_from_ours() -> None:
    base = load_rules()
    variants = built_in(base)
    assert tuple(v.name for v in variants) == BUILT_IN
    assert len({repr(v.rules) for v in variants} | {repr(base)}) == len(variants) + 1


def test_stricter_rules_make_more_events_and_looser_ones_fewer(store: Store) -> None:
    add(store, *TOLD)
    before = snapshot(store)
    settings = PanelSettings(filters=Filters(since=dt.date(2024, 6, 1), until=dt.date(2024, 6, 30)))
    found = {o.variant.name: o for o in outcomes(store, settings, built_in(load_rules()), tables=tables())}
    assert snapshot(store) == before
    assert [found[name].events for name in ("strict", BASE, "loose")] == [4, 3, 2]
    assert [found[name].merged for name in ("strict", BASE, "loose")] == [1, 1, 1]
    rows = {(r["variant"], r["class"]): r for r in summary(list(found.values()), settings)}
    assert rows[BASE, "material_conflict"]["correlation"] is None
    assert rows[BASE, "material_conflict"]["differ"] == 0.0
    strict = rows["strict", "material_conflict"]
    assert (strict["base"], strict["total"], strict["values"], strict["differ"]) == (2, 3, 1, 1.0)
    assert strict["largest"] == "RUS UKR 2024-06-01: 2 → 3"
    assert rows["strict", "verbal_cooperation"]["differ"] == 0.0
    first = cells(list(found.values()), settings)[0]
    assert (first.key, first.kind) == (("RUS", "UKR", "2024-06-01"), "score")
    assert first.values["strict"] == -27.0


def test_correlation_is_that_of_pearson() -> None:
    assert correlation([1, 2, 3, 4], [2, 4, 6, 8]) == 1.0
    assert correlation([1, 2, 3], [3, 2, 1]) == -1.0
    # Anscombe's first set: 0.816
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    assert correlation(x, y) == pytest.approx(0.8164, abs=1e-4)
    assert correlation([1, 1], [1, 2]) is None
    assert correlation([1], [1]) is None


def test_as_a_user_runs_it(tmp_path: Path) -> None:
    path, mine = tmp_path / "store.db", tmp_path / "mine.toml"
    store = connect(path)
    add(store, *TOLD)
    store.close()
    mine.write_text('version = "mine"\n[merging]\nthreshold = 1.0\n', encoding="utf-8")

    def run(*arguments: str) -> list[dict[str, str]]:
        done = CliRunner().invoke(group, ["sensitivity", "--db", str(path), "--format", "csv", *arguments], standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return list(csv.DictReader(io.StringIO(done.stdout)))

    days = ("--since", "2024-06-01", "--until", "2024-06-30")
    rows = run("--rules", str(mine), "--unit", "country", *days)
    assert {r["variant"] for r in rows} == {BASE, str(mine)}
    assert [r["total"] for r in rows if r["class"] == "material_conflict"] == ["2.0", "4.0"]
    side_by_side = run("--variant", "strict", "--cells", "1", *days)
    assert [r["class"] for r in side_by_side] == ["score"]
    assert run("--as-of", "2024-06-11", "--variant", "strict")[0]["events"] == "1"
    with pytest.raises(WrongUsage, match="one name"):
        run("--rules", str(mine), "--rules", str(mine))
