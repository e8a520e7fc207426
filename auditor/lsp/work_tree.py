"""One work tree with the documents that are open in it: what its files hold, kept up to date file by file.

Some files are judged at a time, joined with all others that hold one of their values or its counterpart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.collection.collect import Gathered, gather, without_secrets
from auditor.errors import AuditError
from auditor.evaluation import judged
from auditor.generic.locate import placed
from auditor.lsp.known_files import KnownFiles, KnownReaches
from auditor.lsp.tree_settings import TreeSettings, load_settings, load_without_tree
from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobReader, BlobRef, Content
from auditor.model.clock import utc_day
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Status
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.request import AuditRequest
from auditor.model.secret import PlainBytes
from auditor.pairing import pair, sightings
from auditor.reach.trace_values import traced
from auditor.sources import chunks
from auditor.sources.file_reader import FileReader
from auditor.sources.intended_exposure import intended_place
from auditor.sources.path_matchers import store_matcher
from auditor.sources.projects import projects_of
from auditor.sources.targets import relative
from auditor.vocabulary.vocabulary import builtin


class Judged(Struct, frozen=True, eq=False):
    """What counts in one file."""

    findings: tuple[Finding, ...] = ()
    """The findings that count, in order."""
    evidence: tuple[Evidence, ...] = ()
    """The evidence of the file, and of all files that were joined with it."""


def judge_files(
    settings: TreeSettings, files: KnownFiles, names: Collection[str], known: KnownReaches
) -> Mapping[str, Judged]:
    """Returns what counts in each of some files.

    Args:
        settings: The settings in force.
        files: What is known of the work tree.
        names: The files to judge.
        known: The reaches that are known already.

    Raises:
        AuditError: git cannot answer for the repository.
    """
    joined = files.sharing(names)
    if not joined:
        return dict.fromkeys(names, Judged())
    worker = settings.empty.worker
    examined = [files.blobs[name] for name in sorted(joined)]
    places = {name: files.places[name] for name in joined}
    projects = projects_of(worker.vocabulary, files.callers, files.projects)
    evidence = pair(sightings(examined, places, projects))
    found = traced(evidence, placed(examined, places), (examined, places), partial(known.reaches, worker=worker))
    wanted = {place.path: name for name in joined & {*names} for place in places[name]}
    evaluation = judged(
        settings.book,
        [one for one in found.evidence if one.location.path in wanted],
        [one for one in found.generic if one.provenance.path in wanted],
    )
    findings, _ = settings.suppression.apply(evaluation.findings, utc_day(), complete=False)
    by_name: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.status is Status.ACTIVE:
            by_name[wanted[finding.location.path]].append(finding)
    return {name: Judged(tuple(by_name[name]), found.evidence if by_name[name] else ()) for name in names}


class OpenText(Struct, frozen=True, eq=False):
    """The text of an open document, as a scan reads it."""

    name: str
    """What reports call it."""
    path: Path | None
    """None for a document that is in no file."""
    data: PlainBytes


class _Reader(Struct, frozen=True):
    """Hands out the texts of open documents, and of other files what the disk has."""

    texts: Mapping[str, OpenText]
    files: FileReader

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item with its bytes."""
        for item in items:
            text = self.texts.get(item.key)
            if text is None:
                yield from self.files.stream([item])
            elif len(text.data) > chunks.WHOLE:
                yield from ((item, chunk) for chunk in chunks.read_chunks(BytesIO(text.data).readinto))
            else:
                yield item, text.data


