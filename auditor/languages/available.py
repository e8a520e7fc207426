"""Tells which languages there are."""

from __future__ import annotations

from pathlib import Path

from auditor.resources import builtin_rules
from auditor.wording.language import ENGLISH


def language_file(code: str) -> Path:
    """Returns the file of a language other than English."""
    return builtin_rules() / "languages" / f"{code}.yaml"


def languages() -> tuple[str, ...]:
    """Returns the codes of all languages, English among them, sorted. A folder is listed for it, nothing is read."""
    return tuple(sorted((ENGLISH, *(file.stem for file in language_file(ENGLISH).parent.glob("*.yaml")))))
