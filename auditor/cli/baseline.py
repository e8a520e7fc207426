"""`backpack-audit baseline`: accepts the findings of a run, and removes entries whose findings are gone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer
from msgspec.structs import replace

from auditor.cli.command_help import REPORT, RUN, SCOPE, PlainCommand, PlainGroup, examples, new_app
from auditor.cli.common import patterns
from auditor.cli.options import Config, Exclude, Generics, History, Inventory, NoConfig, Packs, Paths
from auditor.configuration.load_configuration import ResolvedRequest, resolved
from auditor.errors import UsageError
from auditor.model.clock import utc_day
from auditor.model.exit_code import Exit
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.suppression.baseline import KEY_BYTES, NAME, Baseline, Change
from auditor.suppression.baseline import update as updated
from auditor.suppression.resolve import baseline_path, suppression_for

app = new_app(cls=PlainGroup, no_args_is_help=True)


@app.callback(
    epilog=examples(
        ('backpack-audit baseline create --reason "revoked in May"', "Accept all findings of a scan."),
        ("backpack-audit baseline update --drop-only", "Remove entries whose findings are gone."),
        ("backpack-audit baseline show", "List what is accepted, why and until when."),
    )
)
def baseline_group() -> None:
    """Accept known findings, so that a scan reports only new ones."""


File = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help=f"The baseline; by default {NAME} in the scanned folder.",
        rich_help_panel=REPORT,
    ),
]
Policy = Annotated[
    bool,
    typer.Option("--policy", help="What `backpack-audit policy` finds, too.", rich_help_panel=SCOPE),
]
Reason = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Why the new entries are accepted.", rich_help_panel=REPORT),
]
Expires = Annotated[
    datetime | None,
    typer.Option(
        "--expires",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="The last day of the new entries (2026-08-31).",
        rich_help_panel=REPORT,
    ),
]


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit baseline create", "Accept all findings in the current folder."),
        ('backpack-audit baseline create --reason "test keys" tests', "Accept those of a folder, with a reason."),
        ("backpack-audit baseline create --expires 2026-12-31", "Accept them until a day."),
    ),
)
def create(
    *,
    paths: Paths = None,
    exclude: Exclude = None,
    file: File = None,
    config: Config = None,
    no_config: NoConfig = False,
    rules: Packs = None,
    generic: Generics = None,
    history: History = False,
    policy: Policy = False,
    inventory: Inventory = None,
    reason: Reason = "",
    expires: Expires = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the existing baseline.", rich_help_panel=RUN)
    ] = False,
) -> None:
    """Accept all findings of a scan."""
    from auditor.cli.baseline_view import show_change  # not for --help

    last_day = _last_day(expires)
    request = _request(paths, exclude, file, config, rules, generic, history=history, use_config=not no_config)
    run = resolved(request)
    path = baseline_path(run) or run.root / NAME
    if path.exists() and not force:
        raise UsageError(
            f"{path} already exists: use `baseline update` to keep its reasons, or --force to overwrite it"
        )
    empty = Baseline(token_bytes(KEY_BYTES))
    report = _audit(replace(request, new_baseline_key=empty.digest_key), inventory, policy=policy)
    change = updated(empty, report.findings, covers=lambda _: True, reason=reason, expires=last_day)
    _save(change, path)
    show_change(change, report, path, is_new=True)
    _end(report)


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit baseline update", "Accept new findings, remove entries that are gone."),
        ("backpack-audit baseline update --drop-only", "Remove entries that are gone, accept nothing."),
        ("backpack-audit baseline update --history", "Do the same for files and git history."),
    ),
)
def update(
    *,
    paths: Paths = None,
    exclude: Exclude = None,
    file: File = None,
    config: Config = None,
    no_config: NoConfig = False,
    rules: Packs = None,
    generic: Generics = None,
    history: History = False,
    policy: Policy = False,
    inventory: Inventory = None,
    reason: Reason = "",
    expires: Expires = None,
    drop_only: Annotated[
        bool,
        typer.Option("--drop-only", help="Remove entries that are gone, accept nothing new.", rich_help_panel=REPORT),
    ] = False,
) -> None:
    """Accept new findings and remove entries whose findings are gone; the reasons of all others stay."""
    from auditor.cli.baseline_view import show_change  # not for --help

    last_day = _last_day(expires)
    request = _request(paths, exclude, file, config, rules, generic, history=history, use_config=not no_config)
    run = resolved(request)
    path = _existing(run)
    suppression = suppression_for(run.asking(baseline=path))
    report = _audit(replace(request, baseline=path), inventory, policy=policy)
    with_policy = policy or inventory is not None
    covers = (lambda _: False) if report.incomplete else replace(suppression.extent, policy=with_policy).covers
    change = updated(
        suppression.baseline or Baseline(b""),
        report.findings,
        covers=covers,
        accept_new=not drop_only,
        reason=reason,
        expires=last_day,
    )
    _save(change, path)
    show_change(change, report, path, is_new=False)
    _end(report)


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit baseline show", "List what is accepted."),
        ("backpack-audit baseline show --baseline audit.json", "List the entries of another file."),
        ("backpack-audit scan --show-suppressed", "Show accepted findings in full."),
    ),
)
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

    request = _request(paths, None, file, config, None, None, history=False, use_config=not no_config)
    path = _existing(resolved(request))
    show_entries(load(path), path, today=utc_day())


def _request(
    paths: list[str] | None,
    exclude: list[str] | None,
    file: Path | None,
    config: Path | None,
    rules: list[Path] | None,
    generic: Generic | None,
    *,
    history: bool,
    use_config: bool,
) -> AuditRequest:
    from auditor.cli.path_arguments import given_paths

    return AuditRequest(
        paths=given_paths(paths),
        exclude=patterns(exclude),
        scope=Scope.HISTORY if history else Scope.WORKTREE,
        baseline=file,
        config=config,
        use_config=use_config,
        rules=tuple(rules or ()),
        generic=generic,
        cache=False,
        describe_rules=False,
    )


def _last_day(expires: datetime | None) -> date | None:
    """Returns the day until which entries are accepted.

    Raises:
        UsageError: the day is over.
    """
    if expires is None:
        return None
    today = utc_day()
    if expires.date() < today:
        raise UsageError(f"--expires {expires.date()} is in the past (today is {today}): nothing would be accepted")
    return expires.date()


def _existing(run: ResolvedRequest) -> Path:
    path = baseline_path(run)
    if path is None or not path.exists():
        raise UsageError(f"{path or NAME} does not exist; `backpack-audit baseline create` writes one")
    return path


def _audit(request: AuditRequest, inventory: Path | None, *, policy: bool) -> Report:
    """Scans, and audits the inventory too where the user asks for it."""
    if policy or inventory is not None:
        from auditor.audits.policy import PolicyRequest, audit_inventory  # not for --help

        return audit_inventory(request, PolicyRequest(inventory=inventory))
    from auditor.pipeline import audit

    return audit(request)


def _save(change: Change, path: Path) -> None:
    from auditor.suppression.baseline_file import save  # not for --help

    save(change.baseline, path)


def _end(report: Report) -> None:
    if report.incomplete:
        raise typer.Exit(Exit.INCOMPLETE)
