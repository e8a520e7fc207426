"""Reads an event of any agent from its JSON: tolerantly, because the formats change with every version of an agent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from auditor.agents.agent import Moment
from auditor.agents.edited_files import edited, place_of, text_on_disk
from auditor.agents.event import Event, Text
from auditor.agents.event_fields import (
    ATTACHED,
    CONTENTS,
    EDITS,
    FOLDERS,
    INPUTS,
    NAMES,
    OUTPUTS,
    PATHS,
    PROMPTS,
    TOOLS,
    list_of,
    text_of,
)
from auditor.agents.tool_texts import attached_texts, command_texts, input_texts, other_texts, read_texts
from auditor.errors import UsageError

_MOMENTS = {
    "userpromptsubmit": Moment.PROMPT,
    "userpromptsubmitted": Moment.PROMPT,
    "beforesubmitprompt": Moment.PROMPT,
    "beforeagent": Moment.PROMPT,
    "pretooluse": Moment.BEFORE,
    "permissionrequest": Moment.BEFORE,
    "beforetool": Moment.BEFORE,
    "beforeshellexecution": Moment.BEFORE,
    "beforemcpexecution": Moment.BEFORE,
    "beforereadfile": Moment.BEFORE,
    "posttooluse": Moment.AFTER,
    "posttoolusefailure": Moment.AFTER,
    "aftertool": Moment.AFTER,
    "aftershellexecution": Moment.AFTER,
    "aftermcpexecution": Moment.AFTER,
    "afterfileedit": Moment.AFTER,
}
"""The events by their names without capitals, `_` and `-`."""
_FOLDER_VARIABLES = ("CLAUDE_PROJECT_DIR", "CURSOR_PROJECT_DIR", "GEMINI_PROJECT_DIR", "GEMINI_CWD")
_READERS = ("read", "view", "open_file")
"""Words in the names of tools that show files to the model."""
_WRITERS = ("write", "edit", "replace", "patch", "create")
"""Words in the names of tools whose input was audited before they ran."""


def decode(data: bytes) -> Event:
    """Returns the event that an agent has written to standard input.

    Raises:
        UsageError: it is no JSON, or no event.
    """
    fields = _parsed(data)
    if not isinstance(fields, dict):
        raise UsageError("standard input holds no event: a coding agent writes a JSON object there")
    name = text_of(fields, NAMES) or ""
    folder = _folder(fields)
    moment = _moment(name, fields)
    return Event(name, moment or Moment.BEFORE, folder, tuple(_texts(moment, name, fields, folder)))


def _parsed(data: bytes) -> object:
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    import json  # reads what JavaScript writes and msgspec refuses: halves of characters, NaN

    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise UsageError("standard input is not JSON: a coding agent writes its event there") from None


def _moment(name: str, fields: Mapping[str, Any]) -> Moment | None:
    """Returns the moment of an event; without a known name, by the fields that it has. None for other events."""
    plain = name.replace("_", "").replace("-", "").lower()
    if plain:
        return _MOMENTS.get(plain)
    if any(key in fields for key in OUTPUTS) and any(key in fields for key in TOOLS):
        return Moment.AFTER
    if any(key in fields for key in (*TOOLS, *INPUTS, "command")):
        return Moment.BEFORE
    return Moment.PROMPT if text_of(fields, PROMPTS) is not None else None


def _folder(fields: Mapping[str, Any]) -> Path | None:
    """Returns the first folder that the event, the environment or the process names and that exists."""
    roots = [root for root in list_of(fields, ("workspace_roots", "workspaceRoots")) if isinstance(root, str)]
    named = [text_of(fields, FOLDERS), *roots, *map(os.environ.get, _FOLDER_VARIABLES)]
    for text in named:
        place = place_of(text, None) if text else None
        try:
            if place is not None and place.is_dir():
                return place
        except (OSError, ValueError):
            continue
    try:
        return Path.cwd()
    except OSError:
        return None


def _texts(moment: Moment | None, name: str, fields: Mapping[str, Any], folder: Path | None) -> Iterator[Text]:
    if moment is Moment.PROMPT:
        if prompt := text_of(fields, PROMPTS):
            yield Text("the prompt", "prompt.txt", prompt)
        yield from attached_texts(prompt or "", list_of(fields, ATTACHED), folder)
    elif moment is Moment.BEFORE:
        yield from _texts_before(name, fields, folder)
    elif moment is Moment.AFTER:
        yield from _texts_after(fields, folder)


def _texts_before(name: str, fields: Mapping[str, Any], folder: Path | None) -> Iterator[Text]:
    tool = text_of(fields, TOOLS) or ""
    given = next((fields[key] for key in INPUTS if fields.get(key) is not None), None)
    if given is not None:
        if isinstance(given, dict) and _reads(tool):
            yield from read_texts(given, folder)
        yield from input_texts(tool, given, folder)
        return
    path = place_of(text_of(fields, PATHS) or "", folder)
    content = text_of(fields, CONTENTS)
    if "read" in name.lower() and content is not None:
        shown = path.name if path else "a file"
        yield from other_texts(f"the text of {shown}", content, near=path.parent if path else None, name=_copy_of(path))
    elif "read" in name.lower():
        yield from read_texts(fields, folder)
    elif (command := text_of(fields, ("command",))) is not None:
        yield from command_texts(command, folder)
    elif content is not None:
        yield from input_texts(tool, dict(fields), folder)


def _texts_after(fields: Mapping[str, Any], folder: Path | None) -> Iterator[Text]:
    tool = text_of(fields, TOOLS) or ""
    edits = [edit for edit in list_of(fields, EDITS) if isinstance(edit, dict)]
    path = place_of(text_of(fields, PATHS) or "", folder)
    if edits and path is not None:
        yield from _written(path, edits)
        return
    if any(word in tool.lower() for word in _WRITERS):
        return
    shown = next((fields[key] for key in OUTPUTS if fields.get(key) is not None), None)
    given: dict[str, Any] = next((fields[key] for key in INPUTS if isinstance(fields.get(key), dict)), {})
    source = place_of(text_of(given, PATHS) or "", folder)
    near = source.parent if source else None
    yield from other_texts(f"the output of {tool or 'the tool'}", shown, near=near, name=_copy_of(source))


def _written(path: Path, edits: list[dict[str, Any]]) -> Iterator[Text]:
    """Yields what a file holds after edits that the agent has made already."""
    text = text_on_disk(path)
    if text is None:
        return
    before = text
    for edit in reversed(edits):
        before = edited(before, edit, undo=True)
    yield Text(f"the new text of {path.name}", path.name, text, file=path, before=before)


def _reads(tool: str) -> bool:
    lowered = tool.lower()
    return any(word in lowered for word in _READERS) and not any(word in lowered for word in _WRITERS)


def _copy_of(path: Path | None) -> str:
    return f"copy of {path.name}" if path else ""
