"""Real git repositories for tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Repository:
    """A real repository."""

    path: Path

    def git(self, *arguments: str, date: str | None = None, stdin: bytes | None = None) -> str:
        """What a git command says, without its last line end."""
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        result = subprocess.run(
            command, cwd=self.path, env=os.environ | dates, input=stdin, capture_output=True, check=False
        )
        assert result.returncode == 0, result.stderr.decode()
        return os.fsdecode(result.stdout).removesuffix("\n")

    def write(self, name: str, content: str | bytes = "x") -> Path:
        """A file in the work tree."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def commit(self, message: str = "message", *, date: str | None = None) -> str:
        """Commits everything in the work tree; its id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, date=date)
        return self.git("rev-parse", "HEAD")

    def id_of(self, revision: str) -> str:
        """The object that a revision names."""
        return self.git("rev-parse", revision)

    def object_file(self, key: str) -> Path:
        """Where git keeps a loose object."""
        return self.path / ".git" / "objects" / key[:2] / key[2:]


MakeRepository = Callable[..., Repository]
