"""Writes the commits that hold a secret again without it, and lets git forget the old ones.

The stream of `git fast-export` carries object ids and no contents, so neither a file nor a pipe ever holds the secret.
The files on the disk stay as they are: whoever needs the value still has it there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from auditor.errors import RepositoryError, UsageError
from auditor.purge.affected import Affected, affected, work_trees
from auditor.purge.clean_blobs import CleanBlobs
from auditor.sources.git.command import Git
from auditor.sources.git.configured_programs import for_writing, names_a_collector


class Export:
    """The output of a running `git fast-export`, line by line and in counted pieces."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def line(self) -> bytes:
        """Returns the next line with its end; empty at the end of the stream."""
        while (at := self._rest.find(b"\n")) < 0:
            more = next(self._chunks, b"")
            if not more:
                found, self._rest = self._rest, b""
                return found
            self._rest += more
        found, self._rest = self._rest[: at + 1], self._rest[at + 1 :]
        return found

    def take(self, count: int) -> bytes:
        """Returns the next bytes."""
        while len(self._rest) < count and (more := next(self._chunks, b"")):
            self._rest += more
        found, self._rest = self._rest[:count], self._rest[count:]
        return found


def rewritten(export: Export, blobs: CleanBlobs, clean_message: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """Yields the stream with clean versions in place of those that hold a secret.

    Args:
        export: The stream, with the original ids of commits and tags.
        blobs: What takes the place of what.
        clean_message: Cuts the secret out of a message.
    """
    object_id = ""
    while line := export.line():
        words = line.split(b" ", 3)
        if line.startswith(b"original-oid "):
            object_id = words[1].decode().strip()
            yield line
        elif line.startswith(b"data "):
            content = export.take(int(words[1]))
            if object_id in blobs.messages:
                content = clean_message(content)
            yield b"data %d\n" % len(content)
            yield content
        elif line.startswith(b"M ") and len(words) == 4:  # noqa: PLR2004 - M, mode, object, path
            blob = words[2].decode()
            if blob in blobs.dropped:
                yield b"D " + words[3]
            else:
                yield b" ".join((*words[:2], blobs.replaced.get(blob, blob).encode(), words[3]))
        else:
            yield line


_OURS = "refs/backpack-audit-purge/"
_UNFINISHED = ("rebase-merge", "rebase-apply", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")


class Rewritten(Struct, frozen=True, kw_only=True):
    """What was done."""

    commits: int
    refs: tuple[str, ...]
    stash: int
    """Entries of the stash that were written again."""
    dropped: int
    """Versions of files that were left out, because the secret was inside an archive."""
    still_on_disk: tuple[str, ...]
    """Files of the work trees that still hold it, or may."""
    is_forgotten: bool = True
    """Whether git removed the old objects."""


def check_writable(git: Git) -> None:
    """Checks that a history may be rewritten now.

    Raises:
        UsageError: something is not committed, not finished, or not here.
    """
    for folder in work_trees(git):
        here = _in(folder)
        if here.ask("rev-parse", "--is-inside-work-tree").output.strip() != b"true":
            continue
        status = here.ask("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty")
        if status.code:
            raise here.failure(status.messages)
        if status.output:
            raise UsageError(f"{folder}: there are changes that are not committed; commit or stash them first")
        for name in _UNFINISHED:
            path = os.fsdecode(here.ask("rev-parse", "--git-path", name).output).strip()
            if Path(folder, path).exists():
                raise UsageError(f"{folder}: a rebase, merge or bisect is not finished ({name}); finish it first")
    if git.ask("rev-parse", "--is-shallow-repository").output.strip() == b"true":
        raise UsageError(f"{git.folder}: a shallow clone cannot be rewritten; git fetch --unshallow first")
    if git.ask("rev-parse", "--show-superproject-working-tree").output.strip():
        raise UsageError(
            f"{git.folder}: another repository has this one as a submodule and points to its commits; "
            "carry out the commands that purge prints without --write"
        )


def rewrite(git: Git, blobs: CleanBlobs, clean_message: Callable[[bytes], bytes]) -> Rewritten:
    """Rewrites every ref of a repository that leads to a secret, the stash included.

    Args:
        git: The repository; `check_writable` was called.
        blobs: What takes the place of what.
        clean_message: Cuts the secret out of a message.

    Raises:
        RepositoryError: git failed; the refs are as they were.
    """
    git = for_writing(git)
    wanted = affected(git, blobs)
    heads = {folder: _head(folder) for folder in work_trees(git)}
    with _temporary_refs(git, wanted, heads) as temporary:
        renamed = _imported(git, wanted, temporary, blobs, clean_message) if wanted.refs or temporary else {}
        _move_detached(heads, renamed)
        _store_stash(git, wanted, renamed)
    for folder, (commit, _) in heads.items():
        if commit in wanted.commits:
            _checked(
                _in(folder), "read-tree", "--reset", "HEAD"
            )  # Of `-m`, a file that was only touched is a conflict.
    on_disk = sorted({path for folder, (commit, _) in heads.items() for path in _held(folder, commit, blobs)})
    return Rewritten(
        commits=len(renamed),
        refs=wanted.refs,
        stash=len(wanted.stash),
        dropped=len(blobs.dropped),
        still_on_disk=tuple(on_disk),
        is_forgotten=_forget(git, wanted, heads),
    )


def _held(folder: str, commit: str, blobs: CleanBlobs) -> Iterator[str]:
    """Yields the files of a work tree that hold a secret, as their commit says, or may: no commit has them any more."""
    paths = sorted(path for path in blobs.paths if "\n" not in path and Path(folder, path).is_file())
    if not paths:
        return
    lines = (f"{commit}:{path}" for path in paths)
    answers = os.fsdecode(_in(folder).ask("cat-file", "--batch-check=%(objectname) %(objecttype)", lines=lines).output)
    for path, answer in zip(paths, answers.split("\n"), strict=False):
        blob, _, kind = answer.rpartition(" ")
        if kind != "blob" or blob in blobs.replaced or blob in blobs.dropped:
            yield path


def _imported(
    git: Git, wanted: Affected, temporary: Sequence[str], blobs: CleanBlobs, clean_message: Callable[[bytes], bytes]
) -> Mapping[str, str]:
    """Exports, changes and imports the commits; returns the new ids by the old ones."""
    with TemporaryDirectory(prefix="backpack-audit-purge-") as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        export = git.start(
            *("fast-export", "--no-data", "--show-original-ids", "--reencode=no", "--use-done-feature"),
            *(
                "--signed-tags=strip",
                "--reference-excluded-parents",
                "--tag-of-filtered-object=rewrite",
                f"--export-marks={old}",
            ),
            *(*wanted.refs, *temporary, *(f"^{commit}" for commit in wanted.before)),
        )
        arguments = ("fast-import", "--quiet", "--force", "--done", f"--export-marks={new}")
        with export, git.start(*arguments, feed=True) as running:
            try:
                for piece in rewritten(Export(export.chunks()), blobs, clean_message):
                    running.write(piece)
                running.end_input()
            except BrokenPipeError:
                pass  # The import has failed, and says why.
            if export.finish():
                raise git.failure(export.messages())
            b"".join(running.chunks())
            if running.finish():
                raise git.failure(running.messages())
        return _by_mark(old, new)


def _by_mark(old: Path, new: Path) -> dict[str, str]:
    before, after = (dict(line.split() for line in path.read_text().splitlines()) for path in (old, new))
    return {commit: after[mark] for mark, commit in before.items() if mark in after}


@contextmanager
def _temporary_refs(git: Git, wanted: Affected, heads: Mapping[str, tuple[str, bool]]) -> Iterator[tuple[str, ...]]:
    """Names what no ref leads to: entries of the stash, and work trees without a branch."""
    loose = [commit for commit, is_detached in heads.values() if is_detached and commit in wanted.commits]
    commits = [*(one for one in wanted.stash if one in wanted.commits), *loose]
    names = tuple(f"{_OURS}{number}" for number, _ in enumerate(dict.fromkeys(commits)))
    try:
        for name, commit in zip(names, dict.fromkeys(commits), strict=True):
            _checked(git, "update-ref", name, commit)
        yield names
    finally:
        for name in names:
            git.ask("update-ref", "-d", name)


def _in(folder: str) -> Git:
    """Returns git for a work tree, which it changes or compares with the index."""
    return for_writing(Git.at(Path(folder), may_inherit=False))


def _head(folder: str) -> tuple[str, bool]:
    """Returns the commit of a work tree, and whether it is on no branch."""
    here = _in(folder)
    commit = os.fsdecode(here.ask("rev-parse", "--verify", "--quiet", "HEAD").output).strip()
    return commit, here.ask("symbolic-ref", "--quiet", "HEAD").code != 0


def _move_detached(heads: Mapping[str, tuple[str, bool]], renamed: Mapping[str, str]) -> None:
    for folder, (commit, is_detached) in heads.items():
        if is_detached and commit in renamed:
            here = _in(folder)
            _checked(here, "update-ref", "--no-deref", "HEAD", renamed[commit])


def _store_stash(git: Git, wanted: Affected, renamed: Mapping[str, str]) -> None:
    if not wanted.stash:
        return
    messages = os.fsdecode(git.ask("reflog", "show", "--format=%gs", "refs/stash").output).splitlines()
    _checked(git, "stash", "clear")
    for commit, message in reversed([*zip(wanted.stash, messages, strict=False)]):
        _checked(git, "stash", "store", "--message", message, renamed.get(commit, commit))


def _forget(git: Git, wanted: Affected, heads: Mapping[str, tuple[str, bool]]) -> bool:
    """Removes old commits from reflogs, and the objects that nothing leads to any more."""
    said = os.fsdecode(git.ask("for-each-ref", "--format=%(refname)").output).split("\n")[:-1]
    refs = [ref for ref in said if not ref.startswith(("refs/remotes/", "refs/stash"))]
    expire = ("reflog", "expire", "--expire=never", "--expire-unreachable=now", "--rewrite")
    try:
        for start in range(0, len(refs), 200):
            git.ask(*expire, *refs[start : start + 200])
        for folder in heads:
            here = _in(folder)
            here.ask(*expire, "HEAD")
            original = os.fsdecode(here.ask("rev-parse", "--verify", "--quiet", "ORIG_HEAD").output).strip()
            if original in wanted.commits:
                here.ask("update-ref", "-d", "ORIG_HEAD")
        return not names_a_collector(git) and git.ask("gc", "--quiet", "--prune=now").code == 0
    except RepositoryError:
        return False


def _checked(git: Git, *arguments: str) -> None:
    answer = git.ask(*arguments)
    if answer.code:
        raise git.failure(answer.messages)
