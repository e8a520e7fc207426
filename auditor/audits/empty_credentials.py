"""Finds named credentials that hold nothing or a placeholder: an empty field is no value, so no rule ever sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import get_args

from msgspec import Struct

from auditor.classification.field_names import labelled_role, naming_of
from auditor.classification.placeholders import is_unfilled
from auditor.model.blob_source import BlobRef, Chunk, Source
from auditor.model.finding import Question, Severity
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Role
from auditor.model.report import Answer, CheckRow, Skipped
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.text_encoding import decode
from auditor.redaction import redacted
from auditor.rulebook.path_facts import path_facts
from auditor.vocabulary.vocabulary import Vocabulary

EMPTY, PLACEHOLDER = "empty", "placeholder"
_LARGEST = 1 << 20
_ROLES = {Role.API_KEY: "API key", Role.API_SECRET: "API secret"}
_EMPTY = re.compile(
    r"""^(?P<indent>[ \t]*+)(?:export[ \t]++|set[ \t]++|-[ \t]++|[{,][ \t]*+)*["']?(?P<name>[A-Za-z_][\w.-]{1,99})["']?[ \t]*+[=:]"""
    r"""[ \t]*+(?:""|''|null|None|nil|~)?+[ \t]*+[,;}]*+[ \t]*+(?:(?:\#|//).*)?\r?$""",
    re.MULTILINE,
)


class Unfilled(Struct, frozen=True, kw_only=True):
    """A credential by its name that has no value."""

    path: str
    line: int
    name: str
    role: str
    state: str
    """`empty` or `placeholder`."""


class NamedFields(Struct, frozen=True):
    """What the files of a scope say of named credentials."""

    unfilled: tuple[Unfilled, ...] = ()
    filled: frozenset[str] = frozenset()
    """The names of all fields that have a value."""
    places: tuple[Provenance, ...] = ()
    """The files of those without."""


def named_fields(source: Source, named: Collection[str] | None, vocabulary: Vocabulary) -> NamedFields:
    """Returns the credentials without a value, and the names that have one.

    Args:
        source: What was checked.
        named: The files that were asked for one by one, where an unbranded name counts too; None for all.
        vocabulary: The names of fields.
    """
    items = [item for item in source.items() if isinstance(item, BlobRef) and _is_meant(item.name, named)]
    unfilled: list[Unfilled] = []
    filled: set[str] = set()
    for item, content in source.blob_reader().stream(items):
        if isinstance(content, (Skipped, Chunk)) or len(content) > _LARGEST:
            continue
        text = decode(content).text
        fields, _ = read(Document(text, item.name))
        is_asked = named is None or item.name in named
        for field in fields:
            is_empty = is_unfilled(field, vocabulary)
            if not is_empty:
                filled.add(field.name)
            elif role := _role(field.name, vocabulary, is_asked=is_asked):
                line = field.span.line
                unfilled.append(Unfilled(path=item.name, line=line, name=field.name, role=role, state=PLACEHOLDER))
        unfilled += _empty(item.name, text, vocabulary, is_asked=is_asked)
    found = {(one.path, one.name): one for one in unfilled if one.name not in filled}
    paths = {one.path for one in found.values()}
    places = source.provenances([item.key for item in items if item.name in paths]) if paths else {}
    return NamedFields(
        unfilled=tuple(sorted(found.values(), key=lambda one: (one.path, one.line))),
        filled=frozenset(filled),
        places=tuple(place for several in places.values() for place in several),
    )


def rows(unfilled: Iterable[Unfilled], provenances: Iterable[Provenance]) -> Iterator[CheckRow]:
    """Yields a row of the table for each credential without a value."""
    known = {one.path: one for one in provenances}
    for one in unfilled:
        place = known.get(one.path, Provenance(one.path, Exposure.UNVERSIONED))
        yield CheckRow(
            location=Location(one.path, Span(one.line, 1, one.line, 1)),
            field=one.name,
            role=one.role,
            exposure=place.exposure,
            mode=place.mode,
            answers=tuple(_answer(question, one.state) for question in get_args(Question)),
        )


REQUIRED = "required, but without a value"
"""How a sentence about a required name begins."""


def lacking(required: Sequence[str], found: NamedFields) -> list[str]:
    """Returns a sentence for each required name that has no value."""
    said = []
    for name in dict.fromkeys(required):
        if name in found.filled:
            continue
        one = next((one for one in found.unfilled if one.name == name), None)
        what = (
            f"is {'empty' if one.state == EMPTY else 'a placeholder'} in {one.path}:{one.line}" if one else "is missing"
        )
        said.append(f"{REQUIRED}: {redacted(name)} {what}")
    return said


def _answer(question: Question, state: str) -> Answer:
    if question == "canonical":
        return Answer(question=question, good=False, words=state, severity=Severity.INFO)
    return Answer(question=question, good=None, words="-")


def _is_meant(path: str, named: Collection[str] | None) -> bool:
    return named is None or path in named or path_facts(path).live_config


def _role(name: str, vocabulary: Vocabulary, *, is_asked: bool) -> str:
    naming = naming_of(name, vocabulary)
    is_ours = naming.branded or (is_asked and not naming.generic and not naming.product)
    role = labelled_role(name, vocabulary) if naming.branded and naming.role is Role.NONE else naming.role
    return _ROLES.get(role, "") if is_ours else ""


def _empty(path: str, text: str, vocabulary: Vocabulary, *, is_asked: bool) -> Iterator[Unfilled]:
    line, counted = 1, 0
    for match in _EMPTY.finditer(text):
        line += text.count("\n", counted, match.start("name"))
        counted = match.start("name")
        role = _role(match["name"], vocabulary, is_asked=is_asked)
        if role and not _goes_on(text, match.end(), len(match["indent"])):
            yield Unfilled(path=path, line=line, name=match["name"], role=role, state=EMPTY)


def _goes_on(text: str, at: int, indent: int) -> bool:
    """Returns whether the value is on the next line, as a mapping or a folded text in YAML."""
    line = ""
    for _ in range(4):
        if at >= len(text) or line.strip():
            break
        start, at = at + 1, text.find("\n", at + 1) % (len(text) + 1)
        line = text[start:at]
    return bool(line.strip()) and len(line) - len(line.lstrip(" \t")) > indent and not line.lstrip().startswith("#")
