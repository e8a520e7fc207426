"""Zip archives by whatever name: jar, whl, apk, docx, odt, epub."""

from __future__ import annotations

from auditor.containers.form import Form

FORMS = (Form(b"PK\x03\x04"), Form(b"PK\x05\x06"), Form(b"PK\x07\x08"), Form(b"PK00PK\x03\x04"))
OPAQUE = True
NESTS = True
