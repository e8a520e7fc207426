"""What counts as stored keys: the rules that judge them, and the context that a file has because it was asked for."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification.outer_context import evidence_with_context
from auditor.configuration.load_configuration import configuration_for, names_root
from auditor.errors import UsageError
from auditor.evaluation import Evaluation, evaluate
from auditor.model.blob_source import Source
from auditor.model.evidence import Evidence
from auditor.model.material import ContextReason, Role
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.pipeline import Collected, collect

LEAK_RULES = ("BPK101", "BPK102", "BPK103", "BPK104", "BPK105", "BPK403", "BPK404", "BPK7")
"""What a deployed file is not held to: it holds secrets on purpose. A published secret (BPK106) and a host that is not
Backpack's (BPK107) are no leaks but keys and settings that nobody should use, so they stay in."""
CREDENTIALS = (Role.API_KEY, Role.API_SECRET)


class Stored(Struct, frozen=True):
    """What a scope holds, and what the rules about stored keys say of it."""

    collected: Collected
    evaluation: Evaluation


def stored(request: AuditRequest, *, source: Source | None = None, ignored: Sequence[str] = LEAK_RULES) -> Stored:
    """Gathers and judges stored keys; `ignored` are the rules that do not judge them.

    Raises:
        AuditError: the audit is impossible, or a rule is asked for that is not about stored keys.
    """
    request = stored_request(request, ignored)
    collected = collect(request, source=source)
    evidence = in_context(collected.evidence, named_files(request) if source is None else None)
    collected = replace(collected, evidence=evidence)
    return Stored(collected, evaluate(request, collected.configuration, evidence))


def stored_request(request: AuditRequest, ignored: Sequence[str] = LEAK_RULES) -> AuditRequest:
    """The request without the rules that are not about stored keys, and without other products' secrets.

    Raises:
        UsageError: it selects such a rule.
    """
    for code in request.select:
        if code.startswith(tuple(ignored)):
            raise UsageError(f"{code} is not about stored keys: `backpack-audit scan --select {code}` asks for it")
    return replace(request, ignore=(*request.ignore, *ignored), generic=Generic.OFF)


def named_files(request: AuditRequest) -> frozenset[str] | None:
    """The files that a request names one by one, as reports call them; None where everything was (standard input)."""
    if request.scope is Scope.STDIN:
        return None
    configuration = configuration_for(request)
    root = names_root(request, configuration)
    paths = configuration.scanned(request.paths)
    # The file's own name stays as given, also where it is a link; its folder is looked up.
    files = [(os.path.realpath(path.parent), path.name) for path in paths if not path.is_dir()]
    return frozenset(os.path.relpath(os.path.join(*file), root).replace(os.sep, "/") for file in files)  # noqa: PTH118


def in_context(evidence: Sequence[Evidence], named: Collection[str] | None) -> tuple[Evidence, ...]:
    """Returns the evidence, in which credentials of files that were asked for one by one are taken for Backpack's.

    `named` is None where all files were asked for.
    """
    return tuple(
        evidence_with_context(one, ContextReason.REQUEST) if named is None or one.location.path in named else one
        for one in evidence
    )
