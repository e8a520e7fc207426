"""Asks git what commits say of themselves: who made them and when, and what for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from auditor.sources.git.command import Git

_LOG = (
    *("log", "--no-walk=unsorted", "--stdin", "--ignore-missing", "--no-mailmap", "--no-show-signature", "--no-notes"),
    "--no-color",
)
"""What git is asked about commits by their ids, whatever its configuration says."""


class CommitFacts(Struct, frozen=True):
    """What git says of a commit. Both texts are as their authors wrote them: they may hold anything."""

    author: str
    subject: str


def commit_facts(git: Git, commits: Collection[str]) -> Mapping[str, CommitFacts]:
    """Returns author and subject of each commit that is there."""
    answer = git.ask(*_LOG, "-z", "--encoding=UTF-8", "--format=tformat:%H%x01%an%x01%s", lines=commits)
    found: dict[str, CommitFacts] = {}
    for record in answer.output.decode("utf-8", "replace").split("\0"):
        commit, _, rest = record.lstrip("\n").partition("\1")
        author, _, subject = rest.partition("\1")
        if commit:
            found[commit] = CommitFacts(author, subject)
    return found


def author_dates(git: Git, commits: Collection[str]) -> Mapping[str, str]:
    """Returns the author date of each commit that is there, in the form of ISO 8601."""
    if not commits:
        return {}
    answer = git.ask(*_LOG, "--format=tformat:%H %aI", lines=commits)
    return dict(line.split(" ", 1) for line in answer.output.decode("ascii", "replace").splitlines())
