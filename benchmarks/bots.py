"""What is all about Backpack: a tree of generated bots and a history of them, ours against gitleaks."""

from __future__ import annotations

import argparse

from benchmarks.make_bots import make_history, make_tree
from benchmarks.measure import Contender, measure, table
from benchmarks.ours import NAME, ours
from benchmarks.peers import WORK, peer


def measured(options: argparse.Namespace) -> str:
    tree, history = WORK / "bots", WORK / "bots.git"
    if not tree.exists():
        make_tree(tree)
    if not history.exists():
        make_history(history)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
    parts = (
        (f"Bots: a tree of {size / 1e6:.0f} MB", [str(tree)], ["dir", str(tree)]),
        ("Bots: a history of 20 000 blobs", ["--history", "--no-cache", str(history)], ["git", str(history)]),
    )
    return "\n".join(
        table(title, measure(_contenders(scan, other), runs=options.runs), first=NAME) for title, scan, other in parts
    )


def _contenders(scan: list[str], other: list[str]) -> list[Contender]:
    found = [ours("scan", "--no-config", *scan)]
    if command := peer("gitleaks"):
        kind, target = other
        exits = frozenset({0, 1})
        found.append(Contender(name=f"gitleaks {kind}", command=[command, kind, "--no-banner", target], exits=exits))
    return found
