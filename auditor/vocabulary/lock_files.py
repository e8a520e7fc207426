"""Tells which files package managers write: they name packages with their checksums, and a history has thousands of versions."""

from __future__ import annotations

LOCK_FILES = frozenset(
    {
        ".terraform.lock.hcl",
        "brewfile.lock.json",
        "bun.lock",
        "bun.lockb",
        "cabal.project.freeze",
        "cargo.lock",
        "cartfile.resolved",
        "chart.lock",
        "composer.lock",
        "conda-lock.yml",
        "deno.lock",
        "flake.lock",
        "gemfile.lock",
        "go.sum",
        "go.work.sum",
        "gradle.lockfile",
        "install-state",
        "install-state.gz",
        "mix.lock",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "package.resolved",
        "packages.lock.json",
        "paket.lock",
        "pdm.lock",
        "pipfile.lock",
        "pixi.lock",
        "pnpm-lock.yaml",
        "podfile.lock",
        "poetry.lock",
        "project.assets.json",
        "pubspec.lock",
        "pylock.toml",
        "rebar.lock",
        "shard.lock",
        "stack.yaml.lock",
        "uv.lock",
        "verification-metadata.xml",
        "yarn.lock",
    }
)
"""The names of lock files, in small letters; Yarn's state of an installation has the same in it."""
_ENDINGS = tuple({name.rpartition(".")[2] for name in LOCK_FILES})


def is_lock_file(path: str) -> bool:
    """Returns whether a path is that of a lock file."""
    # Nearly every other path has another ending, and to cut off its folders takes longer.
    return path.endswith(_ENDINGS) and path.rpartition("/")[2].lower() in LOCK_FILES
