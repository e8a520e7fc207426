"""Tells which files a git command would add to the index or to a commit."""

from __future__ import annotations

import os
import re
from pathlib import Path

from auditor.agents.edited_files import place_of
from auditor.errors import RepositoryError

_MOST = 500
_TAKE_A_VALUE = frozenset(
    ("-m", "--message", "-F", "--file", "-C", "-c", "--author", "--date", "-t", "--template", "--fixup", "--squash")
)
_NOTHING = frozenset(("-n", "--dry-run", "-N", "--intent-to-add", "--refresh", "-h", "--help"))


def added_by(arguments: list[str], folder: Path | None) -> list[Path]:
    """Returns the files whose content `git` with these arguments would add; none for commands that add nothing.

    Args:
        arguments: What is behind `git`.
        folder: The folder in which it runs.
    """
    rest = list(arguments)
    while rest and rest[0][:1] == "-":
        option = rest.pop(0)
        if option in ("-C", "-c", "--git-dir", "--work-tree") and rest:
            value = rest.pop(0)
            folder = place_of(value, folder) if option == "-C" else folder
    if not rest or folder is None or not folder.is_dir():
        return []
    command, words = rest[0], rest[1:]
    try:
        if command in ("add", "stage"):
            return _of_add(words, folder)
        return _of_commit(words, folder) if command == "commit" else []
    except RepositoryError:
        return []


def _of_add(words: list[str], folder: Path) -> list[Path]:
    letters, options, paths = _parsed(words)
    if not _NOTHING.isdisjoint(options) or letters & {"n", "N"}:
        return []
    if letters & {"f"} or "--force" in options:
        return [place for path in paths if (place := place_of(path, folder)) is not None] + (
            _listed(folder, paths, "-m", "-o") if paths else []
        )
    if letters & {"u"} or "--update" in options:
        return _listed(folder, paths, "-m")
    if not paths and not (letters & {"A"} or "--all" in options):
        return []
    return _listed(folder, paths, "-m", "-o", "--exclude-standard")


def _of_commit(words: list[str], folder: Path) -> list[Path]:
    letters, options, paths = _parsed(words)
    if "--dry-run" in options:
        return []
    if "a" in letters or "--all" in options:
        return _listed(folder, (), "-m")
    return _listed(folder, paths, "-m") if paths else []


def _parsed(words: list[str]) -> tuple[set[str], set[str], list[str]]:
    """Returns the letters of short options, all options, and the paths."""
    letters: set[str] = set()
    options: set[str] = set()
    paths: list[str] = []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "--":
            paths += reversed(waiting)
            break
        if word[:1] != "-":
            paths.append(word)
            continue
        name = word.partition("=")[0]
        options.add(name)
        if re.fullmatch(r"-[A-Za-z]+", word):
            letters.update(word[1:])
            name = f"-{word[-1]}"
        if name in _TAKE_A_VALUE and "=" not in word and waiting:
            waiting.pop()
    return letters, options, paths


def _listed(folder: Path, paths: list[str] | tuple[()], *kinds: str) -> list[Path]:
    """Returns the modified files (`-m`) and those that git does not know (`-o`), as git lists them."""
    from auditor.sources.git.command import Git  # only for a command of git

    limits = [path for path in paths if "\0" not in path and "$" not in path]
    if paths and not limits:
        return []
    answer = Git.at(folder, may_inherit=False).ask("ls-files", "-z", *kinds, "--", *limits)
    names = answer.output.split(b"\0")[:_MOST] if answer.code == 0 else ()
    return [folder / os.fsdecode(name) for name in names if name]
