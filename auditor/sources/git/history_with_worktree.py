"""A history with the files around it: what is committed as it stands is the history's to report."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from auditor.model.location import Provenance
from auditor.sources.combined import CombinedSource, SubSource
from auditor.sources.git.history import HistorySource
from auditor.sources.worktree import WorktreeSource

_HISTORY, _FILES = "0:", "1:"
_SHA1_DIGITS = 40


class HistoryWithFiles(CombinedSource):
    """So that a key in a file of today and a secret in a commit of two years ago meet, and neither is said twice.

    A file whose content stands committed at its path is out of scope as a file. That is looked up for hits only.
    """

    def __init__(self, history: HistorySource, files: WorktreeSource) -> None:
        super().__init__((SubSource(history), SubSource(files)), targets=history.targets)
        self._root = files.root

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Each part answers for its own, without the files that the history has answered for."""
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
    """The ids that a file's content can have in git: as it is, and with the line ends that git stores."""
    try:
        data = file.read_bytes()
    except OSError:
        return
    for content in dict.fromkeys((data, data.replace(b"\r\n", b"\n"))):
        yield hashlib.new(algorithm, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
