"""Tells what is wrong with a form, gathered so that one run tells all of it."""

from __future__ import annotations

from collections.abc import Collection

from auditor.errors import ConfigurationError
from auditor.model.location import Span
from auditor.redaction import is_showable

_MOST = 20
"""Complaints that one error lists; the rest is counted."""


class Problems:
    """Complaints about one file; `raise_any` turns them into one error. The texts quote no value unseen."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: list[tuple[Span, str]] = []

    def add(self, span: Span, text: str) -> None:
        """Remembers a complaint: `text` is a sentence without a full stop, with what to do."""
        self._found.append((span, text))

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def first(self) -> Span:
        """Where the first complaint in the order of the file is."""
        return min(self._found)[0]

    @property
    def text(self) -> str:
        """All complaints in the order of the file, a line each; the place of the first is left to the error."""
        (_, text), *others = sorted(self._found)
        lines = [f"{self.path}:{location.line}:{location.column}: {other}" for location, other in others[: _MOST - 1]]
        if len(others) >= _MOST:
            lines.append(f"and {len(others) - _MOST + 1} more")
        return "\n".join([text, *lines])

    def raise_any(self) -> None:
        """Raises what was gathered, in the order of the file.

        Raises:
            ConfigurationError: there is a complaint; its position is that of the first, its text lists all.
        """
        if self._found:
            raise ConfigurationError(self.text, path=self.path, line=self.first.line, column=self.first.column)


_LONGEST_TEXT = 120


def shown(text: str) -> str:
    """Returns the text in quotes, or words in its place."""
    return f"'{text}'" if is_showable(text) else "a value that is not repeated here"


def nearest(word: str, words: Collection[str]) -> str:
    """Returns a question that names the nearest of the allowed words; empty if none is near."""
    from difflib import get_close_matches  # only where something is wrong

    matches = get_close_matches(word[:_LONGEST_TEXT], list(words), n=1)
    return f" (did you mean {matches[0]}?)" if matches else ""
