"""Tells whether a file holds a value without quotes that could be random enough to be a secret."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from auditor.generic.detector_patterns import Strings
from auditor.generic.exact_match import is_random

YAML = (".yaml", ".yml", ".eyaml")
"""Endings of files that are read as YAML."""
_YAML_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(/)|\r?\n[ \t]*)")
"""What of YAML's escapes makes other text than white space, control characters or what is there."""
_EQUALS = ord("=")


def without_escapes(data: bytes | memoryview) -> bytes | None:
    """Returns a YAML file without the escapes in it; None if there are none."""
    raw = bytes(
        data
    )  # A plain search in bytes is many times faster than an expression over a view, also with the copy.
    resolved = _YAML_ESCAPE.sub(_resolved, raw) if b"\\" in raw else raw
    return None if resolved == raw else resolved


def _resolved(escape: re.Match[bytes]) -> bytes:
    code = int(escape[1] or escape[2] or escape[3] or b"0", 16)
    if not code or code > sys.maxunicode:
        return escape[4] or b""
    return chr(code).encode("utf-8", "surrogatepass")


def holds_string(data: bytes | memoryview, strings: Strings) -> bool:
    """Returns whether a value of enough entropy is in a file whose values get quotes."""
    return any(is_random(text, strings.limit) for text in _candidates(data, strings))


def _candidates(data: bytes | memoryview, strings: Strings) -> Iterator[bytes]:
    """Yields the texts that may become a quoted string, with the backslash that a quote behind them gets."""
    for run in _runs(strings).finditer(data):
        text = run[0]
        if data[run.end() : run.end() + 1] == b'"':
            text += b"\\"
        yield text
        if b"\\" in text:
            # Two in the file may be one in the value.
            yield text.replace(b"\\\\", b"\\")
        # `=` is a character of base64, and what parts a value from its name.
        yield from (text[at + 1 :] for at in range(len(text) - strings.least) if text[at] == _EQUALS)


@lru_cache(maxsize=4)
def _runs(strings: Strings) -> re.Pattern[bytes]:
    characters = re.escape(strings.charset.encode("ascii"))
    return re.compile(rb"[%s]{%d,}(?=[\s\"',}\]]|\Z)" % (characters, strings.least - 1))
