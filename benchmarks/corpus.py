"""The trees that are read: the Linux sources of Debian's package, or another tree that is given."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from bisect import bisect
from collections.abc import Iterator
from pathlib import Path

from benchmarks.peers import WORK

_PACKAGE = "linux-source-6.1"
_FILES = 23_000
_BYTES = 288_000_000


def linux() -> Path | None:
    """A part of the Linux sources, about 288 MB in 23 000 files; None where the package cannot be had."""
    tree = WORK / "linux-part"
    if tree.exists():
        return tree
    whole = _unpacked()
    if whole is None:
        return None
    partial = tree.with_suffix(".partial")
    for path in _chosen(whole):
        copy = partial / path.relative_to(whole)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    partial.rename(tree)
    return tree


def standard_library() -> Path:
    """The standard library of this Python with what is installed into it."""
    return Path(sysconfig.get_path("stdlib"))


def _unpacked() -> Path | None:
    whole = WORK / _PACKAGE
    if whole.exists():
        return whole
    if shutil.which("apt-get") is None:
        print(f"left out: {_PACKAGE} needs Debian's apt-get; give a tree with --tree")
        return None
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "--quiet", "--quiet", _PACKAGE], cwd=WORK, check=True)
    (package,) = WORK.glob(f"{_PACKAGE}_*.deb")
    subprocess.run(["dpkg", "-x", str(package), str(WORK / "deb")], check=True)
    archive = WORK / "deb" / "usr" / "src" / f"{_PACKAGE}.tar.xz"
    subprocess.run(["tar", "-xf", str(archive), "-C", str(WORK)], check=True)
    return whole


def _chosen(whole: Path) -> Iterator[Path]:
    """`_FILES` files from all folders alike; without the largest ones, so that they come to `_BYTES`."""
    sizes = {path: path.stat().st_size for path in whole.rglob("*") if path.is_file() and not path.is_symlink()}
    paths = sorted(sizes)

    def up_to(limit: int) -> list[Path]:
        small = [path for path in paths if sizes[path] <= limit]
        return [small[number * len(small) // _FILES] for number in range(_FILES)]

    limits = sorted(set(sizes.values()))
    enough = bisect(limits, _BYTES, key=lambda limit: sum(sizes[path] for path in up_to(limit)))
    yield from up_to(limits[enough - 1])
