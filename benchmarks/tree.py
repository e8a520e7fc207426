"""A work tree: ours with all rules against ripgrep with seven patterns, gitleaks and kingfisher."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.corpus import linux, standard_library
from benchmarks.measure import Contender, measure, table
from benchmarks.ours import NAME, ours
from benchmarks.peers import peer

SEVEN_PATTERNS = (
    r"\b[A-Za-z0-9+/]{43}=",
    r"\b[A-Za-z0-9+/]{86}==",
    r"\b[0-9a-fA-F]{64}\b",
    r"\b[1-9A-HJ-NP-Za-km-z]{86,88}\b",
    r"-----BEGIN [A-Z ]*PRIVATE KEY",
    r"(?i)backpack[_-]?(api|secret|private|public)",
    r"""(?i)(api|secret|private)[_-]?key\s*[:=]\s*['"]?[A-Za-z0-9+/]{40,}""",
)
"""What one would search for by hand."""


def measured(options: argparse.Namespace) -> str:
    folder = options.tree or linux() or standard_library()
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    results = measure(_contenders(folder), runs=options.runs)
    return table(f"Tree: {len(files)} files, {size / 1e6:.0f} MB", results, first=NAME)


def _contenders(folder: Path) -> list[Contender]:
    # The tree may lie inside this project, whose own configuration is not to be measured.
    scan = ["scan", "--no-config", str(folder)]
    found = [
        ours(*scan),
        ours(*scan, "--jobs", "1", name=f"{NAME} --jobs 1"),
        ours(*scan, "--generic", "off", name=f"{NAME} --generic off"),
    ]
    if command := peer("rg"):
        patterns = [part for pattern in SEVEN_PATTERNS for part in ("-e", pattern)]
        # --no-ignore --hidden: all files, as ours reads all that is not ignored by a repository.
        found.append(Contender(name="ripgrep, 7 patterns", command=[command, "-c", "-uu", *patterns, str(folder)]))
    if command := peer("gitleaks"):
        found.append(Contender(name="gitleaks dir", command=[command, "dir", "--no-banner", str(folder)]))
    if command := peer("kingfisher"):
        arguments = ["scan", str(folder), "--turbo", "--no-validate", "--no-update-check"]
        found.append(Contender(name="kingfisher --turbo", command=[command, *arguments], exits=frozenset({0, 200})))
    return found
