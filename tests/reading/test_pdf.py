from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
LINES = (
    "Ministry sends engineers",
    "The ministry announced on Monday that it will send forty engineers to the flooded districts of the",
    "river, where thousands of residents have been displaced since the begin-",
    "ning of the month.",
    "Uganda and Tanzania agreed to share intelligence along the border. Opposition leaders rejected the",
    "agreement as unconstitutional.",
)
TEXT = (
    "Ministry sends engineers\n\nThe ministry announced on Monday that it will send forty engineers to the flooded districts of the river, "
    "where thousands of residents have been displaced since the beginning of the month.\n\nUganda and Tanzania agreed to share "
    "intelligence along the border. Opposition leaders rejected the agreement as unconstitutional."
)


def pdf(*pages: Sequence[str], info: str = "/Title (Engineers) /Author (The Ministry) /CreationDate (D:20240617083000Z)") -> bytes:
    """A file as the simplest writers make it: one font, a line a line."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", f"<< {info} >>"]
    kids = []
    for lines in pages:
        drawing = "BT /F1 10 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    return out + f"{table}trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def test_a_press_release(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(LINES))
    (report,), skipped = reading(tmp_path / "a.pdf")
    assert skipped == []
    assert report.text == TEXT
    assert (report.title, report.byline, report.published) == ("Engineers", "The Ministry", None)
    assert report.extra == {"published_basis": "none", "created": "2024-06-17T08:30:00+00:00"}


def test_what_heads_and_foots_every_page_is_left_out(reading: Reading) -> None:
    pages = [("The Ministry of Works", *LINES, f"Page {n} of 3") for n in (1, 2, 3)]
    (report,), _ = reading("-", stdin=pdf(*pages))
    assert "Ministry of Works" not in report.text
    assert "Page" not in report.text
    assert report.text.count("Uganda") == 3


def test_files_that_cannot_be_read(reading: Reading) -> None:
    for data, reason in (
        (pdf(()), "holds no text, as a scan"),
        (pdf(LINES)[:300], "cannot be read"),
        (pdf(*[("a",)] * 201), "has 201 pages"),
        (pdf(["x" * 90] * 40_000), "a page drawn by more than"),
        (b"%PDF-1.4\n" + b"x" * 30_000_000, "larger than"),
    ):
        reports, skipped = reading("-", stdin=data)
        assert reports == []
        assert len(skipped) == 1
        assert reason in skipped[0]


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=20), place=st.integers(9, 1_500))
@pytest.mark.filterwarnings("ignore")
def test_no_bytes_raise_anything(data: bytes, place: int) -> None:
    source = pdf(LINES)
    list(read(["-"], ReadOptions(), on_skip=lambda _: None, stdin=io.BytesIO(source[:place] + data + source[place + len(data) :])))
