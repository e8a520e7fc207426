"""What earlier probes say of a key today."""

from __future__ import annotations

from pathlib import Path

import pytest
from policy_scene import TODAY, inventory

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import specimen
from auditor.errors import ConfigurationError
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.probe_record import ProbeRecord, RecordedAnswer, load_record, read_record, record_path, written
from auditor.inventory.probed_key import ProbedSubject, admits
from auditor.inventory.whitelist import judge_whitelist
from auditor.model.probed import Enforcement, State

KEY = token(specimen("a").public_key).hex()
INSIDE, OUTSIDE = "9.9.9.9", "1.1.1.1"


def answer(
    probed: str = "2026-08-30T10:00:00Z",
    *,
    state: State = State.ACTIVE,
    declared: str = "active",
    sender: str = "",
    on_whitelist: bool | None = None,
) -> RecordedAnswer:
    return RecordedAnswer(
        key=KEY,
        name="grid",
        probed=probed,
        declared=declared,
        sender=sender,
        on_whitelist=on_whitelist,
        state=state,
        refused=state is not State.ACTIVE,
        status=200 if state is State.ACTIVE else 401,
    )


def probed(fields: str, *answers: RecordedAnswer) -> ProbedSubject:
    known = inventory(f'version: 1\nkeys:\n  - {{name: grid, api_key: "{{{{ a.key }}}}", {fields}}}\n')
    audited = audit_policy(known, (), today=TODAY, record=ProbeRecord(answers=answers))
    return audited.survey.keys[0].probed


def test_a_key_that_was_never_probed_says_so() -> None:
    assert probed("status: active").words == "never"
    assert not probed("status: revoked").works_revoked


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.ACTIVE, "active on 2026-08-30"),
        (State.NOT_ACCEPTED, "not accepted, reason not known, on 2026-08-30"),
        (State.CONSISTENT_WITH_REVOKED, "consistent with revoked on 2026-08-30"),
    ],
)
def test_the_column_says_state_and_day(state: State, words: str) -> None:
    assert probed("status: active", answer(state=state)).words == words


def test_a_whitelist_is_in_force_after_200_inside_and_a_refusal_outside() -> None:
    inside = answer(sender=INSIDE, on_whitelist=True)
    refused = answer("2026-08-31T10:00:00Z", sender=OUTSIDE, on_whitelist=False, state=State.NOT_ACCEPTED)
    both = probed(f"status: active, ip_whitelist: [{INSIDE}]", inside, refused)
    assert both.enforcement is Enforcement.IN_FORCE
    assert both.words == "active on 2026-08-30; whitelist in force"
    assert probed(f"status: active, ip_whitelist: [{INSIDE}]", refused).enforcement is Enforcement.NOT_MEASURED
    assert probed(f"status: active, ip_whitelist: [{INSIDE}]", inside).enforcement is Enforcement.NOT_MEASURED


def test_no_answer_at_all_from_outside_proves_nothing_of_the_whitelist() -> None:
    inside = answer(sender=INSIDE, on_whitelist=True)
    silent = RecordedAnswer(
        key=KEY, probed="2026-08-31T10:00:00Z", declared="active", sender=OUTSIDE, on_whitelist=False,
        state=State.NOT_ACCEPTED,
    )  # fmt: skip
    assert probed(f"status: active, ip_whitelist: [{INSIDE}]", inside, silent).enforcement is Enforcement.NOT_MEASURED


@pytest.mark.parametrize(
    ("entries", "sender", "expected"),
    [
        ([], OUTSIDE, None),
        ([INSIDE], "", None),
        ([INSIDE], INSIDE, True),
        (["9.9.9.0/24"], "9.9.9.255", True),
        (["9.9.9.0/24"], "9.9.10.0", False),
        (["0.0.0.0/0"], OUTSIDE, True),
        ([INSIDE, "bot.example.com"], OUTSIDE, None),
        ([INSIDE, "bot.example.com"], INSIDE, True),
        ([INSIDE], "2606:4700::1111", False),
        (["2606:4700::/32"], "2606:4700::1111", True),
    ],
)
def test_a_whitelist_admits_an_address_or_not_or_nobody_knows(
    entries: list[str], sender: str, expected: bool | None
) -> None:
    assert admits(judge_whitelist(entries), sender) is expected


def test_a_record_survives_writing_and_holds_the_last_answer_of_each_address(tmp_path: Path) -> None:
    record = ProbeRecord().with_answers([answer(sender=INSIDE), answer(sender=OUTSIDE)])
    newer = answer("2026-08-31T00:00:00Z", sender=INSIDE, state=State.NOT_ACCEPTED)
    merged = record.with_answers([newer])
    path = record_path(tmp_path / "keys.yaml")
    assert path.name == "keys.probe.json"
    path.write_bytes(written(merged))
    again = load_record(path)
    assert again == merged
    assert [(one.sender, one.probed) for one in again.of(bytes.fromhex(KEY))] == [
        (OUTSIDE, "2026-08-30T10:00:00Z"),
        (INSIDE, "2026-08-31T00:00:00Z"),
    ]
    assert again.of(None) == ()
    assert again.of(b"\0" * 16) == ()


def test_no_record_is_an_empty_one(tmp_path: Path) -> None:
    assert load_record(tmp_path / "none.probe.json") == ProbeRecord()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"answers": []}',
        "{",
        '{"schema": "something/else", "answers": []}',
        '{"schema": "backpack-audit/probe-record/v1", "answers": [{"key": "hunter2hunter2"}]}',
        written(ProbeRecord(answers=(answer("yesterday"),))).decode(),
        written(ProbeRecord(answers=(answer(),))).decode().replace('"active"', '"dead"'),
    ],
)
def test_what_is_no_record_is_an_error_without_its_text(text: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read_record(text, shown_as="x.probe.json")
    assert str(raised.value).startswith("x.probe.json: this is not a record")
    assert "hunter2" not in str(raised.value)


def test_an_answer_that_says_nothing_does_not_wipe_out_a_proof() -> None:
    proof = answer(declared="revoked")
    silent = RecordedAnswer(
        key=KEY, name="grid", probed="2026-08-31T10:00:00Z", declared="revoked", state=State.NOT_ACCEPTED, status=503
    )
    record = ProbeRecord().with_answers([proof]).with_answers([silent])
    assert len(record.answers) == 2
    found = probed("status: revoked", *record.answers)
    assert found.works_revoked
    assert found.words == "active on 2026-08-30"
    refused = answer("2026-09-01T00:00:00Z", declared="revoked", state=State.CONSISTENT_WITH_REVOKED)
    assert not probed("status: revoked", *record.with_answers([refused]).answers).works_revoked
