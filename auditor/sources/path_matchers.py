"""Tells by their paths which files the configuration leaves out, and which hold credentials on purpose."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from fnmatch import translate
from functools import lru_cache
from pathlib import Path

from auditor.model.location import Reach, stored_reach
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.vocabulary.vocabulary import builtin
from auditor.wording.amounts import plural
from auditor.wording.skip_words import skip


def excludes(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Says of paths relative to the root, with `/`, whether a pattern leaves them out; a folder's ends in `/`."""
    if not patterns:
        return lambda _path: False
    from pathspec import GitIgnoreSpec  # 30 ms, only where something is excluded

    return GitIgnoreSpec.from_lines(patterns).match_file


def excluded_note(count: int, noun: str = "file") -> Skipped:
    """Returns the note about so many excluded files, or folders."""
    return skip(".", SkipReason.EXCLUDED, incomplete=False, excluded=count, amount=plural(count, noun))


_VARIABLES = ("CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID")
"""Set by GitHub, GitLab, CircleCI, Travis, Buildkite and others; Azure Pipelines; Jenkins; TeamCity; AWS CodeBuild."""
_NO = ("", "0", "false", "no", "off")


def is_ci() -> bool:
    """Returns whether a variable of a CI service is set and does not say no."""
    return any(os.environ.get(name, "").lower() not in _NO for name in _VARIABLES)


def store_matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Says of paths with `/` whether their base name matches one of the fnmatch patterns, without regard to case.

    An ignored folder of packages has 100 000 files, so what no pattern can begin or end with is reported first.
    """
    return _store_matcher(tuple(patterns)) if patterns else lambda _path: False


@lru_cache(maxsize=8)
def _store_matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    literals = [re.split(r"[*?\[\]]", pattern.lower()) for pattern in patterns]
    tails = tuple(parts[-1] for parts in literals if parts[-1])
    heads = tuple(parts[0] for parts in literals if not parts[-1])
    matches = re.compile("|".join(translate(pattern.lower()) for pattern in patterns)).match

    def is_store(path: str) -> bool:
        name = path[path.rfind("/") + 1 :].lower()
        return (name.endswith(tails) or name.startswith(heads)) and matches(name) is not None

    return is_store


def unversioned_reach(file: Path, mode: int | None, *, is_store: Callable[[str], bool]) -> Reach:
    """Returns how far a file outside git got: a credential store as far as its mode lets it, other files nobody knows.

    In CI such files are unpacked or generated from what a remote has.

    Args:
        file: The file.
        mode: Its permission bits, where the file system has them.
        is_store: Tells credential stores by their paths.
    """
    name = file.name.lower()
    if is_store(name) and not store_matcher(builtin().template_stores)(name):
        return stored_reach(mode)
    return Reach.PUBLISHED if is_ci() else Reach.UNKNOWN


def mode_of(path: Path) -> int | None:
    """Returns the permission bits of a file; None for a new one, which others could not have read yet."""
    if os.name != "posix":
        return None
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return None
