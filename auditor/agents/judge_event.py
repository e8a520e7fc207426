"""Judges an event: its texts alone first, and joined with the work tree where they hold anything at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.agents.event import ADDED, Event, Text
from auditor.agents.event_source import EventSource
from auditor.collection.collect import gather
from auditor.collection.resolve_run import Run, run_of
from auditor.model.blob_source import Source
from auditor.model.request import AuditRequest, Scope
from auditor.sources.git.repository_root import repository_root

if TYPE_CHECKING:
    from auditor.model.finding import Finding


def reason_to_deny(event: Event, request: AuditRequest) -> str:
    """Returns why an event must not happen, in one sentence; empty where nothing is wrong.

    Args:
        event: The event.
        request: The options; what is scanned is the event's business.

    Raises:
        AuditError: the configuration is wrong, or git cannot read the work tree.
    """
    if not event.texts:
        return ""
    root, is_work_tree = _root(event)
    if root is None:
        request = _with_paths(request, Path(os.path.sep), use_config=False)
    else:
        request = _with_paths(request, root, use_config=request.use_config)
    texts = _named(event, root)
    alone = EventSource(texts)
    run = run_of(request)
    if not gather(run, source=alone).examined:
        return ""
    tree = root if is_work_tree else None
    key = os.urandom(32)
    findings = _findings(run, alone, tree, key)
    if findings and any(text.file and text.before is not None for text in texts.values()):
        known = {_identity(one) for one in _findings(run, EventSource(texts, previous=True), tree, key)}
        findings = [
            one for one in findings if alone.shown[one.location.path].file is None or _identity(one) not in known
        ]
    if not findings:
        return ""
    from auditor.agents.answers import sentence_about  # only where something is denied
    from auditor.model.finding import Action

    worst = max(findings, key=lambda one: (one.severity.rank, one.action is not Action.FIX, one.api_key is not None))
    return sentence_about(worst, alone.shown[worst.location.path], event.moment)


def _with_paths(request: AuditRequest, root: Path, *, use_config: bool) -> AuditRequest:
    from msgspec.structs import replace

    return replace(request, paths=(root,), scope=Scope.WORKTREE, use_config=use_config, jobs=1, describe_rules=False)


def _root(event: Event) -> tuple[Path | None, bool]:
    """Returns the folder to which names are relative, and whether it is a git work tree: of the files, else the agent's."""
    folders = [text.file.parent for text in event.texts if text.file]
    for folder in (*folders, *([event.folder] if event.folder else [])):
        home = repository_root(os.path.realpath(folder))
        if home is not None:
            return Path(home), True
    return (Path(os.path.realpath(event.folder)) if event.folder else None), False


def _named(event: Event, root: Path | None) -> dict[str, Text]:
    """Returns the texts by names: of files as the work tree has them, of others next to the files that they belong to."""
    named: dict[str, Text] = {}
    for number, text in enumerate(event.texts):
        if text.file is not None:
            name = _below(Path(os.path.realpath(text.file.parent), text.file.name), root)
        else:
            folder = text.near or event.folder
            name = f"({number}) {text.name}"
            name = _below(Path(os.path.realpath(folder), name), root) if folder else name
        # One file may be in several parts of an event.
        named[name] = _joined(named[name], text) if name in named else text
    return named


def _joined(first: Text, second: Text) -> Text:
    return Text(first.said, first.name, f"{first.content}\n{second.content}", file=first.file, before=first.before)


def _below(path: Path, root: Path | None) -> str:
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix().lstrip("/")


def _findings(run: Run, source: EventSource, tree: Path | None, key: bytes) -> list[Finding]:
    """Returns the findings about the event's texts that count."""
    from auditor.collection.collect import joined
    from auditor.evaluation import evaluate
    from auditor.model.finding import Action, Severity
    from auditor.pipeline import report

    gathered = gather(run, source=_with_tree(source, tree, run), digest_key=key)
    collected = joined(gathered)
    evaluation = evaluate(run, collected.evidence, collected.generic)
    drawn = report(collected, evaluation)
    threshold = run.threshold or Severity.MEDIUM
    return [
        one
        for one in drawn.active
        if one.location.path in source.shown
        and one.severity.rank >= threshold.rank
        and one.action is not Action.RESTRICT  # the mode of the file is not what the agent changes
        and _counts(one, source.shown[one.location.path])
    ]


def _counts(finding: Finding, text: Text) -> bool:
    """Returns whether a finding counts: about a file that is only named, whether it gives a secret away."""
    return not text.fate or finding.traits.leak or (text.fate == ADDED and finding.traits.subject == "generic")


def _with_tree(source: EventSource, tree: Path | None, run: Run) -> Source:
    if tree is None:
        return source
    from auditor.agents.event_source import Without
    from auditor.sources.combined import CombinedSource, SubSource
    from auditor.sources.worktree import WorktreeSource
    from auditor.vocabulary.vocabulary import builtin

    files = WorktreeSource([tree], stores=builtin().credential_stores, excluded=run.configuration.exclude)
    others = Without(files, frozenset(name for name, text in source.texts.items() if text.file))
    return CombinedSource((SubSource(source), SubSource(others)))


def _identity(finding: Finding) -> tuple[str, str, str, bytes]:
    return finding.location.path, finding.rule_id, finding.fingerprint, finding.digest
