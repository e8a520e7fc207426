"""Which files are too much for detect-secrets' reading of YAML and INI; they are scanned line by line instead.

It has no such limits: a document whose aliases or interpolations multiply keeps it busy for ever.
"""

from __future__ import annotations

import re
from typing import Any

from auditor.generic.transformers import is_yaml

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
    """Why a file is not read as YAML or INI, as part of a sentence; empty if it may be."""
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
    """How many values a node is with all aliases copied; endless for one that holds itself."""
    if id(node) not in known:
        known[id(node)] = float("inf")
        value = node.value if node else ""
        parts = value if isinstance(value, list) else ()
        known[id(node)] = 1 + sum(
            sum(_size(one, known) for one in part) if isinstance(part, tuple) else _size(part, known) for part in parts
        )
    return known[id(node)]
