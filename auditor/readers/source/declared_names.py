"""Tells what a program itself calls the arguments of what it declares: the parameters of a function, the fields of a class.

Found by form in the text of the program, for most languages alike: `def connect(key, secret)`, `record Account(String
key, String secret)`, `type Account struct { Key, Secret string }`. Only declarations with a credential's name count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import zip_longest
from typing import final

from auditor.model.late_pattern import late
from auditor.readers.plain.labels import is_credential_word

_PARAMETERS = r"\((?P<parameters>[^(){};]{0,1500}(?:\([^(){};]{0,200}\)[^(){};]{0,500}){0,20})\)"
_TYPES = r"(?:<[^<>(){}\n]{0,80}>|\[[^\[\](){}\n]{0,80}\])?"
_FUNCTION = late(
    rf"\b(?:def|fn|func|fun|function|sub)[ \t]+(?:\([^()\n]{{0,80}}\)[ \t]*)?(?P<name>\w{{1,80}})\s{{0,9}}{_TYPES}\s{{0,9}}{_PARAMETERS}"
)
_METHOD = late(
    rf"(?<![\w.])(?P<name>(?!(?:if|for|while|switch|catch|return|new|await|elif|with|match|when|foreach|using|lock)\b)[A-Za-z_]\w{{0,80}})"
    rf"\s?{_PARAMETERS}\s*(?:throws\s[\w.,\s]{{1,80}}|:\s?[\w<>\[\].|]{{1,60}}\s?|const\s?)?(?:=>|\{{|:\s*\w+\(|;\s*\}})"
)
_ARROW = late(
    rf"(?P<name>\w{{1,80}})\s?[:=]\s?(?:async\s)?(?:function\s?)?{_PARAMETERS}\s?(?::\s?[\w<>\[\].]{{1,60}}\s?)?=?(?:>|\{{)"
)
_CLASS = late(
    rf"\b(?:class|record|struct|object|enum|type)[ \t]+(?:class[ \t]+)?(?P<name>\w{{1,80}})\s{{0,9}}{_TYPES}\s{{0,9}}(?:{_PARAMETERS})?"
)
_CONSTRUCTORS = frozenset({"__init__", "constructor", "__construct", "initialize", "init", "new", "create"})
_NAMEDTUPLE = late(
    r"\b(?P<name>\w{1,80})\s?=\s?(?:\w{1,40}\.)?(?:namedtuple|make_dataclass)\(\s{0,9}[\"']\w{1,80}[\"']\s?,\s{0,9}(?P<fields>[^()]{1,500})\)"
)
_DATA = re.compile(r"dataclass|NamedTuple|attr|define|frozen|Struct|record")
_FIELD = re.compile(
    r"^[ \t]+(?:(?:public|private|readonly|final|val|var|let|const)[ \t]+)*(\w{1,60})[ \t]*:[ \t]*[\w\"']"
)
_FIELDS_OF_GO = re.compile(r"[ \t]*(\w{1,60}(?:[ \t]*,[ \t]*\w{1,60}){0,20})[ \t]+[\w.*\[\]]+")
_MEMBERS = re.compile(r"[\w$]+")
_ANNOTATION = re.compile(r"#?@?\[[^\[\]]{0,80}\]|@\w+(?:\([^()]{0,80}\))?")
_WITHOUT_VALUE = frozenset({"self", "cls", "this", "mut"})
_STRUCT = re.compile(r"\bstruct\s{0,9}\{([^{}]{1,2000})\}")
_BODY = 4_000
_BEHIND = 2_000
"""Characters behind the rows of a test in which its function begins."""
_MOST = 40
"""Parameters that are read."""


@final
class Declarations:
    """What one program declares, looked for when it is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def names(self, callee: str) -> tuple[str, ...]:
        """Returns the names of the arguments of what is called, by position; nothing where the program does not declare it."""
        parts = [part for part in re.split(r"\W+", callee) if part]
        while parts and parts[-1] in _CONSTRUCTORS:
            parts.pop()
        return self._all.get(parts[-1], ()) if parts else ()

    def names_behind(self, offset: int) -> tuple[str, ...]:
        """Returns the names of the parameters of the first function behind an offset: of the test whose rows are before it."""
        end = offset + _BEHIND
        found = [
            match
            for pattern in (_FUNCTION, _METHOD, _LAMBDA)
            if (match := pattern.search(self._text, offset, end)) is not None
        ]
        return _parameters(min(found, key=lambda match: match.start())["parameters"]) if found else ()

    @cached_property
    def _all(self) -> dict[str, tuple[str, ...]]:
        declared: dict[str, tuple[str, ...]] = {}
        functions = [match for pattern in (_ARROW, _METHOD, _FUNCTION) for match in pattern.finditer(self._text)]
        for match in functions:
            if names := _credentials(_parameters(match["parameters"])):
                declared[match["name"]] = names
        constructors = sorted((one for one in functions if one["name"] in _CONSTRUCTORS), key=lambda one: one.start())
        starts = [one.start() for one in constructors]
        classes = list(_CLASS.finditer(self._text))
        for match, after in zip_longest(classes, classes[1:]):
            end = after.start() if after else len(self._text)
            first, last = (bisect_right(starts, at) for at in (match.start(), end))
            candidates = (
                _parameters(match["parameters"] or ""),
                *(_parameters(one["parameters"]) for one in constructors[first:last]),
                tuple(self._fields(match, min(end, match.end() + _BODY))),
            )
            if names := next(filter(None, map(_credentials, candidates)), ()):
                declared[match["name"]] = names
        for match in _NAMEDTUPLE.finditer(self._text):
            if names := _credentials(tuple(_MEMBERS.findall(match["fields"]))):
                declared[match["name"]] = names
        return declared

    def _fields(self, declared: re.Match[str], end: int) -> Iterator[str]:
        """Yields the fields of a class or structure whose values are given in their order."""
        body = self._text[declared.end() : end]
        if declared[0].startswith("type") and (struct := _STRUCT.match(body.lstrip())):
            yield from fields_of_struct(struct[0])
        elif _DATA.search(self._text, max(0, declared.start() - 120), declared.end()):
            for line in body.split("\n")[1:]:
                if field := _FIELD.match(line):
                    yield field[1]
                elif line.strip() and not line.lstrip().startswith(("#", '"', "//", "*")):
                    return


