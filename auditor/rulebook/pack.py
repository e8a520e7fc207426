"""Tells which files a pack of rules holds, and the digest of all of them; no file is parsed before it is needed.

A pack is a folder with rule files in any depth and an optional `pack.yaml`, or a single rule file. A rule file is
named `<CODE>-<slug>.yaml`; other YAML files of a pack are listed under `data:` in its `pack.yaml`.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor._version import __version__
from auditor.errors import ConfigurationError
from auditor.resources import builtin_rules
from auditor.rulebook.codes import CODE, FIXED, OWN_PREFIX, SLUG
from auditor.storage import cache
from auditor.storage.cache import sha256

if TYPE_CHECKING:
    from auditor.rulebook.rule import Rule, RuleText

DESCRIPTION = "pack.yaml"
OWN_NAME = "backpack-audit"
_RULE_FILE = rf"({CODE})-({SLUG})\.yaml"
_REQUIRES = r">=\s*(\d+(?:\.\d+)*)"
_MAX_BYTES = 1 << 20
"""A rule is a page of prose; what is larger is something else."""


class PackFile(Struct, frozen=True):
    """One YAML file of a pack. Code and slug come from its name; they are empty for what is no rule."""

    name: str
    """Its path inside the pack, with `/`."""
    path: str
    """Its path as the user knows it."""
    content: bytes
    code: str = ""
    slug: str = ""

    def text(self) -> RuleText:
        """Returns the content as text.

        Raises:
            ConfigurationError: it is not UTF-8, or too large for what it should be.
        """
        from auditor.rulebook.rule import RuleText  # only where something is judged

        if len(self.content) > _MAX_BYTES:
            raise ConfigurationError("this file is too large for a rule (more than 1 MiB)", path=self.path)
        try:
            return RuleText(self.path, self.content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            raise ConfigurationError("this file is not UTF-8", path=self.path, line=line) from None


class Pack(Struct, frozen=True):
    """The files of one pack, sorted by name."""

    path: Path
    files: tuple[PackFile, ...]
    own: bool = False
    """Whether it is the pack that ships with the tool."""

    @property
    def rule_files(self) -> tuple[PackFile, ...]:
        """The files that are rules by their name."""
        return tuple(file for file in self.files if file.code)


def open_pack(path: Path) -> Pack:
    """Returns the files of a pack, with code and slug from their names.

    Raises:
        ConfigurationError: there is no such pack, it cannot be read, or it holds no rule file.
    """
    own = path == builtin_rules()
    try:
        if own:
            files = cache.kept("pack", _state_of(path), tuple[PackFile, ...], lambda: _own_files(path))
        elif path.is_dir():
            files = _files(path, path)
        else:
            files = (_open_file(path, Path(path.name), path.parent),)
    except OSError as error:
        raise ConfigurationError(f"this pack of rules cannot be read: {error.strerror}", path=str(path)) from None
    pack = Pack(path, files, own)
    if not pack.rule_files:
        raise ConfigurationError("there is no rule here: rule files are named <CODE>-<slug>.yaml", path=str(path))
    return pack


def _state_of(folder: Path) -> str:
    """Returns what changes when a file of our own pack does; to open its sixty files takes 10 ms."""
    state = sha256(f"{__version__} {folder}".encode())
    waiting = [os.fspath(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    found = entry.stat()
                    state.update(f"{entry.path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _files(folder: Path, shown: Path) -> tuple[PackFile, ...]:
    return tuple(_open_file(folder / name, name, shown) for name in _names(folder))


def _own_files(folder: Path) -> tuple[PackFile, ...]:
    """Returns the files of our pack but for its translations, which change no finding, and so no digest."""
    return tuple(file for file in _files(folder, Path("rules")) if not file.name.startswith("languages/"))


def _names(folder: Path) -> list[Path]:
    """Returns the YAML files in a folder, hidden ones left out (`.github/`, `.pre-commit-config.yaml`)."""
    found: list[Path] = []
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = Path(base).relative_to(folder)
        yaml = (name for name in names if name.endswith((".yaml", ".yml")) and not name.startswith("."))
        found += (inside / name for name in yaml if _is_inside(Path(base, name), folder))
    return sorted(found)


def _is_inside(path: Path, folder: Path) -> bool:
    """Returns whether a file is a regular one of this folder: a link could lead an error to quote any file."""
    return path.is_file() and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _open_file(path: Path, name: Path, shown: Path) -> PackFile:
    match = re.fullmatch(_RULE_FILE, path.name)
    code, slug = (match[1], match[2]) if match else ("", "")
    return PackFile(name.as_posix(), (shown / name).as_posix(), _content(path), code, slug)


def _content(path: Path) -> bytes:
    """Reads a file, but no more of it than tells that it is too large.

    Raises:
        OSError: it cannot be read, or is a pipe or device, which could keep the reader waiting for ever.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor has no path
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        return file.read(_MAX_BYTES + 1)


