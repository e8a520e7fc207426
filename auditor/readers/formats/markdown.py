"""Markdown: fenced and indented code by the reader of its language, scripts as HTML, tables by their header row, and the rest as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.model.late_pattern import late
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.fence_names import fence_name, guessed_name
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name

if TYPE_CHECKING:
    from markdown_it.token import Token

NAMES = ("*.md", "*.markdown", "*.mdx", "*.rmd", "*.qmd", "*.mdc", "*.mkd")

_ROW = late(r"^[ \t]*\|[^\n]*\|[ \t]*\r?$", re.MULTILINE)
_RULE = late(r"[ \t]*\|(?:[ \t]*:?-{1,}:?[ \t]*\|)+[ \t]*\r?")
_CELL = late(r"\|[ \t]*+((?:[^|\n]*[^|\n \t])?)[ \t]*+(?=\|)")
_EMPHASIS = late(r"[`*_]+")


def read(document: Document) -> Iterator[Literal | EmbeddedDocument]:
    """Yields the fences and scripts as parts, and the cells of tables."""
    yield from _fences(document)
    yield from _tables(document.text)


def _fences(document: Document) -> Iterator[EmbeddedDocument]:
    from markdown_it import MarkdownIt  # only where such a file has a hit

    parser = MarkdownIt("commonmark")
    # Only blocks matter; emphasis and links would be work for nothing.
    parser.core.ruler.enableOnly(["normalize", "block"])
    for token in parser.parse(document.text):
        is_script = token.type == "html_block" and "<script" in token.content
        is_fence = token.type == "fence"
        if (is_script or is_fence or token.type == "code_block") and token.content.strip() and token.map:
            mapped = _content(document, token, token.map[0] + is_fence)
            if mapped is not None:
                says = fence_name(token.info) if token.info.strip() else guessed_name(token.content)
                yield EmbeddedDocument(mapped, "block.html" if is_script else says)


def _content(document: Document, token: Token, first: int) -> MappedText | None:
    """Returns where the lines of a fence are, the first of them at `first`; list items and quotes put something before each."""
    pieces = []
    for index, line in enumerate(token.content.split("\n")[:-1], first + document.first_line):
        whole = document.line_text(index)
        start = document.offset(index, 1) + len(whole) - len(line)
        if not whole.endswith(line):
            return None
        pieces += [(line, start, start + len(line)), ("\n", start + len(line), start + len(line) + 1)]
    return MappedText.joined(piece for piece in pieces if piece[0])


def _tables(text: str) -> Iterator[Literal]:
    """Yields the cells of tables whose header names a credential."""
    header: list[str] = []
    previous, end = "", -1
    for match in _ROW.finditer(text):
        if match.start() != end + 1:
            header = []
        elif _RULE.fullmatch(match[0]):
            header = _header(previous)
        elif header:
            for index, cell in enumerate(_CELL.finditer(text, *match.span())):
                mapped = MappedText.verbatim(text, *cell.span(1))
                bare = mapped[_edge(cell[1]) : len(cell[1]) - _edge(cell[1][::-1])]
                if bare.text and index < len(header):
                    yield Literal(bare, header[index], (), f"row@{match.start()}", "assignment", position=index)
        previous, end = match[0], match.end()


def _header(row: str) -> list[str]:
    names = [_EMPHASIS.sub("", cell) for cell in _CELL.findall(row)]
    return names if any(map(is_credential_word, names)) and all(map(is_name, names)) else []


def _edge(cell: str) -> int:
    match = re.match(r"[`*_]*", cell)
    return match.end() if match else 0
