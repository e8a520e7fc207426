"""Jupyter notebooks."""

from __future__ import annotations

from auditor.containers.form import Form

FORMS = (Form(suffix=".ipynb"),)
OPAQUE = False
NESTS = False
