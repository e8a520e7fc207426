"""detect-secrets against us, side by side, on one tree: `python -m benchmarks.generic [TREE] [--megabytes N] [--runs N]`.

Without a tree it makes one of at least a hundred megabytes: the standard library and what is installed next to it, without
compiled files. Both read the same files with all cores. Next to seconds there are CPU seconds, which other work on the
machine does not change. The findings of `--generic all` are compared with those of `detect-secrets scan --all-files
--no-verify`, and the differences are printed.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.peers import WORK

OURS = Path(sys.executable).with_name("backpack-audit")
THEIRS = Path(sys.executable).with_name("detect-secrets")
COMPILED = {".pyc", ".so", ".a", ".o", ".exe", ".dll", ".dylib"}
_SMALLEST = 100
_MOST = 40
"""Differences that are printed."""
Finds = set[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process with its children."""

    seconds: float
    cpu: float


def main() -> None:
    arguments = _arguments()
    tree = arguments.tree or made_tree(arguments.megabytes)
    files = [path for path in tree.rglob("*") if path.is_file()]
    print(f"{tree.name}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB\n")
    contenders = {f"backpack-audit scan --generic {mode}": command(mode) for mode in ("precise", "all")}
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(arguments.runs + 1):
        for name, one in contenders.items():
            run, _ = timed(one, tree)
            runs[name] += [run] if number else []
    theirs, said = timed([str(THEIRS), "scan", "--all-files", "--no-verify"], tree)
    print("| command | s (min, median, max) | CPU s | times as fast | by CPU time |")
    print("|---|---:|---:|---:|---:|")
    for name, ones in {"detect-secrets scan --all-files": [theirs], **runs}.items():
        print(row(name, ones, theirs))
    compare(ours(tree), their_finds(said))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path, nargs="?")
    parser.add_argument("--megabytes", type=int, default=_SMALLEST + 10)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def made_tree(megabytes: int) -> Path:
    """A tree of about that size, copied once."""
    tree = WORK / f"python-{megabytes}"
    if tree.exists():
        return tree
    partial = tree.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    copied = 0
    for number, (root, path) in enumerate(_sources()):
        if copied >= megabytes * 1_000_000:
            break
        target = partial / str(number // 5000) / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        copied += path.stat().st_size
    # A repository of its own, so that the files are not ignored with this work folder.
    subprocess.run(["git", "init", "--quiet", "--template=", str(partial)], check=True)
    partial.rename(tree)
    return tree


def _sources() -> Iterator[tuple[Path, Path]]:
    """Files that are no binaries, with the folder that they are in: of this Python, then of this environment."""
    for name in ("stdlib", "purelib", "data"):
        root = Path(sysconfig.get_path(name))
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix not in COMPILED:
                yield root, path


def command(mode: str) -> list[str]:
    return [str(OURS), "scan", "--no-config", "--generic", mode, "--format", "json", "."]


def timed(line: Sequence[str], tree: Path) -> tuple[Run, bytes]:
    """One run with what it wrote to standard output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    result = subprocess.run(list(line), cwd=tree, stdout=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), result.stdout


def row(name: str, runs: Sequence[Run], theirs: Run) -> str:
    seconds, cpu = [run.seconds for run in runs], median(run.cpu for run in runs)
    span = f"{min(seconds):.1f}, {median(seconds):.1f}, {max(seconds):.1f}"
    return f"| {name} | {span} | {cpu:.1f} | {theirs.seconds / median(seconds):.0f} | {theirs.cpu / cpu:.0f} |"


def their_finds(said: bytes) -> Finds:
    results = json.loads(said)["results"]
    return {(path, one["line_number"], one["type"]) for path, found in results.items() for one in found}


def ours(tree: Path) -> Finds:
    from auditor.model.request import AuditRequest, Generic  # imports nothing that is timed above
    from auditor.pipeline import audit

    report = audit(AuditRequest(paths=(tree,), use_config=False, generic=Generic.ALL))
    return {
        (one.location.path, one.location.span.line, one.secret_type)
        for one in report.findings
        if one.secret_type and not one.pragmas and one.location.member is None
    }


def compare(found: Finds, expected: Finds) -> None:
    same = len(found & expected)
    print(
        f"\n{same} findings are the same; {len(expected - found)} are missing, {len(found - expected)} more are found"
    )
    for sign, ones in (("-", expected - found), ("+", found - expected)):
        for path, line, kind in sorted(ones)[:_MOST]:
            print(f"{sign} {path}:{line}: {kind}")


if __name__ == "__main__":
    main()
