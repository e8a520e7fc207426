"""Finds the files of settings in which a branch differs from the trusted revision, and says what differs in each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct

from auditor.configuration.load_configuration import Configuration, ResolvedRequest, resolved
from auditor.errors import AuditError
from auditor.model.request import AuditRequest
from auditor.model.trusted_settings import TrustedTree
from auditor.rulebook.codes import CODE, SLUG
from auditor.suppression.baseline import Baseline, Entry
from auditor.suppression.baseline_file import load
from auditor.suppression.detect_secrets_baseline import NAME as SECRETS_BASELINE
from auditor.suppression.resolve import baseline_path
from auditor.suppression.settings_facts import ChangedSettings, SettingsKind
from auditor.trust.revision_files import RevisionFiles
from auditor.wording.amounts import plural

_MAX_BYTES = 64 << 20


class Comparison(Struct, frozen=True, dict=True, kw_only=True):
    """What is compared: the tree with the trusted revision, and with the commit at which the branch left it."""

    own: AuditRequest
    """The audit by the tree's own settings."""
    trusted: AuditRequest
    """The audit by those of the trusted revision."""
    tree: TrustedTree
    base: RevisionFiles
    fork: RevisionFiles | None = None
    """None where the branch has no commit in common with the revision."""

    @cached_property
    def own_settings(self) -> ResolvedRequest:
        """The tree's own settings.

        Raises:
            AuditError: they cannot be used.
        """
        return resolved(self.own)

    @cached_property
    def base_settings(self) -> ResolvedRequest:
        """The settings of the trusted revision."""
        return resolved(self.trusted)


def changed_files(compared: Comparison) -> list[ChangedSettings]:
    """Returns the files of settings that the branch changed; what only the trusted revision changed since is none."""
    base = compared.base_settings.configuration
    try:
        own = compared.own_settings.configuration
    except AuditError as error:
        return [
            _change(compared, SettingsKind.CONFIGURATION, path, (_unreadable(error),)) for path in _configured(compared)
        ]
    found = [
        *_configuration(compared, own, base),
        *_baseline(compared),
        *_secrets_baseline(compared),
        *_rules(compared, own, base),
    ]
    return sorted(found, key=lambda one: (one.path, one.kind))


def _configuration(compared: Comparison, own: Configuration, base: Configuration) -> Iterator[ChangedSettings]:
    before, now = _said(base, compared.tree), _said(own, compared.tree)
    names = [name for name in now if now[name] != before[name]]
    if not names:
        return
    shown = own.shown or base.shown
    path = Path(os.path.normpath(compared.base_settings.root / shown))
    if _by_branch(compared, path):
        changes = [text for name in names for text in _difference(name, before[name], now[name])]
        yield _change(compared, SettingsKind.CONFIGURATION, path, changes)


def _said(configuration: Configuration, tree: TrustedTree) -> Mapping[str, tuple[str, ...]]:
    """Returns everything that a configuration says, by the names of its keys."""

    def shown(paths: Iterable[Path]) -> tuple[str, ...]:
        return tuple(tree.inside(tree.shown(path)) or path.as_posix() for path in paths)

    return {
        "paths": shown(configuration.paths),
        "exclude": configuration.excluded,
        "select": configuration.select,
        "ignore": configuration.ignore,
        "severity": tuple(f"{code} {severity}" for code, severity in configuration.severities),
        "names": tuple(f"{kind} {name}" for kind, names in configuration.names.items() for name in names),
        "rules": shown(configuration.rules),
        "fail-on": (str(configuration.fail_on),) if configuration.fail_on else (),
        "baseline": shown([configuration.baseline] if configuration.baseline else []),
        "generic": (str(configuration.generic),) if configuration.generic else (),
    }


