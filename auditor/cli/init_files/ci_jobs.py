"""The CI jobs: a workflow of its own on GitHub, a job at the end of `.gitlab-ci.yml` on GitLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli.init_files.edit import Edit

if TYPE_CHECKING:
    from yaml import Node


GITHUB = ".github/workflows/backpack-audit.yml"
GITLAB = ".gitlab-ci.yml"
JOB = "backpack-audit"

CHECKOUT = "actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0"
SETUP_PYTHON = "actions/setup-python@ece7cb06caefa5fff74198d8649806c4678c61a1 # v6.3.0"
UPLOAD_SARIF = "github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2"


def add_workflow(text: str | None, requirement: str) -> Edit:
    """Returns the GitHub workflow, if there is none."""
    if text is not None:
        return Edit(None, "exists already")
    return Edit(_WORKFLOW.replace("REQUIREMENT", requirement), "scans tree and history on every push and pull request")


def add_job(text: str | None, requirement: str) -> Edit:
    """Returns the GitLab pipeline with our job behind all others."""
    remark = "scans tree and history in every pipeline"
    if text is None or not text.strip():
        return Edit(_job(requirement, stage=""), remark)
    import yaml  # only where there is such a file

    try:
        *_, pipeline = yaml.compose_all(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return Edit(None, "is not valid YAML; fix it first")
    keys = _keys(pipeline)
    if any(JOB in key for key in keys) or JOB in text:
        return Edit(None, "mentions backpack-audit already")
    joined = text.rstrip("\n") + "\n\n" + _job(requirement, stage=_stage(keys.get("stages")))
    if not keys or _all_keys(joined) != [*keys, JOB]:
        return Edit(None, "is not a mapping of jobs that can be extended safely")
    return Edit(joined, f"{remark}, after the other jobs")


def _keys(node: Node | None) -> dict[str, Node]:
    from yaml import MappingNode  # loaded by now

    return {key.value: value for key, value in node.value} if isinstance(node, MappingNode) else {}


def _all_keys(text: str) -> list[str]:
    import yaml  # loaded by now

    try:
        *_, pipeline = yaml.compose_all(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return []
    return list(_keys(pipeline))


def _stage(stages: Node | None) -> str:
    """Returns the stage to name: none where the default, `test`, is among the stages."""
    from yaml import ScalarNode, SequenceNode  # loaded by now

    if not isinstance(stages, SequenceNode):
        return ""
    names = [stage.value for stage in stages.value if isinstance(stage, ScalarNode)]
    return names[0] if names and "test" not in names else ""


def _job(requirement: str, *, stage: str) -> str:
    text = _JOB.replace("REQUIREMENT", requirement)
    return text.replace("  image:", f"  stage: {stage}\n  image:", 1) if stage else text


_WORKFLOW = f"""\
name: backpack-audit

on:
  push:
  pull_request:

permissions: {{}}

jobs:
  backpack-audit:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write # to upload the report to code scanning
    steps:
      - uses: {CHECKOUT}
        with:
          fetch-depth: 0 # a leak stays in the history when the file is fixed
          persist-credentials: false
      - uses: {SETUP_PYTHON}
        with:
          python-version: "3.13"
      - run: 'python -m pip install --only-binary :all: "REQUIREMENT"'
      - run: backpack-audit scan --history ${{BASE:+--trust "$BASE"}} --format github --format sarif=backpack-audit.sarif
        env:
          BASE: ${{{{ github.event.pull_request.base.sha }}}} # a pull request is judged by the settings of its base
      - uses: {UPLOAD_SARIF}
        if: ${{{{ !cancelled() }}}}
        continue-on-error: true # code scanning may be off, and forks may not upload
        with:
          sarif_file: backpack-audit.sarif
"""

_JOB = """\
backpack-audit:
  image: python:3.13
  needs: []
  variables:
    GIT_DEPTH: "0" # a leak stays in the history when the file is fixed
  script:
    - 'python -m pip install --quiet --only-binary :all: "REQUIREMENT"'
    - base=${CI_MERGE_REQUEST_DIFF_BASE_SHA:-} # a merge request is judged by the settings of its base
    - >-
      backpack-audit scan --history ${base:+--trust "$base"} --format text
      --format gitlab=gl-secret-detection-report.json
      --format codequality=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      secret_detection: gl-secret-detection-report.json
      codequality: gl-code-quality-report.json # merge requests of every tier show this one
"""


NAME = "ci/backpack-audit.sh"


def add_script(text: str | None, requirement: str) -> Edit:
    """Returns the script, if there is none.

    Args:
        text: The script that is there.
        requirement: What pip installs.
    """
    if text is not None:
        return Edit(None, "exists already")
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
