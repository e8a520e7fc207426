"""Tells what one run sets aside: inline comments, the baseline, and what a detect-secrets baseline accepts."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from auditor.configuration.load_configuration import ResolvedRequest, known_codes
from auditor.errors import ConfigurationError
from auditor.model.finding import Finding
from auditor.model.request import Generic, Scope
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


def suppression_for(resolved: ResolvedRequest) -> Suppression:
    """Returns what the request and the configuration set aside.

    Raises:
        ConfigurationError: the baseline is missing where one was named, or damaged, with the line.
    """
    request, configuration = resolved.request, resolved.configuration
    path = None if request.new_baseline_key else baseline_path(resolved)
    shown = path if path is None or request.trusted is None else request.trusted.shown(path)
    baseline = None if path is None else _loaded(path, resolved.shown(shown or path))
    allowed, note = _allowed(resolved)
    return Suppression(
        inline=request.inline_ignores,
        baseline=baseline,
        new_key=request.new_baseline_key,
        allowed=allowed,
        extent=_extent(resolved, shown),
        packs=resolved.packs,
        notes=(*configuration.notes, *([note] if note else [])),
    )


def baseline_path(resolved: ResolvedRequest) -> Path | None:
    """Returns the baseline that is named, or found next to the scanned folder or above it; None if there is none.

    A run that ignores the configuration of the tree ignores the tree's baseline too, unless it is named.
    """
    named = resolved.request.baseline or resolved.configuration.baseline
    if named is not None:
        return named
    return _found(NAME, resolved) if resolved.request.use_config else None


def _found(name: str, resolved: ResolvedRequest) -> Path | None:
    tree = resolved.request.trusted
    paths = (tree.copied(folder / name) if tree else folder / name for folder in resolved.upward())
    return next((path for path in paths if path.is_file()), None)


def _loaded(path: Path, shown: str) -> Baseline:
    from auditor.suppression.baseline_file import load  # only where there is one

    if not path.exists():
        message = "there is no such baseline; `backpack-audit baseline create` makes one"
        raise ConfigurationError(message, path=str(path))
    return load(path, shown_as=shown)


def _allowed(resolved: ResolvedRequest) -> tuple[AllowedSecrets, str]:
    request = resolved.request
    if not request.use_config or (request.generic or resolved.configuration.generic) is Generic.OFF:
        return AllowedSecrets(), ""
    from auditor.suppression import detect_secrets_baseline  # loaded by now

    path = _found(detect_secrets_baseline.NAME, resolved)
    if path is None:
        return AllowedSecrets(), ""
    names = resolved.names_root
    folder = (request.trusted.shown(path) if request.trusted else path).parent
    if names.is_relative_to(folder):
        return detect_secrets_baseline.load(path, prefix=_as_prefix(names.relative_to(folder)))
    if folder.is_relative_to(names):
        return detect_secrets_baseline.load(path, folder=_as_prefix(folder.relative_to(names)))
    return AllowedSecrets(), ""


def _as_prefix(path: Path) -> str:
    return "".join(f"{part}/" for part in path.parts)


def _extent(resolved: ResolvedRequest, path: Path | None) -> Extent:
    """Returns how much of what the baseline mentions the run looks at."""
    scope = resolved.request.scope
    select, ignore = resolved.choice
    return Extent(
        tree=scope is Scope.HISTORY or _is_whole(resolved, path),
        history=scope is Scope.HISTORY,
        generic=(resolved.request.generic or resolved.configuration.generic) is not Generic.OFF,
        select=select,
        ignore=ignore,
        subjects=cache(lambda: subjects_of(resolved.packs)),
    )


def _is_whole(resolved: ResolvedRequest, path: Path | None) -> bool:
    """Returns whether a scan of the work tree holds the baseline's folder; one that is kept elsewhere mentions what is scanned."""
    if resolved.where is None:
        return False
    folder = resolved.root if path is None else Path(os.path.realpath(path.parent))
    if not folder.is_relative_to(resolved.top):
        return not resolved.where.files
    return any(map(folder.is_relative_to, resolved.where.folders))
