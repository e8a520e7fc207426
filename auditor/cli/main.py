"""Runs `backpack-audit`: what git, agents and editors call often without Typer, everything else with it."""

from __future__ import annotations

import os
import sys

from auditor.cli.end_process import run
from auditor.cli.program_name import COMPLETE, PROGRAM
from auditor.cli.refused_arguments import refuse_files_like_options, refuse_typed_secrets


def main() -> None:
    """Runs the console script."""
    run(_guarded)


def _guarded() -> None:
    arguments = sys.argv[1:]
    refuse_typed_secrets(arguments)
    refuse_files_like_options(arguments)
    if COMPLETE not in os.environ:
        from auditor.cli.light_commands import run_light  # 2 ms in place of Typer's 35

        if run_light(arguments):
            return
    from auditor.cli.application import app

    if COMPLETE in os.environ:
        from auditor.cli.completion_scripts import prepare_completion

        prepare_completion()
    app(prog_name=PROGRAM)


if __name__ == "__main__":
    main()
