r"""Tells what of an audited name may be shown: text that no terminal, log or CI runner takes for a command.

File names, field names and reasons come from whoever wrote the audited files. Control characters, bidirectional
marks and line ends are written as escapes (`\x1b`, `\u202e`, `\n`), and so are the two ways in which a line of
output can give orders to a CI runner.
"""

from __future__ import annotations

import re

from auditor.model.late_pattern import late

_ORDERS = late(
    r"::(?=(?:error|warning|notice|debug|group|endgroup|echo|add-\w+|remove-matcher|stop-commands|save-state|set-\w+)"
    r"(?:\s|::|$))|##(?=\[|vso\[|teamcity\[)",
    re.IGNORECASE,
)
"""GitHub takes `::error …::` at the start of a line and `##[error]` anywhere for a command, Azure `##vso[` and
TeamCity `##teamcity[`."""
_LIST_MARK = late(r"^\s*(?:\d+[.)]|[-*])\s+")
_FIRST_ESCAPED_BYTE, _LAST_ESCAPED_BYTE = 0xDC80, 0xDCFF
"""Where Python keeps the bytes of a file name that is no UTF-8 (PEP 383)."""


def neutral(text: str) -> str:
    """Returns `text` on one line, with everything that is not plainly visible written as an escape."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else _escape(character) for character in text)
    return _ORDERS.sub(_break, text) if "::" in text or "##" in text else text


def sentence(text: str) -> str:
    """Returns `text` as running text on one line: white space of any kind and length becomes one space."""
    return neutral(" ".join(text.split()))


def closed(text: str) -> str:
    """Returns `text` as a sentence with its full stop, to be followed by another."""
    text = sentence(text)
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def paragraphs(text: str) -> tuple[str, ...]:
    """Returns the lines of `text` that say something, each as one sentence."""
    return tuple(sentence(line) for line in text.splitlines() if line.strip())


def without_mark(line: str) -> str:
    """Returns a line of a list without its number or bullet."""
    return _LIST_MARK.sub("", line)


def portable(text: str) -> str:
    r"""Returns `text` with bytes that are not UTF-8 written `\xff`: strict JSON parsers refuse lone surrogates."""
    return re.sub("[\ud800-\udfff]", lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    code = ord(character)
    if _FIRST_ESCAPED_BYTE <= code <= _LAST_ESCAPED_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def _break(match: re.Match[str]) -> str:
    return f"{match[0][0]}\\x{ord(match[0][1]):02x}"