_LAMBDA = late(rf"{_PARAMETERS}\s?=>")


def fields_of_struct(text: str) -> tuple[str, ...]:
    """Returns the fields of a structure of Go that a text declares: `[]struct{ name, apiKey, apiSecret string }`."""
    match = _STRUCT.search(text)
    rows = [_FIELDS_OF_GO.match(row) for row in re.split(r"[\n;]", match[1])] if match else []
    return tuple(name.strip() for row in rows if row for name in row[1].split(","))


def _credentials(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if any(map(is_credential_word, names)) else ()


def _parameters(text: str) -> tuple[str, ...]:
    """Returns the names of parameters as any language declares them: `String key`, `key: &str`, `key string`, `$key`."""
    found: list[str] = []
    for part in _ANNOTATION.sub(" ", text).split(",")[:_MOST]:
        declared = part.partition("=")[0].replace("::", ".")
        before, colon, _ = declared.partition(":")
        words = _MEMBERS.findall(before)
        if not words or _WITHOUT_VALUE.issuperset(words):
            continue
        is_first = not colon and len(words) > 1 and words[0][:1].islower() and words[-1] in _TYPES_OF_GO
        found.append(words[0 if is_first else -1].strip("$"))
    return tuple(found)


_TYPES_OF_GO = frozenset({"string", "int", "int64", "bool", "byte", "error", "float64", "any"})
