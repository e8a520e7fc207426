"""Compiles the expressions of a format when the first of its documents is read.

Whatever is scanned, the modules of all formats are imported for the names of their files; the expressions of those that
no file is in would take half of that time.
"""

from __future__ import annotations

import re
from typing import Any, cast, final


@final
class LatePattern:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, text: str, flags: int) -> None:
        self.text = text
        self.late_flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a method of a compiled expression
        found = getattr(re.compile(self.text, self.late_flags), name)
        setattr(self, name, found)
        return found


def late(text: str, flags: int = 0) -> re.Pattern[str]:
    """Returns what is used as `re.compile(text, flags)` is, for names of modules that few scans need."""
    return cast("re.Pattern[str]", LatePattern(text, flags))
