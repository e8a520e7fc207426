from __future__ import annotations

import pytest

from auditor.errors import UsageError
from auditor.fleet.read_target_list import listed_targets


def test_lines_name_targets_and_comments_do_not() -> None:
    assert listed_targets("a\n# no\n\n  b c  \n", "list") == ["a", "b c"]


def test_what_gh_prints_is_understood() -> None:
    text = "org/bot\tA bot\tprivate\t2026-01-01T00:00:00Z\norg/docs\t\tpublic\t2026-01-01T00:00:00Z\n"
    assert listed_targets(text, "list") == ["git+https://github.com/org/bot.git", "git+https://github.com/org/docs.git"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"sshUrl":"git@github.com:o/a.git","url":"https://github.com/o/a"}]', "git@github.com:o/a.git"),
        ('[{"ssh_url_to_repo":"git@gitlab.com:o/a.git"}]', "git@gitlab.com:o/a.git"),
        ('[{"url":"https://github.com/o/a"}]', "git+https://github.com/o/a"),
        ('[{"nameWithOwner":"o/a"}]', "git+https://github.com/o/a.git"),
        ('["s3://bucket/logs"]', "s3://bucket/logs"),
        ('{"url":"https://github.com/o/a"}', "git+https://github.com/o/a"),
    ],
)
def test_json_of_services_is_understood(text: str, expected: str) -> None:
    assert listed_targets(text, "list") == [expected]


@pytest.mark.parametrize("text", ["[1]", "[{}]", '[{"url": 3}]', "[", '{"a": "b"}'])
def test_json_without_repositories_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="list"):
        listed_targets(text, "list")
