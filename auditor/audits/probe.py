"""The audit of live keys: what would be sent, and what came back joined with the inventory. The one audit that goes online.

`planned` reads and chooses, and sends nothing; `carried_out` sends. Between the two a person says yes. A secret is read
again from its place right before its request is signed, so none is held in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.audits.check import environment_source
from auditor.audits.policy import PolicyRequest, inventory_path, load_for
from auditor.audits.second_look import sign_again
from auditor.audits.stored_keys import in_context
from auditor.collection.collect import Collected, collect
from auditor.configuration.load_configuration import configuration_for
from auditor.errors import OutputError, UsageError
from auditor.evaluation import evaluate, rulebook
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.inventory import Inventory
from auditor.inventory.observations import join
from auditor.inventory.probe_record import ProbeRecord, RecordedAnswer, load_record, record_path, written
from auditor.inventory.probed_key import ProbedSubject, admits
from auditor.inventory.whitelist import Whitelist, judge_whitelist
from auditor.model.blob_source import Source
from auditor.model.clock import utc_now
from auditor.model.evidence import Evidence
from auditor.model.probed import Enforcement, Probe, ProbedKey, State
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import report
from auditor.probe.bare_secret import read_alone, with_key_files, with_name, without_points
from auditor.probe.conversation import Conversation, Pace, converse
from auditor.probe.https_client import Address, Client
from auditor.probe.judgement import Surroundings, as_expected, count_active, judge
from auditor.probe.whose_keys import Chosen, chosen_by_name, chosen_by_place
from auditor.sources.memory import MemorySource
from auditor.storage import atomic_write
from auditor.wording.lists import listed

_STDIN = "stdin"


class ProbeRequest(Struct, frozen=True, kw_only=True):
    """What a probe asks next to what a scan asks."""

    names: tuple[str, ...] = ()
    """Keys of the inventory."""
    files: tuple[Path, ...] = ()
    """Where secrets are read; without any of these three: the inventory's folder and the environment."""
    environment: Mapping[str, str] | None = None
    """Variables in which secrets are looked for."""
    stdin: bytes | None = None
    inventory: Path | None = None
    """None: as for `policy`; a key that the user names needs none."""
    sender: str = ""
    """The address that the exchange sees, as the user says."""
    expected: str = ""
    """`active` or `revoked`."""
    record: Path | None = None
    """None: next to the inventory; without an inventory none is written."""


class Plan(Struct, frozen=True, kw_only=True):
    """What will be sent if somebody says yes."""

    request: AuditRequest
    probe: ProbeRequest
    inventory: Inventory
    inventory_file: Path | None
    collected: Collected
    source: Source | None
    chosen: tuple[Chosen, ...]
    left_out: tuple[str, ...]
    """Declared keys without an owner: their secrets are there, and they are not asked about."""


def declared_names(request: AuditRequest, inventory: Path | None) -> frozenset[str]:
    """Returns what the inventory calls its keys; nothing where there is no inventory.

    Args:
        request: Options of the audit.
        inventory: The file that the user named, if any.

    Raises:
        AuditError: the inventory is wrong.
    """
    try:
        _, found = _inventory(request, ProbeRequest(inventory=inventory))
    except UsageError:
        return frozenset()
    return frozenset(key.name for key in found.keys)


def planned(request: AuditRequest, probe: ProbeRequest, *, variables: Mapping[str, str]) -> Plan:
    """Returns which keys would be asked about. Nothing is sent.

    Args:
        request: Options of the audit; its paths are set here.
        probe: What the user named.
        variables: The environment, where the user named neither files nor anything else to look in.

    Raises:
        AuditError: there is no such key, no secret, or a key that is nobody's to ask about.
    """
    path, inventory = _inventory(request, probe)
    request = replace(request, paths=probe.files or request.paths, generic=Generic.OFF)
    named = _named(probe)
    if not named:
        if path is None:
            raise UsageError("there is no backpack-keys.yaml here: name the file that holds your key, --env or --stdin")
        request = replace(request, paths=(_near(path).parent,))
    for source, is_bare in _sources(probe, variables):
        collected = collect(request, source=source)
        evidence = _usable(in_context(collected.evidence, None))
        found = join(inventory, without_points(evidence) if is_bare else evidence)
        if named and not is_bare:
            found = with_key_files(found, evidence)
        if any(seen.secrets and (named or token in inventory.tokens) for token, seen in found.items()):
            break
    left_out: list[str] = []
    if probe.names:
        chosen = chosen_by_name(probe.names, inventory, found)
    else:
        chosen, left_out = chosen_by_place(inventory, found, named=named)
    if not chosen:
        raise UsageError(_nothing(named, left_out, inventory))
    return Plan(
        request=request,
        probe=probe,
        inventory=inventory,
        inventory_file=path,
        collected=replace(collected, evidence=evidence),
        source=source,
        chosen=tuple(chosen),
        left_out=tuple(left_out),
    )


