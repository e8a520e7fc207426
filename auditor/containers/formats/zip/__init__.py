"""Zip archives by whatever name: jar, whl, apk, docx, odt, epub."""

from __future__ import annotations

from auditor.containers.form import Form

FORMS = (
    *(Form(mark) for mark in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK\x03\x04")),
    # A program may stand before the archive.
    *(Form(suffix=suffix) for suffix in (".jar", ".pex", ".pyz", ".pyzw")),
)
OPAQUE = True
NESTS = True
