"""`backpack-audit fix` from the outside: what is shown, what is written, what is said, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_server import run_text
from repositories import Repository
from traces import Traces

from auditor.classification.sample_keys import expand, specimen

SWAPPED = "BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n"
FIXED = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"


def run(folder: Path, *arguments: str, command: str = "fix") -> subprocess.CompletedProcess[str]:
    return run_text([command, *arguments], folder, {**os.environ, "COLUMNS": "100"})


def put(folder: Path, name: str, text: str, mode: int = 0o600) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(expand(text).encode())
    path.chmod(mode)
    return path


def codes(folder: Path, *paths: str) -> list[str]:
    finished = run(folder, *paths, "--format", "json", command="check")
    return [finding["rule_id"] for finding in json.loads(finished.stdout)["findings"]]


def test_a_diff_is_shown_and_nothing_is_touched(tmp_path: Path) -> None:
    path = put(tmp_path, "bot/.env", f"# main\n{SWAPPED}", mode=0o644)
    before = (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
    finished = run(tmp_path, "bot/.env")
    key = f"{specimen('a').key[:8]}…"
    assert finished.returncode == 1
    assert finished.stdout.splitlines() == [
        "diff --git a/.env b/.env",
        "old mode 100644",
        "new mode 100600",
        "--- a/.env",
        "+++ b/.env",
        "@@ -1,3 +1,3 @@",
        " # main",
        f"-BACKPACK_API_KEY=<secret of API key {key}>",
        f"-BACKPACK_API_SECRET=<API key {key}>",
        f"+BACKPACK_API_KEY=<API key {key}>",
        f"+BACKPACK_API_SECRET=<secret of API key {key}>",
        "would fix .env",
        "  line 2: key and secret exchanged",
        "  mode 0600",
        "1 file to fix: run it with --write",
    ]
    assert (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns) == before
    assert [entry.name for entry in path.parent.iterdir()] == [".env"]


def test_write_fixes_once_and_check_is_clean(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", f"# main\n{SWAPPED}".replace("\n", "\r\n"), mode=0o644)
    first = run(tmp_path, ".env", "--write")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "fixed .env" in first.stdout
    assert "Fixing a file does not make its key safe: revoke 1 API key" in first.stdout
    assert specimen("a").key in first.stdout
    assert path.read_bytes() == expand(f"# main\n{FIXED}".replace("\n", "\r\n")).encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert codes(tmp_path, ".env") == []
    stamp = path.stat().st_mtime_ns
    second = run(tmp_path, ".env", "--write")
    assert (second.returncode, second.stdout) == (0, "nothing to fix\n")
    assert path.stat().st_mtime_ns == stamp


def test_what_is_left_is_said_with_its_place_and_reason(tmp_path: Path) -> None:
    put(tmp_path, ".env", "BACKPACK_API_SECRET={{ a.secret | drop }}\nBPX_API_SECRET={{ b.secret | hex }}\n")
    finished = run(tmp_path, ".env", "--write")
    assert finished.returncode == 1
    assert "can't fix .env:1:21 BPK302 wrong-length:" in finished.stdout
    assert "Copy the value again" in finished.stdout
    assert finished.stdout.endswith("1 problem can't be fixed automatically\n")
    assert codes(tmp_path, ".env") == ["BPK302"]
    assert run(tmp_path, ".env", "--fail-on", "high").returncode == 0


def test_only_what_is_selected_is_fixed(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", "BPX_API_SECRET={{ b.secret | hex }}\n", mode=0o644)
    assert run(tmp_path, ".env", "--write", "--select", "BPK4").returncode == 0
    assert path.read_text() == expand("BPX_API_SECRET={{ b.secret | hex }}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    assert run(tmp_path, ".env", "--select", "BPK102").returncode == 2


def test_a_repository_of_everything_is_fixed_in_one_run(repository: Repository) -> None:
    files = {
        "config/backpack.yaml": "backpack:\n  api_key: {{ c.key | unpadded }} # k\n  api_secret: {{ c.secret | base58 }}\n",
        "bot.py": '# api.backpack.exchange\nimport sys\n\nsecret_key = "{{ d.secret }}"\n',
        "src/bot.ts": 'export const backpackSecret = "{{ e.secret }}";\n',
        "docker-compose.yml": "services:\n  bot:\n    environment:\n      - BPX_SECRET={{ f.secret }}\n",
        "main.go": 'package main\n\nvar backpackSecret = "{{ g.secret }}"\n',
    }
    for name, text in files.items():
        put(repository.path, name, text)
    repository.commit()
    put(repository.path, ".env", SWAPPED, mode=0o664)
    dry = run(repository.path, "--move-to-env")
    assert dry.returncode == 1
    assert repository.git("status", "--short") == "?? .env"
    finished = run(repository.path, "--move-to-env", "--write")
    assert finished.returncode == 1
    left = re.findall(r"^can't fix (\S+) (\w+)", finished.stdout, re.MULTILINE)
    assert {location.split(":")[0] for location, _ in left} == {"main.go", "config/backpack.yaml"}
    texts = {name: (repository.path / name).read_text() for name in files}
    assert (
        texts["bot.py"]
        == '# api.backpack.exchange\nimport os\nimport sys\n\nsecret_key = os.environ["BACKPACK_API_SECRET_2"]\n'
    )
    assert texts["src/bot.ts"] == "export const backpackSecret = process.env.BACKPACK_API_SECRET_3;\n"
    assert texts["docker-compose.yml"].endswith("      - BPX_SECRET=${BPX_SECRET}\n")
    assert texts["config/backpack.yaml"] == expand(
        "backpack:\n  api_key: {{ c.key }} # k\n  api_secret: {{ c.secret }}\n"
    )
    env = (repository.path / ".env").read_text()
    more = "BPX_SECRET={{ f.secret }}\n"
    assert set(env.splitlines()) == set(
        expand(
            f"{FIXED}BACKPACK_API_SECRET_2={{{{ d.secret }}}}\nBACKPACK_API_SECRET_3={{{{ e.secret }}}}\n{more}"
        ).splitlines()
    )
    assert repository.git("check-ignore", ".env") == ".env"
    assert Traces("acdefg").found_in((dry.stdout + dry.stderr + finished.stdout + finished.stderr).encode()) == []
    again = run(repository.path, "--move-to-env", "--write")
    assert again.stdout.count("can't fix ") == len(left)
    assert not re.search(r"^fixed ", again.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["missing"], "missing: no such file or folder"), (["--select", "BPK999"], "no rule BPK999")],
)
def test_wrong_usage_is_reported_in_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    finished = run(tmp_path, *arguments)
    assert finished.returncode == 2
    assert said in finished.stderr


def test_what_asks_for_nothing_is_no_problem(tmp_path: Path) -> None:
    put(tmp_path, "docs/keys.md", "Ours:\n\nBACKPACK_API_SECRET={{ rfc8032.secret }}\n")
    assert codes(tmp_path, ".") == ["BPK106"]
    finished = run(tmp_path, ".", "--fail-on", "info")
    assert (finished.returncode, finished.stdout) == (0, "nothing to fix\n")


def test_a_leak_is_not_passed_over_in_silence(repository: Repository) -> None:
    put(repository.path, "bot.py", "import os\n\nBACKPACK_API_SECRET = '{{ a.secret }}'\n", mode=0o644)
    repository.commit()
    finished = run(repository.path)
    assert finished.returncode == 0
    assert finished.stdout.startswith(
        "nothing to fix\nnot fixed here: 1 finding about leaks, which `backpack-audit scan`"
    )
    assert "--move-to-env" in finished.stdout
    moved = run(repository.path, "--move-to-env", "--write").stdout
    assert "not fixed here" not in moved
    assert run(repository.path, "--quiet").stdout == "nothing to fix\n"


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
def test_only_what_was_written_is_called_fixed(tmp_path: Path) -> None:
    put(tmp_path, "a.env", SWAPPED)
    put(tmp_path, "b.env", "# long\n" * 2000 + SWAPPED.replace("{{ a", "{{ b"))
    command = ["sh", "-c", 'ulimit -f 8; exec "$0" -m auditor.cli.main fix --write --quiet', sys.executable]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert finished.returncode == 2
    assert finished.stderr.startswith("backpack-audit: cannot write")
    assert "fixed a.env" in finished.stdout
    assert "b.env" not in finished.stdout
    assert codes(tmp_path, "a.env") == []
    assert codes(tmp_path, "b.env") == ["BPK201"]


def test_what_could_not_be_looked_at_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys.zip").write_bytes(b"PK\x03\x04" + bytes(64))
    finished = run(tmp_path, ".")
    assert finished.returncode == 3
    assert "not read: keys.zip" in finished.stdout
    # What is still to be fixed counts for more.
    put(tmp_path, ".env", SWAPPED, mode=0o644)
    assert run(tmp_path, ".").returncode == 1


def test_a_name_gives_no_orders_to_the_terminal(tmp_path: Path) -> None:
    put(tmp_path, "a\x1b[31mb.env", "A=\x1b[31m\nBPX_SECRET={{ a.secret | hex }} # \x1b]0;x\x07\n")
    assert "\x1b" not in run(tmp_path, ".").stdout
