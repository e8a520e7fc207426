"""Empty values and placeholders of named credentials, and `check --require`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from repositories import Repository
from typer.testing import CliRunner

from auditor.classification.sample_keys import expand
from auditor.cli.application import app


def check(*arguments: str, code: int = 0, stdin: str = "", env: dict[str, str] | None = None) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["check", "--format", "json", *arguments], input=stdin, env=env or {})
    assert result.exit_code == code, (result.output, result.exception)
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def states(report: dict[str, Any]) -> dict[str, str]:
    found = {}
    for row in report["checks"]:
        (answer,) = [one for one in row["answers"] if one["question"] == "canonical"]
        found[f"{row['location']['line']} {row['field']}"] = answer["words"]
    return found


FILES = {
    ".env": "BACKPACK_API_KEY=\nexport BPX_SECRET=''\nBACKPACK_API_SECRET=your_secret_here  # later\nDEBUG=\n",
    "config.yaml": "backpack_api_key:\nbackpack_api_secret: ''\nbackpack:\n  window: 5000\nbackpack_secret:\n  nested: 1\n",
    "config.json": '{\n"backpackApiKey": "",\n"backpackApiSecret": null\n}\n',
    "config.ini": "[backpack]\nbackpack_api_key =\nbackpack_api_secret = changeme\n",
    "config.py": "BACKPACK_API_SECRET = ''\nBACKPACK_API_KEY = None\n",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (".env", {"1 BACKPACK_API_KEY": "empty", "2 BPX_SECRET": "empty", "3 BACKPACK_API_SECRET": "placeholder"}),
        ("config.yaml", {"1 backpack_api_key": "empty", "2 backpack_api_secret": "empty"}),
        ("config.json", {"2 backpackApiKey": "empty", "3 backpackApiSecret": "empty"}),
        ("config.ini", {"2 backpack_api_key": "empty", "3 backpack_api_secret": "placeholder"}),
        ("config.py", {"1 BACKPACK_API_SECRET": "empty", "2 BACKPACK_API_KEY": "empty"}),
    ],
)
def test_credentials_without_a_value_have_a_row(tmp_path: Path, name: str, expected: dict[str, str]) -> None:
    (tmp_path / name).write_text(FILES[name])
    assert states(check(str(tmp_path / name))) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env.example", "BACKPACK_API_SECRET=\n"),
        (".env", "DEBUG=\nAWS_SECRET_ACCESS_KEY=\nKRAKEN_API_SECRET=\n"),
        (".env", expand("BACKPACK_API_KEY={{ a.key }}\n# BACKPACK_API_SECRET=\n")),
        ("bot.py", "def run(backpack_api_secret: str): ...\nif not backpack_api_secret:\n    raise SystemExit\n"),
    ],
    ids=["a template", "others", "a comment", "code"],
)
def test_what_is_no_empty_credential_has_none(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert not {"empty", "placeholder"} & set(states(check(str(tmp_path))).values())


def test_a_name_that_is_filled_elsewhere_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BACKPACK_API_SECRET=\n" + expand("BACKPACK_API_SECRET={{ a.secret }}\n"))
    (tmp_path / ".env").chmod(0o600)
    assert "empty" not in set(states(check(str(tmp_path / ".env"))).values())


@pytest.mark.parametrize(
    ("text", "code", "note"),
    [
        (expand("BACKPACK_API_SECRET={{ a.secret }}\n"), 0, ""),
        ("BACKPACK_API_SECRET=\n", 1, "BACKPACK_API_SECRET is empty in .env:1"),
        ("BACKPACK_API_SECRET=changeme\n", 1, "BACKPACK_API_SECRET is a placeholder in .env:1"),
        ("OTHER=1\n", 1, "BACKPACK_API_SECRET is missing"),
    ],
)
def test_what_is_required_must_have_a_value(tmp_path: Path, text: str, code: int, note: str) -> None:
    (tmp_path / ".env").write_text(text)
    (tmp_path / ".env").chmod(0o600)
    report = check("--require", "BACKPACK_API_SECRET", str(tmp_path / ".env"), code=code)
    assert any(note in one for one in report["notes"]) is bool(note)
    quiet = CliRunner().invoke(app, ["check", "--quiet", "--require", "BACKPACK_API_SECRET", str(tmp_path / ".env")])
    assert (quiet.exit_code, quiet.stdout, bool(quiet.stderr)) == (code, "", bool(note))
    assert note in quiet.stderr


def test_standard_input_and_the_environment_can_be_required_too() -> None:
    check("--require", "BACKPACK_API_SECRET", "-", stdin=expand("BACKPACK_API_SECRET={{ a.secret }}\n"))
    check("--require", "BACKPACK_API_SECRET", "-", stdin="BACKPACK_API_SECRET=\n", code=1)
    check("--require", "BACKPACK_API_SECRET", "--env", env={"BACKPACK_API_SECRET": ""}, code=1)
    check("--require", "BACKPACK_API_SECRET", "--env", env={"BACKPACK_API_SECRET": expand("{{ a.secret }}")})


def test_a_secret_in_the_field_of_the_key_is_called_a_secret(tmp_path: Path) -> None:
    text = expand("BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n")
    (tmp_path / ".env").write_text(text)
    report = check(str(tmp_path / ".env"), code=1)
    assert [(row["field"], row["role"]) for row in report["checks"]] == [
        ("BACKPACK_API_KEY", "API secret"),
        ("BACKPACK_API_SECRET", "API key"),
    ]


def test_accepted_findings_are_counted_apart(tmp_path: Path) -> None:
    text = expand(
        "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret | hex }} # backpack-audit: ignore[BPK303]\n"
    )
    (tmp_path / ".env").write_text(text)
    (tmp_path / ".env").chmod(0o600)
    result = CliRunner().invoke(app, ["check", str(tmp_path / ".env")])
    assert "2 credentials, 1 in order, 1 with findings that were ignored or accepted" in result.stdout


def test_a_file_that_git_tracks_says_so(repository: Repository) -> None:
    for name in ("tracked.env", "new.env"):
        repository.write(name, "BACKPACK_API_SECRET=\n")
    repository.git("add", "tracked.env")
    rows = check(str(repository.path))["checks"]
    assert {row["location"]["path"]: row["exposure"] for row in rows} == {
        "new.env": "untracked",
        "tracked.env": "tracked",
    }
