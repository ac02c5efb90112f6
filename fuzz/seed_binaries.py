"""Writes the seeds that no editor can write: packed ones, archives, Parquet, PDF. Texts are our own."""
# ruff: noqa: INP001

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
from backports import zstd
from pyarrow import parquet

FOLDER = Path(__file__).parent / "seeds" / "readers"
TEXT = b"Osterby police arrested two ferrymen on Monday, the harbour office said."
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><article><p>" + TEXT + b"</p></article></body></html>\r\n"


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(TEXT)
        archive.addfile(member, io.BytesIO(TEXT))
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("a.txt", TEXT), ("b.jsonl", b'{"text": "' + TEXT + b'"}\n')):
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table({"body": [TEXT.decode(), None], "day": ["2024-06-19", "x"], "n": [1, 2]}), out, compression="none")
    return out.getvalue()


def _pdf() -> bytes:
    drawing = b"BT /F1 10 Tf 50 780 Td (" + TEXT + b") Tj ET"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (Ferrymen) /CreationDate (D:20240617083000Z) >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 7\n0000000000 65535 f \n"
    return out + head + table + b"trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


SEEDS = {
    "packed.gz": (".txt.gz", gzip.compress(TEXT, mtime=0)),
    "packed.zst": (".jsonl.zst", zstd.compress(b'{"text": "' + TEXT + b'"}\n')),
    "archive.tar": (".tar", _tar()),
    "archive.tgz": (".tgz", gzip.compress(_tar(), mtime=0)),
    "archive.zip": (".zip", _zip()),
    "table.parquet": (".parquet", _parquet()),
    "release.pdf": (".pdf", _pdf()),
    "utf16.txt": (".txt", TEXT.decode().encode("utf-16")),
    "latin.txt": (".txt", "Le maire d’Osterby said that café owners protested on Monday.".encode("cp1252")),
    "pages.warc": (
        ".warc",
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/a\r\nWARC-Date: 2024-06-19T08:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(ANSWER), ANSWER),
    ),
}


if __name__ == "__main__":
    for name, (suffix, data) in SEEDS.items():
        (FOLDER / name).write_bytes(suffix.encode() + b"\n" + data)
