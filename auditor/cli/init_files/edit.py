"""One file of a repository before and after `init`: what is to be written, or why it is left alone."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from auditor.storage import atomic_write

MAX_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a text."""

    text: str | None = field(repr=False)
    """The new text; None if the file is left alone."""
    remark: str
    """What was done, or why nothing was, as the second half of a sentence."""


Editor = Callable[[str | None], Edit]
"""Makes the new text of a file from the old one; None if there is no file. Line ends are `\\n` both ways."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one file."""

    path: Path
    name: str
    """The path relative to the repository, with `/`."""
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    """None if the file is left alone."""
    remark: str

    def write(self) -> None:
        """Writes the file.

        Raises:
            OutputError: it cannot be written.
        """
        if self.after is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            atomic_write.write(self.path, self.after)

    def diff(self) -> Iterator[str]:
        """Yields the change as a unified diff, line by line."""
        if self.after is not None:
            old = "" if self.before is None else self.before.decode(errors="replace")
            source = "/dev/null" if self.before is None else f"a/{self.name}"
            new = self.after.decode(errors="replace")
            lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), source, f"b/{self.name}")
            yield from (line if line.endswith("\n") else f"{line}\n" for line in lines)


def plan(root: Path, name: str, edit: Editor) -> Step:
    """Returns what `edit` makes of a file, keeping its byte order mark and its line ends."""
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        return Step(path, name, None, None, "is a link that leads out of the repository")
    if path.exists() and not path.is_file():
        return Step(path, name, None, None, "is no regular file")
    try:
        before = path.read_bytes() if path.exists() else None
        mark, text = _decoded(before)
    except (OSError, UnicodeDecodeError):
        return Step(path, name, None, None, "cannot be read as UTF-8")
    crlf = text is not None and "\r\n" in text
    result = edit(text.replace("\r\n", "\n") if text is not None else None)
    if result.text is None:
        return Step(path, name, before, None, result.remark)
    after = mark + (result.text.replace("\n", "\r\n") if crlf else result.text).encode()
    return Step(path, name, before, after, result.remark)


def _decoded(data: bytes | None) -> tuple[bytes, str | None]:
    if data is None:
        return b"", None
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark, data[len(mark) :].decode()
