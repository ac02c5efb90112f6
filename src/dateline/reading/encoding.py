"""Bytes → text, where nobody says which encoding it is, or a page declares one."""

from __future__ import annotations

import codecs
import re

_CONTROLS = bytes(b for b in range(32) if b not in b"\b\t\n\v\f\r\x1b")
"""Control characters that texts do not hold; those left out stand in old terminal captures and wire copy."""
_MOST_CONTROLS = 0.05
"""The share of control characters from which bytes are no text: random bytes have 10 %, texts none."""
_ASCII = bytes(range(128))
_WESTERN = 0.15
"""Up to this share of bytes beyond ASCII a text in an old encoding is taken for Windows-1252, which English is written in: accents and
typographic quotes are few. Detectors guess Central European here. Beyond it the script is another, which detectors tell well."""
_DETECT = 8_192
"""Bytes shown to the detector, whose time grows with them."""
_UNDEFINED = {0xDC00 + b: b for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
"""Bytes that Windows-1252 leaves open, read as the WHATWG's Encoding Standard does."""

_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?\bcharset\s*=|\?xml\b[^>]{0,100}?\bencoding\s*=)\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE
)
_DECLARED_WITHIN = 8_192
"""Bytes within which a page declares its encoding; the standard says 1,024, which few keep to."""
_READ_AS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    "iso-8859-8-i": "iso-8859-8",
}
"""Labels that name a larger encoding than they say, or that Python does not know, after the WHATWG's Encoding Standard."""
_OLD = re.compile(r"(?:windows-|cp)125[013-8]|iso-?8859-?(?:[2-8]|10|1[3-6])|koi8-[ru]|gb18030|big5(?:-hkscs)?|euc-jp|ibm866|macintosh")
"""Other labels that are followed. Western ones are not: they stand in templates, whatever the text is in."""


class NoText(ValueError):
    """Bytes that are no text; its text is the reason."""


def check(data: bytes) -> None:
    """Raise `NoText` where many of the bytes are control characters. `data` may be the beginning of a source."""
    if not data:
        return
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls <= _MOST_CONTROLS * len(data):
        return
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) > 0.3 * len(data) and min(even, odd) < 0.1 * len(data):
        raise NoText("looks like UTF-16 without a byte order mark; save it as UTF-8")
    raise NoText("is binary, not text; expected plain text or JSONL")


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page declares in a meta element or as XML, as Python names it; None for UTF-8, Western and unknown ones."""
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    if match is None:
        return None
    label = match[1].decode("ascii", "replace").lower()
    if label not in _READ_AS and _OLD.fullmatch(label) is None:
        return None
    try:
        return codecs.lookup(_READ_AS.get(label, label)).name
    except LookupError:
        return None


def decode(data: bytes, declared: str | None = None) -> str:
    """The text: UTF-8 if it is that, else what it most probably is, at worst Windows-1252. Raises `NoText` for what is no text.

    `declared` is what the text says of itself (a name that Python knows). It is believed where the bytes are no UTF-8, which no
    other encoding looks like.
    """
    check(data)
    if 0 in data:
        raise NoText("holds NUL bytes, so it is no text; expected plain text or JSONL in UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    beyond = len(data.translate(None, _ASCII))
    # A few bad bytes among many good sequences of two to four bytes: UTF-8 that was cut or mixed, and no other encoding.
    if beyond - broken > 4 * broken:
        return damaged
    if declared is not None:
        return data.decode(declared, "replace")
    if beyond > _WESTERN * len(data):
        encoding = _detected(data)
        if encoding is not None:
            return data.decode(encoding, "replace")
    return data.decode("cp1252", "surrogateescape").translate(_UNDEFINED)


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECT]).best()
    return None if best is None else best.encoding
