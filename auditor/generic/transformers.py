"""Tells whether detect-secrets may look at something else than a file's own lines: what its YAML or INI reading makes of it.

It rewrites every value as `key = "value"`, so that a plugin may find what no expression finds in the original. All of
this over-selects; whether a file really is rewritten, `detect_secrets.rewritten` says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from auditor.generic.detector_patterns import Strings
from auditor.generic.exact_match import is_random

_YAML = (".yaml", ".yml", ".eyaml")
_YAML_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(/)|\r?\n[ \t]*)")
"""What of YAML's escapes makes other text than white space, control characters or what is there."""
_YAML_BINARY = re.compile(rb"(?<!\S)[^\s!]*+!\S*binary|!<|%TAG")
"""What lets a YAML value be bytes, which are encoded again."""
_EQUALS = ord("=")


def is_yaml(name: str) -> bool:
    """Returns whether a file of this name is read as YAML."""
    return name.endswith(_YAML)


def hides_text(data: bytes | memoryview, name: str) -> bool:
    """Returns whether values may hold text that is nowhere in the file: decoded and encoded again, or interpolated."""
    # A plain search in bytes is many times faster than an expression over a view, also with the copy.
    raw = bytes(data)
    if is_yaml(name):
        return (b"binary" in raw or b"!<" in raw or b"%TAG" in raw) and _YAML_BINARY.search(raw) is not None
    return b"%" in raw and (b"%(" in raw or b"%%" in raw)


def originals(data: bytes | memoryview, name: str) -> Iterator[bytes | memoryview]:
    """Yields the file, and if escapes are in it the file without them."""
    yield data
    if is_yaml(name) and b"\\" in (raw := bytes(data)):
        resolved = _YAML_ESCAPE.sub(_resolved, raw)
        if resolved != raw:
            yield resolved


def _resolved(escape: re.Match[bytes]) -> bytes:
    code = int(escape[1] or escape[2] or escape[3] or b"0", 16)
    if not code or code > sys.maxunicode:
        return escape[4] or b""
    return chr(code).encode("utf-8", "surrogatepass")


def holds_string(data: bytes | memoryview, strings: Strings) -> bool:
    """Returns whether a value of enough entropy is in a file that is rewritten."""
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


_MAX_YAML = 4 << 20
"""Characters; its YAML parser is written in Python and reads 100 kB a second."""
_MAX_INI = 1 << 20
"""Characters; the time it takes grows with the square of the number of keys."""
_MAX_NODES = 1_000_000
"""Values of a YAML document once every alias is a copy."""
_MAX_INTERPOLATIONS = 100
_MAX_DEFAULTS = 1_000_000
"""Sections times lines of an INI file with defaults, which are in every section."""
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s*]")


def excess(text: str, name: str) -> str:
    """Returns why a file is not read as YAML or INI, as part of a sentence; empty if it may be."""
    if is_yaml(name):
        if len(text) > _MAX_YAML:
            return f"more than {_MAX_YAML} characters of YAML"
        return "aliases that multiply" if _ALIAS.search(text) and _multiplies(text) else ""
    if len(text) > _MAX_INI:
        return f"more than {_MAX_INI} characters of an INI file"
    if text.count("%(") > _MAX_INTERPOLATIONS:
        return "interpolations that multiply"
    if "[DEFAULT]" in text and text.count("\n[") * text.count("\n") > _MAX_DEFAULTS:
        return "defaults that multiply"
    return ""


def _multiplies(text: str) -> bool:
    import yaml  # 20 ms, for files with aliases only

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _size(yaml.compose(text, Loader=loader), {}) > _MAX_NODES
    except (yaml.YAMLError, ValueError):
        return False
    except RecursionError:
        return True


def _size(node: Any, known: dict[int, float]) -> float:  # noqa: ANN401 - PyYAML's nodes have no common type
    """Returns how many values a node is with all aliases copied; endless for one that holds itself."""
    if id(node) not in known:
        known[id(node)] = float("inf")
        value = node.value if node else ""
        parts = value if isinstance(value, list) else ()
        known[id(node)] = 1 + sum(
            sum(_size(one, known) for one in part) if isinstance(part, tuple) else _size(part, known) for part in parts
        )
    return known[id(node)]
