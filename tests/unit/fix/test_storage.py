from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixing_cases import plan, put
from repositories import Repository

from auditor.audits.fix import write
from auditor.classification.sample_keys import expand
from auditor.fix.gitignore import pattern
from auditor.fix.workspace import why_not
from auditor.model.location import Exposure

SECRET = "BACKPACK_API_SECRET={{ a.secret }}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "/bot/.env\n"),
        (b"", "/bot/.env\n"),
        (b"*.log\n", "*.log\n/bot/.env\n"),
        (b"*.log", "*.log\n/bot/.env\n"),
        (b"# c\r\n*.log\r\n", "# c\r\n*.log\r\n/bot/.env\r\n"),
    ],
)
def test_a_line_is_added_with_the_line_end_of_the_file(
    repository: Repository, before: bytes | None, after: str
) -> None:
    if before is not None:
        repository.write(".gitignore", before)
    repository.write("bot/.env", expand(SECRET)).chmod(0o600)
    found = plan(repository.path)
    assert [change.done for change in found.plan.changes] == [("ignores bot/.env",)]
    write(found.plan)
    assert (repository.path / ".gitignore").read_bytes().decode() == after
    assert repository.git("check-ignore", "bot/.env") == "bot/.env"
    assert not plan(repository.path).matters


@pytest.mark.parametrize("name", ["we ird [x]*.env", "#bot.env", "!bot.env", "a\\b.env", "é.env"])
def test_names_that_mean_something_to_git_are_escaped(repository: Repository, name: str) -> None:
    repository.write(name, expand(SECRET)).chmod(0o600)
    write(plan(repository.path).plan)
    assert repository.git("status", "--short", "--untracked-files=all") == "?? .gitignore"


def test_a_space_at_the_end_is_escaped() -> None:
    assert pattern("a b ") == "/a b\\ "


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("bot.py", 'backpack_secret = "{{ a.secret }}"\n', "source code"),
        (
            "bot.ipynb",
            '{"cells": [{"source": ["backpack_secret = \\"{{ a.secret }}\\""]}], "nbformat": 4}',
            "source code",
        ),
        ("env_example.txt", "BACKPACK_API_SECRET={{ a.secret }}\n", "example that is meant to be shared"),
    ],
)
def test_what_belongs_into_git_is_not_ignored(repository: Repository, name: str, text: str, why: str) -> None:
    repository.write(name, expand(text)).chmod(0o600)
    found = plan(repository.path)
    assert found.plan.changes == ()
    assert any(why in remark.why for remark in found.plan.remarks)


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes")
def test_a_file_of_credentials_is_made_its_owners_alone(tmp_path: Path) -> None:
    path = put(tmp_path, "bot/.env", SECRET, mode=0o644)
    found = plan(path)
    (change,) = found.plan.changes
    assert change.diff == ("diff --git a/.env b/.env", "old mode 100644", "new mode 100600")
    assert change.content is None
    write(found.plan)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == expand(SECRET)
    assert plan(path).plan.changes == ()


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes")
def test_a_fixed_file_gets_its_new_mode_at_once(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", "BACKPACK_API_SECRET={{ a.secret | hex }}\n", mode=0o664)
    write(plan(path).plan)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == expand(SECRET)


def test_the_mode_of_a_tracked_file_is_gits(tmp_path: Path) -> None:
    assert "git tracks the file" in why_not(put(tmp_path, ".env", SECRET), Exposure.TRACKED)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_group_by_which_a_service_reads_is_left_to_people(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", SECRET, mode=0o640)
    os.chown(path, 0, 65534)
    found = plan(path)
    assert found.plan.changes == ()
    assert any("a service may read it" in remark.why for remark in found.plan.remarks)
    path.chmod(0o644)
    assert len(plan(path).plan.changes) == 1
