"""What `check` says of stored keys in files that git tracks."""

from __future__ import annotations

from reach_scene import PAIR
from repositories import Repository

from auditor import AuditRequest
from auditor.audits.check import check_stored
from auditor.model.report import Answer


def file_answers(repository: Repository) -> dict[str, Answer]:
    report = check_stored(AuditRequest(paths=(repository.path,), jobs=1, cache=False))
    found = {row.role: answer for row in report.checks or () for answer in row.answers if answer.question == "file"}
    assert found
    return found


def test_a_secret_in_a_tracked_file_is_never_in_order(repository: Repository) -> None:
    repository.write("bot.env", PAIR).chmod(0o600)
    repository.commit()
    answers = file_answers(repository)
    assert (answers["API secret"].good, answers["API secret"].words) == (False, "tracked")
    assert answers["API key"].good is True


def test_a_secret_in_an_ignored_file_is_in_order(repository: Repository) -> None:
    repository.write(".gitignore", "*.env\n")
    repository.write("bot.env", PAIR).chmod(0o600)
    assert file_answers(repository)["API secret"].good is True
