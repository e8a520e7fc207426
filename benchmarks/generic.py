"""detect-secrets against us, side by side, on one tree: `python -m benchmarks.generic [TREE] [--megabytes N] [--runs N]`.

Without a tree it makes one of at least a hundred megabytes: the standard library and what is installed beside it, without
compiled files. Both read the same files with all their cores. The findings of `--generic all` are held against those
of `detect-secrets scan --all-files --no-verify`, and every difference is printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.measure import Contender, Run, measure
from benchmarks.peers import WORK

OURS = Path(sys.executable).with_name("backpack-audit")
THEIRS = Path(sys.executable).with_name("detect-secrets")
COMPILED = {".pyc", ".so", ".a", ".o", ".exe", ".dll", ".dylib"}
_SMALLEST = 100
Finds = set[tuple[str, int, str]]


def main() -> None:
    arguments = _arguments()
    tree = arguments.tree or made_tree(arguments.megabytes)
    files = [path for path in tree.rglob("*") if path.is_file()]
    print(f"{tree.name}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB\n")
    runs = measure([contender(tree, mode) for mode in ("precise", "all")], runs=arguments.runs)
    seconds, expected = theirs(tree)
    print("| command | min s | median s | max s | times as fast as detect-secrets |")
    print("|---|---:|---:|---:|---:|")
    print(f"| detect-secrets scan --all-files | {seconds:.1f} | {seconds:.1f} | {seconds:.1f} | 1 |")
    for name, ones in runs.items():
        print(row(name, ones, seconds))
    compare(ours(tree), expected)


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
    partial.rename(tree)
    return tree


def _sources() -> Iterator[tuple[Path, Path]]:
    """Files that are no binaries, with the folder that they stand in: of this Python, then of this environment."""
    for name in ("stdlib", "purelib", "data"):
        root = Path(sysconfig.get_path(name))
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix not in COMPILED:
                yield root, path


def contender(tree: Path, mode: str) -> Contender:
    command = [str(OURS), "scan", "--no-config", "--generic", mode, "--quiet", "--format", "json", "."]
    return Contender(
        name=f"backpack-audit scan --generic {mode}", command=command, folder=tree, exits=frozenset({0, 1, 3})
    )


def row(name: str, runs: Sequence[Run], theirs_took: float) -> str:
    seconds = [run.seconds for run in runs]
    ratio = theirs_took / median(seconds)
    return f"| {name} | {min(seconds):.2f} | {median(seconds):.2f} | {max(seconds):.2f} | {ratio:.0f} |"


def theirs(tree: Path) -> tuple[float, Finds]:
    """The time of one run (it takes minutes) and what it found."""
    command = [str(THEIRS), "scan", "--all-files", "--no-verify"]
    started = time.perf_counter()
    result = subprocess.run(command, cwd=tree, capture_output=True, check=True)
    seconds = time.perf_counter() - started
    results = json.loads(result.stdout)["results"]
    return seconds, {(path, one["line_number"], one["type"]) for path, found in results.items() for one in found}


def ours(tree: Path) -> Finds:
    from auditor.model.request import AuditRequest, Generic  # noqa: PLC0415 - imports nothing that is timed above
    from auditor.pipeline import audit  # noqa: PLC0415

    report = audit(AuditRequest(paths=(tree,), use_config=False, generic=Generic.ALL))
    return {
        (one.place.path, one.place.span.line, one.secret_type)
        for one in report.findings
        if one.secret_type and not one.pragmas and one.place.member is None
    }


def compare(found: Finds, expected: Finds) -> None:
    same = len(found & expected)
    print(
        f"\n{same} findings are the same; {len(expected - found)} are missing, {len(found - expected)} more are found"
    )
    for sign, ones in (("-", expected - found), ("+", found - expected)):
        for path, line, kind in sorted(ones):
            print(f"{sign} {path}:{line}: {kind}")


if __name__ == "__main__":
    main()