def carried_out(plan: Plan, client: Client, *, pace: Pace | None = None) -> Report:
    """Sends what is planned, keeps the answers in the record, and returns the report.

    Args:
        plan: What somebody said yes to.
        client: Sends the requests.
        pace: Keeps the requests apart; None for one a second.

    Raises:
        AuditError: a rule is wrong, or the record that was there before.
    """
    record_file = plan.probe.record or (record_path(_near(plan.inventory_file)) if plan.inventory_file else None)
    before = load_record(record_file) if record_file else ProbeRecord()
    started = utc_now()
    signers = [partial(sign_again, plan.request, plan.source, one.place, one.token) for one in plan.chosen]
    said = converse(client, signers, pace)
    answers = [
        _answer(plan, client.address, index, said, started)
        for index, reply in enumerate(said.replies)
        if reply.status is not None
    ]
    record = before.with_answers(answers)
    notes, kept = _keep(record_file, record)
    if plan.left_out:
        notes += (f"not asked about, because the inventory names no `owner`: {listed(plan.left_out)}",)
    drawn = _judged(plan, record)
    keys = [_probed(plan, record, index, said) for index in range(len(plan.chosen))]
    probe = Probe(
        base_url=client.address.url,
        date=_written_time(started),
        expected=plan.probe.expected,
        clock=said.clock,
        clock_offset_ms=said.clock_offset_ms,
        control=said.control,
        keys=tuple(keys),
        record=str(kept or ""),
    )
    return with_probe(replace(drawn, notes=(*drawn.notes, *notes)), probe, plan)


def with_probe(drawn: Report, probe: Probe, plan: Plan) -> Report:
    """Returns a report with what was learned, and the exit code that follows from it."""
    from auditor.model.exit_status import exit_status

    told = replace(drawn, probe=probe)
    return replace(told, exit_code=exit_status(told, plan.request.fail_on or plan.collected.configuration.fail_on))


def _inventory(request: AuditRequest, probe: ProbeRequest) -> tuple[Path | None, Inventory]:
    """The inventory and its file; an empty one where there is none and nobody named one."""
    try:
        path = inventory_path(request, PolicyRequest(inventory=probe.inventory))
    except UsageError:
        if probe.names or probe.inventory:
            raise
        return None, Inventory(path="")
    return path, load_for(request, path, utc_now().date())


def _near(path: Path) -> Path:
    """The path as one writes it from here, where it is below the current folder."""
    here, there = Path.cwd(), path.absolute()
    return there.relative_to(here) if there.is_relative_to(here) else path


def _sources(probe: ProbeRequest, variables: Mapping[str, str]) -> Iterator[tuple[Source | None, bool]]:
    """Yields where secrets are looked for, the next only where the one before has none.

    None is what the request names: files, or the inventory's folder. The second member says that a value without a
    name was given one.
    """
    if probe.stdin is not None:
        alone = with_name(probe.stdin)
        yield MemorySource({_STDIN: alone or probe.stdin}), alone is not None
    elif probe.environment is not None:
        yield environment_source(probe.environment), False
    elif probe.files:
        yield None, False
        if len(probe.files) == 1 and (alone := read_alone(probe.files[0])) is not None:
            yield MemorySource({str(probe.files[0]): alone}), True
    else:
        yield None, False
        yield environment_source(variables), False


def _named(probe: ProbeRequest) -> str:
    if probe.files:
        return listed(map(str, probe.files))
    if probe.stdin is not None:
        return "standard input"
    return "" if probe.environment is None else "the environment"


