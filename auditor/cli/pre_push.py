"""Tells what a pre-push hook scans: the commits that a push would publish, as pre-commit names them in the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from auditor.cli.end_process import run

_NOTHING = "0" * 40
"""As the start of a range: what no remote has yet."""


def range_of_push(environment: Mapping[str, str]) -> str:
    """Returns the range `A..B` of the commits that are about to be pushed.

    pre-commit gives both ends, but for a first push that publishes everything: then it names the branch alone.
    """
    start = environment.get("PRE_COMMIT_FROM_REF") or _NOTHING
    end = environment.get("PRE_COMMIT_TO_REF") or environment.get("PRE_COMMIT_LOCAL_BRANCH") or "HEAD"
    return f"{start}..{end}"


def main() -> None:
    """Runs `backpack-audit scan` on those commits; takes its options."""
    from auditor.cli.application import app  # not to read the environment

    run(lambda: app(["scan", "--range", range_of_push(os.environ), *sys.argv[1:]]))


if __name__ == "__main__":
    main()
