"""How a container fails: the errors that parsers answer broken input with, and the reasons that a report gives."""

from __future__ import annotations

from functools import lru_cache

DAMAGED = "damaged or cut off: what could be made out was read"
NO_SUCH = "not what its name says, or damaged: read as plain text"
CUT = "larger than the limit for a member: only its start was read"
ENCRYPTED = "encrypted: not read"
WRONG_CHECKSUM = "its checksum is wrong: read all the same"
UNKNOWN_METHOD = "packed with a method that is not known here: not read"
OUTSIDE = "its name leaves the archive (absolute, or with `..`): harmless here, nothing is written; read all the same"
TOO_LARGE = "too large to be opened in memory: only its raw bytes were read"
TOO_DEEP = "an archive nested too deeply: not opened"


class UnreadableError(Exception):
    """A blob is no container of the kind that it seemed to be."""


@lru_cache(maxsize=1)
def broken() -> tuple[type[Exception], ...]:
    """What the parsers of containers raise for broken input. Asked for only when something was raised."""
    # Python evaluates the expression of an `except` clause late, so these imports cost nothing where all is well.
    import lzma
    import sqlite3
    import struct
    import tarfile
    import zipfile
    import zlib

    formats = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, struct.error, sqlite3.Error)
    general = (ArithmeticError, EOFError, LookupError, MemoryError, OSError, RuntimeError, ValueError)
    return (UnreadableError, *formats, *general)
