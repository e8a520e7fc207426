"""What is left after `fix --move-to-env` runs: with the loader that the project uses, and with the index told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fixing_cases import mend, put
from repositories import Repository
from typer.testing import CliRunner

from auditor.classification.sample_keys import expand, specimen
from auditor.cli.application import app

SECRET = specimen("a").secret
PROGRAM = 'import sys\n\nbackpack_secret = "{{ a.secret }}"\n\nsys.stdout.write(backpack_secret)\n'
IN_A_CALL = """import sys


def secret():
    return BackpackClient(api_secret='{{ a.secret }}')


def BackpackClient(api_secret):
    sys.stdout.write(api_secret)


secret()
"""
TOO_LATE = """import sys

backpack_secret = '{{ a.secret }}'
from dotenv import load_dotenv

load_dotenv()
sys.stdout.write(backpack_secret)
"""
SCRIPT = 'const backpackSecret = "{{ a.secret }}";\nprocess.stdout.write(backpackSecret);\n'


def run(folder: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BACKPACK_")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "program",
    [
        PROGRAM,
        PROGRAM.removeprefix("import sys\n\n").replace("sys.stdout.write", "import sys\nsys.stdout.write"),
        '"""A bot."""\n\nfrom __future__ import annotations\n\nimport os\nimport sys\n\n'
        + PROGRAM.partition("\n\n")[2],
        IN_A_CALL,
        TOO_LATE,
    ],
    ids=["plain", "no imports", "future", "in a call", "loaded too late"],
)
def test_a_program_with_python_dotenv_runs(tmp_path: Path, program: str) -> None:
    put(tmp_path, "requirements.txt", "python-dotenv==1.1\n")
    outcome = mend(tmp_path, "bot.py", program, move=True)
    assert SECRET not in outcome.text
    assert run(tmp_path, sys.executable, "bot.py") == SECRET
    assert any("python-dotenv loads .env" in line for change in outcome.planned.plan.changes for line in change.done)


def test_a_program_that_loads_first_is_left_as_it_is(tmp_path: Path) -> None:
    program = "import sys\nfrom dotenv import load_dotenv\n\nload_dotenv()\n" + PROGRAM.partition("\n\n")[2]
    outcome = mend(tmp_path, "bot.py", program, move=True)
    assert outcome.text.count("load_dotenv()") == 1
    assert run(tmp_path, sys.executable, "bot.py") == SECRET


@pytest.mark.parametrize(
    ("name", "content", "loader"),
    [
        (".envrc", "dotenv\n", "direnv"),
        (".envrc", "source_env .env\n", "direnv"),
        ("compose.yaml", "services:\n  bot:\n    env_file: .env\n", "compose (env_file)"),
        ("docker-compose.yml", "services:\n  bot:\n    env_file:\n      - .env\n", "compose (env_file)"),
        ("justfile", "set dotenv-load\n", "just"),
        ("Makefile", "include .env\nexport\n", "make"),
        ("bot.service", "[Service]\nEnvironmentFile=/srv/bot/.env\n", "systemd"),
        ("run.sh", "set -a; . ./.env\npython bot.py\n", "a shell script"),
    ],
)
def test_what_starts_the_program_is_named(tmp_path: Path, name: str, content: str, loader: str) -> None:
    put(tmp_path, name, content)
    outcome = mend(tmp_path, "bot.py", PROGRAM, move=True)
    assert "dotenv" not in outcome.text
    assert any(line.startswith(loader) for change in outcome.planned.plan.changes for line in change.done)


@pytest.mark.parametrize(
    ("name", "content"),
    [(".envrc", "export X=1\n"), ("Makefile", "run:\n\tpython bot.py\n"), ("run.sh", "python bot.py\n")],
)
def test_without_a_loader_the_lines_to_add_are_said(tmp_path: Path, name: str, content: str) -> None:
    put(tmp_path, name, content)
    outcome = mend(tmp_path, "bot.py", PROGRAM, move=True)
    said = [line for change in outcome.planned.plan.changes for line in change.done]
    assert any("`from dotenv import load_dotenv` and `load_dotenv()`" in line for line in said)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_a_script_with_node_s_own_option_runs(tmp_path: Path) -> None:
    put(tmp_path, "bot/package.json", '{"scripts": {"start": "node --env-file=.env bot.js"}}\n')
    mend(tmp_path, "bot/bot.js", SCRIPT, move=True)
    assert (tmp_path / "bot" / ".env").is_file()
    assert run(tmp_path / "bot", "node", "--env-file=.env", "bot.js") == SECRET


@pytest.mark.parametrize(
    ("name", "head", "line"),
    [
        ("bot.js", "", 'require("dotenv").config();\n'),
        ("bot.js", "#!/usr/bin/env node\n'use strict';\n", 'require("dotenv").config();\n'),
        ("bot.mjs", "", 'import "dotenv/config";\n'),
        ("bot.ts", "", 'import "dotenv/config";\n'),
        ("bot.js", "import fs from 'fs';\n", ""),
    ],
)
def test_a_script_loads_dotenv_first(tmp_path: Path, name: str, head: str, line: str) -> None:
    put(tmp_path, "package.json", '{"dependencies": {"dotenv": "^16"}}\n')
    outcome = mend(tmp_path, name, head + SCRIPT, move=True)
    assert outcome.text.startswith(head + line if line else 'import "dotenv/config";\n')


def fix(repository: Repository, name: str = "bot.py") -> str:
    return CliRunner().invoke(app, ["fix", "--move-to-env", "--write", str(repository.path / name)]).output


def test_what_was_staged_is_staged_without_the_secret(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.write("bot.py", expand(PROGRAM))
    repository.git("add", "bot.py")
    assert "bot.py: staged without the secret" in fix(repository)
    assert SECRET not in repository.git("show", ":bot.py")
    assert repository.git("diff", "--name-only") == ""


def test_another_version_that_is_staged_stays_and_is_said(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.write("bot.py", expand(PROGRAM))
    repository.git("add", "bot.py")
    repository.write("bot.py", expand("# later\n" + PROGRAM))
    assert "another version of it is staged" in fix(repository)
    assert SECRET in repository.git("show", ":bot.py")


def test_what_was_not_staged_is_not(repository: Repository) -> None:
    repository.write("bot.py", expand(PROGRAM))
    repository.commit()
    assert "staged" not in fix(repository)
    assert repository.git("diff", "--cached", "--name-only") == ""


def test_an_env_file_that_was_only_staged_leaves_the_index(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.write(".env", "OTHER=1\n")
    repository.write("bot.py", expand(PROGRAM))
    repository.git("add", ".")
    assert ".env: taken out of the index" in fix(repository)
    assert repository.git("ls-files").split() == ["a.txt", "bot.py"]
    assert (repository.path / ".env").read_text().startswith("OTHER=1\n")


@pytest.mark.parametrize(
    ("name", "says", "says_not"),
    [
        (".env", "git rm --cached -- .env && printf '%s\\n' /.env >> .gitignore", "--move-to-env"),
        ("bot.py", "backpack-audit fix --move-to-env --write bot.py", "git rm"),
        ("notes.txt", "git restore --staged -- notes.txt", "--move-to-env"),
    ],
)
def test_the_hook_advises_what_can_be_done_with_the_file(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, name: str, says: str, says_not: str
) -> None:
    repository.write("a.txt")
    repository.commit()
    text = PROGRAM if name == "bot.py" else "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
    repository.write(name, expand(text))
    repository.git("add", "--all")
    monkeypatch.chdir(repository.path)
    result = CliRunner().invoke(app, ["hook"])
    assert result.exit_code == 1
    assert says in result.stderr
    assert says_not not in result.stderr
