"""What decides about a work tree: its configuration, baseline and rules, and the worker that examines its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.collection.collect import Gathered, gather
from auditor.collection.resolve_run import run_of
from auditor.configuration.discovery import FILES, PYPROJECT, upward
from auditor.configuration.load_configuration import Configuration
from auditor.errors import AuditError
from auditor.evaluation import rulebook
from auditor.lsp.file_signatures import Signature, files_signature
from auditor.model.request import AuditRequest
from auditor.rulebook.rule import Rule
from auditor.rulebook.rulebook import RuleBook
from auditor.sources.memory import MemorySource
from auditor.sources.path_matchers import excludes
from auditor.sources.targets import Targets, targets
from auditor.suppression import baseline, detect_secrets_baseline
from auditor.suppression.resolve import Suppression

_FOUND = (*FILES, PYPROJECT, baseline.NAME, detect_secrets_baseline.NAME)
"""Files that decide wherever they are found above what is scanned."""


class TreeSettings(Struct, frozen=True, eq=False, dict=True):
    """The settings in force for one work tree."""

    request: AuditRequest
    empty: Gathered
    """A scan of nothing: configuration, suppression and worker."""
    book: RuleBook
    where: Targets
    is_excluded: Callable[[str], bool]
    files: tuple[Path, ...]
    """The files from which the settings come, or would if they existed."""
    signature: Signature

    @property
    def root(self) -> Path:
        """Returns the folder to which names are relative."""
        return Path(self.where.root)

    @property
    def configuration(self) -> Configuration:
        """Returns the configuration."""
        return self.empty.run.configuration

    @property
    def suppression(self) -> Suppression:
        """Returns what is set aside."""
        return self.empty.run.suppression

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Returns all rules by their codes."""
        return {rule.code: rule for rule in self.book.rules}

    @property
    def is_stale(self) -> bool:
        """Returns whether one of the files has changed since."""
        return files_signature(self.files) != self.signature

    def takes(self, path: Path, name: str) -> bool:
        """Returns whether a scan would read a file.

        Args:
            path: The file, without links.
            name: What reports call it.
        """
        is_inside = str(path) in (real for real, _ in self.where.files) or any(
            path.is_relative_to(folder) for folder in self.where.folders
        )
        return is_inside and not self.is_excluded(name)

    def scans_as(self, other: TreeSettings) -> bool:
        """Returns whether the files of a work tree hold the same by both, however they are judged."""
        own, its = self.empty.worker, other.empty.worker
        modes = [one.generic.mode if one.generic else None for one in (own, its)]
        return (
            (own.vocabulary, own.digest_key, modes[0]) == (its.vocabulary, its.digest_key, modes[1])
            and self.where == other.where
            and self.configuration.exclude == other.configuration.exclude
            and self.suppression.allowed == other.suppression.allowed
        )


def load_settings(request: AuditRequest, key: bytes) -> TreeSettings:
    """Reads the settings of a work tree.

    Args:
        request: What is scanned: one folder.
        key: Keys the digests of values where no baseline has a key.

    Raises:
        AuditError: a file of settings is wrong.
    """
    files = tuple(_setting_files(request))
    signature = files_signature(files)
    run = run_of(request)
    if run.configuration.paths:
        request = replace(request, paths=run.configuration.paths)
        run = run_of(request)
    named = tuple(_named_files(request, run.configuration))
    return TreeSettings(
        request=request,
        empty=gather(run, source=MemorySource({}), digest_key=key),
        book=rulebook(run),
        where=run.where or targets(request.paths),
        is_excluded=excludes(run.configuration.exclude),
        files=(*files, *named),
        signature=(*signature, *files_signature(named)),
    )


def load_without_tree(request: AuditRequest, key: bytes) -> TreeSettings:
    """Reads settings where those of the work tree are wrong: the options alone, and the built-in rules at worst.

    What is wrong is noticed again once its file changes.

    Raises:
        AuditError: even without settings nothing can be scanned here.
    """
    watched = tuple(_setting_files(request))
    try:
        found = load_settings(replace(request, use_config=False), key)
    except AuditError:
        found = load_settings(AuditRequest(paths=request.paths, use_config=False, describe_rules=False), key)
    return replace(found, files=watched, signature=files_signature(watched))


def _setting_files(request: AuditRequest) -> Iterator[Path]:
    root = Path(targets(request.paths).root)
    if request.use_config:
        yield from (folder / name for folder in upward(root) for name in _FOUND)
    yield from (path for path in (request.config, request.baseline) if path)


def _named_files(request: AuditRequest, configuration: Configuration) -> Iterator[Path]:
    if configuration.baseline:
        yield configuration.baseline
    for pack in (*configuration.rules, *request.rules):
        yield pack
        yield from sorted(pack.rglob("*.yaml")) if pack.is_dir() else ()
