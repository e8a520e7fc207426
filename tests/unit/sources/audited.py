"""All that a source gives, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.model.report import Skipped
from auditor.model.source import Content, Item, Source, Window


@dataclass
class Audited:
    """All that a source gives."""

    contents: dict[str, bytes] = field(default_factory=dict)
    """By name; of windows the parts that are new cannot be told, so they are not joined but the first counts."""
    keys: dict[str, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def incomplete(self) -> list[Skipped]:
        return [skip for skip in self.skipped if skip.incomplete]

    @property
    def reasons(self) -> str:
        return "\n".join(f"{skip.path}: {skip.reason}" for skip in self.skipped)


def audited(source: Source) -> Audited:
    """Lists and reads a source to its end."""
    found = Audited()
    items: list[Item] = []
    for listed in source.items():
        if isinstance(listed, Item):
            items.append(listed)
        else:
            found.skipped.append(listed)
    for item, content in source.opener().stream(items):
        if isinstance(content, Skipped):
            found.skipped.append(content)
        else:
            found.keys[item.name] = item.key
            found.contents[item.name] = data_of(content)
    return found


def data_of(content: Content) -> bytes:
    assert not isinstance(content, Skipped)
    return bytes(content.data if isinstance(content, Window) else content)
