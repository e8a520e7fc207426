"""Finds the code in documentation comments of Java: `{@code …}`, as a rule in `<pre>`, and `{@snippet …}` (JEP 413)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.late_pattern import late
from auditor.readers.document import EmbeddedDocument
from auditor.readers.fence_names import fence_name
from auditor.readers.mapped_text import MappedText

_BRACE = late(r"\{@code\s|\{@snippet\b(?P<attributes>[^{}:\n]{0,200}+):|[{}]")
_LANGUAGE = late(r"\blang[ \t]{0,9}=[ \t]{0,9}[\"']?([\w+#-]{1,40})")
_EDGE = late(r"[ \t]*(?:\*(?!/) ?)?")


def tagged_code(text: str, name: str) -> Iterator[EmbeddedDocument]:
    """Yields the code in the tags of each documentation comment, in order; a tag without an end shows none.

    Args:
        text: The text of a program.
        name: A file name of its language, which is that of its documentation too.
    """
    end = 0
    while (start := text.find("/**", end)) >= 0 and (end := text.find("*/", start + 3)) >= 0:
        if text.find("{@", start, end) >= 0:
            yield from _tags(text, start, end, name)


def _tags(text: str, start: int, end: int, name: str) -> Iterator[EmbeddedDocument]:
    opened: list[re.Match[str]] = []
    outer: re.Match[str] | None = None
    for brace in _BRACE.finditer(text, start, end):
        if brace[0] != "}":
            opened.append(brace)
            if outer is None and brace[0] != "{":
                outer = brace
        elif opened and opened.pop() is outer:
            language = _LANGUAGE.search(outer["attributes"] or "")
            code = _lines(text, outer.end(), brace.start())
            if code.text.strip():
                yield EmbeddedDocument(code, fence_name(language[1]) if language else name)
            outer = None


def _lines(text: str, start: int, end: int) -> MappedText:
    """Returns the lines of a comment without the mark before each."""
    pieces: list[tuple[str, int, int]] = []
    for number, line in enumerate(text[start:end].splitlines(keepends=True)):
        edge = _EDGE.match(line) if number else None
        first = start + (edge.end() if edge else 0)
        start += len(line)
        if first < start:
            pieces.append((text[first:start], first, start))
    return MappedText.joined(pieces)
