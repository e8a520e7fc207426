"""Resolves a request: what the file system says of it, asked once. That is its roots and its configuration file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct
from msgspec.structs import replace

from auditor.configuration.settings import Configuration
from auditor.errors import UsageError
from auditor.model.request import AuditRequest, Scope
from auditor.sources.targets import Targets, targets
from auditor.sources.targets import relative as relative_name

if TYPE_CHECKING:
    from auditor.configuration import discovery

__all__ = [
    "Configuration",
    "ResolvedRequest",
    "chosen",
    "known_codes",
    "known_slugs",
    "relative",
    "resolved",
    "root_of",
]


class ResolvedRequest(Struct, frozen=True, dict=True, kw_only=True):
    """A request, and what the file system says of it. Whoever has one need not ask again."""

    request: AuditRequest
    configuration: Configuration
    """What the request names, or what applies to what it scans; empty if there is none."""
    root: Path
    """The folder that is scanned, absolute and without links; for standard input, the current one."""
    repository: Path | None
    """The root of the git work tree that the folder is in."""
    names_root: Path
    """The folder to which the names of the scanned files are relative."""
    where: Targets | None
    """The folders and files of a scan of the work tree."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is scanned: what the request names, else what the configuration does."""
        return self.configuration.scanned(self.request.paths)

    @property
    def packs(self) -> tuple[Path, ...]:
        """The packs of rules next to ours."""
        return (*self.configuration.rules, *self.request.rules)

    @property
    def top(self) -> Path:
        """The folder up to which settings are searched for."""
        return self.repository or self.root

    @cached_property
    def choice(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes to select and to ignore, or beginnings of codes; slugs are replaced by their codes.

        Raises:
            AuditError: there is no rule with that slug, or no such pack of rules.
        """
        return chosen(self.request, self.configuration)

    def upward(self) -> Iterator[Path]:
        """Yields the scanned folder and those above it, up to the root of its repository."""
        from auditor.configuration.discovery import upward  # not for --help

        return upward(self.root, self.top)

    def shown(self, path: Path) -> str:
        """Returns what reports call a file of ours: its path relative to the scanned root, with `/`."""
        return relative(path, self.root)

    def asking(self, **changes: Any) -> Self:  # noqa: ANN401 - the fields of a request
        """Returns the same with another request for the same files and settings: rules, severities, generic secrets."""
        return replace(self, request=replace(self.request, **changes))


def resolved(request: AuditRequest) -> ResolvedRequest:
    """Returns what the file system says of a request.

    Raises:
        AuditError: the configuration is wrong, with line and column; or a path of the request does not exist.
    """
    from auditor.configuration.discovery import find, open_file  # not for --help

    where = None if request.scope is Scope.STDIN else targets(request.paths)
    root = Path(where.root) if where else _here()
    repository = _repository(request, root)
    top = repository or root
    found: discovery.Found | None = None
    if request.config is not None:
        found = open_file(request.config, request.trusted)
    elif request.use_config:
        found = find(root, top, request.trusted)
    read = _read(found, request, root) if found else Configuration()
    if request.scope is not Scope.WORKTREE:
        names_root, where = top, None
    else:
        paths = read.scanned(request.paths)
        where = where if paths is request.paths else targets(paths)
        names_root = Path(where.root) if where else root
    return ResolvedRequest(
        request=request,
        configuration=_with_excludes(_for_root(read, names_root), request, names_root),
        root=root,
        repository=repository,
        names_root=names_root,
        where=where,
    )


def root_of(request: AuditRequest) -> Path:
    """Returns the folder that a request scans, where nothing else about it is to be known yet."""
    return _here() if request.scope is Scope.STDIN else Path(targets(request.paths).root)


def _repository(request: AuditRequest, root: Path) -> Path | None:
    """Returns the root of the repository whose settings count.

    A bare repository whose history is read has its own, wherever it is: git too takes it for no part of a work tree
    around it. A `.git` belongs to its work tree.
    """
    from auditor.sources.git.repository_root import is_bare_repository, repository_root  # not for --help

    reads_history = request.scope in (Scope.HISTORY, Scope.RANGE)
    if reads_history and ".git" not in root.parts and is_bare_repository(root):
        return root
    home = repository_root(str(root))
    return Path(home) if home else None


def _here() -> Path:
    return Path(os.path.realpath(Path()))


def _read(found: discovery.Found, request: AuditRequest, root: Path) -> Configuration:
    from auditor.configuration.parse_configuration import Reader  # only where there is a file

    tree = request.trusted
    path = tree.shown(found.path) if tree else found.path
    folder = Path(os.path.realpath(path.parent))
    boundary = tree.root if tree and found.boundary else found.boundary
    reader = Reader(found.problems, folder, boundary, lambda packs: known_slugs((*packs, *request.rules)), tree)
    configuration = reader.configuration(found.node)
    found.problems.raise_any()
    return replace(configuration, shown=relative(path, root))


def _with_excludes(configuration: Configuration, request: AuditRequest, names_root: Path) -> Configuration:
    """Returns the configuration with the patterns of the request, which are relative to the current folder."""
    if not request.exclude:
        return configuration
    here = Configuration(folder=_here(), exclude=request.exclude)
    exclude = (*configuration.exclude, *_for_root(here, names_root).exclude)
    return replace(configuration, exclude=exclude, excluded_by_option=request.exclude)


def known_codes(packs: Collection[Path]) -> tuple[str, ...]:
    """Returns the codes and the slugs of our rules and of those of the packs, known without reading the rules.

    Raises:
        ConfigurationError: there is no such pack.
    """
    slugs = known_slugs(packs)
    return tuple(sorted({*slugs, *slugs.values()}))


def known_slugs(packs: Collection[Path]) -> dict[str, str]:
    """Returns the codes of our rules and of those of the packs by their slugs, known without reading the rules.

    Raises:
        ConfigurationError: there is no such pack.
    """
    from auditor.resources import builtin_rules
    from auditor.rulebook.codes import FIXED
    from auditor.rulebook.pack import open_pack

    files = (file for path in (builtin_rules(), *packs) for file in open_pack(path).rule_files)
    return {slug: code for code, slug in FIXED.items()} | {file.slug: file.code for file in files}


def chosen(request: AuditRequest, configuration: Configuration) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the codes to select and to ignore, or beginnings of codes; slugs are replaced by their codes.

    Raises:
        AuditError: there is no rule with that slug, or no such pack of rules.
    """
    select, ignore = request.select, request.ignore
    if not all(name.isalnum() and name.isupper() for name in (*select, *ignore)):
        from auditor.rulebook.codes import code_of

        slugs = known_slugs((*configuration.rules, *request.rules))
        _check_slugs((*select, *ignore), slugs)
        select = tuple(code_of(name, slugs) for name in select)
        ignore = tuple(code_of(name, slugs) for name in ignore)
    return select or configuration.select, (*configuration.ignore, *ignore)


def _check_slugs(names: Collection[str], slugs: Mapping[str, str]) -> None:
    """Refuses what is neither a slug nor the beginning of a code, as it was written."""
    from auditor.config_files.problems import nearest, shown

    for name in names:
        if name.lower() not in slugs and not any(code.startswith(name.upper()) for code in slugs.values()):
            longer = [slug for slug in slugs if slug.startswith(name.lower())]
            hint = (f" (did you mean {longer[0]}?)" if longer else nearest(name, slugs)) or nearest(
                name.upper(), slugs.values()
            )
            raise UsageError(f"there is no rule {shown(name)}{hint}; `backpack-audit rules list` lists all")


def _for_root(configuration: Configuration, root: Path) -> Configuration:
    """Returns the configuration with its patterns as seen from the folder to which names are relative."""
    from auditor.configuration.path_patterns import anchored_above, anchored_below

    folder, exclude = configuration.folder, configuration.exclude
    if folder is None or not exclude:
        return configuration
    if root.is_relative_to(folder):
        return replace(configuration, exclude=anchored_below(exclude, root.relative_to(folder).parts))
    if folder.is_relative_to(root):
        return replace(configuration, exclude=anchored_above(exclude, folder.relative_to(root).parts))
    return configuration


def relative(path: Path, root: Path) -> str:
    """Returns what reports call a file of ours: its path relative to the scanned root, with `/`."""
    try:
        return relative_name(os.path.realpath(path), str(root)) or "."
    except ValueError:  # another drive
        return path.name
