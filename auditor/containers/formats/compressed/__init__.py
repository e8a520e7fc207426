"""Single compressed files: gzip, bzip2, xz, LZMA and Zstandard; most hold a tar archive."""

from __future__ import annotations

from auditor.containers.form import Form

GZIP, BZIP2, XZ, ZSTANDARD = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"

FORMS = (
    Form(GZIP),
    Form(XZ),
    Form(ZSTANDARD),
    *(Form(BZIP2 + bytes([level]) + b"1AY&SY") for level in b"123456789"),
    Form(suffix=".lzma"),
)
OPAQUE = True
NESTS = True
