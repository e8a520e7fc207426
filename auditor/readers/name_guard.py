"""Which names may leave a reader: none that is a value or a piece of one, since names are shown and values are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import final

from auditor.readers.embedded import Literal
from auditor.redaction import is_name, is_random

_PADDED = re.compile(r"[A-Za-z0-9+/]{24,}=")
_RUN = re.compile(r"[A-Za-z0-9+/]{16,}+")
_PIECE = re.compile(r"[A-Za-z0-9]{6,}")


@final
class Guard:
    """Knows the values that a text holds, and what is a piece of one.

    Where a value stands bare in a file of some format (a key pasted into a page, a script that is not quoted), what
    the format takes for a name may be a part of it.
    """

    def __init__(self, text: str, literals: Sequence[Literal]) -> None:
        self._text = text
        self._literals = literals
        self._known: dict[str, bool] = {}

    @cached_property
    def _values(self) -> str:
        """Everything in the text that is a value by its form or by the look of it."""
        padded = (literal.mapped.text for literal in self._literals if _PADDED.fullmatch(literal.mapped.text))
        return "\n".join((*padded, *filter(is_random, _RUN.findall(self._text))))

    def cleared(self) -> Iterator[Literal]:
        """The literals without names that hold a value or a piece of one, and with groups that are mere numbers."""
        groups: dict[str, str] = {"": ""}
        for literal in self._literals:
            if not (literal.group or literal.path or literal.callee) and self._allows(literal.name):
                yield literal
                continue
            yield literal._replace(
                name=literal.name if self._allows(literal.name) else "",
                callee=literal.callee if self._allows(literal.callee) else "",
                path=tuple(name for name in literal.path if self._allows(name)),
                group=groups.setdefault(literal.group, f"g{len(groups)}"),
            )

    def _allows(self, name: str) -> bool:
        if (known := self._known.get(name)) is None:
            known = is_name(name) and not any(piece in self._values for piece in _PIECE.findall(name))
            self._known[name] = known
        return known
