"""Tells what `scan PATH...` reads: work trees by git's own account of them, plain folders, single files."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from auditor.errors import RepositoryError
from auditor.model.blob_source import BlobRef, Known
from auditor.model.location import Exposure, Provenance
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.file_reader import FileReader, walk
from auditor.sources.git.command import Git, NotARepositoryError
from auditor.sources.git.ls_files import Listed, exposures, is_ignored, listing, listing_of_ignored
from auditor.sources.git.repository_root import repository_root
from auditor.sources.path_matchers import excluded_note, excludes, mode_of, store_matcher, unversioned_reach
from auditor.sources.targets import Targets, below, relative, targets
from auditor.wording.skip_words import skip

_FILES_PER_CALL = 500
"""Paths on one command line."""


class WorktreeSource:
    """Files on disk. Tracked, untracked and ignored are facts of the repository in which a file is.

    Of the ignored files only those count that `stores` (patterns of base names) match, unless the ignored folder
    or file was asked for by name. Submodules and repositories inside others are listed as repositories of their own.
    Symbolic links are never followed below the targets: what they lead to is read at its own path, or is outside.
    """

    commits = 0
    known = Known()
    notes: tuple[str, ...] = ()
    shareable = True
    remembers = False

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        stores: Sequence[str],
        excluded: Sequence[str] = (),
        root: str | None = None,
        where: Targets | None = None,
    ) -> None:
        """Takes `root`, to which names are relative where the paths do not decide it; `where` is the paths resolved, if known."""
        self.targets = tuple(map(str, paths))
        self._where = where or targets(paths, root=root)
        self._is_store = store_matcher(stores)
        self._is_excluded = excludes(excluded)
        self._excluded_folders = 0
        """Folders without git that were not entered, so that nobody knows how many files they hold."""
        self._usual: dict[str, Exposure] = {}
        """Exposure of most files by the path of their repository or folder, with a `/` at its end."""
        self._unusual: dict[str, Exposure] = {}
        """Exposures of the other files; an entry for every file would be a lot."""
        self._names: dict[str, str] = {}
        """Names of files that were asked for by a link's path."""
        self.nested: list[str] = []
        """Paths of the repositories inside others, known once everything is listed."""

    @property
    def root(self) -> str:
        """The absolute path to which names are relative."""
        return self._where.root

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields untracked, tracked and ignored files of each folder, then the single files.

        Raises:
            RepositoryError: git cannot list a work tree that was asked for.
        """
        excluded = 0
        met: set[str] | None = set() if len(self._where.folders) + len(self._where.files) > 1 else None
        for found in self._listed():
            if isinstance(found, Skipped):
                yield found
            elif self._is_excluded(found.name):
                excluded += 1
            elif met is None or found.key not in met:
                if met is not None:
                    met.add(found.key)
                yield found
        if excluded:
            yield excluded_note(excluded)
        if self._excluded_folders:
            yield excluded_note(self._excluded_folders, "folder")

    def blob_reader(self) -> FileReader:
        """Reads the files from disk."""
        return FileReader(self.root)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns the one place of each file, with its permissions as they are now."""
        return {key: (self._provenance(key),) for key in keys}

    def _provenance(self, key: str) -> Provenance:
        """Returns the place of a file; how far one that git tracks got is asked later, for findings only."""
        name, exposure = self._names.get(key, key), self._exposure(key)
        file = Path(self.root, key)
        mode = mode_of(file)
        if exposure is Exposure.UNVERSIONED:
            reach = unversioned_reach(file, mode, is_store=self._is_store)
            return Provenance(name, exposure, mode=mode, traced_reach=reach)
        home = repository_root(str(file.parent)) if exposure is Exposure.TRACKED else None
        inside = relative(str(file), home) if home else ""
        return Provenance(name, exposure, mode=mode, repository=home or "", inside=inside)

    def remember(self, empty: Iterable[str]) -> None:
        """Files change; nothing is remembered of them."""

    def _listed(self) -> Iterator[BlobRef | Skipped]:
        for folder in self._where.folders:
            shown = relative(folder, self.root)
            prefix = f"{shown}/" if shown else ""
            if repository_root(folder) is None and not Git.at(Path(folder)).is_named_by_environment:
                yield from self._plain(folder, prefix)
            else:
                yield from self._work_tree(folder, prefix)
        yield from self._single_files()

    def _work_tree(self, folder: str, prefix: str) -> Iterator[BlobRef | Skipped]:
        git = Git.at(Path(folder))
        is_own_top = os.path.lexists(Path(folder, ".git"))
        if is_own_top and not _is_taken(git):
            yield from self._not_taken(folder, prefix)
            return
        try:
            if not is_own_top and is_ignored(git):
                yield from self._repository(listing_of_ignored(git), folder, prefix)
            else:
                yield from self._repository(listing(git, self._is_store), folder, prefix)
        except NotARepositoryError:
            yield from self._not_taken(folder, prefix)

    def _not_taken(self, folder: str, prefix: str) -> Iterator[BlobRef | Skipped]:
        """Yields a folder whose `.git` is none, and what is in that."""
        yield skip(prefix or ".", SkipReason.NO_REPOSITORY, incomplete=False)
        yield from self._plain(folder, prefix, is_git_read=True)

    def _repository(self, found: Iterable[Listed | Skipped], folder: str, prefix: str) -> Iterator[BlobRef | Skipped]:
        self._usual[prefix] = Exposure.TRACKED
        for file in found:
            if isinstance(file, Skipped):
                yield replace(file, path=below(prefix, file.path))
                continue
            exposure, name = file
            path = prefix + name
            if name.endswith("/"):
                yield from self._nested(os.path.join(folder, name), path, only_stores=exposure is Exposure.IGNORED)
                continue
            if exposure is not Exposure.TRACKED:
                self._unusual[path] = exposure
            yield BlobRef(path, path)

    def _nested(self, folder: str, prefix: str, *, only_stores: bool = False) -> Iterator[BlobRef | Skipped]:
        """Yields a repository inside another one or inside a plain folder."""
        if not os.path.lexists(Path(folder, ".git")):
            # Files below a submodule's entry that is none: git passes over them in silence.
            if not os.path.isdir(folder) or not os.listdir(folder):
                yield skip(below(prefix, "."), SkipReason.EMPTY_SUBMODULE, incomplete=False)
            else:
                yield from self._plain(folder, prefix)
            return
        git = Git.at(Path(folder), may_inherit=False)
        if not _is_taken(git):
            yield from self._plain(folder, prefix, is_git_read=True)
            return
        self.nested.append(below(prefix, "."))
        found = listing(git, self._is_store)
        if only_stores:
            found = (file for file in found if isinstance(file, Skipped) or self._is_store(file[1]))
        try:
            yield from self._repository(found, folder, prefix)
        except NotARepositoryError:
            yield from self._plain(folder, prefix, is_git_read=True)
        except RepositoryError as error:
            yield skip(below(prefix, "."), SkipReason.GIT_MESSAGE, reason=error)

    def _plain(self, folder: str, prefix: str, *, is_git_read: bool = False) -> Iterator[BlobRef | Skipped]:
        self._usual[prefix] = Exposure.UNVERSIONED
        for file in walk(folder, lambda name: self._leaves_out(prefix + name), enters_git_folder=is_git_read):
            if isinstance(file, Skipped):
                yield replace(file, path=below(prefix, file.path))
            elif file.endswith("/"):
                yield from self._nested(os.path.join(folder, file), prefix + file)
            else:
                yield BlobRef(prefix + file, prefix + file)

    def _leaves_out(self, folder: str) -> bool:
        is_excluded = self._is_excluded(folder)
        self._excluded_folders += is_excluded
        return is_excluded

    def _single_files(self) -> Iterator[BlobRef]:
        """Yields each file that was asked for by its own path."""
        homes: dict[str | None, list[str]] = defaultdict(list)
        for real, _ in self._where.files:
            homes[repository_root(str(Path(real).parent))].append(real)
        exposed = {real: exposure for home, files in homes.items() for real, exposure in _exposures(home, files)}
        for real, name in self._where.files:
            key = name if real == str(Path(self.root, name)) else real
            self._unusual[key] = exposed[real]
            self._names[key] = name
            yield BlobRef(key, name)

    def _exposure(self, key: str) -> Exposure:
        if key in self._unusual:
            return self._unusual[key]
        folder = key
        while folder not in self._usual:
            folder = folder.rstrip("/").rpartition("/")[0]
            folder = f"{folder}/" if folder else ""
        return self._usual[folder]


def _exposures(home: str | None, files: Sequence[str]) -> Iterator[tuple[str, Exposure]]:
    if home is None:
        yield from ((file, Exposure.UNVERSIONED) for file in files)
        return
    names = {Path(file).relative_to(home).as_posix(): file for file in files}
    for start in range(0, len(names), _FILES_PER_CALL):
        try:
            found = exposures(Git.at(Path(home)), list(names)[start : start + _FILES_PER_CALL])
        except NotARepositoryError:
            found = dict.fromkeys(names, Exposure.UNVERSIONED)
        yield from ((names[name], exposure) for name, exposure in found.items() if name in names)


def _is_taken(git: Git) -> bool:
    """Returns whether git takes the `.git` of its folder for a repository, and not the one around the folder.

    Only where there is one around is git asked: elsewhere it says so by itself.
    """
    if git.home or repository_root(str(Path(git.folder).parent)) is None:
        return True
    answer = git.ask("rev-parse", "--show-toplevel")
    return answer.code != 0 or os.path.realpath(os.fsdecode(answer.output.removesuffix(b"\n"))) == git.folder
