"""All that a source gives, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.model.blob_source import BlobRef, Chunk, Source
from auditor.model.report import Skipped


@dataclass
class Audited:
    """What was listed, read and skipped."""

    blobs: list[tuple[BlobRef, bytes]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def contents(self) -> dict[str, bytes]:
        """By name; in history a name can have several contents, of which the last stays."""
        return {item.name: data for item, data in self.blobs}

    @property
    def values(self) -> set[bytes]:
        return {data for _, data in self.blobs}

    @property
    def keys(self) -> dict[str, str]:
        return {item.name: item.key for item, _ in self.blobs}

    @property
    def incomplete(self) -> list[Skipped]:
        return [skip for skip in self.skipped if skip.incomplete]

    @property
    def reasons(self) -> str:
        return "\n".join(f"{skip.path}: {skip.reason}" for skip in self.skipped)


def audited(source: Source) -> Audited:
    """Lists and reads a source to its end."""
    found = Audited()
    items: list[BlobRef] = []
    for listed in source.items():
        if isinstance(listed, BlobRef):
            items.append(listed)
        else:
            found.skipped.append(listed)
    for item, content in source.blob_reader().stream(items):
        if isinstance(content, Skipped):
            found.skipped.append(content)
        else:
            found.blobs.append((item, bytes(content.data if isinstance(content, Chunk) else content)))
    return found
