"""The Dockerfile, held to what it promises: from the checkout, with wheels alone, and read-only by a user without rights."""

from __future__ import annotations

import re
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text("utf-8")
STEPS = re.sub(r"\\\n\s*", " ", TEXT).splitlines()


def steps(word: str) -> list[str]:
    return [step.removeprefix(f"{word} ") for step in STEPS if step.startswith(f"{word} ")]


def copied() -> list[str]:
    """What is copied from the checkout: files and folders."""
    return [name for step in steps("COPY") if not step.startswith("--from=") for name in step.split()[:-1]]


def test_what_is_copied_exists_and_is_not_kept_out() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    kept_out = GitIgnoreSpec.from_lines(lines)
    assert copied()
    for name in copied():
        assert (ROOT / name).exists()
        assert not kept_out.match_file(name), name
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == set(copied())
    assert kept_out.match_file(".git/config")
    assert kept_out.match_file(".env")


def test_what_the_wheel_is_built_from_is_copied() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    named = re.findall(r'(?m)^(?:readme|license-files|path) = \[?"([^"]+)"', project)
    packages = re.findall(r'(?m)^packages = \["([^"]+)"\]', project)
    included = re.findall(r"force-include\]\n((?:[\w/]+ = .+\n)+)", project)[0].splitlines()
    needed = {*named, *packages, *(line.partition(" = ")[0] for line in included), "pyproject.toml"}
    assert {name.partition("/")[0] for name in needed} <= set(copied())


def test_everything_is_installed_from_wheels_that_are_locked_or_ours() -> None:
    calls = [part.strip() for step in steps("RUN") for part in step.split("&&") if re.search(r"\bpip\b", part)]
    assert len(calls) == 4
    for call in calls:
        is_locked = "--only-binary :all: --require-hashes" in call
        is_ours = "--no-deps" in call and ("/wheels/*.whl" in call or "--no-build-isolation" in call)
        assert is_locked or is_ours, call


def test_nothing_runs_as_root_and_what_is_mounted_is_only_read() -> None:
    last = TEXT.rpartition("\nFROM ")[2]
    assert re.search(r"useradd .*--uid (?!0\b)\d+ auditor", last)
    assert last.rindex("USER auditor") > last.rindex("RUN ")
    assert steps("ENTRYPOINT") == ['["backpack-audit"]']
    assert steps("WORKDIR") == ["/src"]
    assert ':/src:ro" backpack-audit' in TEXT
    assert "safe.directory '*'" in last  # else git refuses a folder that belongs to another user


def test_the_base_has_glibc() -> None:
    bases = [step.split()[0] for step in steps("FROM")]
    assert len(set(bases)) == 1
    assert "alpine" not in bases[0]
