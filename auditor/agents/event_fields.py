"""Looks up fields of an event under the names that agents give them; what has another type counts as missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_DEEPEST = 40

PATHS = (
    "file_path",
    "filePath",
    "path",
    "notebook_path",
    "notebookPath",
    "target_file",
    "absolute_path",
    "filename",
    "uri",
)
MANY_PATHS = ("paths", "file_paths", "filePaths", "include", "files")
ATTACHED = ("attachments", "files", "context_files")
CONTENTS = (
    "content",
    "contents",
    "file_text",
    "fileText",
    "new_source",
    "newSource",
    "code_edit",
    "insert_text",
    "newContent",
)
OLD = ("old_string", "oldString", "old_str", "oldText", "old_text")
NEW = ("new_string", "newString", "new_str", "newText", "new_text")
EVERYWHERE = ("replace_all", "replaceAll", "allow_multiple")
EDITS = ("edits", "changes", "replacements")
COMMANDS = ("command", "cmd", "script")
PATCHES = ("patch", "input", "patchText", "command")
PATCH_START = "*** Begin Patch"
TOOLS = ("tool_name", "toolName", "tool")
INPUTS = ("tool_input", "toolInput", "toolArgs", "tool_args", "arguments", "args", "input")
OUTPUTS = (
    "tool_response",
    "toolResponse",
    "tool_output",
    "toolResult",
    "tool_result",
    "result_json",
    "output",
    "result",
)
PROMPTS = ("prompt", "user_prompt", "userPrompt", "message")
NAMES = ("hook_event_name", "hookEventName", "event", "eventName", "hook_event")
FOLDERS = ("cwd", "working_directory", "workingDirectory", "workdir", "directory")


def text_of(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Returns the first field of these names that is a text; None where none is."""
    return next((value for name in names if isinstance(value := fields.get(name), str)), None)


def list_of(fields: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    """Returns the first field of these names that is a list; an empty one where none is."""
    return next((value for name in names if isinstance(value := fields.get(name), list)), [])


def lines_of(text: str, fields: Mapping[str, Any]) -> str:
    """Returns the lines of a text that an event asks for; all of it, where it asks for no range.

    Some agents count lines from 0: the line before the range counts too.
    """
    asked = list_of(fields, ("view_range", "viewRange", "range"))
    first = _number(fields, ("offset", "start_line", "startLine", "start_line_one_indexed"), asked[:1])
    last = _number(fields, ("end_line", "endLine", "end_line_one_indexed_inclusive"), asked[1:2])
    count = _number(fields, ("limit",), [])
    if first is None and last is None and count is None:
        return text
    start = max(0, (first or 1) - 1)
    end = last if last is not None and last >= 0 else None
    if count is not None:
        end = start + count + 1
    return "".join(text.splitlines(keepends=True)[start:end])


def _number(fields: Mapping[str, Any], names: tuple[str, ...], asked: list[Any]) -> int | None:
    values = [fields.get(name) for name in names] + asked
    return next((int(value) for value in values if isinstance(value, (int, float)) and abs(value) < 1 << 40), None)


def strings(value: object, depth: int = 0) -> Iterator[str]:
    """Yields every text in a value of JSON, in its order."""
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part, depth + 1)
