"""Tells where the configuration of a scan is: in the scanned root or above it, up to the root of its repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.errors import ConfigurationError
from auditor.model.trusted_settings import TrustedTree
from auditor.sources.git.repository_root import repository_root

if TYPE_CHECKING:
    from auditor.config_files.problems import Problems
    from auditor.config_files.tree import Node

FILES = (".backpack-audit.yaml", ".backpack-audit.yml")
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "backpack-audit")
_MAX_BYTES = 256 << 10
_MAX_PYPROJECT = 4 << 20
_HEADER = r"""(?m)^\s*\[\s*["']?tool["']?\s*\.\s*["']?backpack-audit["']?\s*(?:[.\]]|$)"""
"""The head of our table, also where its bracket is missing: such a file is broken, and its settings would be lost."""


class Found(Struct, frozen=True):
    """A configuration file that says something to us."""

    path: Path
    node: Node | None
    """None if it is empty."""
    problems: Problems
    boundary: Path | None = None
    """What no path in it may leave; None where the user chose the file."""


def upward(start: Path, top: Path | None = None) -> Iterator[Path]:
    """Yields a folder and those above it up to `top`: by default the root of its repository, or itself if it is in none."""
    last = top or Path(repository_root(str(start)) or start)
    for folder in (start, *start.parents):
        yield folder
        if folder == last:
            return


def find(start: Path, top: Path, tree: TrustedTree | None = None) -> Found | None:
    """Returns the configuration that applies to a scan of `start` (absolute), if there is one.

    Args:
        start: The scanned folder.
        top: The root of its repository, or the folder itself if it is in none.
        tree: The settings of a trusted revision, in place of those in the folder.

    Raises:
        ConfigurationError: there are two in one folder, or it cannot be read.
    """
    boundary = tree.folder if tree else top.resolve()
    for folder in upward(start, top):
        candidates = _candidates(folder, boundary, tree)
        found = [found for found in (_open(path, tree) for path in candidates) if found is not None]
        if len(found) > 1:
            names = " and ".join(one.path.name for one in found)
            raise ConfigurationError(f"{names} both configure backpack-audit; keep one of them", path=_shown(folder))
        if found:
            return replace(found[0], boundary=boundary)
    return None


def open_file(path: Path, tree: TrustedTree | None = None) -> Found:
    """Returns the configuration that the user names: a YAML file, or a TOML file with our table.

    Args:
        path: The file.
        tree: The settings of a trusted revision, of which it may be one.

    Raises:
        ConfigurationError: it cannot be read, or says nothing to us.
    """
    found = _open(path, tree)
    if found is None:
        raise ConfigurationError(f"there is no [{'.'.join(TABLE)}] in this file", path=str(path))
    return found


def _candidates(folder: Path, boundary: Path, tree: TrustedTree | None) -> Iterator[Path]:
    for name in (*FILES, PYPROJECT):
        path = tree.copied(folder / name) if tree else folder / name
        if not path.is_file():
            continue
        if path.resolve().is_relative_to(boundary):
            yield path
        elif name != PYPROJECT:
            raise ConfigurationError(
                "this link leads out of the repository; put the file itself here", path=_shown(path)
            )


def _open(path: Path, tree: TrustedTree | None = None) -> Found | None:
    from auditor.config_files.problems import Problems  # only where there is a file
    from auditor.config_files.read_text import read_text

    shown = _shown(tree.shown(path) if tree else path)
    problems = Problems(shown)
    if path.suffix != ".toml":
        from auditor.config_files.yaml_tree import parse_yaml

        text = read_text(path, what="configuration", limit=_MAX_BYTES, shown_as=shown)
        return Found(path, parse_yaml(text, problems, what="configuration"), problems)
    text = read_text(path, what="configuration", limit=_MAX_PYPROJECT, shown_as=shown)
    if TABLE[-1] not in text:
        return None
    from auditor.config_files.toml_tree import parse_toml  # only where it is about us
    from auditor.config_files.tree import Mapping

    node: Node | None = parse_toml(text, problems)
    if node is None:
        # Another tool will tell of a broken file that does not concern us.
        return Found(path, None, problems) if re.search(_HEADER, text) else None
    for name in TABLE:
        entries = node.entries if isinstance(node, Mapping) else ()
        node = next((value for key, value in entries if key.text == name), None)
        if node is None:
            return None
    return Found(path, node, problems)


def _shown(path: Path) -> str:
    """Returns the path as a user at the current folder would write it."""
    try:
        return min(str(path), os.path.relpath(path), key=len)
    except ValueError:  # another drive
        return str(path)
