"""Which of a key's answers counts, and what it proves: both sides of every condition."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import ConfigurationError
from auditor.inventory.inventory import TOP, Key
from auditor.inventory.probe_record import SCHEMA, ProbeRecord, RecordedAnswer, load_record, written
from auditor.inventory.probed_key import ProbedSubject, admits
from auditor.inventory.whitelist import judge_whitelist
from auditor.model.probed import Enforcement, State

INSIDE, OUTSIDE = "9.9.9.9", "1.1.1.1"


def answer(day: int = 1, state: State = State.ACTIVE, **more: Any) -> RecordedAnswer:
    known: dict[str, Any] = {"key": "k", "declared": "active", "refused": state is not State.ACTIVE}
    return RecordedAnswer(**(known | more), probed=f"2026-08-{day:02}T10:00:00Z", state=state)


def subject(*answers: RecordedAnswer, entries: tuple[str, ...] = (), **of_key: Any) -> ProbedSubject:
    key = Key(name="grid", token=b"k", span=TOP, whitelist_span=TOP, **of_key)
    return ProbedSubject(key, judge_whitelist(entries), answers)


ACCEPTED, REFUSED = answer(1), answer(2, State.NOT_ACCEPTED)
SILENT = answer(3, State.NOT_ACCEPTED, refused=False)
FROM_OUTSIDE = answer(4, State.NOT_ACCEPTED, sender=OUTSIDE, on_whitelist=False)
OPEN_TO_OUTSIDE = answer(5, sender=OUTSIDE, on_whitelist=False)


@pytest.mark.parametrize(
    ("answers", "latest"),
    [
        ((), None),
        ((ACCEPTED,), ACCEPTED),
        ((ACCEPTED, REFUSED), REFUSED),
        ((REFUSED, ACCEPTED), ACCEPTED),
        ((ACCEPTED, SILENT), ACCEPTED),
        ((SILENT,), SILENT),
        ((ACCEPTED, FROM_OUTSIDE), ACCEPTED),
        ((FROM_OUTSIDE,), FROM_OUTSIDE),
        ((FROM_OUTSIDE, SILENT), FROM_OUTSIDE),
        ((REFUSED, OPEN_TO_OUTSIDE), OPEN_TO_OUTSIDE),
    ],
)
def test_which_answer_is_about_the_key(answers: tuple[RecordedAnswer, ...], latest: RecordedAnswer | None) -> None:
    assert subject(*answers).latest == latest


@pytest.mark.parametrize(
    ("answers", "fields", "works"),
    [
        ((), {"status": "revoked"}, False),
        ((answer(2, declared="revoked"),), {"status": "revoked"}, True),
        ((answer(2, declared="revoked"),), {"status": "active"}, False),
        ((answer(2),), {"status": "revoked"}, False),
        ((answer(2),), {"status": "revoked", "revoked_on": date(2026, 8, 1)}, True),
        ((answer(2),), {"status": "revoked", "revoked_on": date(2026, 8, 2)}, False),
        ((answer(2, State.NOT_ACCEPTED, declared="revoked"),), {"status": "revoked"}, False),
    ],
)
def test_when_a_revoked_key_is_proven_to_work(
    answers: tuple[RecordedAnswer, ...], fields: dict[str, Any], *, works: bool
) -> None:
    assert subject(*answers, **fields).works_revoked is works
    assert not ProbedSubject(None, judge_whitelist(()), answers).works_revoked


@pytest.mark.parametrize(
    ("answers", "entries", "outside"),
    [
        ((OPEN_TO_OUTSIDE,), (INSIDE,), OPEN_TO_OUTSIDE),
        ((OPEN_TO_OUTSIDE,), (OUTSIDE,), None),
        ((OPEN_TO_OUTSIDE,), (), None),
        ((FROM_OUTSIDE,), (INSIDE,), None),
        ((answer(5, sender=OUTSIDE, on_whitelist=True),), (INSIDE,), None),
        ((answer(5, sender=OUTSIDE),), (INSIDE,), None),
        (
            (OPEN_TO_OUTSIDE, answer(6, sender=OUTSIDE, on_whitelist=False)),
            (INSIDE,),
            answer(6, sender=OUTSIDE, on_whitelist=False),
        ),
    ],
)
def test_what_got_through_from_outside(
    answers: tuple[RecordedAnswer, ...], entries: tuple[str, ...], outside: RecordedAnswer | None
) -> None:
    found = subject(*answers, entries=entries)
    assert found.outside == outside
    assert (found.enforcement is Enforcement.NOT_IN_FORCE) is (outside is not None)


FROM_INSIDE = answer(1, sender=INSIDE, on_whitelist=True)


@pytest.mark.parametrize(
    ("answers", "entries", "measured"),
    [
        ((FROM_INSIDE, FROM_OUTSIDE), (INSIDE,), True),
        ((FROM_INSIDE,), (INSIDE,), False),
        ((FROM_OUTSIDE,), (INSIDE,), False),
        ((answer(1, sender=INSIDE), FROM_OUTSIDE), (INSIDE,), False),
        ((answer(1, State.NOT_ACCEPTED, sender=INSIDE, on_whitelist=True), FROM_OUTSIDE), (INSIDE,), False),
        ((FROM_INSIDE, FROM_OUTSIDE), (INSIDE, OUTSIDE), False),
        ((FROM_INSIDE, answer(4, State.NOT_ACCEPTED, sender=OUTSIDE)), (INSIDE,), False),
        (
            (FROM_INSIDE, answer(4, State.NOT_ACCEPTED, sender=OUTSIDE, on_whitelist=False, refused=False)),
            (INSIDE,),
            False,
        ),
    ],
)
def test_when_a_whitelist_is_known_to_be_in_force(
    answers: tuple[RecordedAnswer, ...], entries: tuple[str, ...], *, measured: bool
) -> None:
    found = subject(*answers, entries=entries)
    assert found.enforcement is (Enforcement.IN_FORCE if measured else Enforcement.NOT_MEASURED)
    assert ("whitelist" in found.words) is measured


def test_an_answer_that_does_not_say_so_is_no_refusal() -> None:
    bare = RecordedAnswer(key="k", declared="active", probed="2026-08-01T10:00:00Z", state=State.NOT_ACCEPTED)
    assert (bare.refused, bare.says_something, bare.is_accepted) == (False, False, False)


def test_a_record_of_more_than_four_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "k.probe.json"
    path.touch()
    os.truncate(path, (4 << 20) + 1)
    with pytest.raises(ConfigurationError, match="at most 4096 KiB"):
        load_record(path)
    text = written(ProbeRecord(answers=(ACCEPTED,)))
    path.write_bytes(text + b" " * ((4 << 20) - len(text)))
    assert load_record(path).answers == (ACCEPTED,)


def test_a_record_has_an_answer_a_line() -> None:
    empty = f'{{\n "schema": "{SCHEMA}",\n "answers": []\n}}\n'
    assert written(ProbeRecord()).decode() == empty
    two = written(ProbeRecord(answers=(ACCEPTED, REFUSED))).decode().splitlines()
    assert [line[:2] for line in two] == ["{", ' "', ' "', "  ", "  ", " ]", "}"]
    assert [line.endswith(",") for line in two] == [False, True, False, True, False, False, False]


@pytest.mark.parametrize(
    ("entries", "sender", "admitted"),
    [
        ([], "9.9.9.9", None),
        (["9.9.9.9"], "", None),
        (["9.9.9.9"], "9.9.9.9", True),
        (["9.9.9.9"], "9.9.9.8", False),
        (["9.9.9.9", "no address"], "9.9.9.9", True),
        (["9.9.9.9", "no address"], "9.9.9.8", None),
        (["1.0.0.0-223.255.255.255"], "250.0.0.1", True),
        (["1.0.0.0-223.255.255.254"], "250.0.0.1", False),
        (["1.0.0.0-223.255.255.255"], "2620:fe::9", False),
    ],
)
def test_which_addresses_a_whitelist_admits(entries: list[str], sender: str, *, admitted: bool | None) -> None:
    assert admits(judge_whitelist(entries), sender) is admitted
