"""A pre-commit hook on ten staged files, against the hooks of the peers."""

from __future__ import annotations

import argparse
import subprocess
import sysconfig
import tempfile
from pathlib import Path

from benchmarks.measure import Contender, measure, table
from benchmarks.ours import NAME, ours
from benchmarks.peers import peer

_FILES = ("argparse", "ast", "base64", "calendar", "cmd", "copy", "csv", "datetime", "difflib", "fractions")


def measured(options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _staged(folder)
        contenders = [ours("hook", *files, folder=folder)]
        if command := peer("gitleaks"):
            arguments = ["git", "--pre-commit", "--staged", "--no-banner", str(folder)]
            contenders.append(Contender(name="gitleaks --staged", command=[command, *arguments], folder=folder))
        if command := peer("detect-secrets-hook"):
            contenders.append(Contender(name="detect-secrets-hook", command=[command, *files], folder=folder))
        results = measure(contenders, runs=4 * options.runs)
    return table("Hook: ten staged files of the standard library", results, first=NAME)


def _staged(folder: Path) -> list[str]:
    names = [f"{name}.py" for name in _FILES]
    library = Path(sysconfig.get_path("stdlib"))
    for name in names:
        (folder / name).write_bytes((library / name).read_bytes())
    for arguments in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return names
