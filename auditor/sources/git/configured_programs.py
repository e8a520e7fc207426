"""Turns off what a repository's own configuration would let git run where it writes: its filters and its hooks.

Commands that only read need none of this. Those that compare the work tree with the index run `filter.<name>.clean`, and
those that write run, since git 2.54, `hook.<name>.command`, which `core.hooksPath` does not turn off. Both are turned off
by name, as the configuration of the call, which is read last.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec.structs import replace

from auditor.sources.git.command import Git

_THE_REPOSITORYS = ("local", "worktree")
_OFF = {
    "filter": (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")),
    "hook": (("enabled", "false"),),
}


def for_writing(git: Git) -> Git:
    """Returns git for commands that write or compare with the work tree; it runs nothing that the repository names."""
    names = dict.fromkeys((section, name) for section, name, _ in _configured(git))
    settings = ((f"{section}.{name}.{key}", value) for section, name in names for key, value in _OFF[section])
    return replace(git, settings=tuple(settings))


def names_a_collector(git: Git) -> bool:
    """Returns whether the repository names a program for the collection of garbage, which no setting turns off."""
    said = git.ask("config", "--show-scope", "--name-only", "-z", "--get-regexp", r"^gc\.recentobjectshook$")
    return any(scope in _THE_REPOSITORYS for scope, _ in _pairs(said.output))


def _configured(git: Git) -> Iterator[tuple[str, str, str]]:
    """Yields section, name and key of what may be turned off. Filters of the user's own configuration stay."""
    said = git.ask("config", "--show-scope", "--name-only", "-z", "--get-regexp", r"^(filter|hook)\..*\.")
    for scope, key in _pairs(said.output):
        section, _, rest = key.partition(".")
        name, _, last = rest.rpartition(".")
        if section == "hook" or scope in _THE_REPOSITORYS:
            yield section, name, last


def _pairs(output: bytes) -> Iterator[tuple[str, str]]:
    records = iter(os.fsdecode(output).split("\0")[:-1])
    return zip(records, records, strict=False)
