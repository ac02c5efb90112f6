"""Newsletters as saved mail (EML, RFC 5322), by the standard library: the text that the mail itself carries."""

from __future__ import annotations

import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

from dateline.errors import UnreadableInput
from dateline.reading.encoding import NoText, declared_encoding, decode
from dateline.reading.found import Found, Item, too_large
from dateline.reading.fragments import WithoutText, dated, text_of
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream

_FACTOR = 4
"""A mail may have this many times the bytes of a text: encodings, a second form of the text and small pictures need room."""
_MOST_PARTS = 1_000
_MOST_BOUNDARIES = 50
"""Parts with parts inside them; each of them is asked of every line."""
_LONGEST_HEADER = 10_000
_FIRST = re.compile(rb"(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n])")
_NEEDED = (rb"(?im)^from:", rb"(?im)^(?:date|subject):", rb"(?im)^(?:mime-version|message-id|received|content-type):")
_PARAMETERS = re.compile(rb"(?i)(?:\A|[\r\n])content-(?:type|disposition):(?:[^\r\n]++|(?:\r\n?|\n)[ \t])*+")
"""Headers whose parameters the library takes apart in time that grows with the square of their length."""
_MULTIPART = re.compile(rb"(?im)^content-type:\s*multipart/")


def is_eml(sample: bytes) -> bool:
    """Whether the beginning of a source is the header of a mail."""
    head = re.split(rb"\r?\n\r?\n", sample[:65_536], maxsplit=1)[0]
    return _FIRST.match(head) is not None and all(re.search(needed, head) for needed in _NEEDED)


def read_eml(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The report of a mail: its plain text, or that of its HTML where it has no other. Pictures and attachments are left out."""
    limit = _FACTOR * options.max_bytes
    data = stream.whole(limit)
    if data is None:
        yield too_large(source, limit, what="the mail")
        return
    try:
        yield Found(_fields(data))
    except (WithoutText, NoText) as reason:
        yield UnreadableInput(source, f"the mail {reason}")


def _fields(data: bytes) -> dict[str, Any]:
    if len(_MULTIPART.findall(data)) > _MOST_BOUNDARIES:
        raise WithoutText(f"has more than {_MOST_BOUNDARIES} parts with parts inside them; save its text as plain text (.txt)")
    if any(match.end() - match.start() > _LONGEST_HEADER for match in _PARAMETERS.finditer(data)):
        raise WithoutText(f"has a header of more than {_LONGEST_HEADER:,} bytes; save its text as plain text (.txt)")
    try:
        mail = BytesParser(policy=compat32).parsebytes(data)
        parts = _parts(mail)
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError) as error:  # a stranger's mail may be anything
        raise WithoutText(f"cannot be taken apart ({type(error).__name__}); save its text as plain text (.txt)") from error
    if not any(mail.get(name) for name in ("From", "Subject", "Date")):
        raise WithoutText("has no headers From, Subject or Date, so it is none; expected a message as mail programs save it")
    name, address = email.utils.parseaddr(_header(mail, "From") or "")
    fields: dict[str, Any] = {
        "text": _text(parts),
        "title": _header(mail, "Subject"),
        "outlet": name or address.rpartition("@")[2] or None,
        "language": _header(mail, "Content-Language"),
        **dated((("Date", _header(mail, "Date")),)),
    }
    for key, header in (("message_id", "Message-ID"), ("list_id", "List-ID"), ("from", "From")):
        if (value := _header(mail, header)) is not None:
            fields[key] = value
    return fields


def _parts(mail: Message) -> list[tuple[str, bytes, str | None]]:
    """The parts that are text: media type, bytes, encoding that they say."""
    found: list[tuple[str, bytes, str | None]] = []
    for number, part in enumerate(mail.walk()):
        if number > _MOST_PARTS:
            raise WithoutText(f"has more than {_MOST_PARTS:,} parts; save its text as plain text (.txt)")
        kind = part.get_content_type()
        if part.is_multipart() or kind not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found.append((kind, payload, part.get_param("charset") if isinstance(part.get_param("charset"), str) else None))  # type: ignore[arg-type]
    return found


def _text(parts: list[tuple[str, bytes, str | None]]) -> str:
    for wanted in ("text/plain", "text/html"):
        texts = []
        for kind, data, charset in parts:
            if kind != wanted or not data.strip():
                continue
            label = b"<meta charset=" + charset.encode("ascii", "replace") + b">" if charset else data
            text = decode(data, declared_encoding(label))
            texts.append(text_of(text) if kind == "text/html" else text.replace("\r\n", "\n").strip("\n"))
        if any(text.strip() for text in texts):
            return "\n\n".join(text for text in texts if text.strip())
    raise WithoutText("has no text; attachments and pictures are not opened")


def _header(mail: Message, name: str) -> str | None:
    raw = mail.get(name)
    if raw is None:
        return None
    try:
        text = str(email.header.make_header(email.header.decode_header(str(raw)[:_LONGEST_HEADER])))
    except (ValueError, LookupError, TypeError, email.errors.MessageError):
        text = str(raw)[:_LONGEST_HEADER]
    return " ".join(text.split()) or None
