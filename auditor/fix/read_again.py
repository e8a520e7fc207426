"""Reads what holds findings a second time: files of the working tree, and versions of files in commits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.errors import RepositoryError
from auditor.model.blob_source import BlobRef
from auditor.model.secret import PlainBytes
from auditor.sources.file_reader import FileReader
from auditor.sources.git.command import Git
from auditor.sources.git.history import COMMIT_MESSAGE
from auditor.sources.git.objects import ObjectReader
from auditor.sources.git.repository_root import repository_root

MOST_BYTES = 500_000
"""Bytes that are read again, of all files together."""


class Holder(NamedTuple):
    """A file as the working tree has it, or as a commit brought it."""

    path: str
    commit: str | None = None


def read_again(root: Path, holders: Sequence[Holder]) -> Iterator[tuple[Holder, PlainBytes]]:
    """Yields files and versions with their bytes; what is gone, a link, or too large is left out.

    Args:
        root: The folder at which the paths begin.
        holders: What to read, the most important first.
    """
    versions = _versions(root, [holder for holder in holders if holder.commit])
    room = MOST_BYTES
    for holder in holders:
        data = _file(root, holder.path, room) if holder.commit is None else versions.get(holder)
        if data is not None and len(data) <= room:
            room -= len(data)
            yield holder, data


def _file(root: Path, path: str, room: int) -> PlainBytes | None:
    try:
        if not Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root)):
            return None
        for _, content in FileReader(str(root)).stream([BlobRef(path, path)]):
            return PlainBytes(bytes(content)) if isinstance(content, memoryview) and len(content) <= room else None
    except (OSError, ValueError):
        return None
    return None


def _versions(root: Path, holders: Sequence[Holder]) -> Mapping[Holder, PlainBytes]:
    """Returns what commits have at their paths, from the repository around the root or from those below it."""
    asked: dict[str, dict[str, Holder]] = {}
    for holder in holders:
        for folder, path in _repositories(root, holder.path):
            name = holder.commit if path == COMMIT_MESSAGE else f"{holder.commit}:{path}"
            if name and "\n" not in name and name.isprintable():
                asked.setdefault(folder, {})[name] = holder
    found: dict[Holder, PlainBytes] = {}
    for folder, names in asked.items():
        try:
            found |= _objects(Git.at(Path(folder)), names)
        except (OSError, RepositoryError):
            continue
    return found


def _repositories(root: Path, path: str) -> Iterator[tuple[str, str]]:
    """Yields the folders in whose repository a path may be, and what it is called there."""
    yield repository_root(str(root)) or str(root), path
    parts = path.split("/")
    for depth in range(1, len(parts)):
        folder = root.joinpath(*parts[:depth])
        if os.path.lexists(folder / ".git"):
            yield str(folder), "/".join(parts[depth:])


def _objects(git: Git, names: Mapping[str, Holder]) -> dict[Holder, PlainBytes]:
    said = git.ask("cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer", lines=names).output
    answers = (line.split() for line in said.decode("utf-8", "replace").splitlines())
    blobs: dict[str, list[Holder]] = {}
    for holder, answer in zip(names.values(), answers, strict=False):
        if len(answer) == 2 and answer[1].isdecimal() and int(answer[1]) <= MOST_BYTES:  # noqa: PLR2004 - id and size
            blobs.setdefault(answer[0], []).append(holder)
    items = [BlobRef(key, holders[0].path) for key, holders in blobs.items()]
    return {
        holder: PlainBytes(bytes(content))
        for item, content in ObjectReader(git).stream(items)
        if isinstance(content, memoryview)
        for holder in blobs[item.key]
    }
