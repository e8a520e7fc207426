"""SQLite databases."""

from __future__ import annotations

from auditor.containers.form import Form

FORMS = (Form(b"SQLite format 3\0"),)
OPAQUE = False
NESTS = False
