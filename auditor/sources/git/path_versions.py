"""Tells what some paths of a repository have held: every version of each, and what the index and HEAD hold now."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.sources.git.command import Git
from auditor.sources.git.published import Publication, unpublished
from auditor.sources.git.refs import tips

_PATHS_PER_CALL = 500
"""Paths on one command line; of more, the whole history is read and sorted out here."""
_SHA1_DIGITS = 40
_HEADER = b"commit "


class PathVersions(Struct, frozen=True, kw_only=True):
    """The blobs that commits brought to some paths."""

    blobs: dict[str, dict[str, bool]]
    """By path and blob: whether a published commit brought it."""
    is_whole: bool
    """Whether git could follow the whole history."""


def versions(git: Git, known: Publication, paths: Collection[str]) -> PathVersions:
    """Returns every version of some paths in every commit that a ref, a stash, a work tree or a remote's log names.

    Args:
        git: The repository, at its top.
        known: What of it has left this machine.
        paths: Paths relative to the top, with `/`.
    """
    found: dict[str, dict[str, bool]] = {path: {} for path in paths}
    start = (*tips(git).objects, *known.tips)
    if not start:
        return PathVersions(blobs=found, is_whole=True)
    local = unpublished(git, known, (), start)
    limits = tuple(paths) if len(paths) <= _PATHS_PER_CALL else ()
    wide = ("--full-history",) if limits else ()
    with git.start(*("--literal-pathspecs", "rev-list", "--stdin", *wide, "--", *limits), lines=start) as commits:
        with git.start(
            *("--literal-pathspecs", "diff-tree", "--stdin", "-r", "--root", "-c", "--raw", "-z", "--no-renames"),
            *("--no-abbrev", "--no-relative", "--no-ext-diff", "--no-textconv", "--pretty=tformat:commit %H"),
            *("--", *limits),
            after=commits,
        ) as differences:
            is_public = True
            for commit, blob, path in _entries(differences.records(b"\0")):
                if path in found:
                    is_public = local is None or commit not in local
                    found[path][blob] = found[path].get(blob, False) or is_public
            is_whole = differences.finish() == 0
        is_whole &= commits.finish() == 0
    return PathVersions(blobs=found, is_whole=is_whole)


def _entries(records: Iterator[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yields commit, blob and path of every difference."""
    commit = ""
    for record in records:
        entry = record.lstrip(b"\n")
        if entry.startswith(_HEADER):
            commit = entry[len(_HEADER) :].decode()
        elif entry.startswith(b":"):
            parents = len(entry) - len(entry.lstrip(b":"))
            blob = entry.split(b" ")[2 * parents + 1].decode()
            yield commit, blob, os.fsdecode(next(records))


def missing(git: Git, blobs: Collection[str]) -> frozenset[str]:
    """Returns those of some blobs that are not there: of a partial clone, or lost."""
    if not blobs:
        return frozenset()
    said = git.ask("cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", lines=blobs)
    present = {line.partition(" ")[0] for line in said.output.decode().splitlines() if line.endswith(" blob")}
    return frozenset(blobs) - present


def in_head(git: Git, paths: Sequence[str]) -> dict[str, str]:
    """Returns the blob that HEAD has at each of the paths; a path that it has not is left out."""
    return _listed(git, paths, "ls-tree", "-r", "-z", "--full-tree", "HEAD", "--")


def in_index(git: Git, paths: Sequence[str]) -> dict[str, str]:
    """Returns the blob that the index has at each of the paths; of a conflict, our side."""
    return _listed(git, paths, "ls-files", "-s", "-z", "--full-name", "--")


def _listed(git: Git, paths: Sequence[str], *command: str) -> dict[str, str]:
    """Returns the blobs by path of `MODE [TYPE] ID [STAGE]<tab>PATH` entries."""
    found: dict[str, str] = {}
    for start in range(0, len(paths), _PATHS_PER_CALL):
        answer = git.ask("--literal-pathspecs", *command, *paths[start : start + _PATHS_PER_CALL])
        for record in answer.output.split(b"\0")[:-1] if not answer.code else ():
            entry, _, path = record.partition(b"\t")
            words = entry.split(b" ")
            found[os.fsdecode(path)] = words[2 if words[1] == b"blob" else 1].decode()
    return found


def blobs_of_file(file: Path, sample: str) -> tuple[str, ...]:
    """Returns the ids that a file's content can have in git: as it is, and with the line ends that git stores.

    Args:
        file: The file.
        sample: Any object id of the repository, which shows its hash.
    """
    try:
        data = file.read_bytes()
    except OSError:
        return ()
    algorithm = "sha1" if len(sample) == _SHA1_DIGITS else "sha256"
    return tuple(
        hashlib.new(algorithm, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        for content in dict.fromkeys((data, data.replace(b"\r\n", b"\n")))
    )
