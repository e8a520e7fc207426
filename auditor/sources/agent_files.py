"""Finds what coding agents keep on this machine: transcripts, histories, settings of MCP servers. `rules/agents.yaml` lists it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from glob import glob
from hashlib import sha256
from pathlib import Path

from auditor.resources import builtin_rules
from auditor.storage import cache

DATA_FILE = "agents.yaml"
_SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_VARIABLE = re.compile(r"\$([A-Z_]+)")
Lists = dict[str, list[str]]


def agent_files(projects: Iterable[Path], *, environment: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Returns the folders and files of coding agents that exist, sorted, none inside another.

    Args:
        projects: Folders whose own files of agents count, too.
        environment: The variables that paths may name; those of this process if None.
    """
    variables = os.environ if environment is None else environment
    lists = _lists()
    patterns = [*lists["everywhere"], *lists.get(_SYSTEMS.get(sys.platform, "linux"), [])]
    found = {path for pattern in patterns for path in _matching(_expanded(pattern, variables))}
    found |= {path for folder in projects for name in lists["project"] for path in _matching(str(folder / name))}
    return tuple(path for path in sorted(found) if found.isdisjoint(path.parents))


def _lists() -> Lists:
    """Returns the paths of all agents by the system that they are for."""
    file = builtin_rules() / DATA_FILE
    text = file.read_bytes()
    return cache.kept("agents", sha256(text).hexdigest(), Lists, lambda: _parsed(text))


def _parsed(text: bytes) -> Lists:
    import yaml  # 20 ms, once per version

    lists: Lists = {"everywhere": [], "project": []}
    for agent in yaml.safe_load(text)["agents"]:
        for system, paths in agent.items():
            if system != "name":
                lists.setdefault(system, []).extend(paths)
    return lists


def _expanded(pattern: str, variables: Mapping[str, str]) -> str:
    """Returns a pattern with home folder and variables filled in; empty where one is not set."""
    if any(not variables.get(name) for name in _VARIABLE.findall(pattern)):
        return ""
    home = variables.get("HOME") or variables.get("USERPROFILE") or os.path.expanduser("~")
    text = _VARIABLE.sub(lambda match: variables[match[1]], pattern)
    return home + text[1:] if text.startswith("~") else text


def _matching(pattern: str) -> Iterator[Path]:
    if not pattern:
        return
    if "*" in pattern:
        yield from map(Path, glob(pattern, include_hidden=True))
    elif os.path.lexists(pattern):
        yield Path(pattern)
