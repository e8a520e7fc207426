"""Tells whether a page could hold a value at all: nearly every page that a documentation tool makes holds none.

To find out which elements and labels are around each text of a page takes ten times as long as to look at its texts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from enum import Enum, auto
from functools import cached_property
from typing import final

from auditor.classification.decoded_value import could_be_called_credential, could_be_damaged, could_matter
from auditor.model.late_pattern import late
from auditor.model.secret import Plain
from auditor.readers import markup
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.nested import documents_in, opened, unfolded
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.plain.plain_reader import values_of
from auditor.readers.source.literals import SMALL as SCRIPT
from auditor.readers.value_hints import hints_in

SMALL = 4096
"""Characters of a page that is always read as a whole."""
_SHORTEST = 16
"""Characters of the shortest text that is examined, but for hosts: no damaged value is shorter."""
_REACH = 8
"""Texts before a value among which its label is: the next text but few takes the label."""
_CALLED = late(r"(?:name|key)\s{0,20}=", re.IGNORECASE)
_HEAD = late(r"<th[^<>]{0,200}>(?:\s|<[^<>]{1,100}>){0,9}([^<>]{1,60})", re.IGNORECASE)
_NAME = r"[A-Za-z_@:][\w:.@-]{0,100}+\s{0,20}+=\s{0,20}+"
_PASSED_OVER = late(
    rf"(?:[\s/]++|(?:{'|'.join(sorted(markup.DULL))})\s{{0,20}}+=\s{{0,20}}+(?:\"[^\"]*+\"|'[^']*+')"
    rf"|{_NAME}(?:\"[^\".]{{0,15}}\"|'[^'.]{{0,15}}'|[^\s\"'>.]{{1,15}}(?![^\s\"'>])))*+",
    re.IGNORECASE,
)
"""Attributes that are layout or too short for a value."""
_HOST_NAME = late(r"ur[li]|host|endpoint|server|domain|websocket|base|root", re.IGNORECASE)
_HOST_LABEL = late(
    r"(<th[^<>]{0,200})?>\s{0,80}+([\w .()-]{0,50}(?:url|uri|host|hostname|endpoint|(?<=api.)(?:base|root|server|domain)))\s{0,9}[:：]?\s{0,80}<",
    re.IGNORECASE,
)
"""A text that could be the label of a host, or the header of a column with hosts."""
_HOST = late(r"(?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)?[^/\s<>]{0,250}\.[a-zA-Z]{2,24}(?:[:/?#].{0,250})?")


def may_hold_value(document: Document) -> bool:
    """Returns whether a page could hold a value, alone or under any label; a small one always could."""
    return len(document.text) <= SMALL or bool(values_of(document)) or _Page(document.text).holds_value()


class _Kind(Enum):
    """What a text of a page could be."""

    BLANK = auto()
    NOTHING = auto()
    LABEL = auto()
    """A label of a credential."""
    CALLED = auto()
    """A credential, if it is called one: it is damaged, or another product's."""
    HOST = auto()
    VALUE = auto()
    """A value, whatever it is called."""


