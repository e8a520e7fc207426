from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from suppression_examples import finding

from auditor.model.finding import Finding, Status
from auditor.model.location import Exposure
from auditor.suppression.baseline import Baseline, Change, Entry, update

EMPTY = Baseline(bytes(16))


def everything(_entry: Entry) -> bool:
    return True


def after(*findings: Finding, baseline: Baseline = EMPTY) -> Change:
    return update(baseline, findings, covers=everything)


def test_a_new_finding_becomes_an_entry_without_line_or_commit() -> None:
    (entry,) = after(finding("a", path="a/.env", line=7)).added
    assert entry == Entry(
        fingerprint=finding("a").fingerprint, rule="BPK102", path="a/.env", field="BACKPACK_API_SECRET"
    )


def test_one_identity_in_many_places_is_one_entry_with_the_first_place() -> None:
    change = after(finding(path="b", line=1), finding(path="a", line=9), finding(path="a", line=2))
    assert [entry.path for entry in change.baseline.entries] == ["a"]


def test_a_moved_secret_keeps_its_reason_and_tells_its_new_place() -> None:
    baseline = Baseline(bytes(16), (replace(after(finding(path="old")).added[0], reason="revoked"),))
    change = after(finding(path="new"), baseline=baseline)
    assert (change.added, change.dropped) == ((), ())
    (entry,) = change.baseline.entries
    assert (entry.path, entry.reason) == ("new", "revoked")


def test_what_is_gone_is_dropped_and_the_rest_stays() -> None:
    baseline = after(finding("a"), finding("b")).baseline
    change = after(finding("b"), baseline=baseline)
    assert [entry.fingerprint for entry in change.dropped] == [finding("a").fingerprint]
    assert [entry.fingerprint for entry in change.baseline.entries] == [finding("b").fingerprint]


def test_what_the_run_did_not_look_at_stays() -> None:
    baseline = after(finding("a")).baseline
    assert update(baseline, (), covers=lambda _: False) == Change(baseline)


def test_another_secret_on_the_same_line_is_another_entry() -> None:
    baseline = after(finding("a", line=3)).baseline
    assert baseline.entry_of(finding("a", line=30)) is not None
    assert baseline.entry_of(finding("b", line=3)) is None


def test_what_is_no_key_is_known_by_its_digest() -> None:
    old, new = finding("path", digest=b"1" * 16), finding("path", digest=b"2" * 16)
    baseline = after(old).baseline
    assert baseline.entry_of(old) is not None
    assert baseline.entry_of(new) is None
    assert [entry.digest for entry in after(new, baseline=baseline).added] == ["32" * 16]


def test_what_comments_ignore_already_is_not_added() -> None:
    assert after(replace(finding(), status=Status.IGNORED)).added == ()


def test_update_may_accept_nothing_new() -> None:
    change = update(EMPTY, (finding(),), covers=everything, accept_new=False)
    assert change == Change(EMPTY)


def test_reason_and_date_are_those_of_new_entries_only() -> None:
    baseline = after(finding("a")).baseline
    change = update(
        baseline, (finding("a"), finding("b")), covers=everything, reason="sandbox", expires=date(2026, 12, 31)
    )
    assert [(entry.reason, entry.expires) for entry in change.added] == [("sandbox", date(2026, 12, 31))]
    assert sorted(entry.reason for entry in change.baseline.entries) == ["", "sandbox"]


def test_an_expired_entry_is_not_renewed_by_an_update() -> None:
    expired = replace(after(finding()).added[0], expires=date(2026, 1, 1))
    change = after(finding(), baseline=Baseline(bytes(16), (expired,)))
    assert change.baseline.entries == (expired,)
    assert change.added == ()


def test_the_last_day_counts() -> None:
    entry = replace(after(finding()).added[0], expires=date(2026, 1, 31))
    assert not entry.has_expired(date(2026, 1, 31))
    assert entry.has_expired(date(2026, 2, 1))


def test_what_is_in_history_stays_there_until_a_run_looks_again() -> None:
    baseline = after(finding(exposure=Exposure.HISTORY)).baseline
    of_tree = update(baseline, (finding(),), covers=lambda entry: not entry.history)
    assert of_tree.baseline.entries[0].history
    assert not update(baseline, (finding(),), covers=everything).baseline.entries[0].history


@pytest.mark.parametrize("now", [True, False])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("covered", [True, False])
def test_an_entry_is_in_history_where_it_is_now_or_was_before_and_nobody_looked(
    *, now: bool, before: bool, covered: bool
) -> None:
    baseline = Baseline(bytes(16), (replace(after(finding()).added[0], history=before),))
    exposure = Exposure.HISTORY if now else Exposure.TRACKED
    (entry,) = update(baseline, (finding(exposure=exposure),), covers=lambda _: covered).baseline.entries
    assert entry.history is (now or (before and not covered))


def test_an_entry_keeps_the_first_eight_characters_of_an_api_key() -> None:
    assert after(finding(api_key="0123456789")).added[0].api_key == "01234567"


def test_an_entry_says_whether_it_is_only_in_history() -> None:
    past = finding(exposure=Exposure.HISTORY, path="a")
    assert after(past).added[0].history
    (entry,) = after(past, finding(path="b")).added
    assert (entry.history, entry.path) == (False, "b")


def test_the_order_of_findings_does_not_matter() -> None:
    findings = [finding(name, path=name) for name in "abcdef"]
    assert after(*findings).baseline == after(*reversed(findings)).baseline
