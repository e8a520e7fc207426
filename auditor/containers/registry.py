"""Which container a blob is: by its first bytes, and by its name only where a format has no mark of its own.

It is asked for every blob, so it must cost well below a microsecond (tests/unit/containers/test_registry.py).
"""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from auditor.containers import formats
from auditor.containers.form import Form
from auditor.containers.member import Member, Opening
from auditor.model.report import Skipped


class Container(Protocol):
    """A module of `auditor.containers.formats`. Libraries are imported inside functions."""

    FORMS: tuple[Form, ...]
    OPAQUE: bool
    """Whether the raw bytes hide what it holds. If not, it is opened only where the spotter saw something in them."""
    NESTS: bool
    """Whether it counts as a level of archives within archives."""

    def members(self, opening: Opening) -> Iterator[Member | Skipped]:
        """What it holds, in order; paths are relative to it, and empty for the container as a whole.

        It may raise anything that `trouble.broken` lists: what it yielded before counts. If it yields no member, its
        bytes are read like any other blob's.
        """
        ...


class _Index(NamedTuple):
    by_first_byte: dict[int, list[tuple[Form, Container]]]
    by_suffix: dict[str, Container]
    deep: tuple[tuple[slice, bytes, Container], ...]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_first_byte: dict[int, list[tuple[Form, Container]]] = defaultdict(list)
    by_suffix: dict[str, Container] = {}
    deep: list[tuple[slice, bytes, Container]] = []
    for module in sorted(module.name for module in pkgutil.iter_modules(formats.__path__)):
        container = cast("Container", import_module(f"{formats.__name__}.{module}"))
        for form in container.FORMS:
            if form.at:
                deep.append((slice(form.at, form.at + len(form.mark)), form.mark, container))
            elif form.mark:
                by_first_byte[form.mark[0]].append((form, container))
            else:
                by_suffix[form.suffix.removeprefix(".")] = container
    # The form that asks for most comes first: a workbook is a zip archive with a certain name.
    sure_first = {byte: sorted(forms, key=lambda pair: not pair[0].suffix) for byte, forms in by_first_byte.items()}
    return _Index(sure_first, by_suffix, tuple(deep))


def opener_for(data: bytes | memoryview, name: str) -> Container | None:
    """The container that a blob is, or None for all others."""
    if not data:
        return None
    by_first_byte, by_suffix, deep = _index()
    for form, container in by_first_byte.get(data[0], ()):
        if data[: len(form.mark)] == form.mark and name.lower().endswith(form.suffix):
            return container
    for place, mark, container in deep:
        if data[place] == mark:
            return container
    return by_suffix.get(name.rpartition(".")[2])
