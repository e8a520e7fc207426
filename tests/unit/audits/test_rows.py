from __future__ import annotations

from pathlib import Path

import pytest
from fixing_cases import put

from auditor.audits.check import check_stored
from auditor.audits.stored_keys import QUESTIONS
from auditor.classification.sample_keys import expand
from auditor.model.location import Exposure
from auditor.model.report import CheckRow
from auditor.model.request import AuditRequest
from auditor.sources.memory import MemorySource


def rows(text: str, name: str = ".env", **source: object) -> tuple[CheckRow, ...]:
    memory = MemorySource({name: expand(text).encode()}, **source)  # type: ignore[arg-type]
    report = check_stored(AuditRequest(use_config=False), source=memory)
    assert report.checks is not None
    return report.checks


def answers(row: CheckRow) -> str:
    return " ".join(answer.words for answer in row.answers)


def test_the_questions_are_asked_in_one_order() -> None:
    (row,) = rows("BACKPACK_API_SECRET={{ a.secret }}\n")
    assert tuple(answer.question for answer in row.answers) == QUESTIONS
    assert QUESTIONS == ("canonical", "point", "strong", "pair", "field", "file")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n",
            ["ok ok ok ok ok ok", "ok - ok ok ok ok"],
        ),
        ("BACKPACK_API_KEY={{ a.key }}\n", ["ok ok ok alone ok ok"]),
        ("BACKPACK_API_SECRET={{ a.secret }}\n", ["ok - ok alone ok ok"]),
        (
            "BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n",
            ["ok - ok ok BPK201 ok", "ok ok ok ok BPK201 ok"],
        ),
        (
            "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n",
            ["ok ok ok BPK205 ok ok", "ok - ok BPK205 ok ok"],
        ),
        (
            "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.key }}\n",
            ["ok ok ok alone BPK204 ok", "ok - ok alone BPK204 ok"],
        ),
        ("BACKPACK_API_KEY={{ a.secret }}\n", ["ok - ok alone BPK202 ok"]),
        ("BACKPACK_API_KEY={{ weak.zeros }}\n", ["ok - BPK306 alone - ok"]),
        ("BACKPACK_API_SECRET={{ weak.counter }}\n", ["ok - BPK305 alone ok ok"]),
        ("BACKPACK_API_SECRET={{ rfc8032.secret }}\n", ["ok - BPK106 alone ok ok"]),
        ("BACKPACK_API_SECRET={{ a.secret | hex }}\n", ["BPK303 - ok alone ok ok"]),
        ("BACKPACK_API_SECRET={{ a.secret | noncanonical }}\n", ["BPK304 - ok alone ok ok"]),
        ("BACKPACK_API_SECRET={{ a.secret | hex }},\n", ["BPK303, BPK304 - ok alone ok ok"]),
        ("BACKPACK_API_SECRET={{ a.expanded }}\n", ["BPK307 - ok alone ok ok"]),
        ("BACKPACK_API_SECRET={{ a.secret | drop }}\n", ["BPK302 - - - - ok"]),
        ("BACKPACK_API_SECRET={{ a.secret | first }}!{{ a.secret | second }}\n", ["BPK301 - - - - ok"]),
        ("BACKPACK_API_SECRET={{ a.secret | jwt }}\n", ["- - - - BPK207 ok"]),
        ("BACKPACK_API_SECRET={{ w.wallet | base58 }}\n", ["base58 - ok alone BPK206 ok"]),
        ("LOG=debug\nBACKPACK_API_SECRET=your_secret\n", ["placeholder - - - - -"]),
        ("JWT_SECRET={{ a.secret }}\nBACKPACK_BASE_URL=https://api.backpack.work\n", []),
    ],
)
def test_every_credential_is_answered_for(text: str, expected: list[str]) -> None:
    assert [answers(row) for row in rows(text, mode=0o600)] == expected


def test_a_row_says_where_and_what_it_is() -> None:
    key, secret = rows(
        "x:\n  backpack:\n    apiKey: {{ a.key }}\n    secret: {{ a.secret }}\n", "bot/config.yaml", mode=0o600
    )
    assert (key.location.path, key.location.span.line, key.field, key.role) == (
        "bot/config.yaml",
        3,
        "apiKey",
        "API key",
    )
    assert (secret.field, secret.role, secret.mode, secret.exposure) == (
        "secret",
        "API secret",
        0o600,
        Exposure.UNVERSIONED,
    )


def test_a_secret_without_a_name_is_known_by_its_key() -> None:
    (row,) = rows("{{ a.key }}:{{ a.secret }}\n", "backpack/accounts.txt", mode=0o600)
    assert (row.field, row.role, answers(row)) == ("", "API secret", "ok - ok ok ok ok")


def test_a_kubernetes_secret_is_right_as_it_is() -> None:
    text = "kind: Secret\nmetadata: {name: backpack}\ndata:\n  api_secret: {{ a.secret | double }}\n"
    assert [answers(row) for row in rows(text, "secret.yaml", mode=0o600)] == ["ok - ok alone ok ok"]


def test_who_can_read_the_file_is_answered_for_all_that_is_in_it(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n", mode=0o644)
    report = check_stored(AuditRequest(paths=(path,), use_config=False))
    assert [row.answers[-1].words for row in report.checks or ()] == ["BPK402", "BPK402"]
    assert report.exit_code == 1


def test_without_permissions_nothing_is_said_of_them() -> None:
    (row,) = rows("BACKPACK_API_SECRET={{ a.secret }}\n")
    assert (row.answers[-1].words, row.answers[-1].good) == ("-", None)


def test_what_was_set_aside_is_shown_and_does_not_count() -> None:
    text = "BACKPACK_API_SECRET={{ a.secret | hex }} # backpack-audit: ignore[BPK303] -- old bot\n"
    (row,) = rows(text, mode=0o600)
    assert (row.answers[0].words, row.answers[0].good) == ("BPK303 (ignored)", None)


def test_no_answer_is_good_where_a_finding_contradicts_it() -> None:
    for row in rows("BACKPACK_API_KEY={{ a.secret | hex }}\nBACKPACK_API_SECRET={{ a.key | hex }}\n", mode=0o644):
        for answer in row.answers:
            assert (answer.good is False) == answer.words.startswith("BPK"), row
            assert (answer.severity is not None) == (answer.good is False)
