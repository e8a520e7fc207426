"""Everything that a server knows: folders, open documents, and the work trees that they are in.

Documents change in the thread that reads messages; everything else happens in one thread, one job after the other.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from auditor.lsp.editor_text import EditorText, Position
from auditor.lsp.open_document import OpenDocument, is_audited, uri_of
from auditor.lsp.work_tree import OpenText, WorkTree
from auditor.model.finding import Finding, Related
from auditor.model.location import Location
from auditor.model.request import AuditRequest
from auditor.readers.text_encoding import decode
from auditor.sources.git.repository_root import repository_root

_GIT_RULES = frozenset({".gitignore", ".gitattributes"})
_LARGEST = 64 << 20
"""Bytes of a file that is read to say where in its lines a finding is."""


class Shown(NamedTuple):
    """A finding as one document shows it."""

    finding: Finding
    location: Location
    """The place in this document: the finding's own, or that of its counterpart."""


class _Place(NamedTuple):
    """Where a document is, and its text as it was audited."""

    tree: WorkTree
    key: str
    document: OpenDocument


class Page(NamedTuple):
    """What is to be shown about one document."""

    tree: WorkTree
    key: str
    uri: str
    version: int | None
    text: EditorText
    shown: tuple[Shown, ...]


class Session:
    """The folders and documents of one editor."""

    def __init__(self, request: AuditRequest) -> None:
        """Takes the options of the command line; what is scanned is the session's business."""
        self.folders: tuple[Path, ...] = ()
        self.documents: dict[str, OpenDocument] = {}
        """By address, as they are now."""
        self.unscanned: set[WorkTree] = set()
        """The work trees whose files have to be read."""
        self._request = replace(request, describe_rules=False, cache=False)
        self._digest_key = os.urandom(32)
        self._trees: dict[Path, WorkTree] = {}
        self._located: dict[str, _Place] = {}
        self._counterparts: dict[WorkTree, dict[str, list[Shown]]] = {}

    @property
    def trees(self) -> tuple[WorkTree, ...]:
        """Returns the work trees."""
        return tuple(self._trees.values())

    def set_folders(self, folders: Iterable[Path]) -> None:
        """Takes the folders of the workspace, and opens their work trees."""
        self.folders = tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))
        for folder in self.folders:
            self._tree(_top_of(folder), is_whole=folder != Path(folder.anchor))

    def close_lost_trees(self) -> list[Page]:
        """Forgets work trees of folders that are no longer open; returns what is to be shown instead."""
        wanted = {_top_of(folder) for folder in self.folders} | {place.tree.folder for place in self._located.values()}
        pages: list[Page] = []
        for folder in [folder for folder in self._trees if folder not in wanted]:
            tree = self._trees.pop(folder)
            self.unscanned.discard(tree)
            tree.judged, shown = {}, {*tree.judged, *self._counterparts.pop(tree, {})}
            pages += self._pages(tree, shown)
        return pages

    def refresh(self, uris: Collection[str], paths: Collection[Path] = ()) -> list[Page]:
        """Looks at what has changed.

        Args:
            uris: Documents that were opened, changed, saved or closed.
            paths: Files that have changed on the disk.

        Returns:
            The documents about which something else is to be said now.

        Raises:
            AuditError: git cannot answer for a repository.
        """
        for uri in uris:
            self._place(uri)
        for tree in self.trees:
            if tree.settings.is_stale and tree.reload():
                self.unscanned.add(tree)
            own = {path for path in paths if path.is_relative_to(tree.settings.root)}
            if any(path.name in _GIT_RULES for path in own):
                tree.forget_places()
                self.unscanned.add(tree)
            if own:
                tree.update({tree.key_of(path) for path in own} - {*tree.open})
        for uri in uris:
            if place := self._located.get(uri):
                place.tree.update([place.key])
        return self.judge()

    def judge(self) -> list[Page]:
        """Judges what has changed in any work tree.

        Raises:
            AuditError: git cannot answer for a repository.
        """
        pages: list[Page] = []
        for tree in self.trees:
            changed = tree.judge()
            if changed:
                before = self._counterparts.get(tree, {})
                self._counterparts[tree] = now = _counterparts(tree)
                changed |= {key for key in {*before, *now} if before.get(key) != now.get(key)}
                pages += self._pages(tree, changed)
        return pages

    def saved(self, uri: str) -> None:
        """Asks git again about the repository of a document that was saved."""
        if place := self._located.get(uri):
            place.tree.forget_places()

    def at(self, uri: str, start: Position, end: Position) -> Iterator[tuple[Page, Shown]]:
        """Yields what is said about a stretch of a document."""
        place = self._located.get(uri)
        for page in self._pages(place.tree, [place.key]) if place else ():
            if page.uri != uri:
                continue
            for shown in page.shown:
                extent = page.text.extent(shown.location.span)
                if extent.start <= end and start <= extent.end:
                    yield page, shown

    def text_at(self, tree: WorkTree, key: str) -> EditorText:
        """Returns the text of a document, or of a file on the disk; an empty one where there is none."""
        for place in self._located.values():
            if (place.tree, place.key) == (tree, key):
                return place.document.text
        try:
            path = tree.path_of(key)
            if not path.is_file() or path.stat().st_size > _LARGEST:
                return EditorText("")
            return EditorText(decode(path.read_bytes()).text)
        except (OSError, ValueError):
            return EditorText("")

    def uri_at(self, tree: WorkTree, key: str) -> str:
        """Returns the address of a file, as the editor writes it if it is open there."""
        own = (uri for uri, place in self._located.items() if (place.tree, place.key) == (tree, key))
        return next(own, "") or _uri(tree, key)

    def _place(self, uri: str) -> None:
        """Puts a document into its work tree, or takes it out where it was closed."""
        document, before = self.documents.get(uri), self._located.get(uri)
        if document is not None:
            tree, key = (before.tree, before.key) if before else self._home(document)
            self._located[uri] = _Place(tree, key, document)
            tree.open[key] = OpenText(key if document.path else document.name, document.path, document.text.data)
        elif before is not None:
            del self._located[uri]
            if all((place.tree, place.key) != (before.tree, before.key) for place in self._located.values()):
                before.tree.open.pop(before.key, None)
                before.tree.forget_places()
            before.tree.update([before.key])

    def _home(self, document: OpenDocument) -> tuple[WorkTree, str]:
        path = document.path
        if path is None:
            if self.folders:
                return self._tree(_top_of(self.folders[0]), is_whole=True), document.uri
            return self._tree(Path(os.path.realpath(os.path.sep)), is_whole=False), document.uri
        folder = next((one for one in self.folders if path.is_relative_to(one)), None)
        if folder is not None:
            tree = self._tree(_top_of(folder), is_whole=folder != Path(folder.anchor))
        else:
            home = repository_root(str(path.parent))
            # Outside every folder of the workspace and every repository, nobody asked for the files around it.
            tree = self._tree(Path(home) if home else _existing(path.parent), is_whole=home is not None)
        return tree, tree.key_of(path)

    def _tree(self, folder: Path, *, is_whole: bool) -> WorkTree:
        if folder not in self._trees:
            is_nowhere = folder == Path(folder.anchor)
            request = replace(self._request, use_config=self._request.use_config and not is_nowhere)
            self._trees[folder] = WorkTree(folder, request, self._digest_key)
            if is_whole:
                self.unscanned.add(self._trees[folder])
        return self._trees[folder]

    def _pages(self, tree: WorkTree, keys: Iterable[str]) -> Iterator[Page]:
        counterparts = self._counterparts.get(tree, {})
        open_at: dict[str, list[str]] = defaultdict(list)
        for uri, place in self._located.items():
            if place.tree is tree:
                open_at[place.key].append(uri)
        for key in sorted(keys):
            judged = tree.judged.get(key)
            shown = tuple(Shown(one, one.location) for one in judged.findings) if judged else ()
            shown = (*shown, *counterparts.get(key, ()))
            for uri in open_at.get(key, ()):
                document = self._located[uri].document
                yield Page(tree, key, uri, document.version, document.text, shown)
            if key not in open_at:
                text = self.text_at(tree, key) if shown else EditorText("")
                yield Page(tree, key, _uri(tree, key), None, text, shown)


def _uri(tree: WorkTree, key: str) -> str:
    return key if is_audited(key) else uri_of(tree.path_of(key))


def _counterparts(tree: WorkTree) -> dict[str, list[Shown]]:
    """Returns what is shown in the other file of two between which values were exchanged."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for judged in tree.judged.values():
        for finding in judged.findings:
            for related in finding.related if finding.traits.both_fields else ():
                if _is_elsewhere(finding, related):
                    found[related.location.path].append(Shown(finding, related.location))
    return dict(found)


def _is_elsewhere(finding: Finding, related: Related) -> bool:
    return related.location.path != finding.location.path and related.location.commit is None


def _top_of(folder: Path) -> Path:
    home = repository_root(str(folder))
    return Path(home) if home else folder


def _existing(folder: Path) -> Path:
    """Returns a folder, or the nearest above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())
