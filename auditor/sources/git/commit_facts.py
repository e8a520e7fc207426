"""Who made some commits, with what words, and which refs hold them now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from auditor.sources.git.command import Git

_MOST_REFS = 2_000
"""Refs that are followed down to the commits: of a repository with more, branches come first."""
_PREFIXES = ("refs/heads/", "refs/remotes/", "refs/tags/", "refs/")
_KINDS = ("refs/heads/", "refs/tags/", "refs/remotes/")
"""The order in which refs are followed."""


class CommitFacts(Struct, frozen=True):
    """What git says of a commit. Both texts are as their authors wrote them: they may hold anything."""

    author: str
    subject: str


def commit_facts(git: Git, commits: Collection[str]) -> Mapping[str, CommitFacts]:
    """Returns author and subject of each commit that is there."""
    answer = git.ask(
        *("log", "--no-walk=unsorted", "--stdin", "--ignore-missing", "-z", "--no-mailmap", "--no-show-signature"),
        *("--no-notes", "--no-color", "--encoding=UTF-8", "--format=tformat:%H%x01%an%x01%s"),
        lines=commits,
    )
    found: dict[str, CommitFacts] = {}
    for record in answer.output.decode("utf-8", "replace").split("\0"):
        commit, _, rest = record.lstrip("\n").partition("\1")
        author, _, subject = rest.partition("\1")
        if commit:
            found[commit] = CommitFacts(author, subject)
    return found


def holders(git: Git, commits: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Returns the refs and stash entries that lead to each commit, by their short names, sorted.

    One walk from all refs at once, children before parents: each commit hands down the set of refs that it was reached
    from, and the walk ends with the last of the commits.
    """
    names = dict(_tips(git))
    found: dict[str, tuple[str, ...]] = {}
    reached: dict[str, set[str]] = {}
    left = set(commits)
    if not left or not names:
        return found
    with git.start("rev-list", "--topo-order", "--parents", "--stdin", lines=names) as walk:
        for record in walk.records(b"\n"):
            commit, *parents = record.decode("ascii").split(" ")
            own = reached.pop(commit, set())
            own.update(names.get(commit, ()))
            for parent in parents:
                if parent in reached:
                    reached[parent] |= own
                else:
                    reached[parent] = set(own)
            if commit in left:
                found[commit] = tuple(sorted(own))
                left.remove(commit)
                if not left:
                    break
    return found


def _tips(git: Git) -> Iterator[tuple[str, list[str]]]:
    """Yields the commits that refs and stash entries name, each with the short names of all of them."""
    said = git.ask("for-each-ref", "--format=%(refname) %(objectname) %(*objectname)").output.decode(
        "utf-8", "backslashreplace"
    )
    refs = [line.split(" ") for line in said.splitlines()]
    refs.sort(key=lambda ref: next((rank for rank, kind in enumerate(_KINDS) if ref[0].startswith(kind)), len(_KINDS)))
    found: dict[str, list[str]] = {}
    for name, key, peeled in refs[:_MOST_REFS]:
        if not name.endswith("/HEAD") and name != "refs/stash":
            found.setdefault(peeled or key, []).append(_short(name))
    for number, line in enumerate(
        git.ask("rev-list", "-g", "--parents", "refs/stash", "--").output.decode().splitlines()
    ):
        # The entry itself, and the commits of its index and its untracked files; its first parent is the branch's.
        entry, _, *own = line.split(" ")
        for commit in (entry, *own):
            found.setdefault(commit, []).append(f"stash@{{{number}}}" if number else "stash")
    if not any(found.values()):
        head = git.ask("rev-parse", "--verify", "--quiet", "HEAD").output.decode().strip()
        found |= {head: ["HEAD"]} if head else {}
    yield from found.items()


def _short(ref: str) -> str:
    return next((ref.removeprefix(prefix) for prefix in _PREFIXES if ref.startswith(prefix)), ref)
