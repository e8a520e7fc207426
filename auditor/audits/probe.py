"""The audit of live keys: sends what was planned, and joins what came back with the inventory.

The one audit that goes online. `probe_plan` says what would be sent; between the two a person says yes. A secret is read
again from its place right before its request is signed, so none is held in the meantime.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.audits.probe_plan import Plan, near
from auditor.audits.read_files_again import sign_again
from auditor.errors import OutputError
from auditor.evaluation import evaluate, rulebook
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.probe_record import ProbeRecord, RecordedAnswer, load_record, record_path, written
from auditor.inventory.probed_key import ProbedSubject, admits
from auditor.inventory.whitelist import Whitelist, judge_whitelist
from auditor.model.clock import utc_now
from auditor.model.exit_code import exit_code
from auditor.model.probed import Enforcement, Probe, ProbedKey, Reply, State
from auditor.model.report import Report
from auditor.pipeline import report
from auditor.probe.conversation import Conversation, Pace, converse
from auditor.probe.https_client import Client
from auditor.probe.judgement import Judgement, Surroundings, as_expected, count_active, judge
from auditor.probe.whose_keys import Chosen
from auditor.storage import atomic_write
from auditor.wording.lists import listed


class _Asked(Struct, frozen=True):
    """One key, what came back, and what that proves."""

    one: Chosen
    reply: Reply
    whitelist: Whitelist
    about: Surroundings

    @property
    def judgement(self) -> Judgement:
        return judge(self.reply, self.about)


def carried_out(plan: Plan, client: Client, *, pace: Pace | None = None) -> Report:
    """Sends what is planned, keeps the answers in the record, and returns the report.

    Args:
        plan: What somebody said yes to.
        client: Sends the requests.
        pace: Keeps the requests apart; None for one a second.

    Raises:
        AuditError: a rule is wrong, or the record that was there before.
    """
    record_file = plan.probe.record or (record_path(near(plan.inventory_file)) if plan.inventory_file else None)
    before = load_record(record_file) if record_file else ProbeRecord()
    when = f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"
    signers = [partial(sign_again, plan.collected.run, plan.source, one.place, one.token) for one in plan.chosen]
    said = converse(client, signers, pace)
    asked = [_asked(plan, index, said) for index in range(len(plan.chosen))]
    host = client.address.url.removeprefix("https://")
    record = before.with_answers(_answer(each, host, when) for each in asked if each.reply.status is not None)
    notes, kept = _keep(record_file, record)
    if plan.left_out:
        notes += (f"not asked about, because the inventory names no `owner`: {listed(plan.left_out)}",)
    drawn = _judged(plan, record)
    probe = Probe(
        base_url=client.address.url,
        date=when,
        expected=plan.probe.expected,
        clock=said.clock,
        clock_offset_ms=said.clock_offset_ms,
        control=said.control,
        keys=tuple(_probed(each, record, plan.probe.expected) for each in asked),
        record=str(kept or ""),
    )
    told = replace(drawn, notes=(*drawn.notes, *notes), probe=probe)
    return replace(told, exit_code=exit_code(told, plan.collected.run.threshold))


def _asked(plan: Plan, index: int, said: Conversation) -> _Asked:
    one = plan.chosen[index]
    whitelist = judge_whitelist([entry.text for entry in one.key.entries]) if one.key else Whitelist()
    about = Surroundings(
        clock_offset_ms=said.clock_offset_ms,
        control=said.control,
        others_active=count_active(said.replies, index) if one.key else 0,
        declared=(one.key.status or "unknown") if one.key else "undeclared",
        has_whitelist=bool(whitelist.addresses) and not whitelist.open_versions,
        on_whitelist=admits(whitelist, plan.probe.sender),
        sender=plan.probe.sender,
    )
    return _Asked(one, said.replies[index], whitelist, about)


def _answer(asked: _Asked, host: str, when: str) -> RecordedAnswer:
    reply = asked.reply
    return RecordedAnswer(
        key=asked.one.token.hex(),
        name=asked.one.key.name if asked.one.key else "",
        probed=when,
        host=host,
        declared=asked.about.declared,
        sender=asked.about.sender,
        on_whitelist=asked.about.on_whitelist,
        state=asked.judgement.state,
        refused=reply.refused,
        status=reply.status,
        code=reply.code,
        message=reply.message,
    )


def _probed(asked: _Asked, record: ProbeRecord, expected: str) -> ProbedKey:
    one, about, judgement = asked.one, asked.about, asked.judgement
    enforcement = ProbedSubject(one.key, asked.whitelist, record.of(one.token)).enforcement
    if one.key is None or not one.key.is_active or about.on_whitelist is not False:
        enforcement = Enforcement.NOT_MEASURED
    reason = judgement.reason
    if enforcement is Enforcement.IN_FORCE and judgement.state is State.NOT_ACCEPTED and asked.reply.refused:
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
        reply=asked.reply,
        sender=about.sender,
        on_whitelist=about.on_whitelist,
        enforcement=enforcement,
        as_expected=as_expected(judgement.state, expected),
    )


def _keep(path: Path | None, record: ProbeRecord) -> tuple[tuple[str, ...], Path | None]:
    """Writes the record; what was learned is reported all the same where it cannot be written."""
    if path is None:
        return (), None
    try:
        atomic_write.write(path, written(record))
    except OutputError as error:
        return (f"the answers are not kept: {error}",), None
    return (), path


def _judged(plan: Plan, record: ProbeRecord) -> Report:
    """Returns the report of the rules that rely on answers of the exchange, and of no others."""
    rules = rulebook(plan.collected.run).rules
    others = tuple(rule.code for rule in rules if not rule.traits.probe)
    asked = {one.token.hex() for one in plan.chosen}
    answers = ProbeRecord(answers=tuple(one for one in record.answers if one.key in asked))
    audited = audit_policy(plan.inventory, plan.collected.evidence, today=utc_now().date(), record=answers)
    run = plan.collected.run.asking(ignore=(*plan.request.ignore, *others))
    cases = audited.cases if plan.inventory_file else ()
    evaluation = evaluate(run, (), (), cases)
    # What other rules say of these keys is the answer to another question, that of `policy`.
    drawn = report(
        replace(plan.collected, run=plan.collected.run.asking(generic=None)), replace(evaluation, left_out=())
    )
    names = {one.key.name for one in plan.chosen if one.key}
    return replace(drawn, keys=tuple(facts for facts in audited.keys if facts.name in names))
