"""An audit by the settings of a trusted revision, and a finding for each file in which the branch changed them.

The tree is audited by its own settings too, where they differ: what only those hide is named.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.configuration.load_configuration import ResolvedRequest, root_of
from auditor.errors import AuditError, ConfigurationError, unusable_paths_named
from auditor.evaluation import rulebook
from auditor.model.exit_code import exit_code
from auditor.model.finding import Finding, Severity, Status
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.model.trusted_settings import TrustedTree
from auditor.rulebook.codes import OWN_PREFIX
from auditor.sources.git.command import Git
from auditor.suppression.apply import asks_to_ignore
from auditor.suppression.settings_facts import ChangedSettings, SettingsKind, case_of
from auditor.trust.changed_files import Comparison, changed_files
from auditor.trust.revision_files import RevisionFiles, commit_of, fork_point, work_tree

_ORDER = (SettingsKind.CONFIGURATION, SettingsKind.RULES, SettingsKind.BASELINE)


def with_hidden(
    changes: Sequence[ChangedSettings],
    by_base: tuple[Report, Path],
    by_own: tuple[Report, Path],
    threshold: Severity | None,
) -> list[ChangedSettings]:
    """Returns each change with the findings that it would hide or lower.

    Args:
        changes: The files of settings that the branch changed.
        by_base: The report by the trusted settings, and the folder to which its names are relative.
        by_own: The same by the tree's own settings.
        threshold: The severity from which a run by the tree's own settings fails, where that is a change.
    """
    now: dict[object, Finding] = {}
    for finding in by_own[0].findings:
        place = _place(finding, by_own[1])
        if place not in now or _weight(finding) > _weight(now[place]):
            now[place] = finding
    hidden: list[list[Finding]] = [[] for _ in changes]
    for finding in by_base[0].active:
        own = now.get(_place(finding, by_base[1]))
        if own is not None and own.status is Status.IGNORED:
            continue  # A comment hides it, and comments have a change of their own.
        is_lower = own is None or _weight(own) < finding.severity.rank
        is_below = threshold is not None and finding.severity.rank < threshold.rank
        if (is_lower or is_below) and (cause := _cause(finding, own, changes)) is not None:
            hidden[changes.index(cause)].append(finding)
    return [replace(change, hidden=tuple(found)) for change, found in zip(changes, hidden, strict=True)]


def comments(report: Report, base: str) -> list[ChangedSettings]:
    """Returns the inline comments that the trusted revision does not have, by file, with what they would hide.

    Args:
        report: The report by the trusted settings.
        base: The trusted commit.
    """
    files: dict[str, list[Finding]] = {}
    for finding in report.active:
        if any(asks_to_ignore(pragma, finding) for pragma in finding.pragmas):
            files.setdefault(finding.location.path, []).append(finding)
    return [
        ChangedSettings(
            kind=SettingsKind.COMMENTS,
            path=path,
            line=min(one.location.span.line for one in found),
            base=base,
            changes=tuple(dict.fromkeys(f"a comment ignores {one.rule_id}" for one in found)),
            hidden=tuple(found),
        )
        for path, found in sorted(files.items())
    ]


def _place(finding: Finding, root: Path) -> object:
    value = finding.api_key or finding.digest or finding.fingerprint
    return (root / finding.location.path, finding.location.member, finding.location.span, value)


def _weight(finding: Finding) -> int:
    return finding.severity.rank if finding.status is Status.ACTIVE else -1


def _cause(finding: Finding, own: Finding | None, changes: Iterable[ChangedSettings]) -> ChangedSettings | None:
    """Returns the change that most likely hides a finding."""
    by_kind: Mapping[SettingsKind, ChangedSettings] = {change.kind: change for change in reversed([*changes])}
    order: tuple[SettingsKind, ...] = _ORDER
    if own is not None and own.status is Status.BASELINED:
        order = (SettingsKind.BASELINE, *_ORDER)
    elif not finding.rule_id.startswith(OWN_PREFIX):
        order = (SettingsKind.RULES, *_ORDER)
    rule = next((one for one in changes if one.kind is SettingsKind.RULES and finding.rule_id in one.path), None)
    if rule is not None and order[0] is SettingsKind.RULES:
        return rule
    return next((by_kind[kind] for kind in order if kind in by_kind), None)


class _Opened(Struct, frozen=True):
    tree: TrustedTree
    base: RevisionFiles
    fork: RevisionFiles | None


@unusable_paths_named()
def judged_by_base(request: AuditRequest, run: Callable[[ResolvedRequest], Report]) -> Report:
    """Returns the report of an audit by the settings of the revision that a request trusts.

    Args:
        request: The audit; its `trust` names the revision.
        run: Carries out an audit; its settings are looked up already.

    Raises:
        AuditError: there is no such revision, or the audit is impossible.
    """
    with _opened(request) as opened:
        compared = Comparison(
            own=replace(request, trust=""),
            trusted=_with_base(request, opened.tree),
            tree=opened.tree,
            base=opened.base,
            fork=opened.fork,
        )
        try:
            return _with_changes(run(compared.base_settings), compared, run)
        except ConfigurationError as error:
            raise _at_base(error, opened.tree) from None


def _with_changes(report: Report, compared: Comparison, run: Callable[[ResolvedRequest], Report]) -> Report:
    base = compared.base_settings
    changes = changed_files(compared)
    if changes:
        # Settings of the tree that cannot be used hide nothing, and the change says that.
        with suppress(AuditError):
            by_own = (run(compared.own_settings), compared.own_settings.names_root)
            by_base = (report, base.names_root)
            changes = with_hidden(changes, by_base, by_own, _raised_threshold(compared))
    if compared.trusted.inline_ignores:
        changes += comments(report, compared.tree.revision)
    if not changes:
        return report
    found = rulebook(base).judge(map(case_of, changes))
    findings = tuple(sorted((*report.findings, *found), key=lambda finding: finding.sort_key))
    joined = replace(report, findings=findings)
    return replace(joined, exit_code=exit_code(joined, compared.trusted.fail_on or base.configuration.fail_on))


def _raised_threshold(compared: Comparison) -> Severity | None:
    """Returns the severity from which the tree's own configuration fails, if it is higher than that of the revision."""
    if compared.own.fail_on is not None:
        return None
    settings = (compared.own_settings, compared.base_settings)
    own, base = (one.configuration.fail_on or Severity.MEDIUM for one in settings)
    return own if own.rank > base.rank else None


