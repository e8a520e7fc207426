"""Tells what lines detect-secrets would make of a YAML or INI file, near enough to tell whether a detector may find anything.

Its own reading takes ten times as long and its import; this one serves to leave both to the files that deserve them. The
lines are all that it may make, and some more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from auditor.generic.transformers import excess

_HEADS = ("", "[global]\n")
"""detect-secrets reads a file as it is, then below a section of its own."""
_MANY_LINES = 10_000
"""configparser's time for lines that it does not take grows with their square."""
_COMMENT = re.compile(r"(?<!\s)\s++#[\S ]*")
_SECTION = re.compile(r"(?:\s|[#;].*\n)*\[")
"""With what a text begins that configparser may take. detect-secrets asks that first, of YAML too."""


def ini_lines(text: str) -> list[str] | None:
    """Returns every assignment of an INI file, its value in quotes; None where that cannot be told.

    A text that configparser does not take has none.
    """
    import configparser  # 5 ms, for the few files of which it has to decide

    if text.count("\n") > _MANY_LINES or excess(text, ""):
        return None
    lines: dict[str, None] = {}
    for head in _HEADS:
        parser = configparser.ConfigParser()
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            parser.read_string(head + text)
            pairs = [pair for section in parser for pair in parser.items(section)]
        except configparser.Error:
            continue
        lines.update((line, None) for key, value in pairs for line in _assigned(key, value))
    return list(lines)


def _assigned(key: str, value: str) -> Iterator[str]:
    for part in value.splitlines():
        bare = part[1:-1] if part[:1] in {"'", '"'} and part[-1:] == part[:1] else part
        yield from (f'{key} = "{escaped}"' for escaped in (_escaped(part), _escaped(bare)))


def yaml_lines(text: str) -> list[str] | None:
    """Returns every key of a YAML document with its text in quotes and the comment next to it; None where that cannot be told."""
    import yaml  # 10 ms, for the few files of which it has to decide

    if _SECTION.match(text):
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    comments = _comments(text)
    lines: dict[str, None] = {}
    for mapping in _mappings(root):
        for key, value in mapping.value:
            if isinstance(value.value, str):
                line = f'{key.value}: "{_escaped(value.value)}"'.replace("\n", " ")
                lines[line] = None
                # In a flow mapping it may be any line's comment.
                around = mapping if mapping.flow_style else key
                numbers = range(around.start_mark.line, max(around.end_mark.line, value.end_mark.line) + 1)
                lines.update((line + comments[number], None) for number in numbers if number in comments)
    return list(lines)


def _comments(text: str) -> dict[int, str]:
    """Returns what may be the comment of a line, by the line's number from 0."""
    found = ((number, _COMMENT.search(line.strip())) for number, line in enumerate(text.splitlines()) if "#" in line)
    return {number: match[0] for number, match in found if match}


def _mappings(root: Any) -> Iterator[Any]:  # noqa: ANN401 - PyYAML's nodes have no types here
    """Yields every mapping of a document, each once, whatever aliases lead to it."""
    waiting, known = [root], set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in known or isinstance(node.value, str):
            continue
        known.add(id(node))
        if node.value and isinstance(node.value[0], tuple):
            yield node
            waiting += (part for pair in node.value for part in pair)
        else:
            waiting += node.value


def _escaped(value: str) -> str:
    return value.replace('"', '\\"')
