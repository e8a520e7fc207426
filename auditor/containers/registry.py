"""Which container a blob is: by its first bytes, and by its name only where a format has no mark of its own.

It is asked for every blob, so it must cost well below a microsecond; how a format is read is imported on first use.
"""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from auditor.containers import formats
from auditor.containers.form import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.containers.member import Member, Opening
    from auditor.model.report import Skipped


class Container(NamedTuple):
    """A format; see `auditor.containers.formats` for what its fields mean."""

    name: str
    opaque: bool
    nests: bool

    def members(self, opening: Opening) -> Iterator[Member | Skipped]:
        """What a blob of this format holds."""
        reading = import_module(f"{formats.__name__}.{self.name}.reading")
        return cast("Iterator[Member | Skipped]", reading.members(opening))


class _Index(NamedTuple):
    by_first_byte: dict[int, list[tuple[Form, Container]]]
    by_suffix: dict[str, Container]
    deep: tuple[tuple[slice, bytes, Container], ...]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_first_byte: dict[int, list[tuple[Form, Container]]] = defaultdict(list)
    by_suffix: dict[str, Container] = {}
    deep: list[tuple[slice, bytes, Container]] = []
    for name in sorted(module.name for module in pkgutil.iter_modules(formats.__path__)):
        declared = import_module(f"{formats.__name__}.{name}")
        container = Container(name, declared.OPAQUE, declared.NESTS)
        for form in declared.FORMS:
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
