"""Tells which paths the configuration leaves out: patterns in the syntax of `.gitignore`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.wording.amounts import plural
from auditor.wording.skip_words import skip


def excludes(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Says of paths relative to the root, with `/`, whether a pattern leaves them out; a folder's ends in `/`."""
    if not patterns:
        return lambda _path: False
    from pathspec import GitIgnoreSpec  # 30 ms, only where something is excluded

    return GitIgnoreSpec.from_lines(patterns).match_file


def excluded_note(count: int, noun: str = "file") -> Skipped:
    """Returns the note about so many excluded files, or folders."""
    return skip(".", SkipReason.EXCLUDED, incomplete=False, excluded=count, amount=plural(count, noun))
