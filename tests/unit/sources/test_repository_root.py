from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.git.repository_root import names_a_work_tree, repository_root


def test_the_nearest_folder_with_a_git_entry_counts(tmp_path: Path) -> None:
    deep = tmp_path / "outer" / "inner" / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "outer" / ".git").mkdir()
    assert repository_root(str(deep)) == str(tmp_path / "outer")
    (tmp_path / "outer" / "inner" / ".git").write_text("gitdir: elsewhere\n")
    assert repository_root(str(deep)) == str(tmp_path / "outer" / "inner")


def test_a_link_that_leads_nowhere_is_an_entry_too(tmp_path: Path) -> None:
    (tmp_path / ".git").symlink_to(tmp_path / "nowhere")
    assert repository_root(str(tmp_path)) == str(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[core]\n\tbare = false\n", False), ("[core]\n\tWorktree = /x\n", True), ("[include]\n\tpath = y\n", True)],
)
def test_only_a_configuration_with_these_words_is_worth_a_question(
    tmp_path: Path, text: str, *, expected: bool
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(text)
    assert names_a_work_tree(tmp_path / ".git") is expected
    assert not names_a_work_tree(tmp_path / "nothing")
