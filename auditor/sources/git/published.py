"""Tells which commits have left this machine: everything that a remote-tracking ref or a fetched tag reaches, or may reach.

Nothing here asks the network. What a remote holds is known from what git wrote down when it fetched and pushed:
remote-tracking refs and their reflogs, `FETCH_HEAD`, tags. Where that is not enough to know, the answer is
"published": a key that is revoked for nothing costs minutes, one that is not revoked costs the account.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.sources.git.command import Git
from auditor.sources.path_matchers import is_ci
from auditor.wording.amounts import plural

_TRACKING = "refs/remotes/"
_TAGS = "refs/tags/"
_LONGEST_LOG = 1 << 22
"""Bytes of one reflog that are read, from its end: 25 000 entries."""
_MOST_LOGS = 10_000
"""Reflogs of remote-tracking refs that are read."""
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MADE_HERE = re.compile(
    r"commit\b|cherry-pick|revert|am:|.*rebase[^:]*\((?:pick|reword|edit|squash|fixup|continue|merge)\)|.*: Merge made by"
)
"""What the reflog of HEAD says where a commit was made in this repository, and not checked out or fast-forwarded to."""


class KnownOfRemotes(Struct, frozen=True, kw_only=True):
    """What is known, and what is not."""

    tips: tuple[str, ...] = ()
    is_mirror: bool = False
    missing: tuple[str, ...] = ()
    """Remote-tracking refs whose object is not there."""
    notes: tuple[str, ...] = ()


def known_of_remotes(git: Git, common: str) -> KnownOfRemotes:
    """Returns what refs, reflogs and `FETCH_HEAD` say of the remotes.

    Args:
        git: The repository.
        common: Its folder (`git rev-parse --git-common-dir`).
    """
    remotes = _Remotes(git)
    if remotes.is_mirror:
        return KnownOfRemotes(is_mirror=True)
    tracking: dict[str, str] = {}
    tags: list[str] = []
    for key, ref in _refs(git):
        if ref.startswith(remotes.prefixes):
            tracking.setdefault(key, ref)
        elif ref.startswith(_TAGS):
            tags.append(key)
    logged = dict.fromkeys((*_logged(common), *_fetched(common)))
    kinds = _existing(git, (*tracking, *logged))
    missing = tuple(ref for key, ref in tracking.items() if key not in kinds)
    tips = dict.fromkeys(key for key in (*tracking, *logged) if key in kinds)
    is_shallow = git.ask("rev-parse", "--is-shallow-repository").output.strip() == b"true"
    notes: list[str] = []
    if tips or remotes.names:
        tips |= dict.fromkeys(_fetched_tags(git, tags, tips, common))
        gone = _branches_without_upstream(git, has_tracking=bool(tips))
        if gone:
            tips |= dict.fromkeys(gone)
            notes.append(
                f"the upstream of {plural(len(gone), 'branch')} is gone, so what was pushed is not known: "
                "all commits there count as published"
            )
        if is_shallow and (cut := _cut_off(git, tips, common)):
            tips |= dict.fromkeys(cut)
            notes.append("a shallow clone: commits that were not made here count as published")
    return KnownOfRemotes(tips=tuple(tips), missing=missing, notes=tuple(notes))


class _Remotes:
    """The remotes of the configuration: where their refs are kept, and whether one is a mirror."""

    def __init__(self, git: Git) -> None:
        said = git.ask("config", "--local", "-z", "--get-regexp", r"^remote\..*\.(url|fetch|mirror)$").output
        self.names: set[str] = set()
        self.is_mirror = False
        prefixes = {_TRACKING}
        for entry in said.decode("utf-8", "surrogateescape").split("\0"):
            key, _, value = entry.partition("\n")
            name = key.removeprefix("remote.").rpartition(".")[0]
            if name:
                self.names.add(name)
            if key.endswith(".mirror"):
                self.is_mirror |= value.lower() in ("", "true", "yes", "on", "1")
            elif key.endswith(".fetch") and not value.startswith("^"):
                prefixes.add(value.partition(":")[2].partition("*")[0])
        self.is_mirror |= "refs/" in prefixes
        # Tags are judged one by one, wherever a refspec puts them.
        self.prefixes = tuple(prefix for prefix in prefixes if prefix.startswith("refs/") and prefix != _TAGS)


def _refs(git: Git) -> Iterator[tuple[str, str]]:
    said = git.ask("for-each-ref", "--format=%(objectname) %(refname)").output.decode("utf-8", "backslashreplace")
    for line in said.splitlines():
        key, _, ref = line.partition(" ")
        yield key, ref


def _logged(common: str) -> Iterator[str]:
    """Yields where remote-tracking refs once stood: before a forced push, or before the ref went."""
    folder = Path(common, "logs", "refs", "remotes")
    read = 0
    for here, _, files in os.walk(folder):
        for name in files:
            yield from _ids(Path(here, name))
            read += 1
            if read >= _MOST_LOGS:
                return


def _ids(log: Path) -> Iterator[str]:
    """Yields both ids of every entry: `OLD NEW NAME <MAIL> SECONDS ZONE<tab>MESSAGE`."""
    for line in _last_lines(log):
        for word in line.split(" ", 2)[:2]:
            if _ID.fullmatch(word) and word.strip("0"):
                yield word


def _last_lines(log: Path) -> list[str]:
    try:
        with log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LONGEST_LOG))
            return file.read(_LONGEST_LOG).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _fetched(common: str) -> Iterator[str]:
    """Yields what the last fetch brought, whatever ref it went to, or none (`git fetch origin pull/1/head`)."""
    for line in _last_lines(Path(common, "FETCH_HEAD")):
        word = line.partition("\t")[0]
        if _ID.fullmatch(word):
            yield word


def _existing(git: Git, keys: Iterable[str]) -> set[str]:
    keys = tuple(keys)
    if not keys:
        return set()
    said = git.ask("cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", lines=keys).output.decode()
    return {key for key, _, kind in (line.partition(" ") for line in said.splitlines()) if kind in ("commit", "tag")}


def _fetched_tags(git: Git, tags: Iterable[str], tips: Iterable[str], common: str) -> Iterator[str]:
    """Yields the tags that lead to commits which are on no remote-tracking ref and were not made here."""
    tags = tuple(tags)
    if not tags:
        return
    beyond = git.ask("rev-list", "--no-walk=unsorted", "--stdin", lines=tags)
    within = git.ask("rev-list", "--stdin", lines=(*tags, *(f"^{tip}" for tip in tips)))
    if beyond.code or within.code:
        yield from tags
        return
    candidates = set(beyond.output.decode().split()) & set(within.output.decode().split())
    if candidates:
        yield from candidates - _made_here(common)


def _made_here(common: str) -> set[str]:
    """Returns the commits that a reflog says were made in this repository or one of its work trees."""
    logs = [Path(common, "logs", "HEAD"), *Path(common, "worktrees").glob("*/logs/HEAD")]
    made: set[str] = set()
    for log in logs:
        for line in _last_lines(log):
            head, _, message = line.partition("\t")
            words = head.split(" ", 2)
            if len(words) > 1 and _ID.fullmatch(words[1]) and _MADE_HERE.match(message):
                made.add(words[1])
    return made


def _branches_without_upstream(git: Git, *, has_tracking: bool) -> list[str]:
    """Returns the tips of branches whose upstream is gone: it was pushed or fetched, and nobody knows how far.

    NOTE: in the clone of an empty repository the first branch has an upstream that never was; there, nothing tracks.
    """
    if not has_tracking:
        return []
    said = git.ask("for-each-ref", "--format=%(objectname) %(upstream:track)", "refs/heads").output.decode()
    return [line.partition(" ")[0] for line in said.splitlines() if line.endswith(" [gone]")]


def _cut_off(git: Git, tips: Iterable[str], common: str) -> set[str]:
    """Returns the commits of a shallow clone that no tip reaches and that were not made here."""
    answer = git.ask("rev-list", "--stdin", "--all", lines=[f"^{tip}" for tip in tips])
    return set(answer.output.decode().split()) - _made_here(common) if not answer.code else set()


class Publication(Struct, frozen=True, kw_only=True):
    """What of one repository has left this machine."""

    everything: str = ""
    """Why every commit counts as published, as the end of a sentence; empty if the tips decide."""
    tips: tuple[str, ...] = ()
    """Commits and tags that are known to have been on a remote."""
    notes: tuple[str, ...] = ()
    """What cannot be known, as sentences."""


def publication(git: Git) -> Publication:
    """Returns what git knows of the remotes of a repository."""
    if is_ci():
        return Publication(everything="a CI service checked it out")
    facts = git.ask("rev-parse", "--is-bare-repository", "--git-common-dir")
    bare, _, folder = facts.output.removesuffix(b"\n").partition(b"\n")
    if facts.code:
        return Publication(everything="git does not say what it is", notes=("git cannot read the repository",))
    if bare == b"true":
        return Publication(everything="it is a bare repository, which others fetch from")
    known = known_of_remotes(git, os.path.join(git.folder, os.fsdecode(folder)))
    if known.is_mirror:
        return Publication(everything="it is mirrored to a remote")
    if known.missing:
        why = f"{known.missing[0]} points to an object that is not there, so what it reaches is not known"
        return Publication(everything=why, notes=(f"{why}: every commit counts as published",))
    return Publication(tips=known.tips, notes=known.notes)


def unpublished(
    git: Git, known: Publication, arguments: Sequence[str], lines: Iterable[str] = ()
) -> frozenset[str] | None:
    """Returns the commits that `git rev-list ARGUMENTS` gives and no remote has; None if no commit is known to be so.

    Args:
        git: The repository.
        known: What has left this machine.
        arguments: Revisions and options of `git rev-list`, without `--`.
        lines: Its input, one revision a line.
    """
    if known.everything:
        return None
    given = (*lines, *(f"^{tip}" for tip in known.tips))
    answer = git.ask("rev-list", "--stdin", *(one for one in arguments if one not in ("--stdin", "--")), lines=given)
    if answer.code:
        return None
    return frozenset(answer.output.decode("ascii").split())
