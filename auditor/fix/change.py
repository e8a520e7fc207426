"""What happens to one file: new bytes, new permissions, and how that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import final

from msgspec import Struct

from auditor.fix.gitignore import NAME as GITIGNORE
from auditor.fix.masked_diff import difference
from auditor.fix.masking import Masker
from auditor.fix.workspace import Draft


@final
class Content:
    """The new bytes of a file. They hold secrets, so nothing shows, compares or copies them."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<Content>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("the content of a file cannot be copied or pickled")


class Change(Struct, frozen=True, kw_only=True):
    """What happens to one file."""

    path: str
    """As reports call it."""
    file: Path
    content: Content | None
    """None where only the mode changes."""
    digest: bytes
    """What the file was when it was planned on; empty for a file that does not exist yet."""
    mode: int | None
    """New permission bits; None if they stay."""
    unstage: bool
    """Whether it has to leave the index of git."""
    diff: tuple[str, ...]
    """The masked unified diff, line by line."""
    done: tuple[str, ...]
    """What is done, in words."""

    @property
    def order(self) -> tuple[object, ...]:
        """When it is written: first what keeps a file out of git, then what takes secrets, then what gives them up."""
        return (self.file.name != GITIGNORE, bool(self.digest), self.content is not None, self.path)


def change_of(draft: Draft, masker: Masker) -> Change:
    """The change that a draft has come to."""
    return Change(
        path=draft.path,
        file=draft.file,
        content=Content(draft.now.data) if draft.is_edited else None,
        digest=draft.digest,
        mode=draft.mode,
        unstage=draft.unstage,
        diff=(*_modes(draft), *difference(draft.before, draft.now, masker, draft.path)),
        done=(*draft.done, *((f"mode {draft.mode:04o}",) if draft.mode is not None else ())),
    )


def _modes(draft: Draft) -> Iterator[str]:
    """The permissions, as git shows them."""
    if draft.mode is None:
        return
    yield f"diff --git a/{draft.path} b/{draft.path}"
    if not draft.digest:
        yield f"new file mode 100{draft.mode:03o}"
    else:
        yield f"old mode 100{draft.file.stat().st_mode & 0o777:03o}"
        yield f"new mode 100{draft.mode:03o}"
