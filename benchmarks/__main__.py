"""`make bench`: every measurement, or those named: `python -m benchmarks tree hook --runs 5`."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable
from pathlib import Path

from benchmarks import bots, events, fleet, growth, history, hook, memory, startup, tree

_PARTS: dict[str, Callable[[argparse.Namespace], str]] = {
    "startup": startup.measured,
    "hook": hook.measured,
    "events": events.measured,
    "tree": tree.measured,
    "history": history.measured,
    "bots": bots.measured,
    "growth": growth.measured,
    "fleet": fleet.measured,
    "memory": memory.measured,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, []], help="all if none are named")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each command, after one that is not")
    parser.add_argument("--tree", type=Path, help="the tree to read instead of the Linux sources")
    parser.add_argument("--repository", type=Path, help="the repository to read instead of a synthetic one")
    parser.add_argument(
        "--fleet", type=float, default=0.05, help="the part of the full fleet, 2 000 repositories, to read"
    )
    parser.add_argument("--fleet-data", type=Path, help="a folder in which the fleet's repositories are kept")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}\n", flush=True)
    for name in options.parts or _PARTS:
        print(_PARTS[name](options), flush=True)


if __name__ == "__main__":
    main()
