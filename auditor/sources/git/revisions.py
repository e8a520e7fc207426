"""Which commits a history has: all that refs lead to, all that the repository holds, or a range."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.errors import UsageError
from auditor.model.report import Skipped
from auditor.sources.git.command import Git
from auditor.sources.git.refs import every_object, tips
from auditor.wording.amounts import plural


class Revisions(Struct, frozen=True, kw_only=True):
    """What `git rev-list` is asked for."""

    arguments: tuple[str, ...]
    lines: tuple[str, ...] = ()
    """Its input: tips, one a line."""
    tags: tuple[str, ...] = ()
    """Annotated tags, whose messages are read too."""
    is_range: bool = False
    with_unreachable: bool = False
    """Whether objects count that no tip leads to; those of alternates are among them."""
    skipped: tuple[Skipped, ...] = ()
    """What is missing before the walk starts."""

    def without(self, read: Sequence[str]) -> Revisions:
        """Returns the same revisions without what some commits and tags reach, and without their own messages."""
        if not read:
            return self
        known = frozenset(read)
        tags = tuple(tag for tag in self.tags if tag not in known)
        return replace(self, lines=(*self.lines, *(f"^{key}" for key in read)), tags=tags)


def all_revisions(git: Git, *, unreachable: bool = False) -> Revisions:
    """Everything that a ref, a work tree or the stash leads to; with `unreachable` also what was left behind.

    So it is when a ref leads nowhere: what hangs below the missing commit can still be there.

    Raises:
        RepositoryError: this is no repository that git can read.
    """
    found = tips(git)
    unreachable = unreachable or bool(found.skipped)
    objects, tags = dict.fromkeys(found.objects), dict.fromkeys(found.tags)
    if unreachable:
        kinds = every_object(git)
        objects |= dict.fromkeys(key for key, kind in kinds.items() if kind in ("commit", "tag"))
        tags |= dict.fromkeys(key for key, kind in kinds.items() if kind == "tag")
    return Revisions(
        arguments=("--stdin",),
        lines=tuple(objects),
        tags=tuple(tags),
        with_unreachable=unreachable,
        skipped=found.skipped + _cut_off(git),
    )


def range_of_revisions(git: Git, text: str) -> Revisions:
    """What `A..B` (or any revision that git knows) adds.

    A pre-push hook gives zeros as A for a branch that is new to the remote; then it is what no remote has yet.

    Raises:
        UsageError: git knows no such revisions.
        RepositoryError: this is no repository that git can read.
    """
    start, dots, end = text.partition("..")
    is_new = bool(dots) and bool(start) and not start.strip("0")
    arguments = (end, "--not", "--remotes") if is_new else (text,)
    answer = git.ask("rev-list", "--max-count=0", *arguments, "--")
    if text.startswith("-") or end.startswith("-") or "bad revision" in answer.messages:
        raise UsageError(f"{text}: git knows no such revisions in {git.folder}")
    if answer.code:
        raise git.failure(answer.messages)
    return Revisions(arguments=(*arguments, "--"), is_range=True, skipped=_cut_off(git))


def _cut_off(git: Git) -> tuple[Skipped, ...]:
    """What a shallow clone lacks: the commits at which its history was cut are counted."""
    shallow, _, path = git.ask("rev-parse", "--is-shallow-repository", "--git-path", "shallow").output.partition(b"\n")
    if shallow != b"true":
        return ()
    cuts = Path(git.folder, path.decode("utf-8", "surrogateescape").removesuffix("\n")).read_bytes().count(b"\n")
    return (
        Skipped(
            ".", f"a shallow clone: history is missing behind {plural(cuts, 'commit')}; git fetch --unshallow brings it"
        ),
    )
