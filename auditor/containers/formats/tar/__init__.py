"""Tar archives, as they are or unpacked on the way: ustar, pax, GNU, sparse."""

from __future__ import annotations

from auditor.containers.form import Form

FORMS = (Form(b"ustar", at=257), Form(suffix=".tar"))
OPAQUE = True
NESTS = True