class WorkTree:
    """A work tree. Documents that are in no file, and files outside every repository, are in one of their own."""

    def __init__(self, folder: Path, request: AuditRequest, key: bytes) -> None:
        """Reads the settings; where they are wrong, `problem` says so.

        Args:
            folder: The top folder.
            request: The options.
            key: Keys the digests of values where no baseline has a key.
        """
        self.folder = folder
        self.problem: AuditError | None = None
        self.open: dict[str, OpenText] = {}
        """By key: the name of a file, the address of what is in none."""
        self.judged: dict[str, Judged] = {}
        self._request = replace(request, paths=(folder,))
        self._key = key
        self._files = KnownFiles()
        self._reaches = KnownReaches()
        self._places: dict[str, Provenance] = {}
        self._changed: set[str] = set()
        self._is_store = store_matcher(builtin().credential_stores)
        self.settings = self._load()

    def _load(self) -> TreeSettings:
        try:
            found = load_settings(self._request, self._key)
        except AuditError as error:
            self.problem = error
            return load_without_tree(self._request, self._key)
        self.problem = None
        return found

    def reload(self) -> bool:
        """Reads the settings again where they have changed, and judges everything; returns whether files must be read again."""
        before, self.settings = self.settings, self._load()
        self._changed |= {*self._files.blobs, *self.judged}
        if before.scans_as(self.settings):
            return False
        self.update(self.open)
        return True

    def scan(self) -> Gathered:
        """Scans the whole work tree; takes long, and changes nothing here.

        Raises:
            AuditError: git cannot list the work tree.
        """
        return gather(self.settings.empty.run, digest_key=self._key)

    def adopt(self, gathered: Gathered) -> None:
        """Takes over a scan of the work tree, except for the documents that are open."""
        self._changed |= {*self._files.blobs, *self.judged}
        self._files.adopt(gathered.examined, gathered.places, gathered.callers, gathered.projects)
        self._changed |= set(self._files.blobs)
        self.forget_places()
        self.update(self.open)

    def forget_places(self) -> None:
        """Asks git again how exposed files are, and how far values got."""
        self._places.clear()
        self._reaches.forget()

    def key_of(self, path: Path) -> str:
        """Returns what reports call a file."""
        return relative(str(path), str(self.settings.root))

    def path_of(self, key: str) -> Path:
        """Returns the file of a name."""
        return Path(self.settings.root, key)

    def update(self, keys: Collection[str]) -> None:
        """Examines some files again, as they are now."""
        for key in list(keys):
            text = self.open.get(key)
            path = text.path if text else self.path_of(key)
            self._changed.add(key)
            if path is not None:
                exists = text is not None or path.is_file()
                self._changed |= self._files.set_manifest(key, exists=exists)
                if not exists or not self.settings.takes(path, key):
                    self._changed |= self._files.update(key, None, (), ())
                    continue
            result = self._examined(key, text.name if text else key)
            blob = next(iter(result.examined), None)
            place = self._place(key) if blob else None
            if place is None or (text is None and place.exposure is Exposure.IGNORED and not self._is_store(key)):
                blob = None  # A scan passes over ignored files that store no credentials.
            places = without_secrets({key: (place,)})[key] if place and blob else ()
            self._changed |= self._files.update(key, blob, places, result.callers)

    def judge(self) -> set[str]:
        """Judges what has changed; returns the keys of the files about which something else may be said now.

        Raises:
            AuditError: git cannot answer for the repository.
        """
        changed, self._changed = self._changed, set()
        try:
            found = judge_files(self.settings, self._files, changed, self._reaches)
        except AuditError:
            self._changed |= changed
            raise
        for key, one in found.items():
            if one.findings:
                self.judged[key] = one
            else:
                self.judged.pop(key, None)
        return changed

    def examine(self, key: str, data: bytes) -> BatchResult:
        """Returns what another text in the place of an open document would hold."""
        text = self.open[key]
        return self._examined(key, text.name, {key: replace(text, data=data)})

    def _examined(self, key: str, name: str, texts: Mapping[str, OpenText] | None = None) -> BatchResult:
        reader: BlobReader = _Reader(texts or self.open, FileReader(self.settings.where.root))
        return replace(self.settings.empty.worker, blob_reader=reader).examine([BlobRef(key, name)])

    def _place(self, key: str) -> Provenance:
        if key not in self._places:
            text = self.open.get(key)
            if text is not None and text.path is None:
                # Nobody knows yet where it will be saved: as for standard input.
                self._places[key] = Provenance(text.name, Exposure.UNVERSIONED, traced_reach=Reach.UNKNOWN)
            else:
                self._places[key] = intended_place(self.path_of(key), key)
        return self._places[key]
