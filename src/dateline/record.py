"""The Python door: code reports, and hold what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dateline.errors import WrongUsage
from dateline.model import CodedReport, EventMention, Report, report_id

if TYPE_CHECKING:
    import pandas as pd

    from dateline.coding.coder import Coder


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """Coded reports, in the order given. Iterate over it for the reports, over `.events` for the events."""

    reports: tuple[CodedReport, ...]

    def __iter__(self) -> Iterator[CodedReport]:
        """The coded reports, in order."""
        return iter(self.reports)

    def __len__(self) -> int:
        """How many reports."""
        return len(self.reports)

    @property
    def events(self) -> tuple[EventMention, ...]:
        """All events of all reports, in order."""
        return tuple(e for r in self.reports for e in r.events or ())

    def __repr__(self) -> str:
        """How many of what: reports, events, and the commonest types."""
        counted = Counter(e.type for e in self.events)
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:5])
        return f"<Record: {len(self.reports)} reports, {sum(counted.values())} events{': ' + kinds if kinds else ''}>"

    def rows(self) -> list[dict[str, Any]]:
        """One flat dictionary an event, with the columns that data frames want; lists are joined by `;`."""
        rows = []
        for coded in self.reports:
            sources = {a.id: a for a in coded.attributions or ()}
            for e in coded.events or ():
                said = [s.name or s.text for a in e.attributions if a in sources and (s := sources[a].source) is not None]
                rows.append(
                    {
                        "event_id": e.id,
                        "report_id": coded.report.id,
                        "outlet": coded.report.outlet,
                        "published": coded.report.published.isoformat() if coded.report.published else None,
                        "event_type": e.type,
                        "event_mode": e.mode,
                        "act_type": e.act.type if e.act else None,
                        "cameo": e.cameo,
                        "quad_class": e.quad,
                        "score": e.score,
                        "goldstein": e.goldstein,
                        "actor_names": ";".join(p.name or p.text for p in e.actors),
                        "actor_codes": ";".join(p.code or "" for p in e.actors),
                        "recipient_names": ";".join(p.name or p.text for p in e.recipients),
                        "recipient_codes": ";".join(p.code or "" for p in e.recipients),
                        "date_start": e.when.start,
                        "date_end": e.when.end,
                        "date_precision": e.when.precision,
                        "date_basis": e.when.basis,
                        "place": e.where.name if e.where else None,
                        "country": e.where.country if e.where else None,
                        "latitude": e.where.latitude if e.where else None,
                        "longitude": e.where.longitude if e.where else None,
                        "factuality": e.factuality.score,
                        "auxiliary": ";".join(e.auxiliary),
                        "sources": ";".join(dict.fromkeys(said)),
                        "confidence": e.confidence,
                        "trigger_start": e.trigger.start,
                        "trigger_end": e.trigger.end,
                        "trigger": e.trigger.text,
                    }
                )
        return rows

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with one row an event. Needs pandas, which is not installed with Dateline."""
        try:
            import pandas as pd
        except ImportError as error:
            raise WrongUsage("to_pandas() needs pandas; install it with: pip install pandas") from error
        return pd.DataFrame(self.rows())


def as_report(given: Report | str | Mapping[str, Any]) -> Report:
    """A Report from a text, a dictionary with the fields of input JSONL, or a Report. Raises `WrongUsage` for anything else."""
    if isinstance(given, Report):
        return given
    if isinstance(given, str):
        return Report(id=report_id(given), text=given)
    if isinstance(given, Mapping):
        from dateline.reading import report_from_fields

        return report_from_fields(given)
    raise WrongUsage(f"expected a text, a Report or a dictionary with 'text', not {type(given).__name__}")


def code(reports: Iterable[Report | str | Mapping[str, Any]] | Report | str, *, coder: Coder | None = None, **settings: Any) -> Record:
    """Code reports and give the record.

    `reports` are texts, `Report`s or dictionaries as in input JSONL (one of them alone will do). `settings` are the fields of
    `dateline.Settings` (`layers`, `model`, `knowledge`, `min_confidence`); pass a `coder` of your own to load the models only once.
    """
    from dateline.coding.coder import Settings, load_coder

    if isinstance(reports, Report | str):
        reports = [reports]
    if coder is not None and settings:
        raise WrongUsage("give either a coder or settings; a coder has its settings already")
    used = coder or load_coder(Settings(**settings))
    return Record(tuple(used.code_all(as_report(r) for r in reports)))
