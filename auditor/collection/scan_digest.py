"""Names everything that decides what a blob gives, but for its bytes and its path: a key for what is remembered of blobs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from auditor._version import __version__
from auditor.generic.availability import plugins_digest
from auditor.model.batch_result import GenericOptions
from auditor.storage.cache import sha256
from auditor.vocabulary.vocabulary import Vocabulary

LIBRARIES = (
    *("base58", "detect_secrets", "hyperscan", "markdown_it_py", "mnemonic", "msgspec", "openpyxl"),
    *("pynacl", "python_dotenv", "pyyaml", "tree_sitter"),
)
"""How the names of the distributions begin that take part in reading a blob, in lower case with `_`."""
_DESCRIBED = (".dist-info", ".egg-info")
"""Endings of folders whose names have the version of a distribution."""
_PROGRAM = str(Path(__file__).parents[1])


def scan_digest(vocabulary: Vocabulary, generic: GenericOptions | None) -> str:
    """Returns a digest of the program, of the libraries that it reads with, of the vocabulary and of what is looked for.

    Of the program and of plug-ins, names, sizes and times of all files count: a version is not new with each change.
    What a baseline accepts does not count, nor do rules, suppressions and excluded paths: they say what becomes of findings,
    and a blob with a finding is read by every run.
    """
    generic_state = generic.mode.value + plugins_digest() if generic else ""
    state = (__version__, sys.version, vocabulary.digest, generic_state, *_installed(), *_files(_PROGRAM))
    return sha256("\n".join(state).encode("utf-8", "surrogatepass")).hexdigest()


def _installed() -> Iterator[str]:
    """Yields name and version of each library in the places of modules; to ask `importlib.metadata` takes 70 ms."""
    for place in dict.fromkeys(sys.path):
        with suppress(OSError):
            found = (name.lower() for name in os.listdir(place) if name.endswith(_DESCRIBED))  # noqa: PTH208 - names are all there is to it
            yield from sorted(name for name in found if name.startswith(LIBRARIES))


def _files(folder: str) -> Iterator[str]:
    """Yields path, size and time of every file of the program; the files that Python makes of them do not count."""
    found: list[os.DirEntry[str]] = []
    with suppress(OSError), os.scandir(folder) as entries:  # A program in a zip file has none.
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
