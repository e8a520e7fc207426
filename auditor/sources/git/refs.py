"""Tells where the history of a repository is entered: every ref of every work tree, the whole stash, and what refs miss.

The tips are looked up one by one instead of asking git for `--all`, which fails as a whole when one ref is broken.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.git.attribution import holders
from auditor.sources.git.command import Git, reason
from auditor.wording.skip_words import skip

_STASH = "refs/stash"
_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


class Tips(Struct, frozen=True):
    """Objects from which everything in scope can be reached."""

    objects: tuple[str, ...]
    tags: tuple[str, ...]
    """The annotated tags among them."""
    skipped: tuple[Skipped, ...]
    """Refs that lead nowhere."""
    refs: str = ""
    """All refs with their objects, a line each, as git says them."""


def tips(git: Git) -> Tips:
    """Returns the tips of all refs.

    Raises:
        RepositoryError: this is no repository that git can read.
    """
    refs = git.ask("for-each-ref", "--format=%(objectname) %(objecttype) %(refname)")
    if refs.code:  # A ref leads nowhere, which is found out one by one; or this is no repository.
        refs = git.ask("for-each-ref", "--format=%(objectname)  %(refname)")
    if refs.code:
        raise git.failure(refs.messages)
    # Not `splitlines`: names of refs may hold other line separators.
    lines = refs.output.decode("utf-8", "backslashreplace").split("\n")[:-1]
    sources: dict[str, str] = {}
    known: dict[str, str] = {}
    for key, kind, ref in (line.split(" ", 2) for line in lines):
        sources.setdefault(key, ref)
        known[key] = kind
    for head in _heads(git):
        sources.setdefault(head, "HEAD")
    if any(line.endswith(f" {_STASH}") for line in lines):
        for entry in git.ask("rev-list", "--walk-reflogs", _STASH).output.decode().split():
            sources.setdefault(entry, _STASH)
    known |= _kinds(git, [key for key in sources if not known.get(key)])
    kinds = {key: known[key] for key in sources if known.get(key)}
    gone = [key for key in sources if key not in kinds]
    kinds |= _tagged_tags(git, [key for key, kind in kinds.items() if kind == "tag"])
    return Tips(
        objects=tuple(kinds),
        tags=tuple(key for key, kind in kinds.items() if kind == "tag"),
        skipped=(
            *(skip(".", SkipReason.GIT_MESSAGE, reason=reason(line)) for line in refs.messages.splitlines()),
            *(skip(".", SkipReason.BROKEN_REF, ref=sources[key], object=key) for key in gone),
        ),
        refs="\n".join(lines),
    )


def every_object(git: Git) -> dict[str, str]:
    """Returns kind of every object that the repository holds, reachable or not, sorted by id."""
    said = git.ask("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)", "--buffer")
    return _parsed(said.output)


def existing(git: Git, keys: Iterable[str]) -> list[str]:
    """Returns those of some commits and tags that the repository still has."""
    return list(_kinds(git, list(dict.fromkeys(keys))))


def _heads(git: Git) -> list[str]:
    """Returns where the work trees of the repository are, whatever branch they are on."""
    said = git.ask("worktree", "list", "--porcelain")
    heads = re.findall(r"^HEAD ([0-9a-f]+)$", said.output.decode("utf-8", "replace"), re.MULTILINE)
    return [head for head in heads if head.strip("0")]


def _kinds(git: Git, keys: Collection[str]) -> dict[str, str]:
    if not keys:
        return {}
    return _parsed(git.ask("cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", lines=keys).output)


def _tagged_tags(git: Git, tags: list[str]) -> dict[str, str]:
    """Returns the tags that other tags point to, down to the last: a walk of commits has no use for their messages."""
    found: dict[str, str] = {}
    while tags:
        inner = {}
        for line in git.ask("cat-file", "--batch", "--buffer", lines=tags).output.split(b"\ntype tag\n")[:-1]:
            inner[line.rpartition(b"object ")[2].decode("ascii", "replace")] = "tag"
        known = _kinds(git, [key for key in inner if _ID.fullmatch(key)])
        tags = [key for key, kind in known.items() if kind == "tag" and key not in found]
        found |= dict.fromkeys(tags, "tag")
    return found


def _parsed(output: bytes) -> dict[str, str]:
    kinds = dict(line.split(" ", 1) for line in output.decode().splitlines())
    return {key: kind for key, kind in kinds.items() if kind != "missing"}


_TRACKING = "refs/remotes/"
_MOST_COMMITS = 2_000
"""Commits of some paths whose refs are looked up."""


def commits_of_paths(git: Git, introduced: Sequence[str], paths: Iterable[str]) -> tuple[str, ...]:
    """Returns the commits that brought a secret, and those that changed its paths on branches without them.

    Args:
        git: The repository.
        introduced: The oldest commit of each path that holds the secret.
        paths: The paths, relative to the top of the repository.
    """
    before = [f"^{commit}^@" for commit in introduced]
    answer = git.ask(
        *("--literal-pathspecs", "rev-list", "--all", "--full-history", f"--max-count={_MOST_COMMITS}"),
        *(*before, "--", *paths),
    )
    listed = os.fsdecode(answer.output).split() if answer.code == 0 else []
    return tuple(dict.fromkeys((*introduced, *listed)))


def pushed_refs(git: Git, commits: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Returns the branches and tags that hold some of the commits, as a remote calls them, by remote.

    A bare repository, and one without remotes, has them under an empty name.

    Args:
        git: The repository.
        commits: What they have to hold.
    """
    held = {name for names in holders(git, commits).values() for name in names}
    remotes = sorted(os.fsdecode(git.ask("remote").output).split(), key=len, reverse=True)
    found: dict[str, set[str]] = {}
    tags: set[str] = set()
    for line in os.fsdecode(git.ask("for-each-ref", "--format=%(refname)").output).splitlines():
        if line.startswith(_TRACKING):
            short = line.removeprefix(_TRACKING)
            remote = next((name for name in remotes if short.startswith(f"{name}/")), "")
            if short in held and remote:
                found.setdefault(remote, set()).add(short.removeprefix(f"{remote}/"))
        elif line.startswith("refs/tags/") and line.removeprefix("refs/tags/") in held:
            tags.add(line)
        elif line.startswith("refs/heads/") and not remotes and line.removeprefix("refs/heads/") in held:
            found.setdefault("", set()).add(line.removeprefix("refs/heads/"))
    if tags and not found:
        found[remotes[-1] if remotes else ""] = set()
    for names in found.values():
        names.update(tags)
    return {remote: tuple(sorted(names)) for remote, names in sorted(found.items())}
