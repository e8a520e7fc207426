"""Tells which commits, refs and stash entries hold a secret, or follow on a commit that does."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.purge.clean_blobs import CleanBlobs
from auditor.sources.git.command import Git

_LEFT_ALONE = ("refs/remotes/", "refs/stash", "refs/replace/", "refs/pull/", "refs/merge-requests/")


class Affected(Struct, frozen=True, kw_only=True):
    """What has to be written again."""

    commits: frozenset[str]
    before: tuple[str, ...]
    """Commits that stay, on which others follow that do not."""
    refs: tuple[str, ...]
    """Branches, tags and other refs of this repository."""
    stash: tuple[str, ...]
    """All entries of the stash, the newest first; empty if none of them is affected."""


def affected(git: Git, blobs: CleanBlobs) -> Affected:
    """Returns what has to be written again, so that no commit holds the secret.

    Args:
        git: The repository.
        blobs: The versions of files that hold it.
    """
    holding = {*blobs.messages, *blobs.commits}
    found: set[str] = set()
    before: dict[str, None] = {}
    for commit, *parents in _history(git):
        if commit in holding or not found.isdisjoint(parents):
            found.add(commit)
    for commit, *parents in _history(git):
        if commit in found:
            before |= dict.fromkeys(parent for parent in parents if parent not in found)
    stash = _said(git, "rev-list", "--walk-reflogs", "refs/stash")
    refs = [ref for ref, target, tag in _refs(git) if target in found or tag in blobs.messages]
    return Affected(
        commits=frozenset(found),
        before=tuple(before),
        refs=tuple(ref for ref in refs if not ref.startswith(_LEFT_ALONE)),
        stash=tuple(stash) if not found.isdisjoint(stash) else (),
    )


def _history(git: Git) -> Iterator[list[str]]:
    """Yields every commit with its parents, the oldest first."""
    arguments = ("rev-list", "--all", "--reflog", "--topo-order", "--reverse", "--parents")
    with git.start(*arguments) as running:
        for record in running.records(b"\n"):
            yield record.decode().split()
        if running.finish():
            raise git.failure(running.messages())


def _refs(git: Git) -> Iterator[tuple[str, str, str]]:
    """Yields every ref with the commit that it leads to, and the id of its tag object."""
    said = git.ask("for-each-ref", "--format=%(refname)%00%(objectname)%00%(*objectname)").output
    for line in os.fsdecode(said).split("\n")[:-1]:
        ref, direct, peeled = line.split("\0")
        yield ref, peeled or direct, direct if peeled else ""


def _said(git: Git, *arguments: str) -> Sequence[str]:
    answer = git.ask(*arguments)
    return os.fsdecode(answer.output).split() if answer.code == 0 else ()


def work_trees(git: Git) -> Collection[str]:
    """Returns the folders of all work trees of a repository that exist.

    A repository can name any folder as a work tree of its own: one that does not name the repository in turn is none.
    """
    said = os.fsdecode(git.ask("worktree", "list", "--porcelain", "-z").output)
    if not said:  # before git 2.36
        said = os.fsdecode(git.ask("worktree", "list", "--porcelain").output).replace("\n", "\0")
    folders = [entry.removeprefix("worktree ") for entry in said.split("\0") if entry.startswith("worktree ")]
    common = _common(git)
    return [
        folder
        for folder in folders
        if os.path.isdir(folder) and _common(Git.at(Path(folder), may_inherit=False)) == common  # noqa: PTH112
    ]


def _common(git: Git) -> str:
    said = os.fsdecode(git.ask("rev-parse", "--git-common-dir").output.removesuffix(b"\n"))
    return os.path.realpath(Path(git.folder, said))
