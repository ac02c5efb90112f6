"""Bytes → text, where nobody says which encoding it is."""

from __future__ import annotations

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


def decode(data: bytes) -> str:
    """The text: UTF-8 if it is that, else what it most probably is, at worst Windows-1252. Raises `NoText` for what is no text."""
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
    if beyond > _WESTERN * len(data):
        encoding = _detected(data)
        if encoding is not None:
            return data.decode(encoding, "replace")
    return data.decode("cp1252", "surrogateescape").translate(_UNDEFINED)


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECT]).best()
    return None if best is None else best.encoding
