"""Tells what is inside a literal or a part: JSON in a string, a file in a block of YAML, a key in a URL or a header."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from auditor.classification.placeholders import is_encrypted
from auditor.model.report import Skipped
from auditor.readers.command_code import command_code, may_hold_code, read_by
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain import plain_reader
from auditor.readers.plain.assign_labels import named
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.plain.plain_reader import plain_text, values_of
from auditor.readers.reader_registry import Reader, reader_named, reader_of


def completed(document: Document, literals: Sequence[Literal]) -> list[Literal]:
    """Returns the literals of a document, and what the plain reader finds outside them."""
    claimed = _union((literal.mapped.start, literal.mapped.end) for literal in literals)
    values = values_of(document)
    if all(_is_claimed(value, claimed) for value in values):
        return list(literals)  # So in most programs, where labels would be looked for in vain.
    plain = named(plain_text(document), values)
    return [*literals, *(literal for literal in plain if not _is_claimed(literal.mapped, claimed))]


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the spans in order, those that overlap or hold each other made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_claimed(value: MappedText, claimed: list[tuple[int, int]]) -> bool:
    """Returns whether a structured literal covers some of a value."""
    after = bisect_left(claimed, (value.end, 0))
    return after > 0 and claimed[after - 1][1] > value.start


_PURE = re.compile(r"(?!sha-?\d{1,3}-)[A-Za-z0-9+/_-]*={0,2}", re.IGNORECASE)
"""One value or word and nothing else."""
_SHORTEST = 16
_PROMISING = re.compile(
    r"[A-Za-z0-9+/_%&#;.\\-]{16}|\d\s*,\s*\d+\s*,|[^\W\d_][ \t]++(?:[^\W\d_]++[ \t]++){10}|-----BEGIN|[{\[\n]"
)
"""A cheap look: without any of these nothing is inside a text."""
_SQL = re.compile(
    r"\s*+(?:(?:INSERT|REPLACE)\s{1,20}(?:OR\s{1,20}\w{1,20}\s{1,20}|IGNORE\s{1,20})?INTO\s|UPDATE\s{1,20}[\w.\"`\[\]]{1,120}\s{1,20}SET\s)",
    re.IGNORECASE,
)
"""A statement that writes values, as programs hold it in a string."""
_HTML = re.compile(
    r"\s*+<(?:!doctype|html|head|body|script|form|input|div|table|tr|td|p|span|meta|template|section|ul|li|a)[\s>]",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
_COMMANDS = frozenset({"run", "script", "before_script", "after_script", "commands"})
"""Under what CI keeps the commands of its jobs."""
_DEEPEST = 3
"""Documents within documents."""
_WRAPPING = " \t\r\n\"'`,;“”‘’\u00a0\u200b\ufeff"
_PAIRS = {"{": "}", "[": "]"}
_ENCODINGS = frozenset({"base64:", "b64:", "hex:", "ed25519:", "base58:"})


def opened(literal: Literal) -> Iterator[Literal]:
    """Yields the literal, and the values inside it; a credential's name around values goes to them and not to the whole."""
    text = literal.mapped.text
    if len(text) < _SHORTEST or _PURE.fullmatch(text) or not _PROMISING.search(text) or is_encrypted(text):
        yield literal
        return
    inner = list(documents_in(literal)) or list(_values(literal))
    if not inner or not is_credential_word(literal.name):
        yield literal
    yield from inner


def unfolded(part: EmbeddedDocument, depth: int = 1) -> Iterator[Literal]:
    """Yields the literals of a part and of the parts in it, with what is inside them."""
    reader = reader_named(part.name)
    for literal in _read(reader, Document(part.mapped.text, part.name), depth) if reader else ():
        yield _placed(literal, Literal(part.mapped, path=part.path))


def _read(reader: Reader, document: Document, depth: int) -> Iterator[Literal]:
    found = list(reader.read(document))
    if any(isinstance(each, Skipped) for each in found):
        return
    for each in found:
        if isinstance(each, Literal) and each.mapped.text.strip():
            yield from opened(each) if depth == 1 else (each,)
        elif isinstance(each, EmbeddedDocument) and depth < _DEEPEST:
            yield from unfolded(each, depth + 1)


def documents_in(literal: Literal) -> Iterator[Literal]:
    """Yields the literals of a document that a string holds."""
    text = literal.mapped.text
    document = Document(text, literal.name)
    reader = None
    inner: list[Literal] = []
    if text.lstrip()[:1] in _PAIRS and _PAIRS[text.lstrip()[0]] == text.rstrip()[-1] and '"' in text:
        reader = reader_named("inside.json")
    elif _SQL.match(text):
        reader = reader_named("inside.sql")
    elif _HTML.match(text):
        reader = reader_named("inside.html")
    elif literal.name in _COMMANDS or (not literal.name and literal.path[-1:] and literal.path[-1] in _COMMANDS):
        document = Document(text, read_by(literal.callee) or "inside.sh")
        reader = reader_named(document.name)
    elif may_hold_code(text) and (parts := list(command_code(text))):
        inner = [each for part in parts for each in unfolded(part, 2)]
    elif "\n" in text.strip():
        reader = reader_of(document) or (reader_named("inside.md") if _FENCE.search(text) else None)
    if reader:
        inner = list(_read(reader, document, 2))
    if inner:
        inner += [value for each in inner for value in _values(each)]
        yield from (_placed(each, literal) for each in completed(document, inner))


def _values(literal: Literal) -> Iterator[Literal]:
    """Yields the values that the plain reader finds in the literal and that are not simply the literal."""
    text = literal.mapped.text
    if len(text) < _SHORTEST or _PURE.fullmatch(text):
        return
    core = text.strip(_WRAPPING)
    for found in plain_reader.find(text):
        is_whole = text[found.mapped.start : found.mapped.end] == core
        if is_whole and (found.mapped.is_verbatim or core.startswith("[")):
            continue
        yield (
            _placed(found, literal) if not is_whole and _says_more(found.name, literal.name) else _named(found, literal)
        )


def _says_more(name: str, outer: str) -> bool:
    """Returns whether the label inside a literal says more than the literal's own name."""
    if name.lower() in _ENCODINGS:
        return not is_credential_word(outer)
    return name.endswith((":", "-")) or is_credential_word(name)


def _named(found: Literal, outer: Literal) -> Literal:
    """Returns `found` under the names of the literal around it."""
    mapped = found.mapped.within(outer.mapped)
    if found.kind != "item":
        return outer._replace(mapped=mapped)
    group = f"{outer.mapped.start}/{found.group}"
    return outer._replace(mapped=mapped, kind="item", position=found.position, group=group)


def _placed(found: Literal, outer: Literal) -> Literal:
    """Returns `found` under its own names, which are inside the literal around it."""
    path = (*outer.path, *((outer.name,) if outer.name else ()), *found.path)
    group = f"{outer.mapped.start}/{found.group}" if found.group else outer.group
    return found.within(outer.mapped)._replace(path=path, group=group)
