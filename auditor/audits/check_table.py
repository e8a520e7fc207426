"""What is known of each stored credential: the evidence and the findings of a scope turned into rows of answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from auditor.audits.stored_keys import CREDENTIALS
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Question, Severity, Status
from auditor.model.location import Exposure, Location
from auditor.model.material import Encoding, Kind, Role
from auditor.model.report import Answer, CheckRow
from auditor.rulebook.rule_wording import field_name
from auditor.rulebook.secrecy import secrecy_of

QUESTIONS: tuple[Question, ...] = get_args(Question)
_BYTES32 = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY)
_ROLES = {Role.API_KEY: "API key", Role.API_SECRET: "API secret"}


def rows(evidence: Sequence[Evidence], findings: Iterable[Finding]) -> tuple[CheckRow, ...]:
    """A row for every credential of the exchange, in the order of the evidence.

    `findings` hold those that were set aside, too: their codes are shown, but they count for nothing.
    """
    credentials = [one for one in evidence if is_credential(one)]
    concerning = _concerning(credentials, findings)
    return tuple(_row(one, [*concerning[one.location], *concerning[one.location.path]]) for one in credentials)


def is_credential(one: Evidence) -> bool:
    """Whether a value is stored as the exchange's key or secret: by its field, or because its API key is in scope."""
    material, pairing = one.material, one.pairing
    if material.kind is Kind.HOST or not one.is_backpack:
        return False
    return material.role in CREDENTIALS or (material.role is Role.NONE and pairing.is_secret)


def _concerning(credentials: Sequence[Evidence], findings: Iterable[Finding]) -> Mapping[Location | str, list[Finding]]:
    """The findings of each place; and of each path those that are about the file."""
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
            beside = groups.get(group_of.get(finding.location), ())
            related = (related.location for related in finding.related)
            for location in dict.fromkeys((finding.location, *beside, *related)):
                found[location].append(finding)
        else:
            found[finding.location].append(finding)
    return found


def _row(one: Evidence, findings: Sequence[Finding]) -> CheckRow:
    return CheckRow(
        location=one.location,
        field=field_name(one.material.name),
        role=_ROLES[_role_of(one)],
        exposure=one.provenance.exposure,
        mode=one.provenance.mode,
        answers=tuple(_answers(one, findings)),
    )


def _role_of(one: Evidence) -> Role:
    """What a value is, whatever its field is called: proven by its pair, or because no API key can be it."""
    material, pairing = one.material, one.pairing
    if pairing.is_secret and not pairing.is_key:
        return Role.API_SECRET
    if pairing.is_key and not pairing.is_secret:
        return Role.API_KEY
    is_no_key = material.kind in _BYTES32 and material.kind is not Kind.PUBLIC_KEY and not material.is_point
    return Role.API_KEY if material.role is Role.API_KEY and not is_no_key else Role.API_SECRET


def _answers(one: Evidence, findings: Sequence[Finding]) -> Iterator[Answer]:
    """For each question the findings that answer it, else what the facts alone say."""
    for question in QUESTIONS:
        found = [finding for finding in findings if finding.traits.answers == question]
        if found:
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
    """The codes of what counts, else of what was set aside."""
    active = [finding for finding in findings if finding.status is Status.ACTIVE]
    if not active:
        set_aside = (f"{finding.rule_id} ({finding.status})" for finding in findings)
        return Answer(question=question, good=None, words=", ".join(sorted(set(set_aside))))
    codes = ", ".join(sorted({finding.rule_id for finding in active}))
    worst = max((finding.severity for finding in active), key=lambda severity: severity.rank)
    return Answer(question=question, good=False, words=codes, severity=worst)


def _doubt(question: Question, one: Evidence) -> str:
    """Why a question that no finding answers has no good answer either; empty where all is well."""
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
    """What the text is instead of base64; empty for base64, and for what a Kubernetes Secret makes of it."""
    material = one.material
    if material.encoding is Encoding.DOUBLE_BASE64 and "data" in material.path:
        return ""
    return "not clean" if material.flaws else "" if material.encoding is Encoding.BASE64 else material.encoding.value
