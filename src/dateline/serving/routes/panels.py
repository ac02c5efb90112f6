"""Panels and files: what goes on into other programs."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from dateline.cli.rows import cell
from dateline.serving import downloads, shapes
from dateline.serving.answering import ERRORS, Json, Reading, TheDesk
from dateline.serving.asking import Filtered
from dateline.serving.failing import ApiError
from dateline.store.panels import Panel, PanelSettings, UnitKind, panel
from dateline.store.periods import Period

router = APIRouter(tags=["files"], dependencies=[Reading], responses=ERRORS)
_MOST_CELLS = 2_000_000

Format = Literal[
    "csv",
    "followthemoney",
    "gdelt-events",
    "gdelt-mentions",
    "geojson",
    "graphml",
    "icews",
    "jsonl",
    "jsonld",
    "parquet",
    "phoenix",
    "polecat",
]


class PanelAsked(Filtered):
    """A panel. Quad classes, a box and `planned` of other lists are not asked here: classes are columns."""

    unit: UnitKind = "dyad"
    period: Period = "month"
    with_planned: bool = False
    historical: bool = False
    corroborated: bool = False
    undirected: bool = False
    format: Literal["json", "csv"] | None = Field(default=None, description="Else by the header Accept: text/csv or JSON.")


class ExportAsked(Filtered):
    """A file."""

    format: Format


@router.get(
    "/panel",
    response_model=shapes.PanelOf,
    summary="Events counted by unit and period",
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def counted(request: Request, desk: TheDesk, asked: Annotated[PanelAsked, Query()]) -> Response:
    """What docs/store.md says of panels, as JSON or CSV. Only what reports give as fact is counted."""
    if asked.quad or asked.bbox is not None or asked.planned != "all":
        raise ApiError(422, "invalid", "a panel takes no quad, bbox or planned; use with_planned, and pick classes by column", "quad")
    with desk.at(asked.limits()) as store:
        settings = PanelSettings(
            asked.unit,
            asked.period,
            planned=asked.with_planned,
            historical=asked.historical,
            corroborated=asked.corroborated,
            undirected=asked.undirected,
            filters=asked.wanted().filters,
        )
        found = panel(store, settings)
    if len(found.rows) * len(found.columns) > _MOST_CELLS:
        raise ApiError(422, "too_many", "the panel would be too large to send; choose longer periods, or use 'dateline panel'", "period")
    as_csv = asked.format == "csv" or (asked.format is None and "text/csv" in request.headers.get("accept", ""))
    if as_csv:
        return Response(_csv(found), media_type="text/csv; charset=utf-8", headers=_named("dateline-panel.csv"))
    return Json(
        {"columns": list(found.columns), "rows": [list(r) for r in found.rows], "made_by": found.made_by, "left_out": found.left_out}
    )


def _csv(found: Panel) -> bytes:
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    written.writerow([cell(c) for c in found.columns])
    written.writerows([cell(v) for v in row] for row in found.rows)
    return out.getvalue().encode("utf-8", "replace")


@router.get(
    "/export",
    summary="Events as a file",
    response_class=StreamingResponse,
    responses={200: {"description": "The file.", "content": {kind: {} for kind, _ in sorted(set(downloads.KINDS.values()))}}},
)
def export(desk: TheDesk, asked: Annotated[ExportAsked, Query()]) -> Response:
    """The events wanted in a format of `dateline export` (docs/exports.md says what each cannot hold)."""
    kind, ending = downloads.KINDS[asked.format]
    with desk.at(asked.limits()) as store:
        file = downloads.export(store, asked.wanted(), asked.format, desk.settings.export_events)
    return StreamingResponse(downloads.chunks(file), media_type=kind, headers=_named(f"dateline-events.{ending}"))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
