"""A program `backpack-audit` for scripts and hooks that call it by name: its runs are forked, as those of `run_command` are.

It gives its arguments, environment, working folder and streams to a server, waits, and ends as the run ended, in a tenth of
the time that the installed command takes to start. The tests of the wheel and of pre-commit run the installed one.
"""

from __future__ import annotations

import ast
import atexit
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn

from command_server import import_everything, run_and_leave

_PROGRAM = """\
#!{python} -ISE
import _socket, os, sys
server = _socket.socket(_socket.AF_UNIX)
server.connect({address!r})
asked = repr((sys.argv[1:], os.getcwd(), dict(os.environ))).encode()
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
server.sendmsg([len(asked).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
server.sendall(asked)
code = int(server.recv(100))
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@cache
def command_program() -> Path:
    """Returns the program, alone in its folder; its server ends with this process."""
    folder = Path(tempfile.mkdtemp())
    program, address = folder / "programs" / "backpack-audit", folder / "server"
    program.parent.mkdir()
    program.write_text(_PROGRAM.format(python=sys.executable, address=str(address)), encoding="utf-8")
    program.chmod(0o755)
    ended, here = os.pipe()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        server = subprocess.Popen(
            [sys.executable, __file__, str(listener.fileno()), str(ended)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(listener.fileno(), ended),
        )
    os.close(ended)

    def stop() -> None:
        os.close(here)
        server.wait(10)
        shutil.rmtree(folder)

    atexit.register(stop)
    return program


def _serve(listener: socket.socket, ended: int) -> None:
    """Forks a process for each program that connects, until the process that started the server has ended."""
    import gc

    from auditor.cli import main

    import_everything()
    gc.freeze()
    while True:
        ready, _, _ = select.select([listener.fileno(), ended], [], [])
        if ended in ready:
            return
        program, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer(program, main.main)
        program.close()
        _reap()


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _answer(program: socket.socket, command: Callable[[], object]) -> NoReturn:
    """Runs what a program was asked for, in a process of its own, and tells the program how that ended."""
    length, streams, _, _ = socket.recv_fds(program, 8, 3)
    asked = program.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL)
    arguments, folder, environment = ast.literal_eval(asked.decode())
    run = os.fork()
    if run == 0:
        program.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        run_and_leave(
            command, {"arguments": arguments, "folder": folder, "environment": environment, "streams": [], "before": ""}
        )
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(run, 0)
    program.sendall(b"%d" % os.waitstatus_to_exitcode(status))
    os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