def _difference(name: str, before: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{name} adds {text}" for text in now if text not in before)
    yield from (f"{name} drops {text}" for text in before if text not in now)


def _baseline(compared: Comparison) -> Iterator[ChangedSettings]:
    now, before = baseline_path(compared.own_settings), baseline_path(compared.base_settings)
    path = now if now is not None and compared.tree.inside(now) else None
    if path is None and before is not None and compared.tree.inside(shown := compared.tree.shown(before)):
        path = shown
    if path is None or not _by_branch(compared, path):
        return
    try:
        entries = _entries(now), _entries(before)
    except AuditError as error:
        yield _change(compared, SettingsKind.BASELINE, path, (_unreadable(error),))
        return
    added = [entry for identity, entry in entries[0].items() if identity not in entries[1]]
    dropped = [entry for identity, entry in entries[1].items() if identity not in entries[0]]
    longer = [entry for identity, entry in entries[0].items() if _is_longer(entry, entries[1].get(identity))]
    changes = [f"accepts {entry.rule} in {entry.path}" if entry.path else f"accepts {entry.rule}" for entry in added]
    changes += [f"accepts {entry.rule} for longer" for entry in longer]
    changes += [f"drops {plural(len(dropped), 'entry')}"] if dropped else []
    if changes:
        yield _change(compared, SettingsKind.BASELINE, path, changes)


def _entries(path: Path | None) -> Mapping[tuple[str, str], Entry]:
    loaded = load(path) if path is not None and path.is_file() else Baseline(b"")
    return loaded.by_identity


def _is_longer(entry: Entry, before: Entry | None) -> bool:
    if before is None or before.expires is None:
        return False
    return entry.expires is None or entry.expires > before.expires


def _secrets_baseline(compared: Comparison) -> Iterator[ChangedSettings]:
    for folder in compared.base_settings.upward():
        path = folder / SECRETS_BASELINE
        if compared.tree.inside(path) and (path.is_file() or compared.tree.copied(path).is_file()):
            if compared.own.use_config and _by_branch(compared, path):
                yield _change(compared, SettingsKind.BASELINE, path, ("accepts other secrets",))
            return


def _rules(compared: Comparison, own: Configuration, base: Configuration) -> Iterator[ChangedSettings]:
    tree = compared.tree
    given = (*own.rules, *compared.own.rules, *map(tree.shown, (*base.rules, *compared.trusted.rules)))
    packs = {inside: tree.root / inside for path in given if (inside := tree.inside(path)) is not None}
    files: dict[Path, None] = {}
    for pack in packs.values():
        for top, back in ((pack, pack), (tree.copied(pack), pack)):
            names = [Path()] if top.is_file() else sorted(one.relative_to(top) for one in top.rglob("*.y*ml"))
            files |= dict.fromkeys(back / name if name.parts else back for name in names)
    for path in sorted(files):
        if _by_branch(compared, path):
            verb = "is new" if not tree.copied(path).is_file() else "changed" if path.is_file() else "is gone"
            yield _change(compared, SettingsKind.RULES, path, (f"{_name_of(path)} {verb}",))


def _name_of(path: Path) -> str:
    import re  # only for what changed

    match = re.fullmatch(rf"({CODE})-{SLUG}", path.stem)
    return f"rule {match[1]}" if match else path.name


def _configured(compared: Comparison) -> list[Path]:
    from auditor.configuration.discovery import FILES, PYPROJECT  # only for a configuration that is wrong

    given = [compared.own.config] if compared.own.config else []
    found = [folder / name for folder in compared.base_settings.upward() for name in (*FILES, PYPROJECT)]
    return [
        path for path in given or found if compared.tree.inside(path) and path.is_file() and _by_branch(compared, path)
    ]


def _unreadable(error: AuditError) -> str:
    message = str(getattr(error, "message", error)).partition("\n")[0]
    return f"cannot be used: {message}"


def _by_branch(compared: Comparison, path: Path) -> bool:
    """Returns whether the branch changed a file: it differs from the revision, and from where the branch left it."""
    inside = compared.tree.inside(path)
    if inside is None:
        return False
    now = _on_disk(path, compared.tree.root)
    return all(files is None or _same_ends(files.read(inside)) != now for files in (compared.base, compared.fork))


def _on_disk(path: Path, root: Path) -> bytes | None:
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(root) or not real.is_file() or real.stat().st_size > _MAX_BYTES:
        return None
    return _same_ends(real.read_bytes())


def _same_ends(content: bytes | None) -> bytes | None:
    """Returns a text with the line ends that git keeps, whatever a checkout made of them."""
    return None if content is None else content.replace(b"\r\n", b"\n")


def _change(compared: Comparison, kind: SettingsKind, path: Path, changes: Iterable[str]) -> ChangedSettings:
    inside = compared.tree.inside(path) or ""
    before, now = _same_ends(compared.base.read(inside)) or b"", _on_disk(path, compared.tree.root) or b""
    pairs = enumerate(zip_longest(before.split(b"\n"), now.split(b"\n")), start=1)
    line = next((number for number, (old, new) in pairs if old != new), 1)
    return ChangedSettings(
        kind=kind,
        path=compared.base_settings.shown(path),
        line=min(line, max(1, len(now.splitlines()))),
        base=compared.tree.revision,
        changes=tuple(changes),
    )
