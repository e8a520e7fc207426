"""What grows: trees, files, findings, candidates and histories of a size, made once, the same on every machine."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from auditor.classification.sample_keys import Specimen, specimen
from benchmarks.make_history import line, make_history
from benchmarks.peers import WORK

FOLDER = WORK / "growth"
_SEED = 20240102
_BLOCK = 64_000
_FILES_OF_A_FOLDER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of input in several sizes."""

    name: str
    title: str
    unit: str
    sizes: tuple[int, ...]
    make: Callable[[Path, int], None]
    options: tuple[str, ...] = ()
    """Of `backpack-audit scan`."""
    has_findings: bool = True

    def folder(self, size: int) -> Path:
        """The input of that size, made if need be."""
        folder = FOLDER / f"{self.name}-{size}"
        if folder.exists():
            return folder
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        self.make(partial, size)
        partial.rename(folder)
        return folder


def block(size: int = _BLOCK, *, number: int = 0) -> bytes:
    """Lines of text of about that many bytes that look like no credential."""
    dice = random.Random(_SEED + number)
    text = b""
    while len(text) < size:
        text += line(dice)
    return text


def named_pair(pair: Specimen) -> str:
    """The two lines of a `.env` that leak a pair."""
    return f"BACKPACK_API_KEY={pair.key}\nBACKPACK_API_SECRET={pair.secret}\n"


def _repository(folder: Path) -> None:
    # A repository of its own, so that the files are not ignored with this work folder.
    subprocess.run(["git", "init", "--quiet", "--template=", str(folder)], check=True)


def _nested(folder: Path, number: int, name: str) -> Path:
    path = folder / f"part-{number // _FILES_OF_A_FOLDER}" / name
    if number % _FILES_OF_A_FOLDER == 0:
        path.parent.mkdir(parents=True)
    return path


def _small_files(folder: Path, size: int) -> None:
    _repository(folder)
    texts = [block(1000, number=number) for number in range(256)]
    for number in range(size):
        _nested(folder, number, f"module_{number}.py").write_bytes(b"# %d\n" % number + texts[number % len(texts)])


def _tree_of_bytes(folder: Path, megabytes: int) -> None:
    _repository(folder)
    for number, text in enumerate(_texts(megabytes)):
        _nested(folder, number, f"module_{number}.txt").write_bytes(text)


def _one_file(folder: Path, megabytes: int) -> None:
    _repository(folder)
    with (folder / "output.log").open("wb") as file:
        file.writelines(_texts(megabytes))


def _texts(megabytes: int) -> Iterator[bytes]:
    """Texts of 64 kB, of which no two are the same."""
    texts = [block(number=number) for number in range(64)]
    for number in range(megabytes * 1_000_000 // _BLOCK):
        yield b"# %d\n" % number + texts[number % len(texts)]


def _leaks_in_files(folder: Path, size: int) -> None:
    _repository(folder)
    for number in range(size):
        _nested(folder, number, f"bot_{number}.env").write_text(named_pair(specimen(f"growth-{number}")))


def _leaks_in_one_file(folder: Path, size: int) -> None:
    _repository(folder)
    pairs = (specimen(f"growth-{number}") for number in range(size))
    (folder / "bots.env").write_text("".join(map(named_pair, pairs)))


def _one_leak_repeated(folder: Path, size: int) -> None:
    _repository(folder)
    (folder / "bots.env").write_text(named_pair(specimen("growth")) * size)


def _hashes(folder: Path, size: int) -> None:
    _beside_a_pair(folder)
    package = '[[package]]\nname = "package-{0}"\nversion = "1.{0}.0"\nchecksum = "{1}"\n\n'
    (folder / "Cargo.lock").write_text("".join(package.format(number, _digest(number)) for number in range(size)))


def _hashes_named_as_keys(folder: Path, size: int) -> None:
    _beside_a_pair(folder)
    (folder / "keys.txt").write_text("".join(f"api_key = {_digest(number)}\n" for number in range(size)))


def _beside_a_pair(folder: Path) -> None:
    _repository(folder)
    (folder / ".env").write_text(named_pair(specimen("growth")))


def _digest(number: int) -> str:
    return sha256(b"growth %d" % number).hexdigest()


def _history(folder: Path, commits: int) -> None:
    make_history(folder, commits=commits, blobs=2 * commits, megabytes=commits // 50)


_HUNDREDS = (100, 1_000, 10_000)
SERIES = (
    Series(name="files", title="Files of 1 kB", unit="files", sizes=(*_HUNDREDS, 100_000), make=_small_files, has_findings=False),
    Series(name="tree", title="Bytes in files of 64 kB", unit="MB", sizes=(1, 10, 100, 1_000), make=_tree_of_bytes, has_findings=False),
    Series(name="file", title="Bytes in one file", unit="MB", sizes=(1, 10, 100, 1_000), make=_one_file, has_findings=False),
    Series(name="leaks", title="Leaked pairs, each in a file", unit="pairs", sizes=_HUNDREDS, make=_leaks_in_files),
    Series(name="leaks-one", title="Leaked pairs in one file", unit="pairs", sizes=_HUNDREDS, make=_leaks_in_one_file),
    Series(name="repeated", title="One pair again and again in one file", unit="times", sizes=_HUNDREDS, make=_one_leak_repeated),
    Series(name="hashes", title="Hashes of a lock file next to a pair", unit="hashes", sizes=(*_HUNDREDS, 100_000), make=_hashes),
    Series(name="candidates", title="The same hashes, each named api_key", unit="hashes", sizes=(*_HUNDREDS, 100_000), make=_hashes_named_as_keys),
    Series(name="commits", title="Commits with two files each", unit="commits", sizes=(100, 1_000, 3_000, 10_000, 30_000), make=_history, options=("--history", "--no-cache"), has_findings=False),
)  # fmt: skip
