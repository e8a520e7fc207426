"""A history with the files around it: what is committed as it is is the history's to report."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from auditor.model.blob_source import BlobRef
from auditor.model.location import Provenance
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.combined import CombinedSource, SubSource
from auditor.sources.git.history import HistorySource
from auditor.sources.worktree import WorktreeSource
from auditor.wording.skip_words import skip

_HISTORY, _FILES = "0:", "1:"
_SHA1_DIGITS = 40
_PART = 1 << 20
"""Bytes of a file that are hashed at once."""


class HistoryWithFiles(CombinedSource):
    """So that a key in a file of today and a secret in a commit of two years ago meet, and neither is said twice.

    A file whose content is committed at its path is out of scope as a file. That is looked up for hits only.
    """

    def __init__(self, history: HistorySource, files: WorktreeSource) -> None:
        super().__init__((SubSource(history), SubSource(files)), targets=history.targets)
        self._root = files.root
        self._files = files

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields everything of both parts, and which repositories inside have a history of their own."""
        yield from super().items()
        for path in self._files.nested:
            yield skip(path, SkipReason.NESTED_REPOSITORY, incomplete=False)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns each part answers for its own, without the files that the history has answered for."""
        found = dict(super().provenances(keys))
        standing = {
            (key.removeprefix(_HISTORY), location.path)
            for key in keys
            if key.startswith(_HISTORY)
            for location in found[key]
            if location.in_tree
        }
        if not standing:
            return found
        algorithm = "sha1" if len(next(iter(standing))[0]) == _SHA1_DIGITS else "sha256"
        for key in keys:
            if key.startswith(_FILES):
                path = key.removeprefix(_FILES)
                if any((blob, path) in standing for blob in _blobs(Path(self._root, path), algorithm)):
                    found[key] = ()
        return found


def _blobs(file: Path, algorithm: str) -> Iterator[str]:
    """Yields the ids that a file's content can have in git: as it is, and with the line ends that git stores.

    The file is read in parts. Its size without carriage returns must be known before: an id is a hash of it too.
    """
    try:
        size = file.stat().st_size
        yield _id(algorithm, size, _parts(file))
        converted = size - sum(part.count(b"\r\n") for part in _parts(file))
        if converted != size:
            yield _id(algorithm, converted, (part.replace(b"\r\n", b"\n") for part in _parts(file)))
    except OSError:
        return


def _parts(file: Path) -> Iterator[bytes]:
    """Yields a file in parts, none of which ends between the two characters of a line end."""
    with file.open("rb") as stream:
        while part := stream.read(_PART):
            while part.endswith(b"\r") and (more := stream.read(1)):
                part += more
            yield part


def _id(algorithm: str, size: int, parts: Iterable[bytes]) -> str:
    state = hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)
    for part in parts:
        state.update(part)
    return state.hexdigest()
