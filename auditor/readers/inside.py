"""What stands inside a literal: JSON in a string, a file in a block of YAML, a key in a URL or a header line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.field import Trouble
from auditor.readers import plain
from auditor.readers.document import Document
from auditor.readers.literal import Literal
from auditor.readers.passage import Passage
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.registry import reader_named, reader_of

_PURE = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
"""One value or word and nothing else."""
_SHORTEST = 16
_WRAPPING = " \t\r\n\"'`,;“”‘’\u00a0\u200b\ufeff"
_PAIRS = {"{": "}", "[": "]"}


def opened(literal: Literal) -> Iterator[Literal]:
    """The literal, and the values inside it; a credential's name around values goes to them and not to the whole."""
    text = literal.passage.text
    if len(text) < _SHORTEST or _PURE.fullmatch(text):
        yield literal
        return
    inner = list(_documents(literal)) or list(_values(literal))
    if not inner or not is_credential_word(literal.name):
        yield literal
    yield from inner


def _documents(literal: Literal) -> Iterator[Literal]:
    """The literals of a document that a string holds; of documents inside that one nothing but values is found."""
    text = literal.passage.text
    document = Document(text, literal.name)
    reader = None
    if _PAIRS.get(text.lstrip()[:1]) == text.rstrip()[-1:] and '"' in text:
        reader = reader_named("inside.json")
    elif "\n" in text.strip():
        reader = reader_of(document)
    found = list(reader.read(document)) if reader else []
    if any(isinstance(each, Trouble) for each in found):
        return
    for each in found:
        if isinstance(each, Literal) and each.passage.text:
            yield _placed(each, literal)
            for value in _values(each):
                yield _placed(value, literal)


def _values(literal: Literal) -> Iterator[Literal]:
    """The values that the plain reader finds in the literal and that are not simply the literal."""
    text = literal.passage.text
    core = text.strip(_WRAPPING)
    for found in plain.find(text):
        whole = text[found.passage.start : found.passage.end] == core
        if whole and found.passage.is_verbatim:
            continue
        yield _named(found, literal) if whole or not _speaks(found.name, literal.name) else _placed(found, literal)


def _speaks(name: str, outer: str) -> bool:
    """Whether the label inside a literal says more than the literal's own name."""
    return name.endswith("-") or (is_credential_word(name) or name.endswith(":")) and not (
        name.lower() in {"base64:", "b64:", "hex:", "ed25519:"} and is_credential_word(outer)
    )


def _named(found: Literal, outer: Literal) -> Literal:
    """`found` under the names of the literal around it."""
    passage = found.passage.within(outer.passage)
    if found.kind == "item" and outer.kind != "argument":
        return outer._replace(
            passage=passage, kind="item", position=found.position, group=f"{outer.passage.start}/{found.group}"
        )
    return outer._replace(passage=passage)


def _placed(found: Literal, outer: Literal) -> Literal:
    """`found` under its own names, which stand inside the literal around it."""
    path = (*outer.path, *((outer.name,) if outer.name else ()), *found.path)
    group = f"{outer.passage.start}/{found.group}" if found.group else outer.group
    return found.within(outer.passage)._replace(path=path, group=group)


