"""Tells which stretches of a text are whole files in base64, perhaps compressed: `data: {.env: …}`, a CI variable, cloud-init.

Also heredocs, data URLs, attachments of mails over many lines, and `Authorization: Basic …`. Base64 after RFC 4648, with
the line breaks of RFC 2045; gzip after RFC 1952, zlib after RFC 1950.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

from msgspec import Struct

from auditor.model.secret import PlainBytes
from auditor.readers.plain.key_shapes import is_shape

_RUN = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{56,}+"
    r"(?:(?:\r?\n|\\n)[ \t]{0,40}[A-Za-z0-9+/_-]{4,}+(?=={0,2}(?:[\s\"'\\<]|\Z)))*+={0,2}"
)
"""A long run of base64 and the lines of base64 right under it."""
_VALUE = re.compile(rb"\s*+[A-Za-z0-9+/_=-]{0,100}+\s*+")
"""One value in base64 is a value and no file."""
_NO_BASE64 = re.compile(r"\\n|[^A-Za-z0-9+/_-]")
_HEAD = 16
"""Characters of base64 whose bytes tell a text from random bytes: all twelve are printable for one run in 100 000."""
_BINARY = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r") + b"\x7f"
_GZIP, _ZLIB = b"\x1f\x8b", (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MOST_RUNS = 1_000
"""Runs of one text that are decoded."""
_LARGEST = 2_000_000
"""Bytes that one text may unwrap to in all."""
_ANY_HEADER = 32 + zlib.MAX_WBITS
"""Tells zlib to accept a gzip header as well as its own."""


class Wrapped(Struct, frozen=True):
    """A file inside a text. Holds plaintext."""

    start: int
    """The offset of its first character in the text around it."""
    end: int
    data: PlainBytes

    def __repr__(self) -> str:
        """Returns a description without the content."""
        return f"<Wrapped {len(self.data)} bytes>"


def wrapped(text: str) -> Iterator[Wrapped]:
    """Returns every file that a text holds in base64, decompressed; no more than the limits of this module allow."""
    left = _LARGEST
    for number, match in enumerate(_RUN.finditer(text)):
        if number >= _MOST_RUNS or left <= 0:
            return
        data = b"" if is_shape(match[0]) else _unwrapped(match[0], left)
        if data and not _VALUE.fullmatch(data):
            left -= len(data)
            yield Wrapped(match.start(), match.end(), PlainBytes(data))


def _unwrapped(run: str, limit: int) -> bytes:
    """Returns the text or the decompressed bytes in a run, or nothing where it holds neither."""
    head = _decoded(run[:_HEAD])
    if not _is_text(head) and not head.startswith((_GZIP, *_ZLIB)):
        return b""
    data = _decoded(_NO_BASE64.sub("", run[: 2 * limit]))
    if not data.startswith((_GZIP, *_ZLIB)):
        return data[:limit]
    try:
        return zlib.decompressobj(_ANY_HEADER).decompress(data, limit)
    except zlib.error:
        return b""


def _decoded(text: str) -> bytes:
    """Returns the bytes of base64 or base64url without padding, of whole groups of four characters and the rest."""
    body = text.translate(_URL_TO_STANDARD)
    body = body[: len(body) - (len(body) % 4 == 1)]
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        return b""


def _is_text(head: bytes) -> bool:
    """Returns whether bytes are the beginning of a text: no control character, and UTF-8 where it is not ASCII."""
    if not head or head.translate(None, _BINARY) != head:
        return False
    # A character may be cut off at the end.
    return head.isascii() or len(head.decode("utf-8", "ignore").encode()) >= len(head) - 3


_URL_TO_STANDARD = str.maketrans("-_", "+/")
