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
        answer = git.ask("rev-parse", "--git-common-dir")
        if answer.code:
            raise git.failure(answer.messages)
        common = os.path.realpath(Path(git.folder, os.fsdecode(answer.output.removesuffix(b"\n"))))
        top = git.ask("rev-parse", "--show-toplevel")
        home = common if top.code else os.fsdecode(top.output.removesuffix(b"\n"))
        known = found.setdefault(common, Located(git, home, is_bare=bool(top.code), targets=()))
        found[common] = replace(known, targets=(*known.targets, str(path)))
    return tuple(found.values())
