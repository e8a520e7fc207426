"""Tells where `.env` is, what it says already, and how a secret is added to it: under a name that is free.

What gives its variables to the programs of a project is found out by the files in which each loader shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from msgspec import Struct

from auditor.classification.placeholders import is_placeholder
from auditor.fix.file_text import Edit, FileText, reads_as_meant
from auditor.fix.gitignore import ensure_ignored, with_line
from auditor.fix.workspace import OWNER_ONLY, Draft, Workspace
from auditor.model.secret import Secret
from auditor.sources.git.repository_root import repository_root
from auditor.vocabulary.vocabulary import builtin

NAME = ".env"
_USUAL = "BACKPACK_API_SECRET"
_OWN = re.compile(r"(?:BACKPACK|BPX|BP)_[A-Z0-9_]{2,60}")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_OTHERS_READ = 0o077


def env_file(workspace: Workspace, source: Path, *, beside: bool, package: Path | None = None) -> Path:
    """Returns the `.env` that a file's secrets belong into: `beside` it, or at the top of its repository or of what is scanned.

    Programs of a Node.js package find it in the folder of the package.
    """
    if beside:
        return source.parent / NAME
    if package is not None:
        return package / NAME
    return Path(repository_root(str(source.parent)) or workspace.root, NAME)


def keep(workspace: Workspace, target: Draft) -> str:
    """Keeps a `.env` out of git and for its owner alone; why it cannot be kept out, else an empty text."""
    if why := ensure_ignored(workspace, target.file):
        return why
    if target.before is None or target.file.stat().st_mode & _OTHERS_READ:
        target.mode = OWNER_ONLY
    return ""


def name_for(text: FileText, token: bytes, *, asked: str, wanted: str) -> str:
    """Returns the name under which `.env` holds a secret or may take it.

    `asked` is what the code asks the environment for already and stays the name if it is free; else the name that the
    secret has there, else `wanted`, else one like it that is free.
    """
    own = [material.name for material in text.materials if material.token == token and _NAME.fullmatch(material.name)]
    if own and asked in ("", *own):
        return asked or own[0]
    taken = {field.name for field in text.fields if not is_placeholder(field.value.reveal(), builtin())}
    base = asked if _NAME.fullmatch(asked) else wanted if _OWN.fullmatch(wanted) else _USUAL
    return next(name for name in chain([base], (f"{base}_{number}" for number in count(2))) if name not in taken)


def with_secret(text: FileText, name: str, value: Secret, token: bytes) -> FileText | None:
    """Returns the text with the secret under the name; itself where it is there. None if it would not read as it should."""
    if any(material.name == name and material.token == token for material in text.materials):
        return text
    edit = _filling(text, name, value)
    if edit is None:
        after = with_line(text, f"{name}={value.reveal()}")
        edits: list[Edit] = []
    else:
        after, edits = text.edited([edit]), [edit]
    holds = any(material.name == name and material.token == token for material in after.materials)
    return after if holds and reads_as_meant(text, after, edits) else None


def _filling(text: FileText, name: str, value: Secret) -> Edit | None:
    """Returns the edit that fills a line which has the name already, but nothing or a placeholder behind it."""
    for field in text.fields:
        if field.name == name:
            start, end = text.offsets(field.span)
            return Edit(start=start, end=end, text=value, value=value)
    empty = re.search(rf"^[ \t]*(?:export[ \t]+)?{re.escape(name)}[ \t]*=[ \t]*(?=\r?$)", text.text, re.MULTILINE)
    return Edit(start=empty.end(), end=empty.end(), text=value) if empty else None


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
