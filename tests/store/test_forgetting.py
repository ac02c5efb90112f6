"""What is forgotten is gone: from every table, from the file itself, and it does not come back. And stores that keep no text."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_helpers import Clock, add, report, tables, told
from store_toy import Toy

from dateline.errors import NotInStore, WrongUsage
from dateline.store import querying, quoting, reviewing, schema, watching
from dateline.store.filters import Filters
from dateline.store.forgetting import forget_name, forget_report, wipe
from dateline.store.opening import Store
from dateline.store.quoting import QuoteFilters
from dateline.store.remerging import remerge
from dateline.store.running import recode, run
from dateline.store.texts import EXTRACTS_SHARE, LONGEST_EXTRACT, unpack

NAMED = report(
    "Jane Doe visited Poland in Warsaw on 2024-06-20. A crowd cheered Jane  Doe, and JANE DOE's brother. Poland met Ukraine.",
    id="named",
    title="Jane Doe in Warsaw",
    byline="By Jane Doe",
    outlet="Alpha",
    published="2024-06-21",
    desk={"about": ["Jane Doe"], "seen": 3},
)
QUOTED = report("Russia attacked Ukraine on 2024-06-19, Jane Doe said.", id="quoted", outlet="Beta", published="2024-06-20")
OTHER = report("Overnight, as many feared: Russia attacked Ukraine on 2024-06-19.", id="other", outlet="Gamma", published="2024-06-20")


def everything(store: Store) -> Iterator[str]:
    """Every value of every row, packed ones unpacked."""
    with store.reading() as connection:
        for table in schema.metadata.sorted_tables:
            if table is schema.sentence_vectors:  # numbers, no words; tests/store/test_likeness.py holds that they go, too
                continue
            for row in connection.execute(sa.select(table)).mappings():
                for value in row.values():
                    if isinstance(value, bytes | memoryview):
                        yield unpack(bytes(value))
                    else:
                        yield str(value)


def test_a_name_is_gone_from_everywhere(opens: Callable[..., Store], url: str) -> None:
    store = opens()
    add(store, NAMED, QUOTED, OTHER)
    watching.add(store, watching.WatchGiven("About Jane Doe", {"participant": "Jane Doe"}))
    with store.reading() as connection:
        row = connection.execute(
            sa.select(schema.mentions.c.mention, schema.codings.c.report_id, schema.codings.c.coder, schema.mentions.c.type).join(
                schema.codings, schema.codings.c.id == schema.mentions.c.coding_id
            )
        ).first()
    assert row is not None
    judged = reviewing.Judged(row.mention, row.report_id, row.coder, row.type)
    reviewing.add(store, judged, "jane doe", "correct", {"actors": "Jane Doe"}, {"type": row.type}, "it was Jane Doe")
    assert any("jane_doe" in value for value in everything(store))
    assert forget_name(store, "jane doe", reason="asked to be") == 2
    remerge(store, tables(), force=True)
    wipe(store)
    for value in everything(store):
        assert "jane doe" not in value.lower().replace("_", " ").replace("  ", " ")
        assert "doe" not in value.lower()
    assert len(list(querying.events(store, Filters()))) == 3
    assert not list(querying.events(store, Filters(text="doe")))
    assert not list(querying.events(store, Filters(participant="Doe")))
    assert [q.speaker for q in quoting.quotes(store, QuoteFilters())] == ["████████"]
    (event,) = querying.events(store, Filters(types=("CONSULT",), place="Warsaw"))
    assert [(p.name, p.code, p.id) for p in event.actors] == [("████████", None, None)]
    evidence = querying.event(store, event.id).evidence[0]
    assert evidence.sentence == "████████ visited Poland in Warsaw on 2024-06-20."
    store.close()
    with contextlib.suppress(OSError):
        assert b"doe" not in Path(url).read_bytes().lower()


def test_a_forgotten_name_is_covered_in_reports_to_come(store: Store) -> None:
    add(store, NAMED)
    forget_name(store, "Jane Doe")
    remerge(store, tables(), force=True)
    done = add(store, NAMED, QUOTED)
    assert (done.known, done.new) == (1, 1)
    assert not any("doe" in value.lower() for value in everything(store))


def test_a_report_is_gone_with_all_versions_and_the_history_of_its_events(opens: Callable[..., Store], url: str, clock: Clock) -> None:
    store = opens()
    changed = report(NAMED.text + " It rained.", id="named", outlet="Alpha", published="2024-06-21")
    add(store, NAMED, QUOTED)
    clock.day(1)
    add(store, changed, OTHER)
    assert forget_report(store, "named", reason="withdrawn") == 2
    remerge(store, tables(), force=True)
    wipe(store)
    assert told(store) == ["2024-06-19 ASSAULT corroborated 2/2"]
    assert not any(word in value for value in everything(store) for word in ("rained", "cheered", "Warsaw", "named", "2024-06-21"))
    done = add(store, NAMED, changed, report(NAMED.text, id="elsewhere", outlet="Other"))
    assert (done.forgotten, done.new) == (3, 0)
    with store.reading() as connection:
        kept = connection.execute(sa.select(schema.tombstones.c.kind, schema.tombstones.c.reason)).all()
    assert {tuple(row) for row in kept} == {("report", "withdrawn")}
    store.close()
    with contextlib.suppress(OSError):
        assert b"arsaw" not in Path(url).read_bytes()


def test_a_report_that_shared_an_event_leaves_the_others(store: Store) -> None:
    add(store, QUOTED, OTHER)
    assert told(store) == ["2024-06-19 ASSAULT corroborated 2/2"]
    forget_report(store, "quoted")
    remerge(store, tables())
    assert told(store) == ["2024-06-19 ASSAULT reported 1/1"]


def test_what_is_not_there_cannot_be_forgotten(store: Store) -> None:
    with pytest.raises(NotInStore, match="nowhere"):
        forget_report(store, "nowhere")
    with pytest.raises(WrongUsage, match="no name"):
        forget_name(store, " - ")


# --- no text

LONG = report(
    " ".join(
        [
            "Nobody had slept in the old town, and the lamps along the river were burning as they had in the winter of the great flood.",
            "Russian troops attacked Ukraine in Kharkiv on 2024-06-18, killing 12, police said.",
            "The baker on the corner opened at five as he always does, with a radio under the counter that nobody listened to any more,",
            "and Poland aided Ukraine on 2024-06-19, which people in the queue had heard from somebody who drives the night bus.",
            *(
                "It is quiet in the streets behind the market, where the children of three schools share the rooms of one. "
                for _ in range(8)
            ),
        ]
    ),
    id="long",
    outlet="Alpha",
    published="2024-06-20",
    summary="Nobody had slept in the old town, " * 10,
    desk="foreign",
)


def test_without_text_only_short_extracts_are_kept(opens: Callable[..., Store]) -> None:
    store = opens(keep_text=False)
    add(store, LONG)
    kept = list(everything(store))
    for start in range(len(LONG.text) - LONGEST_EXTRACT):
        window = LONG.text[start : start + LONGEST_EXTRACT + 1]
        assert not any(window in value for value in kept)
    with store.reading() as connection:
        row = connection.execute(sa.select(schema.reports)).one()
    held = unpack(row.text)
    assert len(held) == row.length == len(LONG.text)
    assert len(held.replace(" ", "")) <= max(LONGEST_EXTRACT, EXTRACTS_SHARE * len(LONG.text))
    assert json.loads(row.extra) == {"summary": None, "desk": "foreign"}
    assert not row.whole
    assert "2024-06-18 ASSAULT reported 1/1 killed 12" in told(store)
    (event,) = querying.events(store, Filters(types=("ASSAULT",)))
    assert querying.event(store, event.id).evidence[0].sentence.startswith("Russian troops attacked Ukraine in Kharkiv")
    assert len(list(querying.events(store, Filters(text="Kharkiv")))) == 2
    assert not list(querying.events(store, Filters(text="baker")))
    assert add(store, LONG).known == 1


def test_without_text_recoding_needs_the_inputs_once_more(opens: Callable[..., Store], clock: Clock) -> None:
    store = opens(keep_text=False)
    add(store, LONG)
    other = Toy(version=2)
    clock.day(1)
    with pytest.raises(WrongUsage, match="keeps no text"):
        recode(store, other, other.stamp)
    stranger = report("Poland met Ukraine.", id="stranger")
    done = recode(store, other, other.stamp, reports=[LONG, stranger])
    assert (done.coded, done.known) == (1, 1)
    assert run(store, [LONG], other, other.stamp).known == 1
