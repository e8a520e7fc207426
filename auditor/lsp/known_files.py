"""What every file of a work tree holds, kept file by file, and which files have a value in common.

How far values got is remembered too, so that git is asked once for each and not at every keystroke.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from auditor.lsp.file_signatures import Signature, repository_signature
from auditor.model.batch_result import BlobResult, identity_of, identity_of_hit
from auditor.model.location import Provenance, Reach
from auditor.model.material import Caller
from auditor.reach.tracked_files import TrackedValue, reaches
from auditor.scanner.reread import Rereader
from auditor.scanner.worker import ScanWorker
from auditor.sources.manifests import manifest_folder


class KnownFiles:
    """The files of one work tree in which something was found, by name."""

    def __init__(self) -> None:
        self.blobs: dict[str, BlobResult] = {}
        self.places: dict[str, tuple[Provenance, ...]] = {}
        self.projects: set[str] = set()
        """The folders that hold a manifest."""
        self._callers: dict[str, tuple[Caller, ...]] = {}
        self._holders: dict[bytes, set[str]] = defaultdict(set)

    @property
    def callers(self) -> tuple[Caller, ...]:
        """Returns the files that call the exchange."""
        return tuple(caller for own in self._callers.values() for caller in own)

    def update(
        self, name: str, blob: BlobResult | None, places: tuple[Provenance, ...], callers: tuple[Caller, ...]
    ) -> set[str]:
        """Replaces what is known of a file.

        Args:
            name: Its name.
            blob: What it holds; None for nothing.
            places: Where it is.
            callers: The file itself, if it calls the exchange.

        Returns:
            The files that have to be judged again.
        """
        touched = {name} | self.sharing((name,))
        self._put(name, blob, places)
        before = self._callers.pop(name, ())
        if callers:
            self._callers[name] = callers
        if before != callers:
            return touched | set(self.blobs)
        return touched | self.sharing((name,))

    def set_manifest(self, name: str, *, exists: bool) -> set[str]:
        """Notes whether a file that makes its folder a project exists; returns the files to judge again."""
        folder = manifest_folder(name)
        if folder is None or (folder in self.projects) is exists:
            return set()
        (self.projects.add if exists else self.projects.discard)(folder)
        return set(self.blobs) if self._callers else set()

    def adopt(
        self,
        blobs: Iterable[BlobResult],
        places: Mapping[str, tuple[Provenance, ...]],
        callers: Iterable[Caller],
        projects: Collection[str],
    ) -> None:
        """Takes over what a scan of the work tree has found, in place of everything that was known."""
        self.__init__()  # type: ignore[misc]
        self.projects = set(projects)
        for caller in callers:
            self._callers[caller.path] = (*self._callers.get(caller.path, ()), caller)
        for blob in blobs:
            self._put(blob.key, blob, places.get(blob.key, ()))

    def sharing(self, names: Iterable[str]) -> set[str]:
        """Returns those of some files that hold anything, and the files that hold one of their values or its counterpart."""
        found: set[str] = set()
        for name in names:
            if (blob := self.blobs.get(name)) is not None:
                found.add(name)
                for value in _values(blob):
                    found |= self._holders.get(value, set())
        return found

    def _put(self, name: str, blob: BlobResult | None, places: tuple[Provenance, ...]) -> None:
        previous = self.blobs.pop(name, None)
        self.places.pop(name, None)
        for value in _values(previous) if previous else ():
            self._holders[value].discard(name)
        if blob is not None:
            self.blobs[name], self.places[name] = blob, places
            for value in _values(blob):
                self._holders[value].add(name)


def _values(blob: BlobResult) -> set[bytes]:
    """Returns all by which a value of a blob can be joined with one of another."""
    found = {
        value
        for one in blob.materials
        for value in (one.token, one.public_key_token, one.public_key, identity_of(one))
        if value
    }
    return found | {value for hit in blob.generic if (value := identity_of_hit(hit))}


class KnownReaches:
    """The reaches of values in files that git tracks, until their repository changes."""

    def __init__(self) -> None:
        self._known: dict[TrackedValue, Reach] = {}
        self._signatures: dict[str, Signature] = {}

    def forget(self) -> None:
        """Forgets everything."""
        self._known.clear()

    def reaches(
        self, values: Collection[TrackedValue], worker: ScanWorker
    ) -> tuple[Mapping[TrackedValue, Reach], Sequence[str]]:
        """Returns how far each value got, and no notes.

        Args:
            values: The values.
            worker: What reads older versions of files.
        """
        for folder in {value.repository for value in values}:
            signature = repository_signature(folder)
            if self._signatures.get(folder) != signature:
                self._signatures[folder] = signature
                self._known = {value: reach for value, reach in self._known.items() if value.repository != folder}
        if missing := [value for value in values if value not in self._known]:
            found, _ = reaches(missing, Rereader(worker).identities)
            self._known |= found
        return {value: self._known[value] for value in values}, ()
