"""Runs the command without starting Python for each run: a server that has imported it forks a process for every run.

A run is a process of its own, with its own arguments, environment, working folder, streams and exit code. What it does not
show is the start of Python: tests of the start, of signals and of limits start it themselves.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

LONGEST = 120
"""Seconds after which a run counts as hanging; a hundred times what one takes."""


_MODES = (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)


class Ended(NamedTuple):
    """What a run left behind. A negative code is the signal that ended it."""

    code: int
    out: bytes
    err: bytes


def run_command(
    arguments: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    stdin: bytes = b"",
    *,
    before: str = "",
    is_cold: bool = False,
) -> Ended:
    """Runs `backpack-audit ARGUMENTS` in a folder.

    The server has imported all modules and compiled all rules, so that most runs take a fifth of the time.

    Args:
        arguments: What follows the name of the command.
        folder: Where it runs.
        environment: All variables that it has.
        stdin: What it reads.
        before: Python that the process runs before the command.
        is_cold: The run imports, compiles and caches by itself what it needs.

    Returns:
        Its exit code and what it wrote.
    """
    with (
        tempfile.NamedTemporaryFile() as given,
        tempfile.NamedTemporaryFile() as out,
        tempfile.NamedTemporaryFile() as err,
    ):
        given.write(stdin)
        given.flush()
        code = _server(is_cold).run(
            {
                "arguments": list(map(str, arguments)),
                "folder": str(folder),
                "environment": dict(environment),
                "streams": [given.name, out.name, err.name],
                "before": before,
            }
        )
        return Ended(code, out.read(), err.read())


def run_text(
    arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs it like `run_command`, with texts in and out."""
    code, out, err = run_command(arguments, folder, environment, stdin.encode())
    return subprocess.CompletedProcess([*arguments], code, out.decode(), err.decode())


class _Server:
    """The server's process and the two pipes to it; its own streams are nobody's."""

    def __init__(self, is_cold: bool) -> None:
        asked, self._asking = os.pipe()
        self._answered, answering = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(asked), str(answering), *(["cold"] if is_cold else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(asked, answering),
        )
        os.close(asked)
        os.close(answering)
        atexit.register(self._stop)

    def run(self, asked: dict[str, Any]) -> int:
        line = json.dumps(asked).encode() + b"\n"
        while line:
            line = line[os.write(self._asking, line) :]
        return int(os.read(self._answered, 100))

    def _stop(self) -> None:
        os.close(self._asking)
        os.close(self._answered)
        self._process.wait(LONGEST)


_server = functools.cache(_Server)


def _serve(asked: int, answering: int, *, is_cold: bool) -> None:
    """Answers each line of JSON with the exit code of the run that it asks for."""
    import gc

    from auditor import pipeline  # noqa: F401
    from auditor.cli import application, main  # noqa: F401  # imported once, for all runs

    if not is_cold:
        import_everything()
    gc.freeze()
    for pipe in (asked, answering):
        os.set_inheritable(pipe, False)
    with open(asked, encoding="utf-8", closefd=False) as lines:
        for line in iter(lines.readline, ""):
            child = os.fork()
            if child == 0:
                run_and_leave(main.main, json.loads(line))
            _, status = os.waitpid(child, 0)
            os.write(answering, b"%d" % os.waitstatus_to_exitcode(status))


def run_and_leave(command: Callable[[], object], asked: dict[str, Any]) -> NoReturn:
    """Runs the command and ends as the interpreter ends, but for taking apart all that the server has imported."""
    _become(asked)
    if asked["before"]:
        exec(asked["before"], {})  # noqa: S102 - a test's own
    try:
        command()
    except SystemExit as ended:
        code = ended.code
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(int(code or 0))


def import_everything() -> None:
    """Imports every module and compiles all rules, so that a run does neither."""
    import auditor
    from auditor import evaluation
    from auditor.classification.sample_keys import expand
    from auditor.model.request import AuditRequest
    from auditor.pipeline import audit
    from auditor.rulebook.rulebook import load
    from auditor.sources.memory import MemorySource

    for module in pkgutil.walk_packages(auditor.__path__, "auditor."):
        if not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):  # an extra
                importlib.import_module(module.name)
    ours = load((), evaluation.fact_tables())
    ours._library.check()
    setattr(evaluation, "load", lambda packs=(), tables=(): load(packs, tables) if packs else ours)  # noqa: B010 - not its own name
    text = expand("backpack secret {{ warm.phrase }}\nBACKPACK_API_SECRET={{ warm.secret }}\npassword=hunter2hunter2\n")
    audit(AuditRequest(use_config=False, jobs=1), source=MemorySource({"a.env": text.encode()}))


def _become(asked: dict[str, Any]) -> None:
    """Gives a forked process what a started one has; without files for the streams it keeps its own."""
    signal.alarm(LONGEST)
    for number, (path, flags) in enumerate(zip(asked["streams"], _MODES, strict=False)):
        stream = os.open(path, flags)
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv[1:] = asked["arguments"]


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), is_cold=len(sys.argv) > 3)
