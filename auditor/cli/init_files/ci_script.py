"""The plain CI script, for a repository that is neither on GitHub nor on GitLab."""

from __future__ import annotations

from auditor.cli.init_files.edit import Edit

NAME = "ci/backpack-audit.sh"


def add_script(text: str | None, requirement: str) -> Edit:
    """Returns the script, if there is none.

    Args:
        text: The script that is there.
        requirement: What pip installs.
    """
    if text is not None:
        return Edit(None, "is there already")
    return Edit(_SCRIPT.replace("REQUIREMENT", requirement), f"scans tree and history; call `sh {NAME}` in your CI")


_SCRIPT = """\
#!/bin/sh
# Scans files and git history for leaked Backpack Exchange API keys. Call it in a CI job: sh {NAME}
# It needs git, Python 3.11 to 3.14 and a full clone, because a leak stays in the history when the file is fixed.
# For a pull request, set BASE to the commit that it is based on: its configuration, baseline and rules are in force then.
# Exit codes: 0 no findings, 1 findings, 2 wrong usage, 3 incomplete scan.
set -eu
cd "$(dirname "$0")/.."
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "REQUIREMENT"
"$venv/bin/backpack-audit" scan --history ${BASE:+--trust "$BASE"} --format text --format sarif=backpack-audit.sarif --format junit=backpack-audit.xml
"""
