"""Finds out what gives the variables of `.env` to the programs of a project, by the files in which each loader shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

_MAX_BYTES = 1 << 20
_MOST_FILES = 200
_MANIFESTS = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "environment.yml", "package.json")


class _Mark(Struct, frozen=True):
    """Where a loader shows."""

    glob: str
    pattern: str
    name: str


_STARTERS = (
    _Mark(".envrc", r"^\s*(?:dotenv\b|dotenv_if_exists\b|(?:source_env\S*|source|\.)\s+\S*\.env\b)", "direnv"),
    _Mark("*compose*.y*ml", r"\benv_file:[^#]*?\.env\b", "compose (env_file)"),
    _Mark("[jJ]ustfile", r"^\s*set\s+dotenv-load\b", "just"),
    _Mark("Makefile", r"^\s*-?include\s+\S*\.env\b|--env-file[= ]\S*\.env\b", "make"),
    _Mark("package.json", r"--env-file(?:-if-exists)?[= ]\S*\.env\b", "node --env-file"),
    _Mark("package.json", r'"[^"\n]*\b(?:dotenvx run|dotenv\s+--|env-cmd)', "the scripts in package.json"),
    _Mark("*.service", r"^\s*EnvironmentFile=-?\S*\.env\b", "systemd"),
    _Mark("*.sh", r"^\s*(?:set -a\s*[;&]+\s*)?(?:source|\.)\s+\S*\.env\b", "a shell script"),
    _Mark("mise.toml", r"^\s*_\.file\s*=|env_file\s*=", "mise"),
    _Mark("Procfile", r"^\w+:", "the runner of the Procfile"),
)
"""What starts programs with the variables of `.env`, whatever their language."""
_PYTHON = re.compile(r"(?<![\w-])python-dotenv(?![\w-])|^\s*(?:from|import)\s+dotenv\b", re.MULTILINE)
_NODE = re.compile(r'"dotenv"\s*:')
_OTHERS = (("go.mod", r"joho/godotenv", "godotenv"), ("Cargo.toml", r"^\s*dotenvy?\b", "dotenvy"))


class Loader(Struct, frozen=True):
    """What loads `.env`."""

    name: str = ""
    """In words; empty where nothing is known to do it."""
    is_library: bool = False
    """Whether a program has to call it itself."""


def starter_of(folders: tuple[Path, ...]) -> str:
    """Returns what starts the programs of some folders with their `.env`; empty where nothing does."""
    for mark in _STARTERS:
        for path in _files(folders, mark.glob):
            if re.search(mark.pattern, _text(path), re.MULTILINE):
                return f"{mark.name} ({path.name})" if path.name not in mark.name else mark.name
    return ""


def python_loader(folders: tuple[Path, ...]) -> Loader:
    """Returns what loads `.env` for the Python programs of some folders, the nearest first."""
    if starter := starter_of(folders):
        return Loader(starter)
    globs = (*_MANIFESTS[:-1], "*requirements*.txt", "requirements/*.txt", "*.py")
    if any(_PYTHON.search(_text(path)) for glob in globs for path in _files(folders, glob)):
        return Loader("python-dotenv", is_library=True)
    return Loader()


def node_loader(folders: tuple[Path, ...]) -> Loader:
    """Returns what loads `.env` for the JavaScript programs of some folders, the nearest first."""
    if starter := starter_of(folders):
        return Loader(starter)
    if any(_NODE.search(_text(path)) for path in _files(folders, "package.json")):
        return Loader("dotenv", is_library=True)
    return Loader()


def other_loader(folders: tuple[Path, ...]) -> str:
    """Returns the library that loads `.env` for programs in Go or Rust; empty where none is required."""
    for name, pattern, loader in _OTHERS:
        if any(re.search(pattern, _text(path), re.MULTILINE) for path in _files(folders, name)):
            return loader
    return ""


def folders_between(file: Path, top: Path) -> tuple[Path, ...]:
    """Returns the folders from that of a file up to the top of its project."""
    found = []
    for folder in file.parents:
        found.append(folder)
        if folder == top:
            return tuple(found)
    return (file.parent,)


def _files(folders: tuple[Path, ...], glob: str) -> Iterator[Path]:
    for folder in folders:
        for number, path in enumerate(sorted(folder.glob(glob))):
            if number >= _MOST_FILES:
                break
            if path.is_file() and not path.is_symlink():
                yield path


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
