"""What a tree puts in the place of a file that a command writes: a link, a pipe, a folder behind a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from command_server import run_command
from repositories import Repository

from auditor.classification.sample_keys import expand

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes")
PAIR = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
KEYS = "version: 1\nkeys:\n  - {name: a, api_key: '{{ a.key }}', status: active, owner: a@b.c}\n"
WRITES = [
    ("scan -f sarif=out", "out", "link"),
    ("scan -f json=deep/er/out", "deep", "folder"),
    ("baseline create", ".backpack-audit.baseline.json", "dangling"),
    ("policy init", "backpack-keys.yaml", "dangling"),
    ("init --ci github", ".github", "folder"),
    ("init --agent claude-code", ".claude", "folder"),
    ("init --agent cursor", ".cursor/hooks.json", "pipe"),
    ("hook --install", ".git/hooks", "folder"),
    ("hook --install", ".git/hooks/pre-commit.chained", "dangling"),
    ("fleet scan . --key ../fleet.key", "fleet-records", "folder"),
    ("fleet scan . --key ../fleet.key", "fleet-records/backpack-fleet-v1/records/.gitignore", "dangling"),
    ("fleet scan . --key ../fleet.key --events out", "out", "link"),
    ("fleet scan . --key ../fleet.key --events out", "out", "pipe"),
    ("fix --move-to-env --write bot.py", ".env", "link"),
    ("fix --move-to-env --write bot.py", ".env", "pipe"),
    ("probe a --yes --base-url https://127.0.0.1:1 --record out", "out", "link"),
]


@pytest.fixture
def tree(repository: Repository) -> Path:
    repository.write("bot.env", expand(PAIR))
    repository.write(
        "bot.py", expand('from bpx.account import Account\n\nc = Account("{{ a.key }}", "{{ a.secret }}")\n')
    )
    repository.commit()
    return repository.path


@pytest.mark.parametrize(("line", "name", "kind"), WRITES)
def test_nothing_outside_is_written(tree: Path, tmp_path: Path, line: str, name: str, kind: str) -> None:
    if line.startswith("probe"):
        (tree / "backpack-keys.yaml").write_text(expand(KEYS))
    if line.startswith("fleet"):
        run_command(["fleet", "init", "--key", "../fleet.key"], tree, os.environ)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("as it was\n")
    place = tree / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        for file in sorted(place.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        place.rmdir()
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(outside / {"link": "file", "dangling": "new", "folder": "."}[kind])
    done = run_command(line.split(), tree, os.environ)
    assert (outside / "file").read_text() == "as it was\n"
    assert {file.name for file in outside.rglob("*")} == {"file"}
    assert not list(tmp_path.glob("*.chained"))
    assert done.code in {0, 1, 2, 3}, done.err
    assert b"Traceback" not in done.err
    if done.code == 0:
        assert b"hook" in line.encode() or b"init" in line.encode() or b"fleet" in line.encode(), done
