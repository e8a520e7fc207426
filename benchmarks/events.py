"""What is called often: a hook of ten files, standard input, and one event of a coding agent, against bare Python."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.hook import staged
from benchmarks.measure import Contender, measure, table
from benchmarks.ours import NAME, ours

_PYTHON = "python -c pass"
_EDIT = {
    "hook_event_name": "PreToolUse",
    "tool_name": "Edit",
    "tool_input": {"file_path": "argparse.py", "old_string": "import os", "new_string": "import os\nimport sys"},
}


def measured(options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = staged(folder)
        event = folder / "event.json"
        event.write_text(json.dumps({**_EDIT, "cwd": name}), encoding="utf-8")
        contenders = [
            Contender(name=_PYTHON, command=[sys.executable, "-c", "pass"]),
            ours("--version", name=f"{NAME} --version"),
            _reading(event, ours("hook", "--agent", "claude-code", name="hook --agent, an edit", folder=folder)),
            _reading(event, ours("scan", "--stdin", name="scan --stdin", folder=folder)),
            ours("hook", *files, name="hook, ten staged files", folder=folder),
        ]
        results = measure(contenders, runs=4 * options.runs)
    return table("What is called often", results, first=_PYTHON)


def _reading(file: Path, contender: Contender) -> Contender:
    """The same with a file as standard input."""
    command = ["/bin/sh", "-c", f'exec "$0" "$@" < {file}', *contender.command]
    return Contender(
        name=contender.name,
        command=command,
        folder=contender.folder,
        environment=contender.environment,
        exits=contender.exits,
    )
