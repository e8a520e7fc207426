"""Tells which inline comments the trusted revision has: the files are read there once more, as a worker of the scan reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from auditor.model.batch_result import BlobResult
from auditor.model.finding import Finding
from auditor.model.material import Pragma
from auditor.model.trusted_settings import TrustedTree
from auditor.rulebook.rulebook import fingerprint
from auditor.scanner.reread import Rereader
from auditor.sources.git.command import Git
from auditor.suppression.apply import Honours, asks_to_ignore

_AROUND = 1
"""Lines above a place on which a comment about it can be."""


def base_comments(tree: TrustedTree, top: Path, findings: Sequence[Finding], reader: Rereader | None) -> Honours:
    """Returns what says whether an inline comment counts: if the trusted revision has it, for the same value.

    Args:
        tree: The settings of the revision.
        top: The folder to which names of files are relative.
        findings: What the rules found.
        reader: Reads blobs of the repository; None where nothing was read.
    """
    marked = [one for one in findings if any(asks_to_ignore(pragma, one) for pragma in one.pragmas)]
    inside = {path: _inside(tree, top, path) for path in {one.location.path for one in marked}}
    git = Git.at(tree.root)
    blobs = _blobs(git, tree.revision, sorted(set(filter(None, inside.values())))) if marked else {}
    held = _held(git, blobs, reader)

    def honours(finding: Finding, pragma: Pragma) -> bool:
        path = inside.get(finding.location.path, "")
        if finding.traits.is_policy:
            return _is_unchanged(tree, top / finding.location.path, finding)
        return path in held and pragma in _comments(held[path], finding)

    return honours


def _inside(tree: TrustedTree, top: Path, path: str) -> str:
    full = Path(os.path.normpath(top / path))
    return full.relative_to(tree.root).as_posix() if full.is_relative_to(tree.root) else ""


def _blobs(git: Git, revision: str, paths: Sequence[str]) -> dict[str, str]:
    """Returns the blob of each path that the revision has."""
    found: dict[str, str] = {}
    for start in range(0, len(paths), 500):
        answer = git.ask("ls-tree", "-r", "-z", "--full-tree", revision, "--", *paths[start : start + 500])
        if answer.code:
            raise git.failure(answer.messages)
        for record in os.fsdecode(answer.output).split("\0")[:-1]:
            facts, _, path = record.partition("\t")
            found[path] = facts.split()[2]
    return found


def _held(git: Git, blobs: Mapping[str, str], reader: Rereader | None) -> Mapping[str, BlobResult]:
    """Returns what the revision's versions of the files hold, by their paths."""
    if reader is None or not blobs:
        return {}
    paths: dict[str, list[str]] = {}
    for path, blob in blobs.items():
        paths.setdefault(blob, []).append(path)
    found = reader.results(git, {blob: names[0] for blob, names in paths.items()})
    return {path: result for result in found for path in paths[result.key]}


def _comments(blob: BlobResult, finding: Finding) -> Iterator[Pragma]:
    """Yields the comments that apply to a finding's value in a file."""
    for hit in blob.generic:
        if hit.secret_type == finding.secret_type and hit.digest == finding.digest:
            yield from hit.pragmas
    for material in blob.materials:
        if material.public_key:
            is_same = fingerprint(finding.rule_id, material.public_key.hex()) == finding.fingerprint
        else:
            is_same = bool(finding.digest) and material.digest == finding.digest
        if is_same:
            yield from material.pragmas


def _is_unchanged(tree: TrustedTree, path: Path, finding: Finding) -> bool:
    """Returns whether the revision has the lines of a place, and the line above, as they are in the tree."""
    copied = tree.copied(path)
    if not path.is_file() or not copied.is_file():
        return False
    span = finding.location.span
    wanted = _lines(path)[max(0, span.line - 1 - _AROUND) : span.end_line]
    lines = _lines(copied)
    return any(lines[at : at + len(wanted)] == wanted for at in _starts(lines, wanted))


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def _starts(lines: Sequence[bytes], wanted: Sequence[bytes]) -> Iterable[int]:
    return (at for at, line in enumerate(lines) if wanted and line == wanted[0])
