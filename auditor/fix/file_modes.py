"""Which files of credentials get the mode 0600: those that git does not track and that others can read."""

from __future__ import annotations

from pathlib import Path

from auditor.fix.problem import UNTRACKED
from auditor.model.location import Exposure

OWNER_ONLY = 0o600
_OTHERS = 0o004
_GROUP = 0o040


def why_not(file: Path, exposure: Exposure) -> str:
    """Why a file keeps its mode, in words; empty if it can be the owner's alone."""
    if exposure not in UNTRACKED:
        return "git tracks the file, and every checkout gives it its mode again: take the secret out of it instead"
    try:
        status = file.stat()
    except OSError as error:
        return f"the file cannot be scanned: {error.strerror}"
    is_service = status.st_uid == 0 and status.st_gid != 0 and status.st_mode & _GROUP and not status.st_mode & _OTHERS
    if is_service:
        return (
            "it belongs to root and a group of its own, by which a service may read it: give it to the service's user "
            "(chown), then `chmod 600`"
        )
    return ""
