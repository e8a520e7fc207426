"""Whether a CI service runs this process: what it checks out comes from a remote, whatever git knows of it."""

from __future__ import annotations

import os

_VARIABLES = ("CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID")
"""Set by GitHub, GitLab, CircleCI, Travis, Buildkite and others; Azure Pipelines; Jenkins; TeamCity; AWS CodeBuild."""
_NO = ("", "0", "false", "no", "off")


def is_ci() -> bool:
    """Returns whether a variable of a CI service is set and does not say no."""
    return any(os.environ.get(name, "").lower() not in _NO for name in _VARIABLES)
