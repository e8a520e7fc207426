"""Tells what `scan --staged` and the hook read: blobs exactly as they are in the index, not the files in the work tree."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from auditor.model.blob_source import BlobRef, Known
from auditor.model.location import Exposure, Provenance
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.git.command import Answer, Git, answer_of
from auditor.sources.git.objects import ObjectReader
from auditor.sources.path_matchers import excluded_note, excludes
from auditor.sources.targets import relative
from auditor.wording.skip_words import skip

_FILE_MODES = (b"100644", b"100755", b"120000")
"""What holds content: files, and symbolic links, whose targets are texts that are pushed like others; no submodule."""
_STAGED = ("--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--diff-filter=AMTU")
_MOST_ON_A_COMMAND_LINE = 1 << 14
"""Characters of file names beyond which the whole index is listed instead."""


class IndexSource:
    """Blobs of the index: what is staged, or of some files what the index has of them, staged or not.

    Paths are those in the repository, relative to `top`. `absent` are those of them that
    are in the work tree and not in the index.
    """

    commits = 0
    known = Known()
    notes: tuple[str, ...] = ()
    shareable = True
    remembers = False

    def __init__(
        self,
        git: Git,
        *,
        files: Sequence[str] | None = None,
        excluded: Sequence[str] = (),
        targets: Sequence[str] = (),
    ) -> None:
        """Takes `files` as the caller has them: relative to the folder of `git`, or absolute.

        Raises:
            RepositoryError: git cannot read the index.
        """
        self.targets = tuple(targets if files is None else files)
        self.absent: tuple[str, ...] = ()
        self._git = git
        # Two gits at once: each takes some milliseconds to start.
        with git.start("diff-index", *_STAGED, "HEAD", "--") as running:
            self.top, prefix = _top(git)
            answer = answer_of(running)
        self._is_excluded = excludes(excluded)
        self._excluded = 0
        self._conflicts: list[str] = []
        self._gone: list[str] = []
        self._places: dict[str, list[tuple[str, Exposure]]] = {}
        """By blob: its paths."""
        staged = dict(self._staged(answer))
        if files is None:
            self._place((path, key, Exposure.STAGED) for path, key in staged.items())
        else:
            self._choose({_in_repository(file, top=self.top, prefix=prefix): file for file in files}, staged)

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields every blob under the first of its paths, sorted by that."""
        for path in self._conflicts:
            yield skip(path, SkipReason.IN_CONFLICT, incomplete=False)
        for path in self._gone:
            yield skip(path, SkipReason.NOT_IN_INDEX, incomplete=False)
        if self._excluded:
            yield excluded_note(self._excluded)
        first = {key: min(locations)[0] for key, locations in self._places.items()}
        yield from (BlobRef(key, path) for path, key in sorted((path, key) for key, path in first.items()))

    def blob_reader(self) -> ObjectReader:
        """Reads the blobs by their ids."""
        return ObjectReader(self._git)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns every path that has the blob."""
        return {
            key: tuple(
                Provenance(path, exposure, repository=self.top, inside=path)
                for path, exposure in sorted(self._places[key])
            )
            for key in keys
        }

    def remember(self, empty: Iterable[str]) -> None:
        """Remembers nothing: an index is small."""

    def _choose(self, wanted: Mapping[str, str], staged: Mapping[str, str]) -> None:
        """Takes what the index has of some files, given by their paths in the repository, and says what it has not."""
        known = staged.keys() & wanted.keys()
        self._place((path, staged[path], Exposure.STAGED) for path in sorted(known))
        # Git is asked only about what is not staged: a hook is called with the staged files.
        for path, key in self._known([path for path in wanted if path not in known]):
            if path in wanted:
                known.add(path)
                self._place([(path, key, Exposure.TRACKED)])
        missing = [(path, file) for path, file in wanted.items() if path not in known]
        # NOTE: Path.exists would raise where a folder may not be read.
        self.absent = tuple(file for path, file in missing if os.path.exists(Path(self.top, path)))
        self._gone = [path for path, file in missing if file not in self.absent]

    def _place(self, found: Iterable[tuple[str, str, Exposure]]) -> None:
        for path, key, exposure in found:
            if key and self._is_excluded(path):
                self._excluded += 1
            elif key:
                self._places.setdefault(key, []).append((path, exposure))

    def _staged(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Yields path and blob of each file that the next commit adds or changes: `:MODE MODE ID ID STATUS`, then PATH.

        `answer` is git's about the commit that is checked out, which the first commit of a repository has not.
        """
        if answer.code:
            answer = self._git.ask("diff-index", *_STAGED, _empty_tree(self._git), "--")
        if answer.code:
            raise self._git.failure(answer.messages)
        records = iter(answer.output.split(b"\0")[:-1])
        for entry, path in zip(records, records, strict=True):
            _, mode, _, key, status = entry.split(b" ")
            if status == b"U":
                self._conflicts.append(os.fsdecode(path))
            elif mode in _FILE_MODES:
                yield os.fsdecode(path), key.decode()

    def _known(self, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yields path and blob of what the index has; no blob for a submodule. `MODE ID STAGE`, a tab, PATH."""
        inside = [path for path in paths if not path.startswith("../")]
        specs = [f":(top,literal){path}" for path in inside]
        limits = specs if sum(map(len, specs)) < _MOST_ON_A_COMMAND_LINE else [":(top)"]
        answer = self._git.ask("ls-files", "-s", "-z", "--full-name", "--", *limits) if inside else None
        if answer and answer.code:
            raise self._git.failure(answer.messages)
        for record in answer.output.split(b"\0")[:-1] if answer else ():
            entry, _, path = record.partition(b"\t")
            mode, key, _ = entry.split(b" ")
            yield os.fsdecode(path), key.decode() if mode in _FILE_MODES else ""


def _empty_tree(git: Git) -> str:
    """Returns the tree that the first commit of a repository is compared with."""
    return git.ask("hash-object", "-t", "tree", "--stdin").output.decode().strip()


def _top(git: Git) -> tuple[str, str]:
    """Returns the top of the work tree, and the path of git's folder below it with a `/` at its end.

    Raises:
        RepositoryError: there is no work tree.
    """
    answer = git.ask("rev-parse", "--show-toplevel", "--show-prefix")
    if answer.code:
        raise git.failure(answer.messages)
    said = os.fsdecode(answer.output.removesuffix(b"\n"))
    breaks = [at for at, character in enumerate(said) if character == "\n"]
    split = [(said[:at], said[at + 1 :]) for at in breaks]
    folder = os.path.realpath(git.folder)
    # Names of folders may hold line breaks too: the two lines are those that lead to the folder.
    return next((pair for pair in split if os.path.normpath(os.path.join(*pair)) == folder), split[0])


def _in_repository(file: str, *, top: str, prefix: str) -> str:
    """Returns the path of a file as the index has it; it starts with `../` where the file is outside."""
    path = Path(file)
    if path.is_absolute():
        return relative(str(Path(os.path.realpath(path.parent), path.name)), str(top))
    return posixpath.normpath(prefix + file.replace(os.sep, "/"))
