"""Writes versions of files without a secret into the object store; the plaintext never leaves this process."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from auditor.fix.file_text import Edit, FileText, opened
from auditor.model.blob_source import COMMIT_MESSAGE
from auditor.model.evidence import Evidence
from auditor.model.secret import PlainBytes, Secret
from auditor.reach.tracked_files import BlobIdentities
from auditor.sources.git.command import Git
from auditor.sources.git.history import TAG_MESSAGE
from auditor.sources.git.refs import tips
from auditor.vocabulary.vocabulary import Vocabulary

REMOVED = "REMOVED"
"""What is in the place of a secret."""


class CleanBlobs(Struct, frozen=True, kw_only=True):
    """What takes the place of what."""

    replaced: Mapping[str, str]
    """Object ids of versions of files, and those of the versions without the secret."""
    dropped: Collection[str]
    """Object ids of versions that are left out, because the secret is inside an archive or a binary."""
    paths: Collection[str]
    """The files."""
    commits: Collection[str]
    """Those that brought these versions."""
    messages: Collection[str]
    """The commits and tags whose messages hold it."""


def clean_blobs(
    git: Git, evidence: Iterable[Evidence], secrets: AbstractSet[bytes], known: Vocabulary, read: BlobIdentities
) -> CleanBlobs:
    """Returns what takes the place of every version of a file in which a secret was found.

    Args:
        git: The repository.
        evidence: What a scan of its history found.
        secrets: The public keys of the secrets to remove.
        known: The names of fields, as the scan knew them.
        read: Reads versions of files as the scan did.
    """
    meant = [one for one in evidence if one.material.public_key in secrets]
    messages = {one.provenance.commit or "" for one in meant if one.location.path == COMMIT_MESSAGE}
    messages |= set(_tags(git, secrets, known)) if any(one.location.path == TAG_MESSAGE for one in meant) else set()
    paths = {_path(one) for one in meant if one.provenance.commit and one.location.path != COMMIT_MESSAGE}
    found = [*versions(git, paths)]
    names = {blob: path for _, path, blob in found}
    holding = {blob for blob, values in read(git, names).items() if not secrets.isdisjoint(values)}
    replaced: dict[str, str] = {}
    for blob in holding:
        clean = cleaned(git.ask("cat-file", "blob", blob).output, names[blob], secrets, known)
        if clean is not None:
            replaced[blob] = _written(git, clean)
    return CleanBlobs(
        replaced=replaced,
        dropped=holding - replaced.keys(),
        paths=paths,
        commits={commit for commit, _, blob in found if blob in holding},
        messages=messages,
    )


def versions(git: Git, paths: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yields the versions of files: a commit that brought each, the path, and the blob.

    Args:
        git: The repository.
        paths: The files.
    """
    named = sorted(path for path in paths if "\n" not in path)
    if not named:
        return
    walk = ("--literal-pathspecs", "rev-list", "--all", "--reflog", "--full-history", "--", *named)
    commits = os.fsdecode(git.ask(*walk).output).split()
    asked = [(commit, path) for commit in commits for path in named]
    lines = (f"{commit}:{path}" for commit, path in asked)
    answers = git.ask("cat-file", "--batch-check=%(objectname) %(objecttype)", lines=lines).output
    for (commit, path), answer in zip(asked, os.fsdecode(answers).split("\n"), strict=False):
        blob, _, kind = answer.rpartition(" ")
        if kind == "blob":
            yield commit, path, blob


def _tags(git: Git, secrets: Collection[bytes], known: Vocabulary) -> Iterator[str]:
    """Yields the tag objects whose messages hold a secret."""
    for tag in tips(git).tags:
        message = git.ask("cat-file", "tag", tag).output
        if cleaned(message, TAG_MESSAGE, secrets, known) != message:
            yield tag


def _path(one: Evidence) -> str:
    return one.provenance.inside or one.location.path


def cleaned(data: bytes, name: str, secrets: Collection[bytes], known: Vocabulary) -> PlainBytes | None:
    """Returns a file without some secrets; None where they cannot be cut out of it.

    Args:
        data: The file.
        name: Its path, by which its reader is chosen.
        secrets: The public keys of the secrets.
        known: The names of fields.
    """
    file = opened(data, name, known)
    while not isinstance(file, str):
        spans = {one.span for one in file.materials if one.public_key in secrets}
        if not spans:
            return file.data
        edited = file.edited(_edits(file, spans))
        if edited.text == file.text:
            return None
        file = edited
    return None


def _edits(file: FileText, spans: Collection[object]) -> list[Edit]:
    edits: list[Edit] = []
    for start, end in sorted({file.offsets(span) for span in spans}):  # type: ignore[arg-type]
        if not edits or start >= edits[-1].end:
            edits.append(Edit(start=start, end=end, text=Secret(REMOVED)))
    return edits


def _written(git: Git, data: PlainBytes) -> str:
    with git.start("hash-object", "-w", "--stdin", feed=True) as running:
        running.write(data)
        running.end_input()
        output = b"".join(running.chunks())
        if running.finish():
            raise git.failure(running.messages())
    return os.fsdecode(output).strip()
