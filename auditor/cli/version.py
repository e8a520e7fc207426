"""`backpack-audit version`: prints the version."""

from __future__ import annotations

import sys

from auditor._version import __version__
from auditor.cli.command_help import PlainCommand, examples, new_app

app = new_app()


@app.command(
    name="version",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit version", "Print the version."),
        ("backpack-audit --version", "Print the same."),
        ("python -m auditor version", "Print the version of the installed package."),
    ),
)
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"backpack-audit {__version__}\n")
