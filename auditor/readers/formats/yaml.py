"""YAML by the parser's events: nothing is composed, so that neither depth nor aliases cost anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from auditor.model.late_pattern import late
from auditor.model.report import Skipped
from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.reader_errors import not_valid, too_deep
from auditor.readers.structured import TooDeepError, Tree

if TYPE_CHECKING:
    from yaml._yaml import Mark as NativeMark
    from yaml.error import Mark
    from yaml.events import Event, ScalarEvent

NAMES = ("*.yml", "*.yaml", "*.eyaml", "*.cff", ".clang-format", ".gemrc", "kubeconfig")

_HEAD = late(r"(?:%YAML|---[ \t\r\n]|- op:[ \t]|(?:apiVersion|version|services|kind):[ \t]*\S)")
_PROPERTIES = late(r"(?:[&!][^\s]*+[ \t\r\n]*+)*+")
_BLOCK = late(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n")
_NO_TEXT = late(
    r"~|null|true|false|yes|no|on|off|[-+]?[.,:_]*\d[\d.,:_]{0,20}|[-+]?\d[\d.]*e[-+]?\d+",
    re.IGNORECASE,
)
_TEMPLATED = late(r"(?<=[:-][ \t])\{(\{[^{}\n]{1,400}\})\}(?=[ \t]*(?:\r?\n|#|\Z))")
_TEMPLATE = late(r"\{\{|\{%|<%")


def sniff(document: Document) -> bool:
    """Returns whether the text begins as YAML files of any name do."""
    return _HEAD.match(document.text) is not None


def read(document: Document) -> Iterator[Literal | Skipped]:
    """Yields every scalar that is text, and every list of bytes. A template that is no YAML yet is no broken file."""
    import yaml  # 20 ms, only where something was found

    text = _with_quoted_templates(document.text)
    walker = _Walker(text)
    wrong: int | None = None
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            walker.take(event)
    except TooDeepError:
        yield too_deep()
        return
    except yaml.MarkedYAMLError as error:
        wrong = _index(error.problem_mark)
    except (yaml.YAMLError, ValueError):
        # A character that YAML does not allow, such as NUL or a lone surrogate.
        wrong = 0
    if wrong is None:
        yield from walker.tree.finish()
    elif not _TEMPLATE.search(document.text):
        yield not_valid("YAML", document, wrong)


def _with_quoted_templates(text: str) -> str:
    """Returns the text with quotes in the place of the outer braces of `key: {{ … }}`, which YAML reads as mappings."""
    if "{{" not in text:
        return text
    return _TEMPLATED.sub(lambda match: _quoted(match[0], match[1]), text)


def _quoted(whole: str, inner: str) -> str:
    quote = next((quote for quote in "\"'" if quote not in inner), "")
    return f"{quote}{inner}{quote}" if quote else whole


class _Walker:
    """Feeds a tree from events; it knows which scalars of a mapping are keys."""

    def __init__(self, text: str) -> None:
        self.tree = Tree()
        self._text = text
        self._keys: list[bool | None] = [None]
        """For each open container, outermost first: whether a key comes next; None for lists and documents."""
        self._end = 0

    def take(self, event: Event) -> None:
        """Takes one event. Raises TooDeepError."""
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(cast("ScalarEvent", event))
                self._toggle()
            case "MappingStartEvent":
                self._open(event, is_mapping=True)
            case "SequenceStartEvent":
                self._open(event, is_mapping=False)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._keys.pop()
                at = _index(event.start_mark)
                self.tree.close(at + 1 if self._text[at : at + 1] in {"]", "}"} else self._end)
                self._toggle()
            case "AliasEvent":
                self._toggle()

    def _open(self, event: Event, *, is_mapping: bool) -> None:
        self.tree.open("mapping" if is_mapping else "list", _index(event.start_mark))
        self._keys.append(True if is_mapping else None)

    def _toggle(self) -> None:
        if self._keys[-1] is not None:
            self._keys[-1] = not self._keys[-1]

    def _scalar(self, event: ScalarEvent) -> None:
        mapped = _passage(self._text, event)
        if mapped.text:
            self._end = mapped.end
        if self._keys[-1]:
            self.tree.key(mapped)
            return
        is_reference = (event.tag or "").startswith("!") and not any(event.implicit)
        is_plain = event.style in {None, ""}
        is_text = not is_reference and not (is_plain and _NO_TEXT.fullmatch(mapped.text))
        self.tree.scalar(mapped, is_text=is_text)


def _index(mark: Mark | NativeMark | None) -> int:
    return mark.index if mark else 0


def _passage(text: str, event: ScalarEvent) -> MappedText:
    """Returns the value of a scalar; of a block scalar without the line end that closes it."""
    start, end = _index(event.start_mark), _index(event.end_mark)
    if (event.anchor or event.tag) and (match := _PROPERTIES.match(text, start, end)):
        start = match.end()
    value = event.value
    if event.style in {"|", ">"}:
        header = _BLOCK.match(text, start, end)
        return _aligned(text, header.end() if header else start, end, value.rstrip("\n"))
    if event.style in {"'", '"'}:
        start, end = start + 1, end - 1
    raw = MappedText.verbatim(text, start, end)
    if raw.text == value:
        return raw
    undone = mapped_text.backslashes(raw) if event.style == '"' else mapped_text.doubled(raw, "'")
    return undone if undone.text == value else _aligned(text, start, end, value)


def _aligned(text: str, start: int, end: int, value: str) -> MappedText:
    """Returns a value whose lines were folded or indented: character by character, white space giving way."""
    starts: list[int] = []
    at = start
    for character in value:
        while at < end and text[at] != character and text[at].isspace() and not (character.isspace() and not starts):
            if character.isspace() and not text[at + 1 : at + 2].isspace():
                break
            at += 1
        if at >= end or (text[at] != character and not (character.isspace() and text[at].isspace())):
            return MappedText.joined([(value, start, max(end, start + 1))])
        starts.append(at)
        at += 1
    return MappedText(value, starts, [each + 1 for each in starts])
