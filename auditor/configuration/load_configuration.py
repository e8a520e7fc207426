"""Tells which settings a run has: what its configuration file says, compared with the request that came with it."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from auditor.configuration.settings import Configuration
from auditor.errors import UsageError
from auditor.model.request import AuditRequest, Scope
from auditor.sources.targets import targets

__all__ = [
    "Configuration",
    "chosen",
    "configuration_for",
    "known_codes",
    "known_slugs",
    "names_root",
    "relative",
    "root_of",
]


def configuration_for(request: AuditRequest) -> Configuration:
    """Returns the configuration that the request names, or that applies to what it scans; an empty one if there is none.

    Raises:
        AuditError: the configuration is wrong, with line and column; or a path of the request does not exist.
    """
    from auditor.configuration import discovery  # not for --help

    root, tree = root_of(request), request.trusted
    found: discovery.Found | None = None
    if request.config is not None:
        found = discovery.open_file(request.config, tree)
    elif request.use_config:
        found = discovery.find(root, tree)
    if found is None:
        return _with_excludes(Configuration(), request)
    from auditor.configuration.parse_configuration import Reader  # only where there is a file

    path = tree.shown(found.path) if tree else found.path
    folder = Path(os.path.realpath(path.parent))
    boundary = tree.root if tree and found.boundary else found.boundary
    reader = Reader(found.problems, folder, boundary, lambda packs: known_slugs((*packs, *request.rules)), tree)
    configuration = reader.configuration(found.node)
    found.problems.raise_any()
    configuration = _for_root(replace(configuration, shown=relative(path, root)), names_root(request, configuration))
    return _with_excludes(configuration, request)


def _with_excludes(configuration: Configuration, request: AuditRequest) -> Configuration:
    """Returns the configuration with the patterns of the request, which are relative to the current folder."""
    if not request.exclude:
        return configuration
    here = Configuration(folder=Path(os.path.realpath(Path())), exclude=request.exclude)
    anchored = _for_root(here, names_root(request, configuration))
    return replace(
        configuration, exclude=(*configuration.exclude, *anchored.exclude), excluded_by_option=request.exclude
    )


def root_of(request: AuditRequest) -> Path:
    """Returns the folder that a request scans (absolute, without links); for standard input, the current one."""
    return Path(os.path.realpath(Path())) if request.scope is Scope.STDIN else Path(targets(request.paths).root)


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


def _check_slugs(names: Collection[str], slugs: Collection[str]) -> None:
    from auditor.config_files.problems import nearest, shown

    for name in names:
        if "-" in name and name.lower() not in slugs:
            raise UsageError(
                f"there is no rule {shown(name)}{nearest(name, slugs)}; `backpack-audit rules list` lists all"
            )


def names_root(request: AuditRequest, configuration: Configuration) -> Path:
    """Returns the folder to which the names of the scanned files are relative."""
    from auditor.configuration.discovery import repository_root  # only where there is a file

    if request.scope is Scope.WORKTREE:
        return Path(targets(configuration.scanned(request.paths)).root)
    root = root_of(request)
    return repository_root(root) or root


def _for_root(configuration: Configuration, root: Path) -> Configuration:
    """Returns the configuration with its patterns as seen from the folder to which names are relative."""
    from auditor.configuration.anchoring import anchored_above, anchored_below

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
        return Path(os.path.relpath(os.path.realpath(path), root)).as_posix()
    except ValueError:  # another drive
        return path.name
