"""What a probe says of keys: against a exchange that verifies every request, and one that misbehaves."""

from __future__ import annotations

import re
import socket
import threading
from pathlib import Path

import pytest
from probe_scene import client_of, inventory, key, only_key, probe, secret, write
from stand_in import FORBIDDEN, INVALID, StandIn, stand_in

from auditor.classification.sample_keys import expand, specimen
from auditor.inventory.probe_record import load_record
from auditor.model.probed import Enforcement, State

A = Path("a.env")


def test_a_key_that_works_is_proven(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"a.env": secret("a"), "backpack-keys.yaml": inventory(key("a", "grid"))})
    report = probe(exchange)
    found = only_key(report)
    assert (found.name, found.state, found.declared) == ("grid", State.ACTIVE, "active")
    assert (report.findings, report.exit_code) == ((), 0)
    assert exchange.paths == ["/api/v1/time", "/api/v1/account", "/api/v1/account"]
    assert exchange.signers[0] == ""
    assert exchange.signers[1] not in exchange.keys
    assert exchange.signers[2] == specimen("a").key


def test_only_reads_are_sent_and_no_body(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"a.env": secret("a")})
    probe(exchange, files=(A,))
    for request in exchange.requests:
        assert request.startswith(b"GET /api/v1/")
        assert request.endswith(b"\r\n\r\n")
        assert b"Content-Length" not in request
        assert b"X-Window: 5000" in request or b"/time" in request


def test_a_deleted_key_is_consistent_with_revoked(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"c.env": secret("c"), "backpack-keys.yaml": inventory(key("c", status="revoked"))})
    report = probe(exchange)
    found = only_key(report)
    assert found.state is State.CONSISTENT_WITH_REVOKED
    assert "in the same words: consistent with revoked" in found.reason
    assert (report.findings, report.exit_code) == ((), 0)


def test_another_key_of_the_account_is_ground_as_well(exchange: StandIn, probe_folder: Path) -> None:
    files = {"a.env": secret("a"), "c.env": secret("c"), "backpack-keys.yaml": inventory(key("a"), key("c"))}
    write(probe_folder, files)
    report = probe(exchange, names=("a", "c"))
    assert report.probe is not None
    assert [found.state for found in report.probe.keys] == [State.ACTIVE, State.CONSISTENT_WITH_REVOKED]
    assert "another key of the account was answered 200" in report.probe.keys[1].reason


def test_a_revoked_key_that_works_is_critical_and_stays_so_in_policy(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"bot.txt": secret("b"), "backpack-keys.yaml": inventory(key("b", "old", status="revoked"))})
    report = probe(exchange)
    assert [(one.rule_id, one.severity, one.confidence) for one in report.findings] == [
        ("BPK513", "critical", "proven")
    ]
    assert report.exit_code == 1
    from auditor.audits.policy import PolicyRequest, audit_inventory
    from auditor.model.request import AuditRequest

    policy = audit_inventory(AuditRequest(jobs=1, cache=False), PolicyRequest())
    assert {one.rule_id: one.severity for one in policy.findings}["BPK513"] == "critical"
    leaks = [one for one in policy.findings if one.rule_id.startswith("BPK10")]
    assert leaks
    assert not any("low because" in one.message for one in leaks), "its secret opens the account still"
    assert policy.policy is not None
    assert policy.policy.keys[0].probed.startswith("active on 20")


def test_a_finding_is_about_the_keys_of_this_run(exchange: StandIn, probe_folder: Path) -> None:
    keys = inventory(key("a"), key("b", status="revoked"))
    write(probe_folder, {"a.env": secret("a"), "b.env": secret("b"), "backpack-keys.yaml": keys})
    assert probe(exchange, names=("b",)).exit_code == 1
    assert probe(exchange, names=("a",)).findings == ()


def test_the_whitelist_is_measured(exchange: StandIn, probe_folder: Path) -> None:
    listed = ", ip_whitelist: [9.9.9.9]"
    write(probe_folder, {"d.env": secret("d"), "backpack-keys.yaml": inventory(key("d", more=listed))})
    exchange.sender = "1.1.1.1"
    outside = only_key(probe(exchange, sender="1.1.1.1"))
    assert (outside.state, outside.enforcement, outside.on_whitelist) == (
        State.NOT_ACCEPTED,
        Enforcement.NOT_MEASURED,
        False,
    )
    exchange.sender = "9.9.9.9"
    assert only_key(probe(exchange, sender="9.9.9.9")).state is State.ACTIVE
    exchange.sender = "1.1.1.1"
    report = probe(exchange, sender="1.1.1.1")
    assert only_key(report).enforcement is Enforcement.IN_FORCE
    assert (report.findings, report.exit_code) == ((), 0)
    exchange.keys[specimen("d").key].whitelist = ()
    report = probe(exchange, sender="1.1.1.1")
    assert [(one.rule_id, one.severity) for one in report.findings] == [("BPK609", "high")]
    assert only_key(report).enforcement is Enforcement.NOT_IN_FORCE
    assert "from 1.1.1.1, which is not on the declared list" in report.findings[0].message


