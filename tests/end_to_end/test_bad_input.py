"""Input that is damaged, hostile or gone is read as plain text or named with a reason: no traceback, no hang, no loss."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from command import Command, Outcome
from repositories import Repository

from auditor.classification.sample_keys import expand, specimen

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
"""Nine to the ninth power of values, if somebody expanded it."""
DEEP = 100_000
LONG = 3_000_000

HOLDS_ONE: dict[str, tuple[bytes, str]] = {
    "new\nline.env": (b"BACKPACK_API_SECRET=%s\n", ""),
    "with space.env": (b"BACKPACK_API_SECRET=%s\n", ""),
    "invalid-utf8.env": (b"# caf\xe9 \xff\xfe\nBACKPACK_API_SECRET=%s\n", ""),
    "zeros.bin": (b"\0" * 100 + b"BACKPACK_API_SECRET=%s" + b"\0" * 100, ""),
    "deep.json": (
        b"[" * DEEP + b'{"backpack_api_secret": "%s"}' + b"]" * DEEP,
        "nested too deeply: read as plain text",
    ),
    "deep.yaml": (b"[" * DEEP + b'"backpack_api_secret=%s"' + b"]" * DEEP, ""),
    "bomb.yaml": (BOMB.encode() + b"backpack:\n  api_secret: %s\n", ""),
    "long-line.js": (b"var a='" + b"x" * LONG + b"';var backpackApiSecret='%s';" + b"y" * LONG, ""),
    "long-value.env": (b"BACKPACK_NOTE=" + b"x" * LONG + b"\nBACKPACK_API_SECRET=%s\n", ""),
    "broken.json": (b'{"BACKPACK_API_SECRET": "%s", \n', "not valid JSON at line 2, column 1: read as plain text"),
    "broken.toml": (
        b'[backpack\nbackpack_api_secret = "%s"\n',
        "not valid TOML at line 1, column 1: read as plain text",
    ),
    "broken.ipynb": (
        b'{"cells": [{"source": ["BACKPACK_API_SECRET=%s"',
        "not what its name says, or damaged: read as plain text",
    ),
    "broken.csv": (b'name,backpack_api_secret\n"a,%s\n', ""),
}
"""Content around a secret of its own, and the reason that is given, if any; the secret is found in all of them."""


@pytest.fixture(scope="module")
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture(scope="module")
def outcome(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One scan of everything bad at once, with all detectors."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _) in HOLDS_ONE.items():
        secret = specimen(f"bad {name}").secret.encode()
        (folder / name).write_bytes(content.replace(b"%s", secret))
    (folder / "empty").touch()
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    (folder / "loop").mkdir()
    (folder / "loop" / "back").symlink_to("..")
    (folder / "dangling").symlink_to("nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    return command(folder, "scan", "--format", "json", "--generic", "all")


@pytest.mark.parametrize("name", HOLDS_ONE)
def test_the_secret_is_found_all_the_same(outcome: Outcome, name: str) -> None:
    found = {
        (finding["location"]["path"], finding["api_key"])
        for finding in outcome.report["findings"]
        # A credential store outside of git is where a secret belongs: there, it is one that others can read.
        if finding["rule_id"] in {"BPK101", "BPK102", "BPK402"}
    }
    assert (name, specimen(f"bad {name}").key) in found


@pytest.mark.parametrize("name", [name for name, (_, reason) in HOLDS_ONE.items() if reason])
def test_the_reason_is_given(outcome: Outcome, name: str) -> None:
    assert [skip["reason"] for skip in outcome.report["skipped"] if skip["path"] == name] == [HOLDS_ONE[name][1]]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_is_no_file_is_named_and_not_waited_for(outcome: Outcome) -> None:
    reasons = {skip["path"]: skip["reason"] for skip in outcome.report["skipped"]}
    assert "FIFO" in reasons["pipe"]
    assert reasons["."] == "2 symbolic links not followed"
    assert "damaged" in reasons["broken.zip"]


def test_findings_come_before_what_is_incomplete(outcome: Outcome) -> None:
    assert outcome.code == 1
    assert outcome.report["scan"]["files"] == len(HOLDS_ONE) + 2


def test_a_file_that_is_gone_is_named(command: Command, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "--quiet")
    repository.write("kept.env", "A=1\n")
    repository.write("gone.env", expand("BACKPACK_API_SECRET={{ gone.secret }}\n"))
    repository.git("add", "--all")
    (tmp_path / "gone.env").unlink()
    told = command(tmp_path, "scan", "--verbose")
    assert told.code == 0
    assert "no longer there: deleted from the work tree, or while the scan ran:\n    gone.env\n" in told.out


def test_a_special_file_that_is_named_outright_is_not_read(command: Command) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("needs devices")
    told = command(Path("/"), "scan", "/dev/zero")
    assert "not a regular file" in told.out
    assert "(0 bytes)" in told.out
