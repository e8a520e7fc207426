"""Clones repositories into a cache, by git itself, with git's own credentials and nothing of any audited repository.

The clone runs in a folder of its own, so no configuration but the user's is in force, and hooks and templates are off.
"""

from __future__ import annotations

import os
import subprocess
from hashlib import sha256
from pathlib import Path

from auditor.redaction import redacted
from auditor.sources.git.command import environment, executable, reason

_SECONDS = 3600.0
"""How long one clone may take."""
_OPTIONS = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor="),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "transfer.credentialsInUrl=die"),
)
_PROTOCOLS = "https:ssh:git:http:file"


def mirror_of(url: str, cache: Path) -> tuple[Path | None, str]:
    """Returns a mirror of a repository, cloned or brought up to date; or None, and why there is none.

    Args:
        url: Where the repository is, without credentials.
        cache: The folder of all mirrors.
    """
    folder = cache / f"{sha256(url.encode()).hexdigest()[:24]}.git"
    cache.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        # The URL is given again: what the mirror's own configuration says does not count.
        arguments = ("-C", str(folder), "fetch", "--prune", "--quiet", "--", url, "+refs/*:refs/*")
        return folder, _run(arguments, cache, url)
    part = cache / f".{folder.name}-{os.getpid()}"
    why = _run(("clone", "--mirror", "--quiet", "--template=", "--", url, str(part)), cache, url)
    if why:
        _remove(part)
        return None, why
    try:
        part.rename(folder)
    except OSError:
        _remove(part)  # Another run was faster.
    return folder, ""


def _run(arguments: tuple[str, ...], cache: Path, url: str) -> str:
    """Returns why git failed; empty where it did not."""
    own = {name: value for name, value in os.environ.items() if name in ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS")}
    variables = environment(os.environ, inherit=False) | own | {"GIT_ALLOW_PROTOCOL": _PROTOCOLS}
    variables.pop("GIT_NO_LAZY_FETCH", None)
    try:
        done = subprocess.run(
            [executable(), *_OPTIONS, *arguments],
            cwd=cache,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"git did not clone it within {_SECONDS:.0f} seconds"
    except OSError as error:
        return f"git cannot be started ({error.strerror})"
    if done.returncode == 0:
        return ""
    said = reason(done.stderr.decode("utf-8", "backslashreplace")).replace(url, "the repository")
    return f"git cannot clone it ({redacted(said)})"


def _remove(folder: Path) -> None:
    import shutil  # only after a failure

    shutil.rmtree(folder, ignore_errors=True)
