"""Which texts a binary holds: its printable runs, each on a line of its own, as `strings` shows them."""

from __future__ import annotations

import re

_NARROW = rb"[\t\n\r\x20-\x7e\x80-\xff]{4,}"
_WIDE_LE = rb"(?:[\t\n\r\x20-\x7e]\x00){6,}"
_WIDE_BE = rb"(?:\x00[\t\n\r\x20-\x7e]){6,}"
_RUN = re.compile(rb"|".join((_WIDE_LE, _WIDE_BE, _NARROW)))
_MARSHALLED = re.compile(
    rb"[\x7a\x5a\xfa\xda](?=([\x10-\xff]))|[\x61\x41\x75\x73\xe1\xc1\xf5\xf3](?=(..\x00\x00))", re.DOTALL
)
"""The head of a string in Python's marshal format: a type code, with or without its reference flag, and a length."""
_TEXT = re.compile(rb"[\t\n\r\x20-\x7e]*+\Z")


def printable_runs(data: bytes) -> str:
    """The printable runs of a binary in order, in ASCII and in UTF-16.

    NOTE: in compiled Python a string's length is before it as a byte that may itself look like base64, and what
    follows may too; there the runs are cut where the format says.
    """
    if _is_compiled_python(data):
        data = _cut_marshalled(data)
    return "\n".join(_readable(run) for run in _RUN.findall(data))


def _readable(run: bytes) -> str:
    return run.replace(b"\0", b"").decode("utf-8", "replace")


def _is_compiled_python(data: bytes) -> bool:
    """Whether it starts as a `.pyc` file: a magic number that ends in CR LF, then flags below four."""
    return data[2:4] == b"\r\n" and len(data) > 16 and data[4] < 4 and data[5:8] == b"\0\0\0"  # noqa: PLR2004 - as said


def _cut_marshalled(data: bytes) -> bytes:
    """The data with a NUL in place of each string's length, and another after each string."""
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
