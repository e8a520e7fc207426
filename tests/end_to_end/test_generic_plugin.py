"""Backpack's secrets as a plugin of detect-secrets, loaded by its own command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import auditor.detect_secrets_plugin
from auditor.classification.sample_keys import expand

COMMAND = [
    sys.executable,
    "-m",
    "detect_secrets",
    "scan",
    "--no-verify",
    "--plugin",
    auditor.detect_secrets_plugin.__file__,
]


def found(folder: Path) -> set[tuple[str, int]]:
    result = subprocess.run([*COMMAND, "--all-files"], cwd=folder, capture_output=True, text=True, check=True)
    results = json.loads(result.stdout)["results"]
    return {
        (path, one["line_number"]) for path, ones in results.items() for one in ones if one["type"] == "Backpack Secret"
    }


def test_it_finds_what_a_scan_proves(tmp_path: Path) -> None:
    files = {
        ".env": "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n",
        "config.yaml": "backpack:\n  api_secret: {{ b.secret }}\n",
        "pair.txt": "{{ c.key }}\n{{ c.secret }}\n",
        "keys.txt": "{{ d.key }}\n",
        "other.py": 'SECRET_KEY = "{{ e.secret }}"\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(expand(text))
    assert found(tmp_path) == {(".env", 2), ("config.yaml", 2), ("pair.txt", 2)}


def test_it_takes_a_text_by_itself(tmp_path: Path) -> None:
    for text, verdict in {
        "BACKPACK_API_SECRET={{ a.secret }}": "True",
        "BACKPACK_API_KEY={{ a.key }}": "False",
    }.items():
        command = [*COMMAND, "--string", expand(text)]
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        verdicts = dict(line.split(":", 1) for line in said.splitlines())
        ours = {name.strip(): verdict.strip().split()[0] for name, verdict in verdicts.items()}
        assert ours["BackpackDetector"] == verdict
