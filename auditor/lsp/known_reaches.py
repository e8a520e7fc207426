"""Remembers how far values got, so that git is asked once for each and not at every keystroke."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from auditor.lsp.file_signatures import Signature, repository_signature
from auditor.model.location import Reach
from auditor.reach.tracked_files import TrackedValue, reaches
from auditor.scanner.reread import Rereader
from auditor.scanner.worker import ScanWorker


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