def test_a_refusal_from_nobody_knows_where_may_be_the_whitelist(exchange: StandIn, probe_folder: Path) -> None:
    listed = ", ip_whitelist: [9.9.9.9]"
    write(probe_folder, {"d.env": secret("d"), "backpack-keys.yaml": inventory(key("d", more=listed))})
    found = only_key(probe(exchange))
    assert found.state is State.NOT_ACCEPTED
    assert "--from" in found.reason
    assert '403 FORBIDDEN "Address not allowed"' in found.reason


@pytest.mark.parametrize(
    ("label", "expected", "code"), [("a", "active", 0), ("a", "revoked", 1), ("c", "revoked", 0), ("c", "active", 1)]
)
def test_expect_is_a_gate(exchange: StandIn, probe_folder: Path, label: str, expected: str, code: int) -> None:
    write(probe_folder, {"a.env": secret(label)})
    report = probe(exchange, files=(A,), expected=expected)
    assert report.exit_code == code
    assert only_key(report).as_expected is (code == 0)


@pytest.mark.parametrize("expected", ["", "active", "revoked"])
def test_a_gate_does_not_pass_where_the_reason_is_not_known(
    exchange: StandIn, probe_folder: Path, expected: str
) -> None:
    write(probe_folder, {"a.env": secret("a")})
    exchange.misbehaviour = {"/api/v1/account": "503"}
    assert probe(exchange, files=(A,), expected=expected).exit_code == 3


MISBEHAVIOUR = {
    "429": "limits how many requests",
    "503": "has a problem of its own",
    "maintenance": "being maintained",
    "html": "a page of HTML",
    "plain404": "an answer that is not a JSON object",
    "redirect": "a redirect, which is not followed",
    "half": "half an answer",
    "huge": "more than 64 KiB",
    "garbage": "not HTTP",
    "close": "closed",
    "odd": "a code that says nothing about the key",
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_every_other_answer_leaves_the_reason_open(exchange: StandIn, probe_folder: Path, how: str) -> None:
    write(probe_folder, {"c.env": secret("c")})
    exchange.misbehaviour = {"/api/v1/account": how}
    report = probe(exchange, files=(Path("c.env"),))
    found = only_key(report)
    assert (found.state, report.exit_code) == (State.NOT_ACCEPTED, 3)
    assert MISBEHAVIOUR[how] in found.reason + report.probe.control.trouble if report.probe else ""
    assert len(exchange.requests) <= 3


@pytest.mark.parametrize("how", ["429", "503", "redirect", "html", "half", "huge", "garbage", "close"])
def test_a_key_of_the_user_is_not_sent_where_the_throw_away_key_was_not_refused(
    exchange: StandIn, probe_folder: Path, how: str
) -> None:
    write(probe_folder, {"a.env": secret("a")})
    exchange.misbehaviour = {"/api/v1/account": how}
    assert only_key(probe(exchange, files=(A,))).reply.trouble.startswith("not asked, because")
    assert specimen("a").key not in exchange.signers


def test_a_host_that_says_200_to_everybody_proves_nothing(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"a.env": secret("a")})
    exchange.misbehaviour = {"/api/v1/account": "everything-200"}
    report = probe(exchange, files=(A,))
    assert only_key(report).state is State.NOT_ACCEPTED
    assert "proves nothing" in only_key(report).reason
    assert specimen("a").key not in exchange.signers


@pytest.mark.parametrize("how", ["hang", "slow"])
def test_a_host_that_takes_its_time_is_left(exchange: StandIn, probe_folder: Path, how: str) -> None:
    write(probe_folder, {"a.env": secret("a")})
    exchange.misbehaviour = {"/api/v1/time": how}
    report = probe(exchange, files=(A,), seconds=0.5)
    assert "no whole answer within 0.5 seconds" in only_key(report).reason
    assert exchange.paths == ["/api/v1/time"]


def test_what_a_redirect_points_to_is_not_visited(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"a.env": secret("a")})
    visited = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(2)
        exchange.elsewhere = f"https://127.0.0.1:{other.getsockname()[1]}/api/v1/account"

        def wait() -> None:
            try:
                other.accept()
                visited.set()
            except OSError:
                return

        waiting = threading.Thread(target=wait)
        waiting.start()
        exchange.misbehaviour = {"/api/v1/account": "redirect"}
        report = probe(exchange, files=(A,))
        waiting.join()
    assert not visited.is_set()
    assert "redirect" in only_key(report).reason


