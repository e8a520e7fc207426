"""Tells which literals XML and HTML hold: texts and attributes, with the elements around them.

The tags are found by one regular expression, because the parsers of the standard library tell neither where an
attribute's value begins nor where a text begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.model.late_pattern import late
from auditor.readers import mapped_text
from auditor.readers.document import EmbeddedDocument, Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name

TAG = late(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<[?!][^>]{0,4000}+>?"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]{0,100}+)(?P<rest>(?:[^<>\"']++|\"[^\"<]{0,20000}+\"|'[^'<]{0,20000}+'){0,400}+)>",
    re.DOTALL,
)
ATTRIBUTE = late(r"([A-Za-z_@:][\w:.@-]{0,100}+)\s{0,20}+=\s{0,20}+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
SCRIPT_END = late(r"</(?:script|style)", re.IGNORECASE)
VALUES = frozenset({
    "value", "content", "default", "val", "initial-value", "data-value", "data-clipboard-text", "text",
})  # fmt: skip
_NAMES = ("name", "key", "id", "property", "variable", "field", "itemprop", "aria-label", "placeholder")
DULL = frozenset({
    "class", "style", "id", "rel", "lang", "charset", "width", "height", "role", "d", "viewbox", "fill", "target",
    "type", "encoding", "version",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
LONGEST_LABEL = 60
_DEEPEST = 200
_FAR = 5
_SHOWN = 8
"""Elements around a value that its path names."""


@dataclass(slots=True)
class _Element:
    name: str
    start: int
    called: str = field(default="", repr=False)
    """What an attribute calls it: `<string name="…">`."""
    heads: list[str] = field(default_factory=list, repr=False)
    """Of a row: the texts of its header cells. Of a table: those of its header row."""
    cells: int = 0
    """Of a row: how many cells have begun."""
    label: str = field(default="", repr=False)
    """The text of the child that came last, where it reads as a label: `<key>…</key>`, `<td>…</td>`."""


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    start: int
    end: int
    text: str = field(repr=False)


def literals(text: str, *, is_html: bool) -> Iterator[Literal | EmbeddedDocument]:
    """Yields every text and every attribute that is no mere layout, entities undone; scripts as parts."""
    stack = [_Element("", 0)]
    at = 0
    while match := TAG.search(text, at):
        yield from _text(text, (at, match.start()), stack, is_html=is_html)
        at = match.end()
        if match["cdata"] is not None:
            yield from _text(text, match.span("cdata"), stack, is_html=is_html, is_raw=True)
        elif match["end"]:
            _close(stack, match["name"])
        elif match["name"]:
            attributes = _attributes(text, match)
            yield from _settings(text, match, attributes, stack)
            if is_html and match["name"].lower() in {"script", "style"}:
                end = SCRIPT_END.search(text, at)
                at, start = end.start() if end else len(text), at
                if match["name"].lower() == "script" and text[start:at].strip():
                    yield EmbeddedDocument(MappedText.verbatim(text, start, at), script_name(text, match))
            elif not _is_void(match, is_html=is_html) and len(stack) < _DEEPEST:
                if match["name"].lower() in {"td", "th"} and (row := _innermost(stack, "tr")):
                    row.cells += 1
                stack.append(_Element(match["name"], match.start(), _called(attributes, ("name", "key"))))
    yield from _text(text, (at, len(text)), stack, is_html=is_html)


def _is_void(tag: re.Match[str], *, is_html: bool) -> bool:
    return tag["rest"].endswith("/") or (is_html and tag["name"].lower() in _VOID)


def _close(stack: list[_Element], name: str) -> None:
    """Ends the innermost element of this name; one that was never opened ends nothing."""
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].name.lower() == name.lower():
            row, table = stack[index], _innermost(stack[:index], "table")
            if table and name.lower() == "tr" and len(row.heads) == row.cells > 1:
                table.heads = row.heads
            del stack[index:]
            return


def _attributes(text: str, tag: re.Match[str]) -> list[_Attribute]:
    found = []
    for match in ATTRIBUTE.finditer(text, *tag.span("rest")):
        start, end = match.span(match.lastindex or 1)
        found.append(_Attribute(match[1], start, end, text[start:end]))
    return found


def _local(name: str) -> str:
    """Returns the name of an attribute without its namespace: `android:value` gives `value`."""
    return name.lower().rpartition(":")[2]


def _called(attributes: list[_Attribute], names: tuple[str, ...]) -> str:
    values = {_local(attribute.name): attribute.text for attribute in attributes}
    return next((values[name] for name in names if values.get(name)), "")


def _settings(text: str, tag: re.Match[str], attributes: list[_Attribute], stack: list[_Element]) -> Iterator[Literal]:
    """Yields the attributes of a tag; of `name="X" value="Y"` the name of Y is X, and such tags side by side are a group."""
    path = _path(stack)
    called = _called(attributes, _NAMES)
    is_pair = bool(called) and any(_local(attribute.name) in VALUES for attribute in attributes)
    for attribute in attributes:
        lowered = _local(attribute.name)
        mapped = mapped_text.entities(MappedText.verbatim(text, attribute.start, attribute.end))
        if is_pair and lowered in VALUES:
            yield Literal(mapped, called, path, f"in@{stack[-1].start}", "assignment")
        elif lowered not in DULL and not (lowered in _NAMES and is_name(attribute.text)):
            yield Literal(mapped, attribute.name, (*path, tag["name"]), f"tag@{tag.start()}", "assignment")


def _text(
    text: str, span: tuple[int, int], stack: list[_Element], *, is_html: bool, is_raw: bool = False
) -> Iterator[Literal]:
    """Yields a text between tags, under the label before it, or in XML under its element's name; HTML's names are layout."""
    start, end = span
    mapped = MappedText.verbatim(text, start, end).stripped()
    if not mapped.text or len(stack) == 1:
        return
    element, parent = stack[-1], stack[-2]
    head = _head_of_cell(stack, mapped.text)
    if not is_raw:
        mapped = mapped_text.entities(mapped)
    label = _label_before(stack)
    if (
        not head
        and len(mapped.text) <= LONGEST_LABEL
        and is_credential_word(mapped.text)
        and reads_as_label(mapped.text)
    ):
        parent.label = mapped.text.lstrip("-").rstrip(" :：=")
        return
    named = element.called or label or head
    if not named and element.name.lower() in VALUES and parent.called:
        # `<data name="X"><value>Y</value></data>`: such elements side by side are a group.
        yield Literal(mapped, parent.called, _path(stack[:-2]), f"in@{stack[-3].start}", "assignment")
        return
    if not named and not is_html:
        yield Literal(mapped, element.name, _path(stack[:-1]), f"in@{parent.start}", "assignment")
    else:
        yield Literal(mapped, named, _path(stack), f"in@{parent.start}", "assignment" if named else "text")


def _innermost(stack: list[_Element], *names: str) -> _Element | None:
    return next((element for element in reversed(stack) if element.name.lower() in names), None)


def _head_of_cell(stack: list[_Element], text: str) -> str:
    """Returns the header of the column in which a text is; a header cell's own text is kept for the rows below."""
    cell, row, table = _innermost(stack, "td", "th"), _innermost(stack, "tr"), _innermost(stack, "table")
    if cell is None or row is None or table is None:
        return ""
    if cell.name.lower() == "th":
        row.heads.append(text)
        return ""
    return table.heads[row.cells - 1] if 0 < row.cells <= len(table.heads) else ""


def _label_before(stack: list[_Element]) -> str:
    """Takes the label that a neighbour left, perhaps some elements further out: `<td>X</td><td><code>…`."""
    for element in stack[-2:-_FAR:-1]:
        if element.label:
            label, element.label = element.label, ""
            return label
    return ""


def reads_as_label(text: str) -> bool:
    """Returns whether a text without a value in it could be the label of the one behind it."""
    return re.fullmatch(r"-{0,2}[^\W\d][\w .()-]*[:：]?", text) is not None and not re.search(r"\d{3}", text)


def _path(stack: list[_Element]) -> tuple[str, ...]:
    return tuple(element.name for element in stack[1:][-_SHOWN:])


def script_name(text: str, tag: re.Match[str]) -> str:
    """Returns a name that chooses the reader of what is behind the tag of a script."""
    kind = _called(_attributes(text, tag), ("type",)).lower()
    return "script.json" if "json" in kind else "script.js"
