"""Tells what a rule is: one problem, when it holds, how bad it is, what to say, and examples; with its place in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from auditor.errors import ConfigurationError
from auditor.model.finding import Action, Confidence, Severity, Subject, Traits
from auditor.model.location import Exposure, Reach, Span
from auditor.redaction import holds_secret
from auditor.wording.language import say

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
"""What one character of a double-quoted scalar is written as (YAML 1.1, section 5.6)."""
_STYLES = ("'", '"', "|", ">")
"""The first characters of scalars that are not plain; no plain one begins so."""
_CONTINUATION = re.compile(r"(?:\\\r?\n[ \t]*)*")
"""An escaped line break in a double-quoted scalar means nothing."""


_WIDEST = 300
"""Characters of a line that an error quotes; of a longer one it shows the part around the place."""


class RuleText(Struct, frozen=True):
    """The text of a rule file or a pack's description. Offsets count its characters from 0."""

    path: str
    text: str

    def error(self, message: str, offset: int, length: int = 1) -> ConfigurationError:
        """Returns an error at `text[offset : offset + length]`, with the line and carets under those characters.

        A line that holds a secret, pasted there by mistake, is not quoted.
        """
        offset = min(offset, len(self.text))
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        line = self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")
        column = offset - start
        shown, at = (line, column) if len(line) <= _WIDEST else (line[max(0, column - 40) :][:_WIDEST], min(column, 40))
        margin = "".join("\t" if character == "\t" else " " for character in shown[:at])
        carets = "^" * max(1, min(length, len(shown) - at))
        number = self.text.count("\n", 0, offset) + 1
        return ConfigurationError(
            message,
            path=self.path,
            line=number,
            column=column + 1,
            excerpt="" if holds_secret(line) else f"{number:>5} | {shown}\n      | {margin}{carets}",
        )

    def error_at(self, span: Span, message: str) -> ConfigurationError:
        """Returns an error at a span."""
        start = self.start(span)
        return self.error(message, start, self.end(span) - start)

    def offset(self, line: int, column: int) -> int:
        """Returns the offset of a position; that of the end for one behind it."""
        at = 0
        for _ in range(line - 1):
            at = self.text.find("\n", at) + 1 or len(self.text)
        return min(at + column - 1, len(self.text))

    def start(self, span: Span) -> int:
        """Returns the offset at which a span begins."""
        return self.offset(span.line, span.column)

    def end(self, span: Span) -> int:
        """Returns the offset behind a span."""
        return self.offset(span.end_line, span.end_column)

    def offsets(self, value: str, at: int) -> list[int]:
        """Returns the offset in the file of every character of the value of the scalar at an offset, and of its end.

        YAML folds lines and resolves escapes, so the value is laid next to its source: what is no white space is
        in both in the same order, and white space of the value is looked for where the source has some.
        """
        style = self.text[at] if self.text[at : at + 1] in _STYLES else None
        if style in ("|", ">"):
            at = self.text.index("\n", at) + 1
        elif style:
            at += 1
        found = []
        for character in value:
            at = self._next(at, character, style)
            found.append(at)
            at += self._width(at, character, style)
        return [*found, min(at, len(self.text))]

    def _next(self, at: int, character: str, style: str | None) -> int:
        """Returns where the character is, from `at` on."""
        while True:
            if style == '"' and (continuation := _CONTINUATION.match(self.text, at)):
                at = continuation.end()
            if character.isspace() or not self.text[at].isspace():
                return at
            at += 1

    def _width(self, at: int, character: str, style: str | None) -> int:
        """Returns how many characters of the source the character at `at` takes; 0 for white space that folding made."""
        if style == '"' and self.text[at] == "\\" and (escape := _ESCAPE.match(self.text, at)):
            return len(escape[0])
        if style == "'" and character == "'":
            return 2
        return 0 if character.isspace() and not self.text[at : at + 1].isspace() else 1


class Written(Struct, frozen=True):
    """A text of a rule file that remembers where it is."""

    text: str
    source: RuleText
    offset: int
    """Where the YAML scalar begins in the file."""

    def error(self, message: str, start: int = 0, length: int = 1) -> ConfigurationError:
        """Returns an error at `text[start : start + length]`, told at its position in the file."""
        offsets = self.source.offsets(self.text, self.offset)
        return self.source.error(message, offsets[min(start, len(self.text))], length)


class Variant(Struct, frozen=True, kw_only=True):
    """What changes where a further condition holds; None keeps what the rule says."""

    when: Written
    severity: Severity | None = None
    confidence: Confidence | None = None
    action: Action | None = None
    message: Written | None = None
    remediation: Written | None = None


class ByReach(Struct, frozen=True, kw_only=True):
    """What differs where a secret got just so far; None keeps what the rule and its variant say."""

    severity: Severity | None = None
    """The most that it can be."""
    action: Action | None = None
    remediation: Written | None = None


class Example(Struct, frozen=True, kw_only=True):
    """Files that a rule must flag, or must let pass. Texts hold placeholders of `sample_keys`."""

    title: str
    files: Mapping[str, str]
    flags: bool
    exposure: Exposure = Exposure.TRACKED


class Rule(Struct, frozen=True, kw_only=True):
    """One rule, as its file says it. The headings are those of `rules explain`."""

    code: str
    slug: str
    title: str
    """One line that names the problem."""
    traits: Traits
    severity: Severity
    confidence: Confidence
    action: Action = Action.FIX
    """What to do first. What a pack does not say is to be fixed as its remediation says."""
    group: str = ""
    """Of the findings of one non-empty group at one place, only that of the highest precedence stays."""
    precedence: int = 0
    when: Written
    message: Written
    variants: tuple[Variant, ...] = ()
    """The first whose condition holds speaks for the rule."""
    remediation: Written
    by_reach: Mapping[Reach, ByReach] = {}
    what: str
    why: str
    example: str
    use_instead: str
    references: tuple[str, ...]
    data: Mapping[str, tuple[str, ...]]
    """Lists that the condition may use as `data.<name>`."""
    examples: tuple[Example, ...]
    category: str
    """The folder of the rule in its pack."""
    pack: str
    """The name of its pack."""
    path: str

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.traits.subject

    @property
    def help_markdown(self) -> str:
        """The five headings as Markdown."""
        references = "\n".join(f"- <{url}>" for url in self.references)
        return help_of(self.what, self.why, self.example, self.use_instead, references)


def help_of(what: str, why: str, example: str, use_instead: str, references: str) -> str:
    """Returns the five headings of a rule with their texts, as Markdown in the spoken language."""
    sections = (
        (say("What it does"), what),
        (say("Why is this bad?"), why),
        (say("Example"), example),
        (say("Use instead"), use_instead),
        (say("References"), references),
    )
    return "\n\n".join(f"## {heading}\n\n{text.strip()}" for heading, text in sections) + "\n"
