"""Which names may leave a reader: none that is itself a value, since names are shown and values are not."""

from __future__ import annotations

import re

from auditor.readers.literal import Literal

_VALUE = re.compile(r"[A-Za-z0-9+/]{24,}=|(?=[A-Za-z+/_-]*\d)[A-Za-z0-9+/_-]{30,}|[^\W\d_]+(?:[ \t]+[^\W\d_]+){10,}")
_LONGEST = 120


def safe(literal: Literal) -> Literal:
    """The literal without names that hold a value: a mapping from keys to secrets has its values as names."""
    if is_safe(literal.name) and is_safe(literal.callee) and all(map(is_safe, literal.path)):
        return literal
    return literal._replace(
        name=literal.name if is_safe(literal.name) else "",
        callee=literal.callee if is_safe(literal.callee) else "",
        path=tuple(name for name in literal.path if is_safe(name)),
    )


def is_safe(name: str) -> bool:
    """Whether a name is short and holds nothing that looks like a key, a secret or a phrase."""
    return len(name) <= _LONGEST and _VALUE.search(name) is None
