"""Runs of the command of which everything is kept that they let out: streams, files, and what their children were given."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from command_server import run_command

_RECORDER = """\
#!/bin/sh
{{ printf '%s\\n' "$@"; export -p; }} >> {log}
exec {git} "$@"
"""
_NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Traced:
    """What one run let out."""

    code: int
    parts: Mapping[str, bytes]
    """Everything, by where it was."""


class Tracer:
    """Runs the command in copies of a folder, with a home, a cache and a place for temporary files of its own."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.cache = top / "cache"
        self._programs = top / "programs"
        self._log = top / "children"
        self._programs.mkdir()
        program = self._programs / "git"
        program.write_text(_RECORDER.format(log=self._log, git=shutil.which("git")), encoding="utf-8")
        program.chmod(0o755)

    def run(
        self,
        arguments: Sequence[str],
        tree: Path,
        *,
        variables: Mapping[str, str] = MappingProxyType({}),
        stdin: bytes = b"",
    ) -> Traced:
        """Runs it in a copy of a folder.

        Returns:
            Its exit code, and by where they were: its streams, what its children were given, its home and temporary files,
            its cache, and the files of the folder that were not there before.
        """
        place = Path(tempfile.mkdtemp(dir=self.top))
        work, home = place / "work", place / "home"
        shutil.copytree(tree, work, symlinks=True, copy_function=os.link)  # what a run writes, it writes as a new file
        (home / "tmp").mkdir(parents=True)
        self._log.write_bytes(b"")
        before = set(work.rglob("*"))
        ended = run_command(arguments, work, {**self._environment(home), **variables}, stdin)
        parts = {
            "standard output": ended.out,
            "standard error": ended.err,
            "children": self._log.read_bytes(),
            "home": _content(home.rglob("*")),
            "cache": _content(self.cache.rglob("*")),
            "new files": _content(set(work.rglob("*")) - before),
        }
        shutil.rmtree(place)
        return Traced(ended.code, parts)

    def _environment(self, home: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "GIT_"))}
        # Whatever goes online by mistake reaches nobody.
        proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY"), _NOWHERE)
        return {
            **kept,
            **proxies,
            "BACKPACK_AUDIT_CACHE_DIR": str(self.cache),
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PATH": f"{self._programs}{os.pathsep}{os.environ['PATH']}",
        }


def _content(paths: object) -> bytes:
    found = sorted(path for path in paths if path.is_file() and not path.is_symlink())  # type: ignore[attr-defined]
    return b"\n".join(path.name.encode(errors="surrogateescape") + b"\n" + path.read_bytes() for path in found)
