"""Tells which encoding a blob's bytes are in, and its text, such that no value is lost or merged with its neighbours."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from auditor.model.secret import Plain
from auditor.prefilter.database import Database, Expression, database

_NARROW = rb"[\t\n\r\x20-\x7e\x80-\xff]{4,}"
_WIDE_LE = rb"(?:[\t\n\r\x20-\x7e]\x00){6,}"
_WIDE_BE = rb"(?:\x00[\t\n\r\x20-\x7e]){6,}"
_RUN = re.compile(rb"|".join((_WIDE_LE, _WIDE_BE, _NARROW)))
_WINDOW = 1 << 20
"""Bytes of a binary that are cut into runs at once; so many objects of a large one would take ten times its size."""
_PRINTABLE = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
_FORMS = bytes(65 if byte in _PRINTABLE else byte and 46 for byte in range(256))
"""What each byte is: printable, NUL or something else."""
_ANY_WIDE = b"A\0A\0A\0A\0A\0A"
"""What every run in UTF-16 has in `_FORMS`."""
_NARROW_ONLY = bytes(byte if re.match(_NARROW[: _NARROW.index(b"{")], bytes([byte])) else 0 for byte in range(256))
_SHORTEST = 4
_MARSHALLED = re.compile(
    rb"[\x7a\x5a\xfa\xda](?=([\x10-\xff]))|[\x61\x41\x75\x73\xe1\xc1\xf5\xf3](?=(..\x00\x00))", re.DOTALL
)
"""The head of a string in Python's marshal format: a type code, with or without its reference flag, and a length."""
_TEXT = re.compile(rb"[\t\n\r\x20-\x7e]*+\Z")


def printable_runs(data: bytes) -> Plain:
    """Returns the printable runs of a binary in order, in ASCII and in UTF-16.

    NOTE: in compiled Python a string's length is before it as a byte that may itself look like base64, and what
    follows may too; there the runs are cut where the format says.
    """
    if _is_compiled_python(data):
        data = _cut_marshalled(data)
    return Plain("\n".join(filter(None, map(_runs_in, _windows(data)))))


def _windows(data: bytes) -> Iterator[bytes]:
    """Yields a binary in pieces, cut between two zeros, which no run has."""
    start = 0
    while start < len(data):
        end = data.find(b"\0\0", start + _WINDOW) + 1 or len(data)
        yield data[start:end]
        start = end


def _runs_in(data: bytes) -> str:
    """Returns the runs of a piece, a line each."""
    if _ANY_WIDE in data.translate(_FORMS):
        return "\n".join(_readable(run) for run in _RUN.findall(data))
    runs = [run for run in data.translate(_NARROW_ONLY).split(b"\0") if len(run) >= _SHORTEST]
    return b"\n".join(runs).decode("utf-8", "replace")


def _readable(run: bytes) -> str:
    return run.replace(b"\0", b"").decode("utf-8", "replace")


def _is_compiled_python(data: bytes) -> bool:
    """Returns whether it starts as a `.pyc` file: a magic number that ends in CR LF, then flags below four."""
    return data[2:4] == b"\r\n" and len(data) > 16 and data[4] < 4 and data[5:8] == b"\0\0\0"  # noqa: PLR2004 - as said


def _cut_marshalled(data: bytes) -> bytes:
    """Returns the data with a NUL in place of each string's length, and another after each string."""
    pieces: list[bytes] = []
    at = 16
    while match := _MARSHALLED.search(data, at):
        short, long = match.groups()
        start = match.end() + len(short or long)
        length = int.from_bytes(short or long, "little")
        text = data[start : start + length]
        if len(text) == length and _TEXT.match(text):
            pieces += (data[at : match.start()], b"\0", text, b"\0")
            at = start + length
        else:
            pieces.append(data[at : match.end()])
            at = match.end()
    return b"".join((*pieces, data[at:]))


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_OF_BOMS = frozenset(bom[:1] for bom, _ in _BOMS)
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32), 127))
_ANY_CONTROL = rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]"
"""The same as an expression of Hyperscan, which takes a fifth of the time to see that there are none."""
_BINARY = "binary"
_SAMPLE = 1 << 16
"""Bytes that are scanned to tell UTF-16 and binaries from text."""
_BINARY_SHARE = 0.02
"""Share of control characters above which a blob is no text file with a stray NUL."""
_UTF16_SHARE = 0.7
"""Share of zero bytes among the high bytes of UTF-16 that holds mostly ASCII."""


class DecodedText(Struct, frozen=True):
    """The text of a blob without its byte order mark."""

    text: Plain
    encoding: str
    """`utf-8`, `utf-16-le`, `utf-16-be`, `utf-32-le`, `utf-32-be`, `latin-1`, or `binary`: printable runs, a line each."""
    bom: bool = False
    """Whether a byte order mark stood before the text; it is no part of the text, so column 1 is what follows it."""

    def __repr__(self) -> str:
        return f"<DecodedText of {len(self.text)} characters>"


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


def is_plain_ascii(raw: bytes) -> bool:
    """Returns whether bytes of at most 64 kB are their own text: ASCII, in which nothing asks how they are to be read."""
    return len(raw) <= _SAMPLE and raw.isascii() and not _holds_controls(raw)


def is_binary(raw: bytes) -> bool:
    """Returns whether bytes are no text in any encoding: what `decode` reads as printable runs."""
    return _form(raw)[0] == _BINARY


def _form(raw: bytes) -> tuple[str, int]:
    """Returns what the beginning of a blob says of its encoding, empty where that is not sure, and its mark's length in bytes."""
    if raw[:1] in _FIRST_OF_BOMS:
        for bom, encoding in _BOMS:
            if raw.startswith(bom):
                return encoding, len(bom)
    sample = raw[:_SAMPLE]
    if not _holds_controls(sample):
        return "", 0
    if encoding := _utf16_order(sample):
        return encoding, 0
    return _BINARY if len(sample) - len(sample.translate(None, _CONTROLS)) > _BINARY_SHARE * len(sample) else "", 0


def _holds_controls(sample: bytes) -> bool:
    found = False

    def on_match(*_: object) -> None:
        nonlocal found
        found = True

    _control_database().scan(sample, on_match)
    return found


@lru_cache(maxsize=1)
def _control_database() -> Database:
    import hyperscan  # 12 ms

    return database([Expression(_ANY_CONTROL, hyperscan.HS_FLAG_SINGLEMATCH)])


def _text(raw: bytes) -> DecodedText:
    try:
        return DecodedText(Plain(raw.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        pass
    text = _lenient(raw, "utf-8")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") * 4 < foreign:
        return DecodedText(text, "utf-8")
    return DecodedText(Plain(raw.decode("latin-1")), "latin-1")


def _lenient(raw: bytes, encoding: str) -> Plain:
    return Plain(raw.decode(encoding, "replace"))


def _utf16_order(sample: bytes) -> str:
    """Returns the byte order of UTF-16 without a mark: mostly ASCII has a zero in every other place, and nowhere else."""
    if b"\0" not in sample:
        return ""
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if zeros_odd > _UTF16_SHARE * len(odd) and zeros_even * 8 < zeros_odd:
        return "utf-16-le"
    if zeros_even > _UTF16_SHARE * len(even) and zeros_odd * 8 < zeros_even:
        return "utf-16-be"
    return ""