def digest_of(packs: Iterable[Pack]) -> str:
    """Returns SHA-256 over names and contents of every YAML file of the packs: the same rules, the same digest."""
    total = sha256()
    for name, content in sorted((file.name, file.content) for pack in packs for file in pack.files):
        total.update(f"{len(name.encode())} {len(content)} {name}\n".encode())
        total.update(content)
    return total.hexdigest()


def read_pack(pack: Pack) -> list[Rule]:
    """Returns every rule of a pack, in the order of codes.

    Raises:
        ConfigurationError: a file of the pack is wrong.
    """
    from auditor.rulebook.load_rules import read_rule  # only where something is judged

    name, data = _describe(pack)
    for file in pack.files:
        if not (file.code or file.name == DESCRIPTION or _is_data(file.name, data)):
            raise ConfigurationError(
                "this is not the name of a rule file: rules are in <CODE>-<slug>.yaml (ORG001-key-without-team.yaml); "
                f"list other files of the pack under `data:` in its {DESCRIPTION}",
                path=file.path,
            )
    rules = []
    for file in pack.rule_files:
        _check_code(pack, file)
        category = file.name.split("/")[0] if "/" in file.name else name
        rules.append(read_rule(file.text(), code=file.code, slug=file.slug, category=category, pack=name))
    return sorted(rules, key=lambda rule: rule.code)


def check_unique(packs: Sequence[Pack]) -> None:
    """Sees that no code and no slug is used twice.

    Raises:
        ConfigurationError: two rule files have the same code or the same slug.
    """
    seen: dict[str, PackFile] = {}
    for file in (file for pack in packs for file in pack.rule_files):
        for what, name in (("code", file.code), ("slug", file.slug)):
            first = seen.setdefault(name, file)
            if first is not file:
                text = file.text()
                match = re.search(rf"^{what}:[ \t]*['\"]?({re.escape(name)})", text.text, re.MULTILINE)
                raise text.error(
                    f"the {what} `{name}` is taken by {first.path}", match.start(1) if match else 0, len(name)
                )


def _check_code(pack: Pack, file: PackFile) -> None:
    if pack.own and FIXED.get(file.code, file.slug) != file.slug:
        raise ConfigurationError(f"{file.code} is fixed: its slug is `{FIXED[file.code]}`", path=file.path)
    if not pack.own and file.code.startswith(OWN_PREFIX):
        raise ConfigurationError(
            f"codes that begin with {OWN_PREFIX} are the tool's own: give yours another prefix, as in ORG001",
            path=file.path,
        )


def _describe(pack: Pack) -> tuple[str, tuple[str, ...]]:
    """Returns the pack's name, and what in it is no rule."""
    file = next((file for file in pack.files if file.name == DESCRIPTION), None)
    if file is None:
        return pack.path.stem, ()
    from auditor.rulebook.load_rules import read_record  # only where something is judged
    from auditor.rulebook.rule_schema import PACK

    record = read_record(file.text(), PACK, "the description of a pack")
    if record.has("requires"):
        match = re.fullmatch(_REQUIRES, record.text("requires"))
        if match is None:
            raise record.error("requires", "say the oldest version that the pack works with, as in `>=0.1.0`")
        if _numbers(match[1]) > _numbers(__version__):
            raise record.error("requires", f"this pack needs backpack-audit {match[1]} or later; this is {__version__}")
    return record.text("name"), record.texts("data")


def _is_data(name: str, data: Sequence[str]) -> bool:
    return any(name == entry or name.startswith(entry.rstrip("/") + "/") for entry in data)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