def _usable(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What stands in a file of today: nothing from history, archives or workbooks."""
    return tuple(one for one in evidence if one.location.commit is None and one.location.member is None)


def _nothing(named: str, left_out: Sequence[str], inventory: Inventory) -> str:
    if left_out:
        return f"{listed(left_out)}: {inventory.path} names no `owner`; a key that is nobody's is not asked about"
    if named:
        return f"no API secret was found in {named} that could sign; `backpack-audit check` says what is wrong with a value"
    return (
        "no secret of a key that the inventory declares was found in its folder or in the environment; name the file that "
        "holds it, --env or --stdin"
    )


def _whitelist(one: Chosen) -> Whitelist:
    return judge_whitelist([entry.text for entry in one.key.entries]) if one.key else Whitelist()


def _declared(one: Chosen) -> str:
    return (one.key.status or "unknown") if one.key else "undeclared"


def _surroundings(plan: Plan, index: int, said: Conversation) -> Surroundings:
    one = plan.chosen[index]
    whitelist = _whitelist(one)
    return Surroundings(
        clock_offset_ms=said.clock_offset_ms,
        control=said.control,
        others_active=count_active(said.replies, index) if one.key else 0,
        declared=_declared(one),
        has_whitelist=bool(whitelist.addresses) and not whitelist.open_versions,
        on_whitelist=admits(whitelist, plan.probe.sender),
        sender=plan.probe.sender,
    )


def _answer(plan: Plan, address: Address, index: int, said: Conversation, started: datetime) -> RecordedAnswer:
    one, reply = plan.chosen[index], said.replies[index]
    about = _surroundings(plan, index, said)
    return RecordedAnswer(
        key=one.token.hex(),
        name=one.key.name if one.key else "",
        probed=_written_time(started),
        host=address.url.removeprefix("https://"),
        declared=about.declared,
        sender=about.sender,
        on_whitelist=about.on_whitelist,
        state=judge(reply, about).state,
        refused=reply.refused,
        status=reply.status,
        code=reply.code,
        message=reply.message,
    )


def _probed(plan: Plan, record: ProbeRecord, index: int, said: Conversation) -> ProbedKey:
    one, reply = plan.chosen[index], said.replies[index]
    about = _surroundings(plan, index, said)
    judgement = judge(reply, about)
    enforcement = ProbedSubject(one.key, _whitelist(one), record.of(one.token)).enforcement
    if one.key is None or not one.key.is_active or about.on_whitelist is not False:
        enforcement = Enforcement.NOT_MEASURED
    reason = judgement.reason
    if enforcement is Enforcement.IN_FORCE and judgement.state is State.NOT_ACCEPTED and reply.refused:
        reason = (
            f"refused from {about.sender}, which is not on its whitelist, after 200 from an address that is: in force"
        )
    return ProbedKey(
        name=one.key.name if one.key else "",
        api_key=one.api_key,
        found=one.where,
        declared=about.declared,
        state=judgement.state,
        reason=reason,
        reply=reply,
        sender=about.sender,
        on_whitelist=about.on_whitelist,
        enforcement=enforcement,
        as_expected=as_expected(judgement.state, plan.probe.expected),
    )


def _keep(path: Path | None, record: ProbeRecord) -> tuple[tuple[str, ...], Path | None]:
    """Writes the record; what was learned is told all the same where it cannot be written."""
    if path is None:
        return (), None
    try:
        atomic_write.write(path, written(record))
    except OutputError as error:
        return (f"the answers are not kept: {error}",), None
    return (), path


def _judged(plan: Plan, record: ProbeRecord) -> Report:
    """The report of the rules that stand on answers of the exchange, and of no others."""
    rules = rulebook(plan.request, configuration_for(plan.request)).rules
    others = tuple(rule.code for rule in rules if not rule.traits.probe)
    asked = {one.token.hex() for one in plan.chosen}
    answers = ProbeRecord(answers=tuple(one for one in record.answers if one.key in asked))
    audited = audit_policy(plan.inventory, plan.collected.evidence, today=utc_now().date(), record=answers)
    request = replace(plan.request, ignore=(*plan.request.ignore, *others))
    cases = audited.cases if plan.inventory_file else ()
    evaluation = evaluate(request, plan.collected.configuration, (), (), cases)
    # What other rules say of these keys is the answer to another question, that of `policy`.
    drawn = report(replace(plan.request, generic=None), plan.collected, replace(evaluation, left_out=()))
    names = {one.key.name for one in plan.chosen if one.key}
    return replace(drawn, keys=tuple(facts for facts in audited.keys if facts.name in names))


def _written_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
