"""What memory a command and all the processes that it starts need: sampled from /proc, so on Linux only."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Contender

_EVERY = 0.02
"""Seconds between two samples. A process's own peak is kept by the kernel; only its last moments can be missed."""
_NAME = re.compile(r"^Name:\t(.*)$", re.MULTILINE)
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Peaks:
    """One run."""

    processes: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Name and largest resident set in kB of each process; pages that forked workers share count in each."""
    together: int = 0
    """The most kB of all processes at one time, in which a shared page counts once."""
    exit_code: int = 0
    seconds: float = 0
    output: bytes = b""

    def of_ours(self) -> list[int]:
        """The peaks of our own processes, the largest first."""
        return sorted((peak for name, peak in self.processes.values() if name != "git"), reverse=True)

    def of_git(self) -> list[int]:
        """The peaks of the gits that are asked; they map packs into their memory."""
        return sorted((peak for name, peak in self.processes.values() if name == "git"), reverse=True)

    def sample(self, root: int) -> None:
        """Looks at a process and its descendants."""
        together = 0
        for pid in _family(root):
            status = _read(pid, "status")
            if peak := _PEAK.search(status):
                name = _NAME.search(status)
                self.processes[pid] = (name[1] if name else "", int(peak[1]))
            if pss := _PSS.search(_read(pid, "smaps_rollup")):
                together += int(pss[1])
        self.together = max(self.together, together)


def peaks_of(contender: Contender) -> Peaks:
    """One run of a command, watched from beginning to end."""
    peaks = Peaks()
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(contender.command),
            cwd=contender.folder,
            env={**os.environ, **contender.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None:
            peaks.sample(process.pid)
            time.sleep(_EVERY)
        peaks.seconds = time.perf_counter() - started
        peaks.exit_code = process.returncode
        output.seek(0)
        peaks.output = output.read()
    if peaks.exit_code not in contender.exits:
        raise SystemExit(f"memory: {contender.name} ended with {peaks.exit_code}")
    return peaks


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = [task.name for task in Path(f"/proc/{pid}/task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return
    for task in tasks:
        for child in _read(pid, f"task/{task}/children").split():
            yield from _family(int(child))


def _read(pid: int, name: str) -> str:
    """A file of a process; nothing where it has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
