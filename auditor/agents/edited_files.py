"""Works out what a file would hold after an edit or a patch, from what it holds now."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.agents.event import MOST_BYTES
from auditor.agents.event_fields import EVERYWHERE, NEW, OLD, text_of

_HEADS = {"*** Add File: ": "add", "*** Update File: ": "update", "*** Delete File: ": "delete"}
_MOVE = "*** Move to: "


def place_of(text: str, folder: Path | None) -> Path | None:
    """Returns the absolute path that an event names; None where it names none.

    Args:
        text: A path, absolute or relative to the folder, or an address of a file.
        folder: The agent's current folder.
    """
    if text.startswith("file://"):
        from urllib.parse import unquote  # 5 ms, for few events

        text = unquote(text.removeprefix("file://"))
    if not text or "\0" in text:
        return None
    path = Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises for an unknown user
    if not path.is_absolute():
        if folder is None:
            return None
        path = folder / path
    return Path(os.path.normpath(path))


def text_on_disk(path: Path) -> str | None:
    """Returns what a file holds now; None for what is no file, cannot be read or is too large."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            return None
        return path.read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


def edited(before: str, edit: Mapping[str, Any], *, undo: bool = False) -> str:
    """Returns a text after one edit; where the old text is not found, the new one is at its end.

    Args:
        before: The text.
        edit: An edit with an old and a new text.
        undo: Whether the edit is to be taken back.
    """
    old, new = text_of(edit, OLD) or "", text_of(edit, NEW) or ""
    if undo:
        old, new = new, old
    if old and old in before:
        return (
            before.replace(old, new)
            if any(edit.get(name) is True for name in EVERYWHERE)
            else before.replace(old, new, 1)
        )
    return before if undo else _appended(before, new)


def _appended(before: str, new: str) -> str:
    return f"{before}\n{new}" if before and not before.endswith("\n") else before + new


def patched_files(patch: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yields the files of a patch in the form of `apply_patch`: path, `add` or `update`, and the lines about it."""
    path, kind, lines = "", "", list[str]()
    for line in patch.splitlines():
        head = next((head for head in _HEADS if line.startswith(head)), None)
        if head or line.startswith("*** End Patch"):
            if path and kind != "delete":
                yield path, kind, lines
            path, kind, lines = (line.removeprefix(head).strip(), _HEADS[head], []) if head else ("", "", [])
        elif line.startswith(_MOVE):
            path = line.removeprefix(_MOVE).strip()
        elif path:
            lines.append(line)
    if path and kind != "delete":
        yield path, kind, lines


def patched(before: str | None, kind: str, lines: list[str]) -> str:
    """Returns what a file holds after its part of a patch."""
    if kind == "add" or before is None:
        return "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))
    text = before
    for hunk in _hunks(lines):
        old = "\n".join(line[1:] for line in hunk if line[:1] in {" ", "-", ""})
        new = "\n".join(line[1:] for line in hunk if line[:1] in {" ", "+", ""})
        if old and old in text:
            text = text.replace(old, new, 1)
        else:
            text = _appended(text, "\n".join(line[1:] for line in hunk if line.startswith("+")))
    return text


def _hunks(lines: list[str]) -> Iterator[list[str]]:
    hunk: list[str] = []
    for line in lines:
        if line.startswith("@@"):
            if hunk:
                yield hunk
            hunk = []
        else:
            hunk.append(line)
    if hunk:
        yield hunk
