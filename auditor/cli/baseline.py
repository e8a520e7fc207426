"""`backpack-audit baseline`: which findings are accepted; what a run found is taken in, what is gone is dropped."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from msgspec.structs import replace

from auditor.cli.exit_codes import Exit
from auditor.configuration.load_configuration import Configuration, configuration_for, root_of
from auditor.errors import UsageError
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.suppression.baseline import KEY_BYTES, NAME, Baseline, Change
from auditor.suppression.baseline import update as updated
from auditor.suppression.resolve import baseline_path, suppression_for

app = typer.Typer(no_args_is_help=True, add_completion=False)

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH]...", help="What to scan; the current folder if none.")
]
File = Annotated[Path | None, typer.Option("--baseline", help=f"The baseline; {NAME} in the scanned folder if none.")]
Config = Annotated[Path | None, typer.Option("--config", help="The configuration to use instead of the found one.")]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Ignore configuration files in the scanned tree.")]
Rules = Annotated[list[Path] | None, typer.Option("--rules", help="A pack of own rules; repeatable.")]
Generics = Annotated[Generic | None, typer.Option("--generic", help="detect-secrets' detectors.")]
History = Annotated[bool, typer.Option("--history", help="Scan the whole git history, too.")]
Reason = Annotated[str, typer.Option("--reason", help="Why the new entries are accepted.")]
Expires = Annotated[
    datetime | None,
    typer.Option("--expires", formats=["%Y-%m-%d"], help="The last day on which the new entries are accepted."),
]


@app.command()
def create(
    *,
    paths: Paths = None,
    file: File = None,
    config: Config = None,
    no_config: NoConfig = False,
    rules: Rules = None,
    generic: Generics = None,
    history: History = False,
    reason: Reason = "",
    expires: Expires = None,
    force: Annotated[bool, typer.Option("--force", help="Begin anew where there is a baseline already.")] = False,
) -> None:
    """Accept every finding of a scan from now on."""
    from auditor.cli.baseline_view import show_change  # not for --help

    request = _request(paths, file, config, rules, generic, history=history, use_config=not no_config)
    path = baseline_path(request, configuration_for(request)) or root_of(request) / NAME
    if path.exists() and not force:
        raise UsageError(f"{path} exists already: `baseline update` keeps its reasons, --force begins anew")
    empty = Baseline(token_bytes(KEY_BYTES))
    report = _audit_under(empty, request)
    change = updated(
        empty, report.findings, covers=lambda _: True, reason=reason, expires=expires.date() if expires else None
    )
    _save(change, path)
    show_change(change, report, path, is_new=True)
    _end(report)


@app.command()
def update(
    *,
    paths: Paths = None,
    file: File = None,
    config: Config = None,
    no_config: NoConfig = False,
    rules: Rules = None,
    generic: Generics = None,
    history: History = False,
    reason: Reason = "",
    expires: Expires = None,
    drop_only: Annotated[
        bool, typer.Option("--drop-only", help="Drop what is gone, and accept nothing that is new.")
    ] = False,
) -> None:
    """Bring the baseline up to date: drop what is gone, accept what is new, keep the reasons of all that stays."""
    from auditor.cli.baseline_view import show_change  # not for --help
    from auditor.pipeline import audit

    request = _request(paths, file, config, rules, generic, history=history, use_config=not no_config)
    configuration = configuration_for(request)
    path = _existing(request, configuration)
    suppression = suppression_for(replace(request, baseline=path), configuration)
    report = audit(replace(request, baseline=path))
    covers = (lambda _: False) if report.incomplete else suppression.extent.covers
    change = updated(
        suppression.baseline or Baseline(b""),
        report.findings,
        covers=covers,
        accept_new=not drop_only,
        reason=reason,
        expires=expires.date() if expires else None,
    )
    _save(change, path)
    show_change(change, report, path, is_new=False)
    _end(report)


@app.command()
def show(
    *,
    paths: Paths = None,
    file: File = None,
    config: Config = None,
    no_config: NoConfig = False,
) -> None:
    """Show what is accepted, why and until when."""
    from auditor.cli.baseline_view import show_entries  # not for --help
    from auditor.suppression.baseline_file import load

    request = _request(paths, file, config, None, None, history=False, use_config=not no_config)
    path = _existing(request, configuration_for(request))
    show_entries(load(path), path, today=datetime.now(tz=UTC).date())


def _request(
    paths: list[Path] | None,
    file: Path | None,
    config: Path | None,
    rules: list[Path] | None,
    generic: Generic | None,
    *,
    history: bool,
    use_config: bool,
) -> AuditRequest:
    return AuditRequest(
        paths=tuple(paths or [Path()]),
        scope=Scope.HISTORY if history else Scope.WORKTREE,
        baseline=file,
        config=config,
        use_config=use_config,
        rules=tuple(rules or ()),
        generic=generic,
        cache=False,
        describe_rules=False,
    )


def _existing(request: AuditRequest, configuration: Configuration) -> Path:
    path = baseline_path(request, configuration)
    if path is None or not path.exists():
        raise UsageError(f"there is no {path or NAME}; `backpack-audit baseline create` makes one")
    return path


def _audit_under(baseline: Baseline, request: AuditRequest) -> Report:
    """The report of a run whose digests are under the key of a baseline that is not written yet."""
    from auditor.pipeline import audit  # not for --help
    from auditor.suppression.baseline_file import save

    with TemporaryDirectory(prefix="backpack-audit-") as folder:
        path = Path(folder, NAME)
        save(baseline, path)
        return audit(replace(request, baseline=path))


def _save(change: Change, path: Path) -> None:
    from auditor.suppression.baseline_file import save  # not for --help

    save(change.baseline, path)


def _end(report: Report) -> None:
    if report.incomplete:
        raise typer.Exit(Exit.INCOMPLETE)
