"""A document as a reader finds it, and the documents embedded in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, final

from auditor.model.field import Field, FieldKind
from auditor.model.location import Span
from auditor.model.secret import Plain, Secret
from auditor.readers.long_runs import long_runs
from auditor.readers.mapped_text import MappedText


class Document:
    r"""The text of one blob, with the name that chooses its reader.

    Offsets count characters of `text` from 0; lines and columns count from 1. A line ends at `\\n`, so that
    `\\r\\n` counts once; a lone `\\r` ends no line, as in git.
    """

    def __init__(
        self, text: str, name: str, *, member: str | None = None, first_line: int = 1, first_column: int = 1
    ) -> None:
        self.text = Plain(text)
        self.name = name
        """The path of the file, relative to the audited root, with `/`; for a member, the member's path."""
        self.member = member
        self.first_line = first_line
        """The number of the first line of `text`, for a window into a larger file."""
        self.first_column = first_column
        """The column of the first character of `text`; more than 1 only in a window that starts inside a line."""
        self.plain_values: list[MappedText] | None = None
        """What the plain reader takes for values in it, once it was asked (`plain_reader.values_of`)."""
        self.value_hints: int | None = None
        """Which passes can find a value in it, once that was asked (`value_hints.hints_of`)."""

    @cached_property
    def long_runs(self) -> list[tuple[int, int]]:
        """Where its long runs are, in which values are."""
        return long_runs(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    def position(self, offset: int) -> tuple[int, int]:
        """Returns line and column of the character at `offset` (0 to `len(text)`)."""
        index = bisect_right(self._line_starts, offset) - 1
        column = offset - self._line_starts[index] + 1
        return index + self.first_line, column if index else column + self.first_column - 1

    def span(self, start: int, end: int) -> Span:
        """Returns the span of `text[start:end]`."""
        return Span(*self.position(start), *self.position(end))

    def offset(self, line: int, column: int) -> int:
        """Returns the offset of a position as `position` gives it."""
        index = line - self.first_line
        return self._line_starts[index] + column - (1 if index else self.first_column)

    def offsets(self, span: Span) -> tuple[int, int]:
        """Returns where a span begins and ends."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def line_text(self, line: int) -> Plain:
        """Returns the text of a line without its end; empty outside the document."""
        index = line - self.first_line
        if not 0 <= index < len(self._line_starts):
            return Plain("")
        start = self._line_starts[index]
        end = self._line_starts[index + 1] - 1 if index + 1 < len(self._line_starts) else len(self.text)
        return Plain(self.text[start:end].removesuffix("\r"))


@final
class Literal(NamedTuple):
    """One literal value. The names mean what they mean in `model.field.Field`.

    A tuple and no dataclass because a lock file has a hundred thousand of them.
    """

    mapped: MappedText
    name: str = ""
    path: tuple[str, ...] = ()
    group: str = ""
    kind: FieldKind = "text"
    callee: str = ""
    position: int | None = None

    def within(self, outer: MappedText) -> Literal:
        """Returns this literal of a text that was itself decoded from another."""
        return self._replace(mapped=self.mapped.within(outer))

    def field(self, document: Document) -> Field:
        """Returns the field of this literal in `document`."""
        return Field(
            value=Secret(self.mapped.text),
            span=document.span(self.mapped.start, self.mapped.end),
            name=self.name,
            path=self.path,
            group=self.group,
            kind=self.kind,
            callee=self.callee,
            position=self.position,
            member=document.member,
        )


@final
class EmbeddedDocument(NamedTuple):
    """A document inside a document: a fence in Markdown, a script in HTML, a body in a request."""

    mapped: MappedText
    name: str
    """A file name that chooses its reader; where it chooses none the part is plain text."""
    path: tuple[str, ...] = ()
