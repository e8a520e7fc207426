"""Takes the texts out of a tool's input and output: what it would write with the file it is for, and everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from auditor.agents.edited_files import edited, patched, patched_files, place_of, text_on_disk
from auditor.agents.event import ADDED, SHOWN, Text
from auditor.agents.event_fields import (
    COMMANDS,
    CONTENTS,
    EDITS,
    MANY_PATHS,
    NEW,
    PATCH_START,
    PATCHES,
    PATHS,
    lines_of,
    list_of,
    strings,
    text_of,
)
from auditor.agents.file_names import FileNames, Named

_MENTIONED = r"(?:^|(?<=[\s(\"'`]))@([^\s\"'`]{1,400})"
"""A file that a prompt names, as Claude Code, Gemini CLI and others read it; no tool is asked for it."""


def input_texts(tool: str, given: object, folder: Path | None) -> Iterator[Text]:
    """Yields the texts of a tool's input.

    Args:
        tool: The tool's name.
        given: Its input: usually a mapping, sometimes JSON in a text, or a text alone.
        folder: The agent's current folder.
    """
    if isinstance(given, str):
        yield from _text_input(tool, given, folder)
        return
    if not isinstance(given, dict):
        yield from other_texts(f"the input of {tool}" if tool else "the tool's input", given)
        return
    patch = next((text for text in map(given.get, PATCHES) if isinstance(text, str) and PATCH_START in text), None)
    path = place_of(text_of(given, PATHS) or "", folder)
    used: set[str] = set()
    if patch is not None:
        yield from _patch_texts(patch, folder)
        used = {name for name in PATCHES if given.get(name) == patch}
    elif path is not None and (new := _new_text(given, path)) is not None:
        yield Text(f"the new text of {path.name}", path.name, new, file=path, before=text_on_disk(path))
        used = {*CONTENTS, *EDITS, *NEW}
        used |= {name for name in given if name.lower().startswith("old")}
    elif (command := _command(given)) is not None:
        yield from command_texts(command, folder)
        used = {*COMMANDS}
    rest = {name: value for name, value in given.items() if name not in used and name not in PATHS}
    yield from other_texts(f"the input of {tool}" if tool else "the tool's input", rest)


def command_texts(command: str, folder: Path | None) -> Iterator[Text]:
    """Yields what a shell command would write to files, and the rest of the command."""
    from auditor.agents.shell_flow import named_by  # edits and prompts need none of it
    from auditor.agents.shell_writes import shell_writes

    rest, writes = shell_writes(command)
    for write in writes:
        place = place_of(write.path, folder)
        if place is None:
            rest += f"\n{write.text}"
            continue
        before = text_on_disk(place)
        text = (before or "") + write.text if write.appends else write.text
        yield Text(f"the new text of {place.name}", place.name, text, file=place, before=before)
    yield Text("the shell command", "shell command.sh", rest)
    for named in dict.fromkeys(named_by(command, FileNames(folder))):
        yield _text_of(named)


def read_texts(given: Mapping[str, Any], folder: Path | None) -> Iterator[Text]:
    """Yields what a tool that reads files would show of those that its input names.

    Args:
        given: The tool's input.
        folder: The agent's current folder.
    """
    names = FileNames(folder)
    words = [given[name] for name in (*PATHS, *MANY_PATHS) if isinstance(given.get(name), str)]
    words += [word for word in list_of(given, MANY_PATHS) if isinstance(word, str)]
    for word in dict.fromkeys(words):
        for path, text in names.files(word):
            yield _text_of(Named(path, lines_of(text, given), SHOWN))


def attached_texts(prompt: str, attached: list[Any], folder: Path | None) -> Iterator[Text]:
    """Yields the files that go to the model with a prompt: those that it names with `@`, and those attached to it.

    Args:
        prompt: The prompt.
        attached: What the event says is attached: paths, or mappings with one.
        folder: The agent's current folder.
    """
    names = FileNames(folder)
    words = [word.rstrip(".,;:!?)") for word in (re.findall(_MENTIONED, prompt) if "@" in prompt else ())]
    words += [word for one in attached if (word := one if isinstance(one, str) else _path_in(one)) is not None]
    for word in dict.fromkeys(words):
        for path, text in names.files(word):
            yield _text_of(Named(path, text, SHOWN))


def _path_in(attached: object) -> str | None:
    return text_of(attached, PATHS) if isinstance(attached, dict) else None


def _text_of(named: Named) -> Text:
    said, name = f"the file {named.file.name}", named.file.name
    if named.how == ADDED:
        return Text(said, name, named.text, file=named.file, fate=named.how)
    return Text(said, f"copy of {name}", named.text, near=named.file.parent, fate=named.how)


def other_texts(said: str, value: object, *, near: Path | None = None, name: str = "") -> Iterator[Text]:
    """Yields any value of JSON, as JSON with the names of its fields and, because texts in it have lines, as text.

    Args:
        said: What it is.
        value: The value.
        near: The folder for whose files it matters.
        name: The base name of the file that the value is a copy of.
    """
    found = [text for text in strings(value) if text]
    if not found:
        return
    if not isinstance(value, str):
        try:
            text = msgspec.json.encode(value).decode("utf-8", "replace")
        except (TypeError, ValueError, RecursionError):
            text = ""
        yield Text(said, "tool input.json", text, near=near)
    yield Text(said, name or "tool text.txt", "\n\n".join(found), near=near)


def _text_input(tool: str, given: str, folder: Path | None) -> Iterator[Text]:
    if PATCH_START in given:
        yield from _patch_texts(given, folder)
        return
    try:
        decoded = msgspec.json.decode(given)
    except (msgspec.DecodeError, ValueError, RecursionError):
        decoded = None
    if isinstance(decoded, (dict, list)):
        yield from input_texts(tool, decoded, folder)
    else:
        yield from other_texts(f"the input of {tool}" if tool else "the tool's input", given)


def _patch_texts(patch: str, folder: Path | None) -> Iterator[Text]:
    for path, kind, lines in patched_files(patch):
        place = place_of(path, folder)
        before = text_on_disk(place) if place else None
        text = patched(before, kind, lines)
        if place is None:
            yield Text(f"the new text of {Path(path).name}", Path(path).name or "patch.txt", text)
        else:
            yield Text(f"the new text of {place.name}", place.name, text, file=place, before=before)


def _new_text(given: Mapping[str, Any], path: Path) -> str | None:
    """Returns what the file would hold; None where the input writes nothing."""
    edits = [edit for edit in list_of(given, EDITS) if isinstance(edit, dict)]
    if text_of(given, NEW) is not None:
        edits = [dict(given), *edits]
    if edits:
        text = text_on_disk(path) or ""
        for edit in edits:
            text = edited(text, edit)
        return text
    content = text_of(given, CONTENTS)
    if content is None and isinstance(given.get("content"), (dict, list)):
        return "\n".join(strings(given["content"]))
    return content


def _command(given: Mapping[str, Any]) -> str | None:
    command = text_of(given, COMMANDS)
    if command is not None:
        return command
    words = list_of(given, COMMANDS)
    return "\n".join(word for word in words if isinstance(word, str)) if words else None
