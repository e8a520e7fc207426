"""Tells what happens to one file: new bytes, new permissions, and how that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import final

from msgspec import Struct

from auditor.fix.file_text import FileText
from auditor.fix.gitignore import NAME as GITIGNORE
from auditor.fix.masking import Masker
from auditor.fix.workspace import Draft
from auditor.model.secret import PlainBytes
from auditor.readers.line_masking import MaskedLine, Piece

_AROUND = 2
"""Unchanged lines that are shown on each side of a change."""
_WIDEST, _KEPT = 160, 30
"""Characters of a line beyond which only this many are kept at each end of what is between two masks."""
_NOT_SHOWN = "…"


def difference(before: FileText | None, after: FileText, masker: Masker, path: str) -> Iterator[str]:
    """Yields the lines of a unified diff, without line ends. `before` is None for a new file.

    What differs is decided by the lines themselves, and shown by their masked forms: two masks may well be equal.
    """
    old = _lines(before, masker) if before else ([], [])
    new = _lines(after, masker)
    if old[0] == new[0]:
        return
    yield f"--- a/{path}" if before else "--- /dev/null"
    yield f"+++ b/{path}"
    for group in SequenceMatcher(None, old[0], new[0]).get_grouped_opcodes(_AROUND):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                yield from (f" {_context(line)}" for line in old[1][start:end])
                continue
            yield from (f"-{_shortened(line.pieces)}" for line in old[1][start:end])
            yield from (f"+{_shortened(line.pieces)}" for line in new[1][new_start:new_end])


def _lines(text: FileText, masker: Masker) -> tuple[Sequence[str], Sequence[MaskedLine]]:
    """Returns the lines as they are and as they are shown; a line end at the end of the text begins no line."""
    plain, masked = text.text.split("\n"), masker.lines(text)
    ends = plain[-1] == ""
    return (plain[:-1], masked[:-1]) if ends else (plain, masked)


def _context(line: MaskedLine) -> str:
    """Returns an unchanged line; nothing of it where something in it could not be told from a value."""
    return _NOT_SHOWN if line.is_doubtful else _shortened(line.pieces)


def _shortened(pieces: Sequence[Piece]) -> str:
    if sum(len(piece.text) for piece in pieces) > _WIDEST:
        pieces = [piece if piece.is_mask or len(piece.text) <= 2 * _KEPT else _cut(piece) for piece in pieces]
    return "".join(piece.text for piece in pieces).rstrip("\r")


def _cut(piece: Piece) -> Piece:
    return Piece(f"{piece.text[:_KEPT]}{_NOT_SHOWN}{piece.text[-_KEPT:]}")


def _range(start: int, end: int) -> str:
    """Returns a range as `diff -u` counts: from 1, with the number of lines where it is not one."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


@final
class Content:
    """The new bytes of a file. They hold secrets, so nothing shows, compares or copies them."""

    __slots__ = ("data",)

    def __init__(self, data: PlainBytes) -> None:
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

    def __repr__(self) -> str:
        return f"<Change: {self.path}: {'; '.join(self.done)}>"

    @property
    def order(self) -> tuple[object, ...]:
        """When it is written: first what keeps a file out of git, then what takes secrets, then what gives them up."""
        return (self.file.name != GITIGNORE, bool(self.digest), self.content is not None, self.path)


def change_of(draft: Draft, masker: Masker) -> Change:
    """Returns the change that a draft has come to."""
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
    """Yields the permissions, as git shows them."""
    if draft.mode is None:
        return
    yield f"diff --git a/{draft.path} b/{draft.path}"
    if not draft.digest:
        yield f"new file mode 100{draft.mode:03o}"
    else:
        yield f"old mode 100{draft.file.stat().st_mode & 0o777:03o}"
        yield f"new mode 100{draft.mode:03o}"
