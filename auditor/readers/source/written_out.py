"""Finds the code that comments and docstrings of a program show: fences, doctests, code and literal blocks. Each is a document of its own.

A fence in a comment has the comment's mark before each of its lines; what is shown is read without it, at its own place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model.late_pattern import late
from auditor.readers.document import EmbeddedDocument
from auditor.readers.fence_names import fence_name, guessed_name
from auditor.readers.mapped_text import MappedText
from auditor.readers.source.documentation_tags import tagged_code
from auditor.readers.source.languages import Language

_MARKS = ("```", "~~~", ">>> ", "code-block::", "code::", "sourcecode::", "::\n", "::\r\n", "{@")
"""Without any of these a text shows no code."""
_EDGE = r"(?P<edge>[ \t]{0,40}+(?:(?://[/!]?|#!?|--|;{1,4}|%{1,4}|\*)[ \t]{0,40}+)?)"
"""What is before a line of a comment, or of a docstring."""
_OPENING = late(
    _EDGE + r"(?:(?P<fence>`{3,20}+|~{3,20}+)[ \t]{0,9}(?P<info>[^`\n]{0,200})"
    r"|(?P<prompt>>>>[ \t])[^\n]*|\.\.[ \t](?:code-block|code|sourcecode)::[ \t]{0,9}(?P<block>[\w+#-]{0,40})[ \t]{0,40}"
    r"|(?P<literal>(?!\.\.[ \t])[^\n]{0,300}?::)[ \t]{0,9})"
)
_MOST_LINES = 1_000
"""Lines of one fence."""
_RUST = frozenset({"", "no_run", "ignore", "should_panic", "compile_fail", "edition2018", "edition2021", "edition2024"})
"""What is behind the mark of a fence in the documentation of Rust that is in Rust (the rustdoc book, "Attributes")."""


_IN_RESTRUCTURED_TEXT = frozenset({"python", "restructuredtext"})
"""Languages whose documentation has literal blocks behind `::`; elsewhere that is an operator."""
_DOCUMENTED_BY_TAGS = frozenset({"java", "kotlin", "scala", "groovy"})


def written_out(text: str, language: Language) -> Iterator[EmbeddedDocument]:
    """Yields the code that a program shows, in order; a fence without an end is none."""
    if not any(mark in text for mark in _MARKS):
        return
    if "{@" in text and language.name in _DOCUMENTED_BY_TAGS:
        yield from tagged_code(text, f"fence{language.patterns[0].lstrip('*')}")
    lines = _Lines(text)
    at = 0
    while at < len(lines):
        opening = _OPENING.fullmatch(lines[at])
        if opening is None:
            at += 1
        elif opening["fence"]:
            end, is_closed = _fence(lines, at, opening)
            if is_closed:
                info = opening["info"].strip()
                is_rust = language.name == "rust" and re.split(r"[,\s]", info)[0] in _RUST
                yield from lines.part(at + 1, end, opening["edge"], "fence.rs" if is_rust else fence_name(info))
            at = end + 1
        elif opening["prompt"]:
            end = _prompts(lines, at, opening["edge"])
            yield from lines.part(at, end, opening["edge"], "fence.py", prompt=len(opening["prompt"]))
            at = end
        elif opening["literal"]:
            end = _block(lines, at + 1, opening["edge"])
            is_shown = language.name in _IN_RESTRUCTURED_TEXT and end > at + 1
            if not is_shown or not _is_blank(lines[at + 1], opening["edge"]):
                at += 1
                continue
            code = "\n".join(lines[line] for line in range(at + 1, end))
            guessed = guessed_name(code)
            yield from lines.part(at + 1, end, opening["edge"], "fence.py" if guessed == "fence." else guessed)
            at = end
        else:
            end = _block(lines, at + 1, opening["edge"])
            yield from lines.part(at + 1, end, opening["edge"], fence_name(opening["block"]))
            at = end


class _Lines(Sequence[str]):
    """The lines of a text with their places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        self._lines: list[str] = []
        start = 0
        for line in text.split("\n"):
            self._starts.append(start)
            self._lines.append(line.removesuffix("\r"))
            start += len(line) + 1

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return self._lines[at]

    def part(self, first: int, last: int, edge: str, name: str, *, prompt: int = 0) -> Iterator[EmbeddedDocument]:
        """Yields lines without their edge as a document, if anything is in them."""
        pieces: list[tuple[str, int, int]] = []
        for at in range(first, last):
            content = _without(self._lines[at], edge)[prompt:]
            end = self._starts[at] + len(self._lines[at])
            pieces += [(content, end - len(content), end), ("\n", end, end + 1)]
        if any(piece[0].strip() for piece in pieces):
            yield EmbeddedDocument(MappedText.joined(piece for piece in pieces if piece[0]), name)


def _without(line: str, edge: str) -> str:
    return line[len(edge) :] if line.startswith(edge) else line[len(edge.rstrip()) :].lstrip(" \t")


def _belongs(line: str, edge: str) -> bool:
    """Returns whether a line can be of the comment or docstring that a fence with this edge is in."""
    return line.startswith(edge) or line.rstrip() == edge.rstrip() or not line.strip()


def _is_blank(line: str, edge: str) -> bool:
    return line.strip() in {"", edge.strip()}


def _fence(lines: _Lines, at: int, opening: re.Match[str]) -> tuple[int, bool]:
    """Returns the line that ends a fence, or that shows that it is none."""
    edge, mark = opening["edge"], opening["fence"]
    for end in range(at + 1, min(len(lines), at + _MOST_LINES)):
        line = lines[end]
        if not _belongs(line, edge):
            return end - 1, False
        content = line[len(edge) :].strip()
        if content.startswith(mark) and not content.strip(mark[0]):
            return end, True
    return min(len(lines), at + _MOST_LINES) - 1, False


def _prompts(lines: _Lines, at: int, edge: str) -> int:
    """Returns the line after those of a doctest that are code."""
    end = at + 1
    while end < len(lines) and lines[end].startswith((f"{edge}>>> ", f"{edge}... ")):
        end += 1
    return end


def _block(lines: _Lines, at: int, edge: str) -> int:
    """Returns the line after a block that is indented more than what announces it."""
    end = at
    while end < len(lines) and (_is_blank(lines[end], edge) or lines[end].startswith((f"{edge} ", f"{edge}\t"))):
        end += 1
    return end
