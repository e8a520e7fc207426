"""Tells what is said of archives that are not opened: silence would read as an all-clear."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from auditor.archives.archive_registry import OLE, PDF, UNSUPPORTED
from auditor.archives.member import Member, Opening
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip

_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PAGE = 512
_SAMPLE = 4096


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields nothing: its bytes are read as they are."""
    kind = next((kind for mark, kind in UNSUPPORTED.items() if opening.data.startswith(mark)), "")
    if kind:
        yield skip("", SkipReason.UNSUPPORTED_ARCHIVE, kind=kind)
    elif opening.data.startswith(PDF):
        # It is no reason to call an audit incomplete: most are manuals, and their pages are pictures of letters.
        yield skip("", SkipReason.PDF, incomplete=False)
    elif opening.data.find(_ENCRYPTED_OFFICE) >= 0 if opening.data.startswith(OLE) else _looks_encrypted(opening.data):
        yield skip("", SkipReason.ENCRYPTED)


def _looks_encrypted(data: bytes) -> bool:
    """Returns whether what is called a database is pages of bytes without any order, as SQLCipher writes them."""
    sample = data[:_SAMPLE]
    return len(data) >= _PAGE and len(data) % _PAGE == 0 and len(zlib.compress(sample)) > len(sample)
