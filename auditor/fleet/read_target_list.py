"""Reads which repositories and buckets a fleet has: arguments, lines of a file, or JSON of `gh` and `glab`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import DecodeError, json

from auditor.errors import UsageError

_URL_FIELDS = (
    "sshUrl",
    "ssh_url_to_repo",
    "url",
    "http_url_to_repo",
    "clone_url",
    "nameWithOwner",
    "path_with_namespace",
)
"""Where `gh repo list --json`, `glab repo list -F json` and the services' own answers say where a repository is."""
_SERVICE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[\w.-]+)+")
_GIT_PREFIX = "git+"


def listed_targets(text: str, name: str) -> list[str]:
    """Returns the targets of a file: one a line, or a JSON list of texts or of repositories.

    A line of `gh repo list` (columns with tabs between them) names a repository of github.com.

    Args:
        text: The content of the file.
        name: What errors call it.

    Raises:
        UsageError: JSON without repositories.
    """
    if text.lstrip().startswith(("[", "{")):
        return list(_of_json(text, name))
    return list(_of_lines(text.splitlines()))


def _of_lines(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        first, tab, _ = line.strip().partition("\t")
        if not first or first.startswith("#"):
            continue
        is_service = tab and _SERVICE_NAME.fullmatch(first)
        yield f"{_GIT_PREFIX}https://github.com/{first}.git" if is_service else first


def _of_json(text: str, name: str) -> Iterator[str]:
    try:
        found = json.decode(text)
    except (DecodeError, ValueError, RecursionError):
        raise UsageError(f"{name}: this begins like JSON and is none") from None
    for entry in found if isinstance(found, list) else [found]:
        yield _of_entry(entry, name)


def _of_entry(entry: object, name: str) -> str:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Mapping):
        for field in _URL_FIELDS:
            if isinstance(value := entry.get(field), str) and value:
                if "://" in value:
                    return f"{_GIT_PREFIX}{value}"
                return value if "@" in value else f"{_GIT_PREFIX}https://github.com/{value}.git"
    raise UsageError(f"{name}: an entry names no repository; give {_URL_FIELDS[0]}, {_URL_FIELDS[2]} or a text")
