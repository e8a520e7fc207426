"""What counts as stored keys: the rules that judge them, and the context that a file has because it was asked for."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification.outer_context import evidence_with_context
from auditor.collection.collect import Collected, collect
from auditor.configuration.load_configuration import configuration_for, names_root
from auditor.errors import UsageError
from auditor.evaluation import Evaluation, evaluate, rulebook
from auditor.model.blob_source import Source
from auditor.model.evidence import Evidence
from auditor.model.finding import FixKind
from auditor.model.material import ContextReason, Role
from auditor.model.request import AuditRequest, Generic, Scope

CREDENTIALS = (Role.API_KEY, Role.API_SECRET)


class Stored(Struct, frozen=True):
    """What a scope holds, and what the rules about stored keys say of it."""

    request: AuditRequest
    """What was asked for, without the rules that are not about stored keys."""
    collected: Collected
    evaluation: Evaluation


def stored(request: AuditRequest, *, source: Source | None = None, movable: bool = False) -> Stored:
    """Collects and judges stored keys.

    Args:
        request: What to read and which rules to apply.
        source: Replaces what the request's scope names.
        movable: Whether leak rules whose secrets `fix` can move are applied too.

    Raises:
        AuditError: the audit is impossible, or a rule is asked for that is not about stored keys.
    """
    request = stored_request(request, movable=movable)
    collected = collect(request, source=source)
    evidence = in_context(collected.evidence, named_files(request) if source is None else None)
    collected = replace(collected, evidence=evidence)
    return Stored(request, collected, evaluate(request, collected.configuration, evidence))


def stored_request(request: AuditRequest, *, movable: bool = False) -> AuditRequest:
    """Returns the request without leak rules and other products' secrets: a deployed file holds secrets on purpose.

    Published secrets and hosts that are not Backpack's are no leaks but values that nobody should use: they stay in.

    Raises:
        UsageError: it selects leak rules only.
        ConfigurationError: a pack of rules is wrong.
    """
    rules = {rule.code: rule.traits for rule in rulebook(request, configuration_for(request)).rules}
    left_out = tuple(
        code for code, traits in rules.items() if traits.leak and not (movable and traits.fix is FixKind.MOVE)
    )
    for chosen in request.select:
        if all(code in left_out for code in rules if code.startswith(chosen)):
            raise UsageError(f"{chosen} is not about stored keys: `backpack-audit scan --select {chosen}` asks for it")
    return replace(request, ignore=(*request.ignore, *left_out), not_asked=left_out, generic=Generic.OFF)


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
