"""Dotenv files, as python-dotenv reads them: `export`, quotes, escapes, inline comments, values over several lines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from auditor.model.late_pattern import late
from auditor.model.report import Skipped
from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.grouping import Accounts
from auditor.readers.mapped_text import MappedText
from auditor.readers.reader_errors import not_valid

NAMES = (
    ".env", ".env.*", ".env_*", ".env-*", "*.env", "env", "*_env", "env_*.txt", "env-*.txt", "env.txt", "env.prod*", "env.dev*",
    "env.stag*", "env.test", ".envrc", "*.envrc", ".dev.vars", "*.vars", ".flaskenv", "environment", "*.environment",
)  # fmt: skip

_SETTING = late(r"[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*=\S?[^\n]*", re.ASCII)
_BEFORE_VALUE = late(r"\s*(?:export[^\S\r\n]+)?(?:'[^']+'|[^=#\s]+)[^\S\r\n]*=[^\S\r\n]*")
_SNIFFED_LINES = 200


def sniff(document: Document) -> bool:
    """Returns whether every line is a setting, a comment or empty, and at least two are settings."""
    lines = [line for line in document.text[:20_000].splitlines()[:_SNIFFED_LINES] if line.strip()]
    settings = [line for line in lines if not line.lstrip().startswith("#")]
    return len(settings) > 1 and all(_SETTING.fullmatch(line) for line in settings)


def read(document: Document) -> Iterator[Literal | Skipped]:
    """Yields every setting that has a value."""
    from dotenv.parser import parse_stream  # only where such a file has a hit

    accounts = Accounts("env")
    at = 0
    # The parser counts `\\r` as a line end, so positions are taken from the text that each binding consumed.
    for binding in parse_stream(io.StringIO(document.text, newline="")):
        consumed = binding.original.string
        if binding.error:
            yield not_valid("dotenv", document, at + len(consumed) - len(consumed.lstrip()))
            return
        if binding.key and binding.value:
            mapped = _value(document.text, at, consumed, binding.value)
            yield Literal(mapped, name=binding.key, group=accounts.group(binding.key), kind="assignment")
        at += len(consumed)


def _value(text: str, at: int, consumed: str, value: str) -> MappedText:
    """Returns where the value of a binding is in the text that the binding consumed."""
    before = _BEFORE_VALUE.match(consumed)
    start = at + (before.end() if before else consumed.find("=") + 1)
    quote = text[start]
    if quote not in "\"'":
        return MappedText.verbatim(text, start, start + len(value))
    end = _closing(text, start + 1, quote)
    raw = MappedText.verbatim(text, start + 1, end)
    undone = mapped_text.backslashes(raw) if raw.text != value else raw
    return undone if undone.text == value else MappedText.joined([(value, start + 1, end)])


def _closing(text: str, start: int, quote: str) -> int:
    match = re.compile(rf"[^\\{quote}]*+(?:\\.[^\\{quote}]*+)*+", re.DOTALL).match(text, start)
    return match.end() if match else start
