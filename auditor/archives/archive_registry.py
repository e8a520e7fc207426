"""Recognises archives by their first bytes, or by name where a format has no magic bytes.

It is called for every blob and must cost well below a microsecond; the module that reads a format is imported on first
use.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.archives.member import Member, Opening
    from auditor.model.report import Skipped


GZIP, BZIP2, XZ, ZSTANDARD = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Start of an OLE compound file, in which Office wraps an encrypted document."""
PDF = b"%PDF-"
UNSUPPORTED = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"MSCF\0\0\0\0": "cabinet",
    b"LZIP\x01": "lzip",
    b"\x04\x22\x4d\x18": "LZ4",
    b"\x1f\x9d": "compress",
}
"""Start of archives that are recognised but cannot be opened, with the name of each format."""


class Signature(NamedTuple):
    """One way to recognise a format; all given parts must match."""

    magic: bytes = b""
    """Bytes at the start, or at `offset`."""
    offset: int = 0
    suffix: str = ""
    """End of the file name from its last dot, in lower case."""


class Format(NamedTuple):
    """An archive format and what the walk has to know before it opens one."""

    module: str
    """Name of the module in `archives.formats`; it is imported on first use."""
    signatures: tuple[Signature, ...]
    opaque: bool = True
    """Whether the raw bytes hide the contents. If not, a blob is opened only if the prefilter matched its raw bytes."""
    nests: bool = True
    """Whether it counts as a level of archives within archives."""


def _magic(*magics: bytes) -> tuple[Signature, ...]:
    return tuple(Signature(magic) for magic in magics)


def _suffixes(*suffixes: str, magic: bytes = b"") -> tuple[Signature, ...]:
    return tuple(Signature(magic, suffix=suffix) for suffix in suffixes)


_DOCUMENTS = (".docx", ".docm", ".dotx", ".dotm", ".pptx", ".pptm", ".ppsx", ".odt", ".ott", ".ods", ".odp")

FORMATS = (
    # Single compressed files; most hold a tar archive.
    Format(
        "compressed",
        (
            *_magic(GZIP, XZ, ZSTANDARD, *(BZIP2 + bytes([level]) + b"1AY&SY" for level in b"123456789")),
            *_suffixes(".lzma"),
        ),
    ),
    Format("notebook", _suffixes(".ipynb"), opaque=False, nests=False),
    Format("sqlite", _magic(b"SQLite format 3\0"), opaque=False, nests=False),
    Format("tar", (Signature(b"ustar", offset=257), *_suffixes(".tar"))),
    # What nobody opens here, and what is encrypted as a whole.
    Format("unsupported", (*_magic(*UNSUPPORTED, OLE, PDF), *_suffixes(".db", ".db3", ".sqlite", ".sqlite3"))),
    Format("workbook", _suffixes(".xlsx", ".xlsm", ".xltx", ".xltm", magic=ZIP), nests=False),
    Format("office", _suffixes(*_DOCUMENTS, magic=ZIP), nests=False),
    # By whatever name (whl, apk, epub); a program may precede the archive in those with a suffix.
    Format(
        "zip",
        (
            *_magic(ZIP, b"PK\x05\x06", b"PK\x07\x08", b"PK00PK\x03\x04"),
            *_suffixes(".jar", ".pex", ".pyz", ".pyzw"),
        ),
    ),
)


def members(archive: Format, opening: Opening) -> Iterator[Member | Skipped]:
    """Returns what a blob of this format holds, in order."""
    reader = import_module(f"auditor.archives.formats.{archive.module}")
    return cast("Iterator[Member | Skipped]", reader.members(opening))


class _Index(NamedTuple):
    by_first_byte: dict[int, list[tuple[Signature, Format]]]
    by_suffix: dict[str, Format]
    deep: tuple[tuple[slice, bytes, Format], ...]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_first_byte: dict[int, list[tuple[Signature, Format]]] = defaultdict(list)
    by_suffix: dict[str, Format] = {}
    deep: list[tuple[slice, bytes, Format]] = []
    for archive in FORMATS:
        for signature in archive.signatures:
            if signature.offset:
                end = signature.offset + len(signature.magic)
                deep.append((slice(signature.offset, end), signature.magic, archive))
            elif signature.magic:
                by_first_byte[signature.magic[0]].append((signature, archive))
            else:
                by_suffix[signature.suffix.removeprefix(".")] = archive
    # The signature that asks for most comes first: a workbook is a zip archive with a certain name.
    sure_first = {byte: sorted(found, key=lambda pair: not pair[0].suffix) for byte, found in by_first_byte.items()}
    return _Index(sure_first, by_suffix, tuple(deep))


def format_of(data: bytes | memoryview, name: str) -> Format | None:
    """Returns the archive format of a blob, or None if it is no archive."""
    if not data:
        return None
    by_first_byte, by_suffix, deep = _index()
    for signature, archive in by_first_byte.get(data[0], ()):
        if data[: len(signature.magic)] == signature.magic and name.lower().endswith(signature.suffix):
            return archive
    for location, magic, archive in deep:
        if data[location] == magic:
            return archive
    return by_suffix.get(name.rpartition(".")[2]) if name else None
