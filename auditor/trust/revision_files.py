"""Reads files of one revision into a folder, object by object: nothing is checked out, so no filter and no hook runs."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import NamedTuple

from auditor.errors import RepositoryError, UsageError
from auditor.sources.git.command import Git

_LINK, _REGULAR = "120000", "100"
_MOST_LINKS = 5
_MOST_FILES = 10_000
_MOST_BYTES = 64 << 20
"""As much as the largest file of settings may have; a larger one is left out."""
_IN_FOLDERS = (".yaml", ".yml")
"""What is read of a folder: the files of a pack of rules."""
_ODD = frozenset(("", ".", ".."))


class _Entry(NamedTuple):
    mode: str
    blob: str
    size: int
    path: str


class RevisionFiles:
    """The files of one commit, each written when it is asked for."""

    def __init__(self, git: Git, commit: str, folder: Path) -> None:
        self._git = git
        self._commit = commit
        self._folder = folder
        self._brought: set[str] = set()

    def bring(self, path: str) -> None:
        """Writes what the commit has at a path of the repository: a file, or the YAML files of a folder.

        Raises:
            RepositoryError: git cannot read the commit.
        """
        if path in self._brought:
            return
        self._brought.add(path)
        entries = self._entries(path)
        if len(entries) > _MOST_FILES:
            raise UsageError(f"{path or '.'}: more than {_MOST_FILES} files of rules in {self._commit[:12]}")
        for entry in entries:
            if entry.path == path or entry.path.endswith(_IN_FOLDERS):
                self._write(entry)

    def read(self, path: str) -> bytes | None:
        """Returns the content of one file; None if the commit has none there."""
        found = next((entry for entry in self._entries(path) if entry.path == path), None)
        return None if found is None else self._content(found)

    def _write(self, entry: _Entry) -> None:
        content = self._content(entry)
        if content is not None:
            target = self._folder / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def _content(self, entry: _Entry | None) -> bytes | None:
        for _ in range(_MOST_LINKS):
            if entry is None or entry.size > _MOST_BYTES:
                return None
            answer = self._git.ask("cat-file", "blob", entry.blob)
            if answer.code:
                raise self._git.failure(answer.messages)
            if entry.mode != _LINK:
                return answer.output if entry.mode.startswith(_REGULAR) else None
            there = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), os.fsdecode(answer.output)))
            entry = next((one for one in self._entries(there) if one.path == there), None)
        return None

    def _entries(self, path: str) -> list[_Entry]:
        if path.startswith(("../", "/")) or path == "..":
            return []
        wanted = ("--", path) if path else ()
        answer = self._git.ask("ls-tree", "-r", "-l", "-z", "--full-tree", self._commit, *wanted)
        if answer.code:
            raise self._git.failure(answer.messages)
        records = os.fsdecode(answer.output).split("\0")[:-1]
        return [entry for record in records if (entry := _entry(record)) is not None]


def _entry(record: str) -> _Entry | None:
    """Returns a line of `ls-tree -l`; None for a submodule, and for a name that would lead out of a folder."""
    facts, _, path = record.partition("\t")
    mode, kind, blob, size = facts.split()
    if kind != "blob" or not _ODD.isdisjoint(path.split("/")) or "\\" in path:
        return None
    return _Entry(mode, blob, int(size), path)


def commit_of(git: Git, revision: str) -> str:
    """Returns the full id of a commit.

    Raises:
        UsageError: git knows no such commit.
        RepositoryError: this is no repository that git can read.
    """
    answer = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if answer.code == 0:
        return answer.output.decode().strip()
    if git.ask("rev-parse", "--git-dir").code:
        raise git.failure("not a git repository")
    raise UsageError(
        f"--trust {revision}: git knows no such commit in {git.folder}; fetch it first (in CI with fetch-depth: 0)"
    )


def work_tree(git: Git) -> Path:
    """Returns the root of the work tree.

    Raises:
        RepositoryError: there is none.
    """
    answer = git.ask("rev-parse", "--show-toplevel")
    if answer.code:
        raise git.failure(answer.messages)
    return Path(os.path.realpath(os.fsdecode(answer.output.removesuffix(b"\n"))))


def fork_point(git: Git, base: str) -> str:
    """Returns the commit at which the checked-out branch left `base`; empty if they have none in common."""
    try:
        answer = git.ask("merge-base", base, "HEAD")
    except RepositoryError:
        return ""
    return answer.output.decode().strip() if answer.code == 0 else ""
