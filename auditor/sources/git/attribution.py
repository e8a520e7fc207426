"""Tells which commit first brought a blob to which path: one pass over the raw differences of all commits, only for hits."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple, final

from msgspec import Struct, field

from auditor.model.location import Departure
from auditor.sources.git.command import Git
from auditor.sources.git.commit_facts import author_dates
from auditor.sources.git.known_walks import is_known_to_lead_to
from auditor.sources.git.process import Running

_FEW = 256
"""Objects up to which git itself is asked for only those: beyond, the command line grows and nothing is won."""
_WORTH_TWO = 2_000
"""Commits from which two gits compare half of them each."""
_LITTLE_MEMORY = (
    *("-c", "core.deltaBaseCacheLimit=16m"),
    *("-c", "core.packedGitWindowSize=1m"),
    *("-c", "core.packedGitLimit=16m"),
)
"""Settings with which git compares the commits of a long history in 40 MB where it would take 150, and no slower: trees are
small, and those of neighbours are deltas of each other."""
_MODES = len(":100644 100644 ")
"""Bytes before the ids of a change that is no merge."""


class Origin(Struct, frozen=True):
    """The commit that first brought something."""

    commit: str
    date: str
    """Author date, ISO 8601; empty where git does not say."""
    order: int
    """Position in the history: a lower one is older."""


class Attribution(Struct):
    """What a pass found."""

    blobs: dict[str, dict[str, Origin]] = field(default_factory=dict)
    """By blob: every path it ever had, and the commit that first brought it there."""
    commits: dict[str, Origin] = field(default_factory=dict)
    """By commit, for the commits that were asked for."""
    departures: dict[str, dict[str, list[Departure]]] = field(default_factory=dict)
    """By blob and path: the commits that replaced it there, newest first."""
    public: set[str] = field(default_factory=set)
    """Blobs and commits that a published commit brought."""
    is_whole: bool = True
    """Whether git could follow the whole history."""


def attribute(
    git: Git,
    revisions: Sequence[str],
    lines: Collection[str],
    sought: Collection[str],
    unpublished: Collection[str] | None = None,
    *,
    commits: int = 0,
) -> Attribution:
    """Goes through the commits that `git rev-list REVISIONS` gives, newest first.

    A merge counts for what it has from none of its parents (`-c`). Renames are not followed: a path is a place.

    Args:
        git: The repository.
        revisions: Arguments of `git rev-list`.
        lines: Its input.
        sought: The objects to trace.
        unpublished: The commits that no remote has; None where all count as published.
        commits: About how many there are, where that is known.

    Returns:
        What brought the objects and what replaced them, as far as git could follow the history.
    """
    seen = _Seen(sought)
    is_whole = True
    only = [f"--find-object={key}" for key in sorted(sought)] if len(sought) <= _FEW else []
    parts = [(f"--max-count={commits // 2}",), (f"--skip={commits // 2}",)] if commits >= _WORTH_TWO else [()]
    with ExitStack() as running:
        halves = [_start(git, (*part, *revisions), lines, only, running) for part in parts]
        for walk, differences in halves:
            seen.read(differences.records(b"\0"))
            is_whole &= differences.finish() == 0
            is_whole &= walk.finish() == 0
    return seen.attribution(git, unpublished, is_whole=is_whole)


def attribute_by(
    git: Git, records: Iterator[bytes], sought: Collection[str], unpublished: Collection[str] | None = None
) -> Attribution:
    """Returns what `attribute` does, by what `compared` has said of all commits."""
    seen = _Seen(sought)
    seen.read(records)
    return seen.attribution(git, unpublished)


def _start(
    git: Git, revisions: Sequence[str], lines: Collection[str], only: Sequence[str], running: ExitStack
) -> tuple[Running, Running]:
    """Returns the started walk over commits, newest first, and the git that compares each with its parents."""
    walk = running.enter_context(git.start("rev-list", "--date-order", *revisions, lines=lines))
    return walk, running.enter_context(compared(git, *only, after=walk))


def compared(git: Git, *only: str, lines: Iterable[str] = (), after: Running | None = None) -> Running:
    """Starts the git that compares each commit with its parents.

    Its records end with a NUL: the id of a commit, and for each of its changes what `change_of` reads and the path.

    Args:
        git: The repository.
        only: Further options of `git diff-tree`.
        lines: The commits, or
        after: what gives them.
    """
    return git.start(
        *(*_LITTLE_MEMORY, "diff-tree", "--stdin", "-r", "--root", "-c", "--raw", "-z", "--no-renames", "--no-abbrev"),
        *("--no-relative", "--no-ext-diff", "--no-textconv", "--always", *only),
        lines=lines,
        after=after,
    )


class _Change(NamedTuple):
    """What a commit has to do with a sought object: a change, or without a path the commit itself is sought."""

    commit: str
    order: int
    entry: bytes = b""
    path: str = ""


@final
class _Seen:
    """What the differences of commits say of sought objects; later records are of older commits."""

    def __init__(self, sought: Collection[str]) -> None:
        self._sought = frozenset(sought)
        self._changes: list[_Change] = []
        self._order = 0
        """That of the commit before."""

    def read(self, records: Iterator[bytes]) -> None:
        """Takes down the changes that bring or replace a sought object, and the sought commits."""
        ids = frozenset(map(str.encode, self._sought))
        size = len(next(iter(ids), b""))
        # Of most changes nothing is sought, and to take all of them apart takes twice the time of this whole loop.
        before, after = slice(_MODES, _MODES + size), slice(_MODES + size + 1, _MODES + 2 * size + 1)
        commit, order = b"", self._order
        for record in records:
            if record[:1] != b":":
                commit = record
                order -= 1
                if commit in ids:
                    self._changes.append(_Change(commit.decode(), order))
                continue
            path = next(records)
            if (
                record[after] in ids
                or record[before] in ids
                or (record[:2] == b"::" and not ids.isdisjoint(record.split(b" ")))
            ):
                self._changes.append(_Change(commit.decode(), order, record, os.fsdecode(path)))
        self._order = order

    def attribution(self, git: Git, unpublished: Collection[str] | None, *, is_whole: bool = True) -> Attribution:
        """Returns what was taken down; git is asked for the dates of its commits."""
        found = Attribution(is_whole=is_whole)
        dates = author_dates(git, dict.fromkeys(change.commit for change in self._changes))
        for change in self._changes:
            origin = Origin(change.commit, dates.get(change.commit, ""), change.order)
            is_public = unpublished is None or change.commit not in unpublished
            if change.entry:
                _note(found, change, origin, self._sought, is_public=is_public)
                continue
            found.commits[origin.commit] = origin
            if is_public:
                found.public.add(origin.commit)
        return found


def _note(found: Attribution, change: _Change, origin: Origin, sought: Collection[str], *, is_public: bool) -> None:
    """Takes down a change that brings or replaces a sought object."""
    _, (*before, key) = change_of(change.entry)
    if key in sought:
        found.blobs.setdefault(key, {})[change.path] = origin
        if is_public:
            found.public.add(key)
    for old in before:
        if old in sought and old != key:
            gone = found.departures.setdefault(old, {}).setdefault(change.path, [])
            gone.append(Departure(origin.commit, origin.date, origin.order, key))


def change_of(entry: bytes) -> tuple[str, list[str]]:
    """Returns the mode of a file after a change, and the objects that the change leads from and, last, to.

    `:MODE MODE ID ID STATUS`, with one more colon, mode and id for each further parent of a merge.
    """
    parents = len(entry) - len(entry.lstrip(b":"))
    words = entry.decode().split(" ")
    return words[parents], words[parents + 1 : 2 * parents + 2]


_MOST_REFS = 2_000
"""Refs that are followed down to the commits: of a repository with more, branches come first."""
_PREFIXES = ("refs/heads/", "refs/remotes/", "refs/tags/", "refs/")
_KINDS = ("refs/heads/", "refs/tags/", "refs/remotes/")
"""The order in which refs are followed."""


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
    if len(names) == 1 and is_known_to_lead_to(git, (tip := next(iter(names))), left):
        return dict.fromkeys(commits, tuple(sorted(set(names[tip]))))
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
