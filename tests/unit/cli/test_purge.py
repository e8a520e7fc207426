"""What `purge` says of real repositories, and that its commands do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Repository
from typer.testing import CliRunner

from auditor.classification.sample_keys import expand, specimen
from auditor.cli.application import app

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
KEY = specimen("a").key


def purged(repository: Repository, *arguments: str, code: int = 1) -> str:
    result = CliRunner().invoke(app, ["purge", *arguments, str(repository.path), "--no-config"])
    assert result.exit_code == code, (result.output, result.exception)
    assert specimen("a").secret not in result.output
    return result.output


def commands(text: str, word: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith(word)]


def test_the_last_commit_is_amended(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.write("bot cfg.env", PAIR)
    head = repository.commit("Add bot")
    text = purged(repository, KEY[:8])
    assert head[:12] in text
    assert "Add bot" in text
    assert commands(text, "git add") == ["git add -- 'bot cfg.env'"]
    assert commands(text, "git commit") == ["git commit --amend --no-edit"]
    assert "rebase" not in text
    assert "force-push" not in text
    assert repository.git("rev-parse", "HEAD") == head


def test_older_commits_are_rebased_from_their_parent(repository: Repository) -> None:
    repository.write("a.txt")
    base = repository.commit()
    repository.write("bot.env", PAIR)
    bad = repository.commit()
    repository.write("b.txt")
    repository.commit()
    text = purged(repository, KEY)
    assert commands(text, "git rebase") == [f"git rebase --interactive --rebase-merges {base[:12]}"]
    assert f"Mark {bad[:12]} with `edit`" in text
    assert f"--path bot.env --invert-paths --refs {base[:12]}..main" in text


def test_the_first_commit_is_rebased_from_the_root(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.write("b.txt")
    repository.commit()
    assert "git rebase --interactive --rebase-merges --root" in purged(repository, "--all")


def test_a_published_secret_has_the_runbook(repository: Repository, tmp_path: Path) -> None:
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.write("a.txt")
    repository.commit()
    repository.git("tag", "before")
    repository.git("branch", "clean")
    repository.write("bot.env", PAIR)
    bad = repository.commit()
    repository.git("tag", "v1")
    repository.git("branch", "side")
    repository.git("push", "--quiet", "origin", "main", "side", "clean", "before", "v1")
    text = purged(repository, KEY[:8])
    assert bad[:12] in text
    steps = [text.index(f"# {number}. ") for number in range(1, 7)]
    assert steps == sorted(steps)
    assert text.index("https://backpack.exchange/portfolio/settings/api-keys") < text.index("git filter-repo")
    assert commands(text, "git push") == ['git push --force "$URL" main refs/tags/v1 side']
    assert 'rm -f "$FILE"' in text
    assert str(tmp_path / "remote.git") not in text


def test_a_stash_is_dropped(repository: Repository) -> None:
    repository.write("bot.env", "x\n")
    repository.commit()
    repository.write("bot.env", PAIR)
    repository.git("stash", "--quiet")
    assert "git stash drop 'stash@{0}'" in purged(repository, "--all")


def test_another_branch_is_named(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    text = purged(repository, "--all")
    assert '--replace-text "$FILE" --refs side;' in text
    assert "rebase" not in text


def test_the_amend_leaves_nothing(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.write("bot.env", PAIR)
    repository.commit()
    purged(repository, "--all")
    repository.write("bot.env", "none\n")
    repository.git("add", "--", "bot.env")
    repository.git("commit", "--quiet", "--amend", "--no-edit")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")
    assert "nothing to purge" in purged(repository, "--all", code=0)


@pytest.mark.parametrize("content", [expand("BACKPACK_API_KEY={{ a.key }}\n"), "x\n"], ids=["key alone", "nothing"])
def test_a_history_without_the_secret(repository: Repository, content: str) -> None:
    repository.write("bot.env", content)
    repository.commit()
    assert "nothing to purge" in purged(repository, "--all", code=0)
    assert f"API key {KEY[:8]}…" in purged(repository, KEY[:8], code=0)


def test_a_secret_of_another_key_is_not_shown(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    purged(repository, specimen("b").key[:8], code=0)


def test_a_secret_that_is_only_in_a_file_is_in_no_commit(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.write("bot.env", PAIR)
    purged(repository, "--all", code=0)


@pytest.mark.parametrize("arguments", [[], ["Abcd123"], ["--all", ".", "."]], ids=["none", "short", "two paths"])
def test_wrong_arguments(arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["purge", *arguments]).exit_code != 0
