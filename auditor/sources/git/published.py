"""Which commits have left this machine: everything that a remote-tracking ref or a fetched tag reaches, or may reach.

Nothing here asks the network. What a remote holds is known from what git wrote down when it fetched and pushed:
remote-tracking refs and their reflogs, `FETCH_HEAD`, tags. Where that is not enough to know, the answer is
"published": a key that is revoked for nothing costs minutes, one that is not revoked costs the account.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from msgspec import Struct

from auditor.sources.ci import is_ci
from auditor.sources.git.command import Git
from auditor.sources.git.remote_refs import known_of_remotes


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
    known = known_of_remotes(git, os.path.join(git.folder, os.fsdecode(folder)))  # noqa: PTH118
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
