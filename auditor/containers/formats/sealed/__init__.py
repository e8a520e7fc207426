"""Archives that nobody opens here, and what is encrypted as a whole."""

from __future__ import annotations

from auditor.containers.form import Form

KINDS = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"MSCF\0\0\0\0": "cabinet",
    b"LZIP\x01": "lzip",
    b"\x04\x22\x4d\x18": "LZ4",
    b"\x1f\x9d": "compress",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What Office wraps a document in that it encrypts."""

FORMS = (
    *(Form(mark) for mark in KINDS),
    Form(OLE),
    *(Form(suffix=suffix) for suffix in (".db", ".db3", ".sqlite", ".sqlite3")),
)
OPAQUE = True
NESTS = True
