"""Recognises archives by their first bytes, or by name where a format has no magic bytes.

It is called for every blob and must cost well below a microsecond; the module that reads a format is imported on first
use.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from auditor.archives.signatures import FORMATS, Format, Signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.archives.member import Member, Opening
    from auditor.model.report import Skipped


def members(archive: Format, opening: Opening) -> Iterator[Member | Skipped]:
    """Returns what a blob of this format holds, in order."""
    reader = import_module(f"auditor.archives.formats.{archive.module}")
    return cast("Iterator[Member | Skipped]", reader.members(opening))


class _Index(NamedTuple):
    by_first_byte: dict[int, list[tuple[Signature, Format]]]
    by_suffix: dict[str, Format]
    deep: tuple[tuple[slice, bytes, Format], ...]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_first_byte: dict[int, list[tuple[Signature, Format]]] = defaultdict(list)
    by_suffix: dict[str, Format] = {}
    deep: list[tuple[slice, bytes, Format]] = []
    for archive in FORMATS:
        for signature in archive.signatures:
            if signature.offset:
                end = signature.offset + len(signature.magic)
                deep.append((slice(signature.offset, end), signature.magic, archive))
            elif signature.magic:
                by_first_byte[signature.magic[0]].append((signature, archive))
            else:
                by_suffix[signature.suffix.removeprefix(".")] = archive
    # The signature that asks for most comes first: a workbook is a zip archive with a certain name.
    sure_first = {byte: sorted(found, key=lambda pair: not pair[0].suffix) for byte, found in by_first_byte.items()}
    return _Index(sure_first, by_suffix, tuple(deep))


def format_of(data: bytes | memoryview, name: str) -> Format | None:
    """Returns the archive format of a blob, or None if it is no archive."""
    if not data:
        return None
    by_first_byte, by_suffix, deep = _index()
    for signature, archive in by_first_byte.get(data[0], ()):
        if data[: len(signature.magic)] == signature.magic and name.lower().endswith(signature.suffix):
            return archive
    for location, magic, archive in deep:
        if data[location] == magic:
            return archive
    return by_suffix.get(name.rpartition(".")[2])