@final
class _Page:
    """The texts and attributes of a page, of which most are there many times."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kinds: dict[str, _Kind] = {"": _Kind.BLANK}
        self._number = 0
        """How many texts there were so far, without blank ones."""
        self._last_label = -_REACH
        self._attributes = ""
        """The attributes of the last tag."""

    def holds_value(self) -> bool:
        """Returns whether a text, an attribute or a script could hold a value."""
        text, dull, at = self._text, {""}, 0
        search = markup.TAG.search
        while tag := search(text, at):
            if self._is_value(text[at : tag.start()]):
                return True
            at = tag.end()
            cdata, ends, name, rest = tag.group("cdata", "end", "name", "rest")
            if rest not in dull and rest:
                if _is_in_attribute(rest):
                    return True
                dull.add(rest)
            if cdata:
                return True  # Seldom in pages, and what is around it tells what is in it.
            self._attributes = rest or ""
            if name and not ends and name.lower() in {"script", "style"}:
                closing = markup.SCRIPT_END.search(text, at)
                at, start = closing.start() if closing else len(text), at
                if name.lower() == "script" and _is_in_script(text[start:at], markup.script_name(text, tag)):
                    return True
        return self._is_value(text[at:])

    def _is_value(self, text: str) -> bool:
        """Returns whether the next text of the page could be a value by what it says and by what is before it."""
        if (kind := self._kinds.get(text)) is None:
            kind = self._kinds[text] = _kind(text.strip())
        if kind is _Kind.BLANK:
            return False
        self._number += 1
        if kind is _Kind.LABEL:
            self._last_label = self._number
        elif kind is _Kind.CALLED:
            is_near = self._number - self._last_label <= _REACH
            return is_near or self._has_heads or self._is_named_by(is_credential_word)
        if kind is _Kind.HOST:
            return self._has_host_labels or self._is_named_by(_HOST_NAME.search)
        return kind is _Kind.VALUE

    def _is_named_by(self, says: Callable[[str], object]) -> bool:
        """Returns whether an attribute of the last tag names what is in its element, and says so."""
        return bool(says(self._attributes)) and _CALLED.search(self._attributes) is not None

    @cached_property
    def _has_heads(self) -> bool:
        """Whether a column of a table is headed by the name of a credential."""
        return any(map(is_credential_word, _HEAD.findall(self._text)))

    @cached_property
    def _has_host_labels(self) -> bool:
        """Whether a text of the page could be the label of a host."""
        return any(match[1] or is_credential_word(match[2]) for match in _HOST_LABEL.finditer(self._text))


def _kind(text: str) -> _Kind:
    if len(text) >= _SHORTEST and _could_be_value(text):
        return _Kind.VALUE
    if len(text) <= markup.LONGEST_LABEL and is_credential_word(text) and markup.reads_as_label(text):
        return _Kind.LABEL
    if len(text) >= _SHORTEST and could_be_damaged(Plain(html.unescape(text))):
        return _Kind.CALLED
    if "." in text and _HOST.fullmatch(text):
        return _Kind.HOST
    return _Kind.NOTHING if text else _Kind.BLANK


def _is_in_attribute(attributes: str) -> bool:
    """Returns whether a value could be among the attributes of a tag."""
    if len(attributes) < _SHORTEST:
        return False
    at = 0
    while match := markup.ATTRIBUTE.search(attributes, _passed_over(attributes, at)):
        at = match.end()
        value = match[match.lastindex or 1]
        if len(value) >= _SHORTEST and _could_be_value(value):
            return True
        names = attributes if match[1].lower() in markup.VALUES else match[1]
        if _is_called(names, html.unescape(value)):
            return True
    return False


def _passed_over(attributes: str, start: int) -> int:
    match = _PASSED_OVER.match(attributes, start)
    return match.end() if match else start


def _could_be_value(text: str) -> bool:
    """Returns whether a text could be a value whatever it is called, or has one inside it."""
    plain = html.unescape(text) if "&" in text else text
    if could_matter(Plain(plain), spans_lines="\n" in text):
        return True
    literal = Literal(MappedText.verbatim(plain, 0, len(plain)))
    # What is in the text as it is there, the plain reader finds in the whole page.
    inner = documents_in(literal) if plain is text else opened(literal)
    return any(_matters(each, literal) for each in inner)


def _matters(found: Literal, outer: Literal) -> bool:
    text = Plain(found.mapped.text)
    if found.mapped is outer.mapped:
        return False
    if could_matter(text, spans_lines="\n" in outer.mapped.text):
        return True
    return (found.kind == "argument" and could_be_damaged(text)) or _is_called(found.name, text)


def _is_called(names: str, text: str) -> bool:
    """Returns whether a text could be a credential or a host that one of the names says it is."""
    if not could_be_called_credential(Plain(text)):
        return False
    if is_credential_word(names) and could_be_damaged(Plain(text)):
        return True
    return _HOST.fullmatch(text) is not None and _HOST_NAME.search(names) is not None


def _is_in_script(script: str, name: str) -> bool:
    """Returns whether a value could be in a script that is read by a name."""
    if len(script) > SCRIPT and not name.endswith(".json") and not hints_in(script):
        return False
    whole = Literal(MappedText.verbatim(script, 0, len(script)))
    return any(_matters(each, whole) for each in unfolded(EmbeddedDocument(whole.mapped, name)))
