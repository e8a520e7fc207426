"""Tells which files a git work tree holds below a folder, and how exposed each of them is: git's own answer, in two calls."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence

from auditor.model.location import Exposure
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.git.command import Git, reason
from auditor.sources.git.process import Running
from auditor.wording.amounts import plural
from auditor.wording.skip_words import skip

Listed = tuple[Exposure, str]
"""A file's exposure and path relative to the folder; a path that ends in `/` is a repository of its own."""

_SUBMODULE = b"160000"
_LINK = b"120000"
_ENCODING, _ON_ERROR = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()


def listing(git: Git, is_store: Callable[[str], bool]) -> Iterator[Listed | Skipped]:
    """Yields untracked and tracked files below the folder of `git`, and the ignored ones that `is_store` picks by name.

    Raises:
        RepositoryError: git cannot list the work tree.
    """
    with (
        git.start("ls-files", "-z", "-t", "-s", "-c", "-o", "--exclude-standard") as known,
        git.start("ls-files", "-z", "-o", "-i", "--exclude-standard") as ignored,
    ):
        yield from _known(git, known)
        # Pathspecs would do the same in git, at five times the cost (46 patterns, 7 000 files).
        yield from (found for found in _ignored(ignored) if isinstance(found, Skipped) or _counts(found[1], is_store))


def listing_of_ignored(git: Git) -> Iterator[Listed | Skipped]:
    """Yields tracked files below a folder that is itself ignored, and all that git ignores there: it was named.

    Raises:
        RepositoryError: git cannot list the work tree.
    """
    with git.start("ls-files", "-z", "-t", "-s", "-c") as tracked, git.start("ls-files", "-z", "-o") as others:
        yield from _known(git, tracked)
        yield from _ignored(others)


def is_ignored(git: Git) -> bool:
    """Returns whether the folder itself is ignored by the repository around it."""
    return git.ask("check-ignore", "--quiet", "--no-index", ".").code == 0


def exposures(git: Git, names: Sequence[str]) -> dict[str, Exposure]:
    """Returns how exposed some files are, by their paths relative to the folder of `git`.

    Raises:
        RepositoryError: git cannot list the work tree.
    """
    found = dict.fromkeys(names, Exposure.IGNORED)
    answer = git.ask("--literal-pathspecs", "ls-files", "-z", "-t", "-c", "-o", "--exclude-standard", "--", *names)
    if answer.code:
        raise git.failure(answer.messages)
    for record in answer.output.split(b"\0")[:-1]:
        found[_text(record[2:])] = Exposure.UNTRACKED if record.startswith(b"?") else Exposure.TRACKED
    return found


def _known(git: Git, running: Running) -> Iterator[Listed | Skipped]:
    """Yields what `ls-files -t -s -c -o` says: `? PATH` or `TAG MODE OBJECT STAGE<tab>PATH`."""
    links = absent = 0
    previous = b""
    is_real = _real_folders(git.folder)
    for record in running.records(b"\0"):
        entry, _, path = record.partition(b"\t")
        if record.startswith(b"?"):
            yield Exposure.UNTRACKED, _text(record[2:])
        elif path == previous:
            pass  # A conflict: up to three stages of one file.
        elif entry.startswith(_LINK, 2) and not _is_file(git.folder, path):
            links += 1
        elif entry.startswith(b"S") and not os.path.lexists(os.path.join(git.folder, _text(path))):
            absent += 1
        elif not is_real((name := _text(path)).rpartition("/")[0]):
            yield skip(name, SkipReason.BEHIND_LINK, incomplete=False)
        else:
            yield Exposure.TRACKED, f"{name}/" if entry.startswith(_SUBMODULE, 2) else name
        previous = path
    if running.finish():
        raise git.failure(running.messages())
    yield from _warnings(running)
    if links:
        yield skip(".", SkipReason.SYMBOLIC_LINKS, incomplete=False, amount=plural(links, "symbolic link"))
    if absent:
        yield skip(".", SkipReason.SPARSE_CHECKOUT, incomplete=False, amount=plural(absent, "tracked file"))


def _is_file(folder: str, path: bytes) -> bool:
    """Returns whether a regular file has taken the place of a link that git tracks."""
    place = os.path.join(folder, _text(path))
    return os.path.isfile(place) and not os.path.islink(place)


def _counts(name: str, is_store: Callable[[str], bool]) -> bool:
    return name.endswith("/") or is_store(name)


def _ignored(running: Running) -> Iterator[Listed | Skipped]:
    for record in running.records(b"\0"):
        yield Exposure.IGNORED, _text(record)
    running.finish()
    yield from _warnings(running)


def _warnings(running: Running) -> Iterator[Skipped]:
    """Yields what git could not look at."""
    for line in running.messages().splitlines():
        found = re.search(r"could not open directory '(.+?)/?': (.+)", line)
        if found:
            yield skip(found[1], SkipReason.UNLISTABLE_FOLDER, reason=found[2])
        else:
            yield skip(".", SkipReason.GIT_MESSAGE, reason=reason(line))


def _real_folders(root: str) -> Callable[[str], bool]:
    """Says of folders below `root` whether they are there themselves, not behind a symbolic link; asks once each."""
    known = {"": True}

    def is_real(folder: str) -> bool:
        if folder not in known:
            above = is_real(folder.rpartition("/")[0])
            known[folder] = above and not os.path.islink(os.path.join(root, folder))
        return known[folder]

    return is_real


def _text(path: bytes) -> str:
    return path.decode(_ENCODING, _ON_ERROR)
