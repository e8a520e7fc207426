"""Knows the files that make their folder a project."""

from __future__ import annotations

MANIFESTS = frozenset({
    "package.json", "pyproject.toml", "setup.py", "requirements.txt", "go.mod", "cargo.toml", "dockerfile", "pom.xml",
    "build.gradle", "build.gradle.kts", "composer.json", "gemfile", "mix.exs",
})  # fmt: skip
"""Names in lower case of files that make their folder a project."""


def manifest_folder(path: str) -> str | None:
    """Returns the folder that a manifest makes a project; None for any other file."""
    folder, _, name = path.rpartition("/")
    return folder if name.lower() in MANIFESTS else None