@pytest.mark.parametrize(
    ("skew", "words"), [(3_600_000, "behind the exchange's"), (-3_600_000, "ahead of the exchange's")]
)
def test_a_wrong_clock_is_named_as_the_reason(exchange: StandIn, probe_folder: Path, skew: int, words: str) -> None:
    write(probe_folder, {"a.env": secret("a")})
    exchange.skew_ms = skew
    found = only_key(probe(exchange, files=(A,)))
    assert found.state is State.NOT_ACCEPTED
    said = re.search(r"this machine's clock is ([\d,.]+) seconds (.*?)(?:[.;:]|$)", found.reason)
    assert said, found.reason
    assert abs(float(said[1].replace(",", "")) - 3600) < 30  # the request took a moment
    assert said[2].startswith(words)


@pytest.mark.parametrize("unknown", [INVALID, FORBIDDEN, (401, {"code": "INVALID_SIGNATURE", "message": ""})])
def test_the_words_for_an_unknown_key_are_not_taken_for_granted(
    exchange: StandIn, probe_folder: Path, unknown: tuple[int, object]
) -> None:
    write(probe_folder, {"c.env": secret("c")})
    exchange.unknown = unknown
    assert only_key(probe(exchange, files=(Path("c.env"),))).state is State.CONSISTENT_WITH_REVOKED


def test_a_certificate_of_another_host_or_authority_is_refused(
    exchange: StandIn, probe_folder: Path, tmp_path: Path
) -> None:
    write(probe_folder, {"a.env": secret("a")})
    (tmp_path / "other").mkdir()
    with stand_in(tmp_path / "other", certified="elsewhere.example") as wrong_host:
        report = probe(wrong_host, files=(A,))
        assert "certificate is not valid" in only_key(report).reason
        assert wrong_host.requests == []
        exchange.authority = wrong_host.authority
        report = probe(exchange, files=(A,))
        assert "certificate is not valid" in only_key(report).reason
        assert exchange.requests == []


def test_what_comes_back_is_kept_without_keys_signatures_and_control_characters(
    exchange: StandIn, probe_folder: Path
) -> None:
    write(probe_folder, {"a.env": secret("a")})
    exchange.misbehaviour = {"/api/v1/account": "echo"}
    report = probe(exchange, files=(A,), record=Path("record.json"))
    message = only_key(report).reply.message
    assert "<redacted>" in message
    assert "\x1b" not in message
    assert "\n" not in message
    kept = Path("record.json").read_text()
    assert specimen("a").key not in kept
    assert not any(headers in kept for headers in exchange.signers if headers)
    (answer,) = load_record(Path("record.json")).answers
    assert (answer.status, answer.code, answer.name) == (401, "UNAUTHORIZED", "")


def test_of_an_account_nothing_is_kept(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"a.env": secret("a"), "backpack-keys.yaml": inventory(key("a"))})
    report = probe(exchange)
    kept = Path("backpack-keys.probe.json").read_text()
    for word in ("autoLend", "leverageLimit", "0.02"):
        assert word not in kept
        assert word not in repr(report.probe)


def test_a_secret_that_changed_in_the_meantime_signs_nothing(exchange: StandIn, probe_folder: Path) -> None:
    from auditor.audits.probe import carried_out
    from auditor.audits.probe_plan import ProbeRequest, planned
    from auditor.model.request import AuditRequest
    from auditor.probe.conversation import Pace

    write(
        probe_folder, {"a.env": secret("a"), "b.env": secret("b"), "backpack-keys.yaml": inventory(key("a"), key("b"))}
    )
    plan = planned(AuditRequest(jobs=1, cache=False), ProbeRequest(names=("a", "b")), variables={})
    write(probe_folder, {"a.env": secret("c")})
    report = carried_out(plan, client_of(exchange), pace=Pace(0))
    assert report.probe is not None
    assert [found.state for found in report.probe.keys] == [State.NOT_ACCEPTED, State.ACTIVE]
    assert "not where it was" in report.probe.keys[0].reason
    assert expand("{{ c.key }}") not in exchange.signers


def test_requests_are_a_second_apart(exchange: StandIn, probe_folder: Path) -> None:
    from auditor.audits.probe import carried_out
    from auditor.audits.probe_plan import ProbeRequest, planned
    from auditor.model.request import AuditRequest

    write(probe_folder, {"a.env": secret("a")})
    plan = planned(AuditRequest(jobs=1, cache=False), ProbeRequest(files=(A,)), variables={})
    carried_out(plan, client_of(exchange))
    first, second, third = exchange.started
    assert second - first > 0.8
    assert third - second > 0.8


def test_what_was_not_answered_is_not_kept(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"b.env": secret("b"), "backpack-keys.yaml": inventory(key("b", status="revoked"))})
    assert probe(exchange).exit_code == 1
    before = Path("backpack-keys.probe.json").read_bytes()
    exchange.misbehaviour = {"/api/v1/time": "close"}
    report = probe(exchange)
    assert Path("backpack-keys.probe.json").read_bytes() == before
    assert [one.rule_id for one in report.findings] == ["BPK513"], "what was proven stays so"