def _with_base(request: AuditRequest, tree: TrustedTree) -> AuditRequest:
    """Returns the request with those files of settings that the revision has; files outside of the tree stay."""

    def found(path: Path | None) -> Path | None:
        copied = None if path is None else tree.copied(path)
        return copied if copied is not None and copied.exists() else None

    config, baseline = found(request.config), found(request.baseline)
    return replace(
        request,
        trust="",
        trusted=tree,
        config=config,
        use_config=request.use_config and (request.config is None or config is not None),
        baseline=baseline,
        rules=tuple(path for pack in request.rules if (path := found(pack)) is not None),
    )


@contextmanager
def _opened(request: AuditRequest) -> Iterator[_Opened]:
    git = Git.at(root_of(request))
    commit, root = commit_of(git, request.trust), work_tree(git)
    fork = fork_point(git, commit)
    folder = Path(tempfile.mkdtemp(prefix="backpack-audit-base-")).resolve()
    try:
        base = RevisionFiles(git, commit, folder)
        tree = TrustedTree(root=root, folder=folder, revision=commit, bring=base.bring)
        yield _Opened(tree, base, RevisionFiles(git, fork, folder) if fork and fork != commit else None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _at_base(error: ConfigurationError, tree: TrustedTree) -> ConfigurationError:
    """Returns an error about a file of the revision with the name that git has for it."""
    path = Path(error.path)
    shown = (
        f"{tree.revision[:12]}:{path.relative_to(tree.folder).as_posix()}"
        if path.is_relative_to(tree.folder)
        else error.path
    )
    return ConfigurationError(error.message, path=shown, line=error.line, column=error.column, excerpt=error.excerpt)
