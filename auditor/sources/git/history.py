"""Tells what `scan --history` and `--range` read: every object once, by its id, and hits are traced back afterwards.

Git walks the history and names the blobs, which is also what finds out that objects are missing; the blobs of a long
one are listed by what its commits changed (`commit_changes`). The order of the walk is the cheapest to read in as well:
neighbours are deltas of each other.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from auditor.model.blob_source import COMMIT_MESSAGE, BlobRef, Known
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.report import Skipped
from auditor.sources.empty_blobs import EmptyBlobs, Memory, blob_digest
from auditor.sources.git.attribution import Attribution, Origin, attribute, attribute_by
from auditor.sources.git.command import Git
from auditor.sources.git.commit_changes import CommitChanges, changes_name_all
from auditor.sources.git.git_program import version
from auditor.sources.git.known_walks import remember_walk
from auditor.sources.git.objects import BULK, ObjectReader
from auditor.sources.git.published import Publication, publication, unpublished
from auditor.sources.git.refs import every_object
from auditor.sources.git.revisions import Revisions, blobs, names, start_walk
from auditor.sources.git.scanned_history import remember_history
from auditor.sources.manifests import manifest_folder
from auditor.sources.path_matchers import excludes
from auditor.wording.amounts import plural

TAG_MESSAGE = "TAG_MSG"


class HistorySource:
    """The objects of one repository that revisions lead to: blobs, and the messages of commits and tags.

    Paths are those in the repository, whatever folder of it was asked for.
    """

    shareable = True

    def __init__(
        self,
        git: Git,
        revisions: Revisions,
        *,
        excluded: Sequence[str] = (),
        memory: Memory | None = None,
        targets: Sequence[str] = (),
        read: Sequence[str] = (),
    ) -> None:
        """Prepares the history.

        Args:
            git: The repository.
            revisions: Where the history is entered.
            excluded: Patterns of paths, as in `.gitignore`.
            memory: What else decides what a blob gives; None if nothing is to be remembered.
            targets: What reports call the history.
            read: Commits and tags: what they reach was read before, and is no item. Values of it can still be traced.
        """
        self.targets = tuple(targets)
        self.commits = 0
        self._git = git
        self._revisions = revisions
        self._is_excluded = excludes(excluded)
        self._seen = EmptyBlobs(f"{memory.digest} {_identity(git)}") if memory else None
        self._folder = memory.folder if memory else ""
        self._known = 0
        self._callers: dict[tuple[str, int], None] = {}
        self._projects: set[str] = set()
        self._read = tuple(read)
        self._changes: CommitChanges | None = None
        """What the commits changed, where that lists the blobs."""

    @property
    def notes(self) -> tuple[str, ...]:
        """How much an earlier run has spared this one, and what is not known of the remotes."""
        known = plural(self._known, "object")
        spared = (f"{known} not read again, because an earlier run found nothing there",) if self._known else ()
        # What is asked for findings is not asked again, and without findings not at all.
        return (*spared, *(self._publication.notes if "_publication" in self.__dict__ else ()))

    @cached_property
    def _publication(self) -> Publication:
        return publication(self._git)

    @property
    def known(self) -> Known:
        """What an earlier run has spared this one."""
        return Known(self._known, tuple(self._callers), frozenset(self._projects))

    @property
    def remembers(self) -> bool:
        """Whether there is a cache."""
        return self._seen is not None

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields messages of tags and commits, then blobs, but for what is known to be empty."""
        yield from self._revisions.skipped
        unread = self._revisions.without(self._read)
        commits, is_whole = self._all_commits(unread)
        is_all = is_whole and unread is self._revisions and not (unread.is_range or unread.with_unreachable)
        if is_all and changes_name_all(self._git, commits, unread.lines):
            yield from self._unknown(self._by_changes(commits))
            return
        with start_walk(self._git, unread) as walk:
            yield from self._unknown(self._messages(unread, commits))
            yield from self._unknown(blobs(self._git, unread, walk))

    def _by_changes(self, commits: Sequence[str]) -> Iterator[BlobRef | Skipped]:
        """Yields the items of a history whose blobs are listed by what its commits changed."""
        with CommitChanges(self._git, commits) as changes:
            yield from self._messages(self._revisions, commits)
            yield from changes.blobs()
        if changes.is_whole:
            self._changes = changes
            return
        with start_walk(self._git, self._revisions) as walk:
            for item in blobs(self._git, self._revisions, walk):
                if isinstance(item, Skipped) or not changes.is_listed(item.key):
                    yield item

    def blob_reader(self) -> ObjectReader:
        """Reads the objects by their ids."""
        return ObjectReader(self._git, in_bulk=version() >= BULK)

    def remember(self, empty: Iterable[str]) -> None:
        """Keeps which objects are empty in the user's cache."""
        if self._seen is not None:
            self._seen.add(empty)
            if not self._revisions.is_range:
                remember_history(self._git, self._revisions.lines)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns where each object was first brought, oldest first; of a range, only what one of its commits brought."""
        arguments, lines = self._revisions.arguments, self._revisions.lines
        if not self._revisions.is_range:
            # What a forced push took off a remote was there all the same.
            lines = (*lines, *self._publication.tips)
        local = unpublished(self._git, self._publication, arguments, lines)
        kept = self._changes.kept() if self._changes and not self._forced_off() else None
        if kept is None:
            found = attribute(self._git, arguments, lines, keys, local, commits=self.commits)
        else:
            found = attribute_by(self._git, kept, keys, local)
        if not found.is_whole:
            found.public.update(keys)
        if self._revisions.is_range:
            found.public.update(self._published_before([key for key in keys if key not in found.public]))
        standing = _standing(self._git, frozenset(keys))
        unnamed = [key for key in keys if key not in found.blobs and key not in found.commits]
        if self._revisions.is_range and found.is_whole:
            unnamed = []
        named = names(self._git, self._revisions, frozenset(unnamed))
        return {key: tuple(self._places(key, found, standing, named)) for key in keys}

    def _forced_off(self) -> bool:
        """Returns whether a remote is known to have had commits that no ref leads to any more."""
        if not self._publication.tips:
            return False
        reached = (f"^{tip}" for tip in self._revisions.lines)
        answer = self._git.ask("rev-list", "--max-count=1", "--stdin", lines=(*self._publication.tips, *reached))
        return answer.code != 0 or bool(answer.output)

    def _published_before(self, keys: Collection[str]) -> Collection[str]:
        """Returns those of some objects that a published commit outside the range brought; all where git can't tell."""
        tips = self._publication.tips
        if not keys or not tips:
            return ()
        before = attribute(self._git, ("--stdin",), tips, keys)
        return before.public if before.is_whole else keys

    def _unknown(self, found: Iterable[BlobRef | Skipped]) -> Iterable[BlobRef | Skipped]:
        return self._not_seen(found, self._seen) if self._seen else found

    def _not_seen(self, found: Iterable[BlobRef | Skipped], seen: EmptyBlobs) -> Iterator[BlobRef | Skipped]:
        for item in found:
            if isinstance(item, Skipped) or (kind := seen.kind_of(self._digest(item))) is None:
                yield item
                continue
            self._known += 1
            if kind:
                self._callers[item.name, kind] = None
            if (folder := manifest_folder(item.name)) is not None:
                self._projects.add(folder)

    def _digest(self, item: BlobRef) -> str:
        return blob_digest(item.key, self._folder + item.name)

    def _all_commits(self, revisions: Revisions) -> tuple[Sequence[str], bool]:
        """Returns the commits, children first, and whether git could follow them to the end; if not, all there are."""
        answer = self._git.ask("rev-list", "--date-order", *revisions.arguments, lines=revisions.lines)
        if answer.code == 0:
            if not (revisions.is_range or self._read):
                remember_walk(self._git, revisions.lines, answer.output)
            return answer.output.decode().split(), True
        return [key for key, kind in every_object(self._git).items() if kind == "commit"], False

    def _messages(self, revisions: Revisions, commits: Iterable[str]) -> Iterator[BlobRef]:
        yield from (BlobRef(tag, TAG_MESSAGE) for tag in revisions.tags)
        for commit in commits:
            self.commits += 1
            yield BlobRef(commit, COMMIT_MESSAGE)

    def _places(
        self, key: str, found: Attribution, standing: Collection[tuple[str, str]], named: Mapping[str, str]
    ) -> Iterator[Provenance]:
        reach = Reach.PUBLISHED if key in found.public else Reach.LOCAL
        if origin := found.commits.get(key):
            yield self._provenance(COMMIT_MESSAGE, origin, reach)
        elif key in self._revisions.tags:
            yield self._provenance(TAG_MESSAGE, None, self._reach_of_tag(key))
        elif paths := found.blobs.get(key):
            for path, origin in sorted(paths.items(), key=lambda location: (location[1].order, location[0])):
                if not self._is_excluded(path):
                    departures = tuple(found.departures.get(key, {}).get(path, ()))
                    place = self._provenance(path, origin, reach)
                    yield replace(place, in_tree=(key, path) in standing, departures=departures)
        elif not (self._revisions.is_range and found.is_whole):
            reach = Reach.PUBLISHED if self._publication.everything else reach
            yield self._provenance(named.get(key, key), None, reach)

    def _reach_of_tag(self, tag: str) -> Reach:
        """Returns how far an annotated tag got: as far as the remotes that have it, or the commit that it names."""
        known = self._publication
        if known.everything or tag in known.tips:
            return Reach.PUBLISHED
        local = unpublished(self._git, known, (), (f"{tag}^{{}}",))
        return Reach.LOCAL if local or local is None else Reach.PUBLISHED

    def _provenance(self, path: str, origin: Origin | None, reach: Reach) -> Provenance:
        return Provenance(
            path,
            Exposure.HISTORY,
            commit=origin.commit if origin else None,
            author_date=origin.date if origin else None,
            in_tree=False,
            order=origin.order if origin else 0,
            traced_reach=reach,
            repository=self._git.folder,
            inside=path,
        )


def _identity(git: Git) -> str:
    """Returns the folder of the repository's objects.

    What was found empty is remembered for one repository only: git believes an object's name without a look at its
    content, so a repository made by hand could vouch for objects of another.
    """
    said = git.ask("rev-parse", "--git-path", "objects").output.removesuffix(b"\n")
    return os.path.realpath(Path(git.folder, os.fsdecode(said)))


def _standing(git: Git, keys: Collection[str]) -> set[tuple[str, str]]:
    """Returns which of the blobs are at which paths in the tree that is checked out today."""
    entries = git.ask("ls-tree", "-r", "-z", "--full-tree", "HEAD").output.split(b"\0")[:-1]
    split = (entry.partition(b"\t") for entry in entries)
    found = ((entry.rpartition(b" ")[2].decode(), os.fsdecode(path)) for entry, _, path in split)
    return {(key, path) for key, path in found if key in keys}
