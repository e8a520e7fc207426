"""Reports for people in the reader's language; everything that a machine or a support request reads in English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import Command
from repositories import Repository

from auditor.classification.sample_keys import expand

PAIR = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
FIRST_WORDS = {
    "zh": ("经推导证明", "立即撤销", "摘要"),
    "ru": ("доказано выводом", "Отозвать немедленно", "Итог"),
    "es": ("demostrado por derivación", "Revocar ahora", "Resumen"),
}
LOCALES = {"zh": "zh_CN.UTF-8", "ru": "ru_RU.UTF-8", "es": "es_ES.UTF-8"}


@pytest.fixture
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture
def leaked(repository: Repository) -> Repository:
    repository.write("bot.env", expand(PAIR))
    repository.commit()
    return repository


@pytest.fixture
def published(leaked: Repository, tmp_path: Path) -> Path:
    """A leak that a remote has."""
    leaked.git("clone", "--quiet", "--bare", str(leaked.path), str(tmp_path / "remote.git"))
    leaked.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    leaked.git("fetch", "--quiet", "origin")
    return leaked.path


@pytest.mark.parametrize("code", LOCALES)
def test_people_read_their_language_and_machines_english(
    code: str, published: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = command(published, "scan", "--format", "json=english.json", "--format", "text")
    monkeypatch.setenv("LANG", LOCALES[code])
    files = [f"--format={name}=out.{name}" for name in ("json", "sarif", "csv", "gitlab", "junit", "markdown", "html")]
    spoken = command(published, "scan", "--format", "text", *files)
    assert "Revoke now" in english.out
    assert "Revoke now" not in spoken.out
    for words in FIRST_WORDS[code]:
        assert words in spoken.out

    def findings(name: str) -> list[object]:
        found: list[object] = json.loads((published / name).read_text())["findings"]
        return found

    assert findings("out.json") == findings("english.json")
    for name in ("sarif", "csv", "gitlab", "junit"):
        text = (published / f"out.{name}").read_text(encoding="utf-8")
        assert "proven by derivation" in text
        assert FIRST_WORDS[code][0] not in text
    assert FIRST_WORDS[code][0] in (published / "out.markdown").read_text(encoding="utf-8")
    page = (published / "out.html").read_text(encoding="utf-8")
    assert FIRST_WORDS[code][0] in page
    assert f'<html lang="{"zh-CN" if code == "zh" else code}"' in page


def test_the_option_wins_over_the_locale_and_ci_stays_english(
    leaked: Repository, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "Итог" in command(leaked.path, "scan", "--lang", "ru").out
    assert "Summary" in command(leaked.path, "scan", "--lang", "en").out
    monkeypatch.setenv("CI", "true")
    assert "Summary" in command(leaked.path, "scan").out
    monkeypatch.setenv("BACKPACK_AUDIT_LANG", "es")
    assert "Resumen" in command(leaked.path, "scan").out


def test_errors_of_usage_stay_english(leaked: Repository, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "there is no format 'jason'" in command(leaked.path, "scan", "--format", "jason").err
    outcome = command(leaked.path, "scan", "--lang", "de")
    assert outcome.code == 2
    assert "there is no such language; choose en, es, ru or zh" in outcome.err


def test_a_rule_is_explained_in_the_language_with_its_code_as_it_is(
    leaked: Repository, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = command(leaked.path, "rules", "explain", "BPK102").out
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    page = command(leaked.path, "explain", "BPK102").out
    assert "## Почему это плохо?" in page
    assert "- Опасность: критическая" in page
    assert "let client = BpxClient::init(" in page
    assert page.count("```") == english.count("```")
    assert page.count("https://") == english.count("https://")
    listed = command(leaked.path, "rules", "list", "--lang", "zh").out.splitlines()
    assert listed[0].split("\t")[:4] == ["BPK101", "leak", "critical", "leaked-key-pair"]


def test_the_hook_says_what_to_do_in_the_language(repository: Repository, command: Command) -> None:
    repository.write("bot.env", expand(PAIR))
    repository.git("add", "bot.env")
    outcome = command(repository.path, "hook", "--lang", "zh")
    assert outcome.code == 1
    assert "提交已被拦下" in outcome.err
    assert "git restore --staged -- bot.env" in outcome.err
