"""Excel workbooks."""

from __future__ import annotations

from auditor.containers.form import Form

FORMS = tuple(Form(b"PK\x03\x04", suffix=suffix) for suffix in (".xlsx", ".xlsm", ".xltx", ".xltm"))
OPAQUE = True
NESTS = False
