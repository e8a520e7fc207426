"""Which encoding a blob's bytes are in, and its text, such that no value is lost or merged with its neighbours."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from auditor.readers.binary_strings import printable_runs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32), 127))
_BINARY = "binary"
_SAMPLE = 1 << 16
"""Bytes that are scanned to tell UTF-16 and binaries from text."""
_BINARY_SHARE = 0.02
"""Share of control characters above which a blob is no text file with a stray NUL."""
_UTF16_SHARE = 0.7
"""Share of zero bytes among the high bytes of UTF-16 that holds mostly ASCII."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a blob without its byte order mark."""

    text: str = field(repr=False)
    encoding: str
    """`utf-8`, `utf-16-le`, `utf-16-be`, `utf-32-le`, `utf-32-be`, `latin-1`, or `binary`: printable runs, a line each."""
    bom: bool = False
    """Whether a byte order mark stood before the text; it is no part of the text, so column 1 is what follows it."""


def decode(data: bytes | memoryview) -> DecodedText:
    """Decodes any bytes.

    Text in UTF-8 or UTF-16 is what it is; what is neither is read as Latin-1, one character a byte, or as UTF-8 with
    a mark for each wrong byte where most of it is right. A binary is read as its printable runs.
    """
    raw = bytes(data)
    encoding, mark = _form(raw)
    if encoding == _BINARY:
        return DecodedText(printable_runs(raw), _BINARY)
    if encoding:
        return DecodedText(_lenient(raw[mark:], encoding), encoding, bom=mark > 0)
    return _text(raw)


def is_binary(raw: bytes) -> bool:
    """Whether bytes are no text in any encoding: what `decode` reads as printable runs."""
    return _form(raw)[0] == _BINARY


def _form(raw: bytes) -> tuple[str, int]:
    """What the beginning of a blob says of its encoding, empty where that is not sure, and its mark's length in bytes."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return encoding, len(bom)
    sample = raw[:_SAMPLE]
    if encoding := _utf16_order(sample):
        return encoding, 0
    return _BINARY if len(sample) - len(sample.translate(None, _CONTROLS)) > _BINARY_SHARE * len(sample) else "", 0


def _text(raw: bytes) -> DecodedText:
    try:
        return DecodedText(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = _lenient(raw, "utf-8")
    foreign = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") * 4 < foreign:
        return DecodedText(text, "utf-8")
    return DecodedText(raw.decode("latin-1"), "latin-1")


def _lenient(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, "replace")


def _utf16_order(sample: bytes) -> str:
    """The byte order of UTF-16 without a mark: mostly ASCII has a zero in every other place, and nowhere else."""
    if b"\0" not in sample:
        return ""
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if zeros_odd > _UTF16_SHARE * len(odd) and zeros_even * 8 < zeros_odd:
        return "utf-16-le"
    if zeros_even > _UTF16_SHARE * len(even) and zeros_odd * 8 < zeros_even:
        return "utf-16-be"
    return ""
