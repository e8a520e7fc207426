"""Finds out where others can install this program from: an index, an address of its repository, or nowhere."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import unquote, urlparse

from msgspec import Struct

from auditor._version import __version__
from auditor.errors import AuditError
from auditor.redaction import holds_secret
from auditor.sources.git.git_program import executable


class Origin(Struct, frozen=True):
    """Where hooks and CI jobs get the program from."""

    requirement: str = ""
    """What pip installs; empty if nothing can be installed from anywhere."""
    repository: str = ""
    """The address of the repository for pre-commit; empty for a requirement alone."""
    revision: str = ""


NOWHERE = Origin()


def of_repository(address: str, revision: str) -> Origin:
    """Returns the origin of an address and a commit or tag."""
    url = address if "://" in address else f"ssh://{address.replace(':', '/', 1)}"
    return Origin(f"backpack-audit @ git+{url}@{revision}", address, revision)


def find_origin() -> Origin:
    """Returns where this installation came from, as PEP 610 records it."""
    try:
        text = distribution("backpack-audit").read_text("direct_url.json")
    except PackageNotFoundError:
        return NOWHERE
    if text is None:  # from an index
        return Origin(f"backpack-audit=={__version__}")
    recorded: dict[str, Any] = json.loads(text)
    address, revision = str(recorded.get("url", "")), ""
    if "vcs_info" in recorded:
        revision = str(recorded["vcs_info"].get("commit_id", ""))
    elif recorded.get("dir_info", {}).get("editable"):
        folder = unquote(urlparse(address).path)
        address, revision = _git(folder, "remote", "get-url", "origin"), _git(folder, "rev-parse", "HEAD")
    is_public = address.startswith(("https://", "ssh://", "git@")) and not holds_secret(address)
    return of_repository(address, revision) if is_public and revision else NOWHERE


def _git(folder: str, *arguments: str) -> str:
    try:
        done = subprocess.run([executable(), "-C", folder, *arguments], capture_output=True, text=True, check=False)
    except (OSError, AuditError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
