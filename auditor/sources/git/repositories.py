"""Tells which repositories some folders belong to, each once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.errors import UsageError
from auditor.sources.git.command import Git


class Located(Struct, frozen=True):
    """A repository."""

    git: Git
    home: str
    """The top of its work tree; of a bare repository, its own folder."""
    is_bare: bool
    targets: tuple[str, ...]
    """The paths that named it."""


def located(paths: Sequence[Path]) -> tuple[Located, ...]:
    """Returns the repositories around the folders, in their order; several work trees of one repository are one.

    Raises:
        UsageError: a path is no folder.
        RepositoryError: a folder is in no repository that git can read.
    """
    found: dict[str, Located] = {}
    for path in paths:
        if not path.is_dir():
            raise UsageError(f"{path}: a repository is named by a folder, and this is none")
        git = Git.at(Path(os.path.realpath(path)))
        common, top = _folders(git)
        home = top or common
        known = found.setdefault(common, Located(git, home, is_bare=not top, targets=()))
        found[common] = replace(known, targets=(*known.targets, str(path)))
    return tuple(found.values())


def _folders(git: Git) -> tuple[str, str]:
    """Returns the folder that the work trees of a repository share, and the top of this one; empty where it is bare."""
    said = git.ask("rev-parse", "--git-common-dir", "--show-toplevel")  # In a bare one only the second fails.
    if said.output.count(b"\n") == 1 + (not said.code):
        common, _, top = said.output.removesuffix(b"\n").partition(b"\n")
    else:  # A path has a line break in it, or there is no repository.
        alone = git.ask("rev-parse", "--git-common-dir")
        if alone.code:
            raise git.failure(alone.messages)
        common = alone.output.removesuffix(b"\n")
        top = said.output[len(alone.output) :].removesuffix(b"\n")
    return os.path.realpath(Path(git.folder, os.fsdecode(common))), "" if said.code else os.fsdecode(top)
