"""Archives that nobody opens here: said, because a report that is silent about them would read as an all-clear."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from auditor.containers.form import Form
from auditor.containers.member import Member, Opening
from auditor.containers.trouble import ENCRYPTED
from auditor.model.report import Skipped

_DATABASES = (".db", ".db3", ".sqlite", ".sqlite3")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"MSCF\0\0\0\0": "cabinet",
    b"LZIP\x01": "lzip",
    b"\x04\x22\x4d\x18": "LZ4",
    b"\x1f\x9d": "compress",
}

FORMS = (*(Form(mark) for mark in _KINDS), Form(_OLE), *(Form(suffix=suffix) for suffix in _DATABASES))
OPAQUE = True
NESTS = True

_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PAGE = 512
_SAMPLE = 4096


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Nothing: its bytes are read as they are."""
    kind = next((kind for mark, kind in _KINDS.items() if opening.data.startswith(mark)), "")
    if kind:
        yield Skipped("", f"a {kind} archive: not opened")
    elif _ENCRYPTED_OFFICE in opening.data if opening.data.startswith(_OLE) else _looks_encrypted(opening.data):
        yield Skipped("", ENCRYPTED)


def _looks_encrypted(data: bytes) -> bool:
    """Whether what is called a database is pages of bytes without any order, as SQLCipher writes them."""
    sample = data[:_SAMPLE]
    return len(data) >= _PAGE and len(data) % _PAGE == 0 and len(zlib.compress(sample)) > len(sample)
