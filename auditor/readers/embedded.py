"""What a reader hands over: literals with the names around them, and parts that are documents of another format."""

from __future__ import annotations

from typing import NamedTuple, final

from auditor.model.field import Field, FieldKind
from auditor.model.secret import Secret
from auditor.readers.document import Document
from auditor.readers.mapped_text import MappedText


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
        """This literal of a text that was itself decoded from another."""
        return self._replace(mapped=self.mapped.within(outer))

    def field(self, document: Document) -> Field:
        """The field of this literal in `document`."""
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
