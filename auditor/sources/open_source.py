"""Tells which source a request means."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from auditor.model.blob_source import Source
from auditor.model.request import AuditRequest, Scope
from auditor.sources.targets import Targets

if TYPE_CHECKING:
    from auditor.sources.empty_blobs import Memory


def open_source(
    request: AuditRequest,
    stores: Sequence[str],
    excluded: Sequence[str],
    *,
    where: Targets | None = None,
    digest: str = "",
) -> Source:
    """Returns the source of a request's scope.

    `stores` are fnmatch patterns of base names, without regard to case: ignored files that match are read too.
    `excluded` are patterns in the syntax of `.gitignore`, relative to the root. `where` is what the paths of a scan of the
    work tree mean, where that is known. `digest` is of everything that decides what a blob gives but for its bytes and
    its path: with it, history remembers what was empty.

    Raises:
        UsageError: a path or a revision does not exist.
        RepositoryError: git is missing, too old or cannot read the repository.
    """
    match request.scope:
        case Scope.WORKTREE:
            from auditor.sources.worktree import WorktreeSource  # each scope loads what it needs

            return WorktreeSource(request.paths, stores=stores, excluded=excluded, where=where)
        case Scope.STAGED:
            return _index(request, stores, excluded)
        case Scope.HISTORY:
            return _history(request, stores, excluded, digest if request.cache else "")
        case Scope.RANGE:
            return _range(request, excluded, digest if request.cache else "")
        case Scope.STDIN:
            from auditor.sources.stdin import StdinSource

            return StdinSource(request.stdin_name)
    assert_never(request.scope)


def _index(request: AuditRequest, stores: Sequence[str], excluded: Sequence[str]) -> Source:
    """Returns the index; of given files, those that it has not are read from the work tree."""
    from auditor.sources.git.command import Git
    from auditor.sources.git.index import IndexSource

    git = Git.at(Path(os.path.realpath(request.paths[0])))
    targets = [str(path) for path in request.paths]
    index = IndexSource(git, files=request.files, excluded=excluded, targets=targets)
    if not index.absent:
        return index
    from auditor.sources.combined import CombinedSource, SubSource
    from auditor.sources.worktree import WorktreeSource

    files = [Path(git.folder, file) for file in index.absent]
    absent = WorktreeSource(files, stores=stores, excluded=excluded, root=index.top)
    return CombinedSource((SubSource(index), SubSource(absent)), targets=index.targets)


def _history(request: AuditRequest, stores: Sequence[str], excluded: Sequence[str], digest: str) -> Source:
    """Returns the histories of all repositories that the paths name, each with its work tree."""
    from auditor.sources.combined import CombinedSource, SubSource
    from auditor.sources.git.history import HistorySource
    from auditor.sources.git.history_with_worktree import HistoryWithFiles
    from auditor.sources.git.repositories import located
    from auditor.sources.git.revisions import all_revisions
    from auditor.sources.targets import common_root, relative
    from auditor.sources.worktree import WorktreeSource

    parts: list[SubSource] = []
    repositories = located(request.paths)
    root = common_root([repository.home for repository in repositories])
    for repository in repositories:
        inner = relative(repository.home, root)
        folder = f"{inner}/" if inner else ""
        revisions = all_revisions(repository.git, unreachable=request.unreachable)
        history = HistorySource(
            *(repository.git, revisions), excluded=excluded, memory=_memory(digest, folder), targets=repository.targets
        )
        if repository.is_bare:
            parts.append(SubSource(history, folder))
        else:
            files = WorktreeSource([Path(repository.home)], stores=stores, excluded=excluded)
            parts.append(SubSource(HistoryWithFiles(history, files), folder))
    return parts[0].source if len(parts) == 1 else CombinedSource(parts)


def _memory(digest: str, folder: str = "") -> Memory | None:
    from auditor.sources.empty_blobs import Memory

    return Memory(digest, folder) if digest else None


def _range(request: AuditRequest, excluded: Sequence[str], digest: str) -> Source:
    from auditor.sources.git.command import Git
    from auditor.sources.git.history import HistorySource
    from auditor.sources.git.revisions import range_of_revisions

    git = Git.at(Path(os.path.realpath(request.paths[0])))
    return HistorySource(
        git,
        range_of_revisions(git, request.revision_range),
        excluded=excluded,
        memory=_memory(digest),
        targets=(_range_name(request.revision_range),),
    )


def _range_name(revisions: str) -> str:
    """Returns what reports call a range: the branch alone where the range starts at nothing, as on a first push."""
    start, dots, end = revisions.partition("..")
    return f"commits of {end} that no remote has" if dots and start and not start.strip("0") else revisions
