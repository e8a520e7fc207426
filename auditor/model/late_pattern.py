"""Compiles regular expressions when they are first used.

Python compiles an expression in 0.1 to 5 ms. A scan that finds something imports the modules of all formats, labels and
comments, and of their expressions uses half: those that few scans need would take a seventh of a hook's time.
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
