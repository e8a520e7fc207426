"""Tells what one run sets aside: inline comments, the baseline, and what a detect-secrets baseline accepts."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from auditor.configuration.load_configuration import Configuration, chosen, known_codes, names_root, relative, root_of
from auditor.errors import ConfigurationError
from auditor.model.finding import Finding
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.model.trusted_tree import TrustedTree
from auditor.rulebook.rule_library import subjects_of
from auditor.suppression.apply import Extent, Honours, apply
from auditor.suppression.baseline import NAME, Baseline
from auditor.suppression.detect_secrets_baseline import AllowedSecrets


class Suppression(Struct, frozen=True, kw_only=True):
    """All that may set findings of one run aside."""

    inline: bool = True
    baseline: Baseline | None = None
    new_key: bytes = b""
    """The key of a baseline that is still to be made."""
    allowed: AllowedSecrets = field(default_factory=AllowedSecrets)
    """For the generic adapter, which alone sees the values."""
    extent: Extent = field(default_factory=Extent)
    packs: tuple[Path, ...] = ()
    """The packs of rules next to ours, whose codes comments may name."""
    notes: tuple[str, ...] = ()
    """What people must know before any finding is scanned: the configuration in use, files not honoured."""

    @property
    def digest_key(self) -> bytes:
        """The key of digests; empty without a baseline, where any key will do."""
        return self.baseline.digest_key if self.baseline else self.new_key

    def apply(
        self,
        findings: Iterable[Finding],
        today: date,
        *,
        complete: bool = True,
        policy: bool = False,
        honours: Honours | None = None,
    ) -> tuple[list[Finding], list[str]]:
        """Returns the findings with their status, in the same order, and all notes.

        `complete` says that nothing was skipped, `policy` that the inventory was judged too: only then is an entry of
        the baseline without a finding stale. `honours` says which inline comments count; all if it is absent.
        """
        extent = replace(self.extent, policy=policy)
        extent = extent if complete else replace(extent, tree=False, history=False)
        evaluation, notes = apply(
            findings,
            inline=self.inline and (honours or True),
            baseline=self.baseline,
            today=today,
            known_codes=self.known_codes,
            extent=extent,
        )
        return evaluation, [*self.notes, *notes]

    def known_codes(self) -> Collection[str]:
        """Returns the codes of all rules of this run."""
        return known_codes(self.packs)


def suppression_for(request: AuditRequest, configuration: Configuration) -> Suppression:
    """Returns what the request and the configuration set aside.

    Raises:
        ConfigurationError: the baseline is missing where one was named, or damaged, with the line.
    """
    root = root_of(request)
    path = None if request.new_baseline_key else baseline_path(request, configuration)
    shown = path if path is None or request.trusted is None else request.trusted.shown(path)
    baseline = None if path is None else _loaded(path, relative(shown or path, root))
    allowed, note = _allowed(request, configuration, root)
    return Suppression(
        inline=request.inline_ignores,
        baseline=baseline,
        new_key=request.new_baseline_key,
        allowed=allowed,
        extent=_extent(request, configuration, shown),
        packs=(*configuration.rules, *request.rules),
        notes=(*configuration.notes, *([note] if note else [])),
    )


def baseline_path(request: AuditRequest, configuration: Configuration) -> Path | None:
    """Returns the baseline that is named, or found next to the scanned folder or above it; None if there is none.

    A run that ignores the configuration of the tree ignores the tree's baseline too, unless it is named.
    """
    named = request.baseline or configuration.baseline
    if named is not None:
        return named
    return _found(NAME, root_of(request), request.trusted) if request.use_config else None


def _found(name: str, root: Path, tree: TrustedTree | None) -> Path | None:
    from auditor.configuration.discovery import upward  # not for --help

    paths = (tree.copied(folder / name) if tree else folder / name for folder in upward(root))
    return next((path for path in paths if path.is_file()), None)


def _loaded(path: Path, shown: str) -> Baseline:
    from auditor.suppression.baseline_file import load  # only where there is one

    if not path.exists():
        message = "there is no such baseline; `backpack-audit baseline create` makes one"
        raise ConfigurationError(message, path=str(path))
    return load(path, shown_as=shown)


def _allowed(request: AuditRequest, configuration: Configuration, root: Path) -> tuple[AllowedSecrets, str]:
    if not request.use_config or (request.generic or configuration.generic) is Generic.OFF:
        return AllowedSecrets(), ""
    from auditor.suppression import detect_secrets_baseline  # loaded by now

    path = _found(detect_secrets_baseline.NAME, root, request.trusted)
    if path is None:
        return AllowedSecrets(), ""
    names = names_root(request, configuration)
    folder = (request.trusted.shown(path) if request.trusted else path).parent
    below = names.relative_to(folder) if names.is_relative_to(folder) else Path()
    return detect_secrets_baseline.load(path, prefix="".join(f"{part}/" for part in below.parts))


def _extent(request: AuditRequest, configuration: Configuration, path: Path | None) -> Extent:
    """Returns how much of what the baseline mentions the run looks at."""
    select, ignore = chosen(request, configuration)
    return Extent(
        tree=request.scope is Scope.HISTORY
        or (request.scope is Scope.WORKTREE and _is_whole(request, configuration, path)),
        history=request.scope is Scope.HISTORY,
        generic=(request.generic or configuration.generic) is not Generic.OFF,
        select=select,
        ignore=ignore,
        subjects=cache(lambda: subjects_of((*configuration.rules, *request.rules))),
    )


def _is_whole(request: AuditRequest, configuration: Configuration, path: Path | None) -> bool:
    """Returns whether the scanned folders hold the folder of the baseline; one that is kept elsewhere mentions what is scanned."""
    from auditor.configuration.discovery import repository_root  # not for --help

    paths = configuration.scanned(request.paths)
    folders = [Path(os.path.realpath(path)) for path in paths if path.is_dir()]
    root = root_of(request)
    folder = root if path is None else Path(os.path.realpath(path.parent))
    if not folder.is_relative_to(repository_root(root) or root):
        return len(folders) == len(paths)
    return any(map(folder.is_relative_to, folders))
