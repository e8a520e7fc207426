"""Tells what counts as stored keys: the rules that judge them, and the context that a file has because it was asked for."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification.outer_context import evidence_with_context
from auditor.collection.collect import Collected, collect
from auditor.collection.resolve_run import run_of
from auditor.configuration.load_configuration import ResolvedRequest, resolved
from auditor.errors import UsageError
from auditor.evaluation import Evaluation, evaluate, rulebook
from auditor.model.blob_source import Source
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, FixKind, Question, Severity, Status
from auditor.model.location import Exposure, Location
from auditor.model.material import ContextReason, Encoding, Kind, Role
from auditor.model.report import Answer, CheckRow
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.rulebook.is_secret import secrecy_of
from auditor.rulebook.rule_wording import field_name
from auditor.sources.targets import relative

CREDENTIALS = (Role.API_KEY, Role.API_SECRET)


class Stored(Struct, frozen=True):
    """What a scope holds, and what the rules about stored keys say of it."""

    collected: Collected
    """What was found; its run leaves out the rules that are not about stored keys."""
    evaluation: Evaluation


def stored(request: AuditRequest | ResolvedRequest, *, source: Source | None = None, movable: bool = False) -> Stored:
    """Collects and judges stored keys.

    Args:
        request: What to read and which rules to apply.
        source: Replaces what the request's scope names.
        movable: Whether leak rules whose secrets `fix` can move are applied too.

    Raises:
        AuditError: the audit is impossible, or a rule is asked for that is not about stored keys.
    """
    asked = resolved(request) if isinstance(request, AuditRequest) else request
    run = run_of(stored_request(asked, movable=movable))
    collected = collect(run, source=source)
    evidence = in_context(collected.evidence, named_files(run) if source is None else None)
    return Stored(replace(collected, evidence=evidence), evaluate(run, evidence))


def stored_request(found: ResolvedRequest, *, movable: bool = False) -> ResolvedRequest:
    """Returns a request without leak rules and other products' secrets: a deployed file holds secrets on purpose.

    Published secrets and hosts that are not Backpack's are no leaks but values that nobody should use: they stay in.

    Raises:
        UsageError: it selects leak rules only.
        ConfigurationError: a pack of rules is wrong.
    """
    rules = {rule.code: rule.traits for rule in rulebook(found).rules}
    left_out = tuple(
        code for code, traits in rules.items() if traits.leak and not (movable and traits.fix is FixKind.MOVE)
    )
    for chosen in found.request.select:
        if all(code in left_out for code in rules if code.startswith(chosen)):
            raise UsageError(f"{chosen} is not about stored keys: `backpack-audit scan --select {chosen}` asks for it")
    return found.asking(ignore=(*found.request.ignore, *left_out), not_asked=left_out, generic=Generic.OFF)


def named_files(run: ResolvedRequest) -> frozenset[str] | None:
    """Returns the files that a run names one by one, as reports call them; None where everything was (standard input)."""
    if run.request.scope is Scope.STDIN:
        return None
    # The file's own name stays as given, also where it is a link; its folder is looked up.
    files = [(os.path.realpath(path.parent), path.name) for path in run.paths if not path.is_dir()]
    return frozenset(relative(os.path.join(*file), str(run.names_root)) for file in files)  # noqa: PTH118


def in_context(evidence: Sequence[Evidence], named: Collection[str] | None) -> tuple[Evidence, ...]:
    """Returns the evidence, in which credentials of files that were asked for one by one are taken for Backpack's.

    `named` is None where all files were asked for.
    """
    return tuple(
        evidence_with_context(one, ContextReason.REQUEST) if named is None or one.location.path in named else one
        for one in evidence
    )


QUESTIONS: tuple[Question, ...] = get_args(Question)
_BYTES32 = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY)
_ROLES = {Role.API_KEY: "API key", Role.API_SECRET: "API secret"}


def rows(evidence: Sequence[Evidence], findings: Iterable[Finding]) -> tuple[CheckRow, ...]:
    """Returns a row for every credential of the exchange, in the order of the evidence.

    `findings` hold those that were set aside, too: their codes are shown, but they count for nothing.
    """
    credentials = [one for one in evidence if is_credential(one)]
    concerning = _concerning(credentials, findings)
    # A file may have as many findings about itself as it holds values: they are put into words once.
    about_files = {path: _bad("file", found) for path, found in concerning.items() if isinstance(path, str)}
    return tuple(_row(one, concerning.get(one.location, ()), about_files) for one in credentials)


def is_credential(one: Evidence) -> bool:
    """Returns whether a value is stored as the exchange's key or secret: by its field, or because its API key is in scope."""
    material, pairing = one.material, one.pairing
    if material.kind is Kind.HOST or not one.is_backpack:
        return False
    return material.role in CREDENTIALS or (material.role is Role.NONE and pairing.is_secret)


