"""The whole history of a repository, against `git cat-file` alone, gitleaks and kingfisher."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.make_history import make_history
from benchmarks.measure import Contender, measure, table
from benchmarks.ours import NAME, ours
from benchmarks.peers import WORK, peer


def measured(options: argparse.Namespace) -> str:
    repository = options.repository or synthetic()
    results = measure(_contenders(repository), runs=options.runs)
    return table(f"History of {repository.name}", results, first=NAME)


def synthetic() -> Path:
    """The repository that `make_history` builds, built if need be."""
    repository = WORK / "history"
    if not repository.exists():
        make_history(repository)
    return repository


def _contenders(repository: Path) -> list[Contender]:
    every = ["--batch-all-objects", "--batch", "--unordered", "--buffer"]
    found = [
        ours("scan", "--history", "--no-cache", str(repository)),
        ours("scan", "--history", str(repository), name=f"{NAME}, nothing new since the last run"),
        Contender(name="git cat-file", command=["git", "-C", str(repository), "cat-file", *every]),
    ]
    if command := peer("gitleaks"):
        found.append(Contender(name="gitleaks git", command=[command, "git", "--no-banner", str(repository)]))
    if command := peer("kingfisher"):
        arguments = ["scan", str(repository), "--turbo", "--no-validate", "--no-update-check"]
        found.append(Contender(name="kingfisher --turbo", command=[command, *arguments], exits=frozenset({0, 200})))
    return found
