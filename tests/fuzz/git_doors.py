"""The door of git's answers: an audit of a real repository, in which one answer of git is whatever the input says.

Git's real answers are recorded once for each command, so that a run starts no process; then the input takes the place of
one of them, with its exit code and its messages. Commands that are asked because of that answer get git's own answer.
"""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

from oracles import holds, outputs
from plants import PAIR, PLANTS, SECRET, grown
from settings_doors import compiled_once

from auditor.errors import RepositoryError
from auditor.model.blob_source import BlobRef
from auditor.model.report import Skipped
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.pipeline import audit
from auditor.sources.git import objects, process
from auditor.sources.git.command import Git
from auditor.sources.git.git_program import executable

_SCOPES = (Scope.HISTORY, Scope.RANGE, Scope.STAGED, Scope.WORKTREE)


class Recorded(process.Running):
    """A git that has said everything already."""

    def __init__(self, output: bytes, code: int, messages: bytes) -> None:
        self._said = io.BytesIO(output)
        self._code, self._text = code, messages
        self.output = io.BytesIO(output)

    def write(self, data: bytes) -> None:
        """Takes what git is asked."""

    def end_input(self) -> None:
        """Takes the end."""

    def read_into(self, buffer: memoryview) -> int:
        return self._said.readinto(buffer)

    def finish(self) -> int:
        return self._code

    def messages(self) -> str:
        return self._text.decode("utf-8", "backslashreplace")

    def stop(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Nothing runs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing runs."""


@lru_cache(maxsize=512)
def _real(command: tuple[str, ...], folder: str, given: bytes) -> tuple[int, bytes, bytes]:
    if not Path(folder).is_dir():
        raise RepositoryError("git cannot be started")  # as `Running` says
    environment = {**os.environ, "LC_ALL": "C"}
    said = subprocess.run(command, cwd=folder, input=given, capture_output=True, check=False, env=environment)
    return said.returncode, said.stdout, said.stderr[:4096]


class _Live(Recorded):
    """`cat-file --batch`, which is asked while it answers."""

    def __init__(self, command: tuple[str, ...], folder: str) -> None:
        super().__init__(b"", 0, b"")
        self._command, self._folder = command, folder

    def write(self, data: bytes) -> None:
        _, output, _ = _real(self._command, self._folder, data)
        at = self._said.tell()
        self._said.seek(0, io.SEEK_END)
        self._said.write(output)
        self._said.seek(at)


class _Answers:
    """The answers of one audit, of which the one with a number is another."""

    def __init__(self, number: int = -1, said: tuple[int, bytes, bytes] = (0, b"", b"")) -> None:
        self.count = 0
        self.asked: list[tuple[int, bytes, bytes]] = []
        self._number, self._other = number, said

    def start(
        self, git: Git, *arguments: str, lines: Iterable[str] = (), after: Recorded | None = None, feed: bool = False
    ) -> Recorded:
        number, self.count = self.count, self.count + 1
        command = (executable(), *arguments)
        given = (
            after.output.read() if after else "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")
        )
        if number == self._number:
            code, output, messages = self._other
            return Recorded(output, code, messages)
        if feed:
            self.asked.append((0, b"", b""))
            return _Live(command, git.folder)
        self.asked.append(_real(command, git.folder, given))
        code, output, messages = self.asked[-1]
        return Recorded(output, code, messages)


@cache
def _repository() -> Path:
    """A small repository with secrets in files, names, messages and a remote."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-git-"))
    secret = PLANTS[b"\x06"].decode()
    identity = ("-c", f"user.name={secret}", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")

    def git(*arguments: str) -> None:
        subprocess.run([executable(), *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch", f"feature/{secret}")
    (folder / ".env").write_bytes(PLANTS[PAIR])
    (folder / f"{secret}.txt").write_bytes(b"api.backpack.exchange secret " + PLANTS[SECRET])
    git("add", "--all")
    git("commit", "--quiet", "--message", f"set {secret}")
    git("tag", "--annotate", "v1", "--message", f"release {secret}")
    (folder / ".env").write_bytes(b"")
    git("commit", "--quiet", "--all", "--message", "blank")
    git("remote", "add", "origin", f"https://user:{secret}@example.com/a.git")
    git("update-ref", "refs/remotes/origin/main", "HEAD~1")
    (folder / "staged.env").write_bytes(PLANTS[PAIR])
    git("add", "staged.env")
    (folder / "untracked.env").write_bytes(PLANTS[PAIR])
    return folder


@contextmanager
def _answering(answers: _Answers) -> Iterator[None]:
    def start(*arguments: Any, **more: Any) -> Recorded:
        """A function, which becomes a method of `Git`."""
        return answers.start(*arguments, **more)

    with compiled_once(), patch.object(Git, "start", start):
        yield


def _request(scope: Scope) -> AuditRequest:
    revisions = "HEAD~1..HEAD" if scope is Scope.RANGE else ""
    return AuditRequest(
        paths=(_repository(),),
        scope=scope,
        revision_range=revisions,
        generic=Generic.OFF,
        jobs=1,
        use_config=False,
        cache=False,
    )


def git_answer(data: bytes) -> None:
    """An answer of git: bytes for the scope, the number of the answer, and its exit code, then the answer itself."""
    head = data[:3].ljust(3, b"\0")
    scope, number, code = _SCOPES[head[0] % len(_SCOPES)], head[1] % 64, head[2] & 0x81
    output, _, messages = grown(data[3:]).partition(b"\xfe\xfe")

    def run(thorough: bool) -> dict[str, bytes]:
        with _answering(_Answers(number, (code, output, messages))):
            return outputs(audit(_request(scope)), thorough)

    holds(data, run)


def cat_file(data: bytes) -> None:
    """The stream of `git cat-file --batch`, read for the objects of a history."""
    items = [BlobRef(f"{number:040x}", f"{number}.env") for number in range(6)]

    def run(_: bool) -> dict[str, bytes]:
        with patch.object(Git, "start", lambda *_, **__: Recorded(data, 0, b"fatal: ended")):
            answers = objects.ObjectReader(Git(str(_repository()))).stream(items)
            said = [(item.key, repr(one) if isinstance(one, Skipped) else "content") for item, one in answers]
        answered = {key for key, _ in said}
        assert answered == {item.key for item in items}, "an object got no answer and no reason"
        return {"answers": repr(said).encode()}

    holds(data, run)


def git_answer_seeds() -> Iterator[bytes]:
    """Yields git's own answers in every scope, each with the number of its command."""
    for at, scope in enumerate(_SCOPES):
        answers = _Answers()
        with _answering(answers):
            audit(_request(scope))
        for number, (code, output, messages) in enumerate(answers.asked):
            shrunk = output.replace(PLANTS[b"\x06"], b"\x06")
            yield bytes([at, number, 1 if code else 0]) + shrunk[:4000] + (b"\xfe\xfe" + messages if messages else b"")


def cat_file_seeds() -> list[bytes]:
    """Answers as git gives them, and as it does not."""
    answer = b"".join(b"%040x blob 5\nabcd\n\n" % number for number in range(6))
    return [answer, answer.replace(b"blob 5", b"missing"), answer[:100], answer.replace(b" 5", b" 99999999"), b"\n" * 9]