def _concerning(credentials: Sequence[Evidence], findings: Iterable[Finding]) -> Mapping[Location | str, list[Finding]]:
    """Returns the findings of each place; and of each path those that are about the file."""
    groups: dict[object, list[Location]] = defaultdict(list)
    group_of: dict[Location, object] = {}
    for one in credentials:
        if one.material.group:
            group_of[one.location] = (one.location.path, one.location.commit, one.material.group)
            groups[group_of[one.location]].append(one.location)
    found: dict[Location | str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.traits.answers == "file":
            found[finding.location.path].append(finding)
        elif finding.traits.both_fields:
            same_group = groups.get(group_of.get(finding.location), ())
            related = (related.location for related in finding.related)
            for location in dict.fromkeys((finding.location, *same_group, *related)):
                found[location].append(finding)
        else:
            found[finding.location].append(finding)
    return found


def _row(one: Evidence, findings: Sequence[Finding], about_files: Mapping[str, Answer]) -> CheckRow:
    return CheckRow(
        location=one.location,
        field=field_name(one.material.name),
        role=_ROLES[_role_of(one)],
        exposure=one.provenance.exposure,
        mode=one.provenance.mode,
        answers=tuple(_answers(one, findings, about_files.get(one.location.path))),
    )


def _role_of(one: Evidence) -> Role:
    """Returns what a value is, whatever its field is called: proven by its pair, or because no API key can be it."""
    material, pairing = one.material, one.pairing
    if pairing.is_secret and not pairing.is_key:
        return Role.API_SECRET
    if pairing.is_key and not pairing.is_secret:
        return Role.API_KEY
    is_no_key = material.kind in _BYTES32 and material.kind is not Kind.PUBLIC_KEY and not material.is_point
    return Role.API_KEY if material.role is Role.API_KEY and not is_no_key else Role.API_SECRET


def _answers(one: Evidence, findings: Sequence[Finding], about_file: Answer | None) -> Iterator[Answer]:
    """Yields for each question what the findings answer, else what the facts alone say."""
    for question in QUESTIONS:
        if question == "file" and about_file:
            yield about_file
        elif found := [finding for finding in findings if finding.traits.answers == question]:
            yield _bad(question, found)
        elif question == "file" and _is_tracked_secret(one):
            # A file that git tracks is in nobody's keeping: every clone has a copy.
            yield Answer(question=question, good=False, words="tracked", severity=Severity.HIGH)
        else:
            words = _doubt(question, one)
            yield Answer(question=question, good=None if words else True, words=words or "ok")


def _is_tracked_secret(one: Evidence) -> bool:
    is_tracked = one.provenance.exposure in (Exposure.TRACKED, Exposure.STAGED)
    return is_tracked and secrecy_of(one) != "none" and not one.material.published


def _bad(question: Question, findings: Sequence[Finding]) -> Answer:
    """Returns the codes of what counts, else of what was set aside."""
    active = [finding for finding in findings if finding.status is Status.ACTIVE]
    if not active:
        set_aside = (f"{finding.rule_id} ({finding.status})" for finding in findings)
        return Answer(question=question, good=None, words=", ".join(sorted(set(set_aside))))
    codes = ", ".join(sorted({finding.rule_id for finding in active}))
    worst = max((finding.severity for finding in active), key=lambda severity: severity.rank)
    return Answer(question=question, good=False, words=codes, severity=worst)


def _doubt(question: Question, one: Evidence) -> str:
    """Returns why a question that no finding answers has no good answer either; empty where all is well."""
    material, pairing = one.material, one.pairing
    is_readable = material.kind in _BYTES32
    is_key = not pairing.is_secret and (material.role is Role.API_KEY or pairing.is_key)
    match question:
        case "canonical":
            return _form(one) if is_readable else "-"
        case "point":
            return "" if is_key and material.is_point else "-"
        case "strong":
            return "" if is_readable else "-"
        case "pair":
            return "" if pairing.is_key or pairing.is_secret else "alone" if is_readable else "-"
        case "field":
            return "" if is_readable and (material.is_point or not is_key) else "-"
        case "file":
            return "" if one.provenance.mode is not None else "-"


def _form(one: Evidence) -> str:
    """Returns what the text is instead of base64; empty for base64, and for what a Kubernetes Secret makes of it."""
    material = one.material
    if material.encoding is Encoding.DOUBLE_BASE64 and "data" in material.path:
        return ""
    return "not clean" if material.flaws else "" if material.encoding is Encoding.BASE64 else material.encoding.value
