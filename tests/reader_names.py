"""A name for every reader and every source language, as the program itself has them."""

from __future__ import annotations

import re
from functools import cache

from auditor.readers.reader_registry import readers
from auditor.readers.source.languages import LANGUAGES


@cache
def names() -> tuple[str, ...]:
    """Returns names of files; a new format or language joins without being named."""
    patterns = [reader.NAMES[0] for reader in readers()] + [language.patterns[0] for language in LANGUAGES]
    others = ["a.txt", "a", "a.eml", "a.log", ".env", "dockerfile", "a.sh", "a.bat", "a.properties", "a.jsonl"]
    return (*others, *(re.sub(r"[*?]", "a", pattern) for pattern in dict.fromkeys(patterns)))
