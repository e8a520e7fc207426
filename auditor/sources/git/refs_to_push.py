"""Which refs of the remotes hold a path's history: what a forced push must replace."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from auditor.sources.git.command import Git
from auditor.sources.git.commit_facts import holders

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
