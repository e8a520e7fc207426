"""Workers that die, in a process of its own whose workers are forked or started afresh."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import json, os, signal, sys, threading
from pathlib import Path
from auditor.model.blob_source import BlobRef
from auditor.scanner import dispatch_batches

dispatch_batches.may_fork = lambda: sys.argv[1] == "fork"
from deadly import examine
items = [BlobRef(str(n), f"{n} {sys.argv[3]}" if n in json.loads(sys.argv[2]) else str(n)) for n in range(40)]
batches = [items[at:at + 8] for at in range(0, 40, 8)]
found = list(dispatch_batches.in_order(batches, examine, 2))
keys = [key for batch in found for key in batch.empty]
skipped = [(skip.path, skip.reason, skip.incomplete) for batch in found for skip in batch.skipped]
left = threading.active_count()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    left -= 1
print(json.dumps([keys, skipped, left]))
"""
DEADLY = """
import os, signal, sys
from pathlib import Path
from auditor.errors import RepositoryError
from auditor.model.batch_result import BatchResult

def examine(items):
    for item in items:
        what = item.name.partition(" ")[2]
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "once" and not Path("died").exists():
            Path("died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if what == "memory":
            raise MemoryError
        if what == "term":
            os.kill(os.getpid(), signal.SIGTERM)
        if what == "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        if what == "error":
            raise RepositoryError("a sentence for people")
        if what == "defect":
            raise ValueError("a value that nobody may see")
        if what == "print":
            print("a line that a library prints", flush=True)
    return BatchResult(empty=tuple(item.key for item in items), blobs=len(items))
"""
KILLED = "a worker was killed, most likely because it ran out of memory: --jobs 1"


def run(folder: Path, how: str, numbers: list[int], what: str) -> subprocess.CompletedProcess[str]:
    (folder / "deadly.py").write_text(DEADLY, encoding="utf-8")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, "script.py", how, json.dumps(numbers), what]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)


def answers(folder: Path, how: str, numbers: list[int], what: str) -> tuple[list[str], list[list[Any]]]:
    done = run(folder, how, numbers, what)
    keys, skipped, left = json.loads(done.stdout)
    assert left == 0  # neither a thread nor a process
    assert done.stderr == ""
    return keys, skipped


pytestmark = pytest.mark.parametrize("how", ["fork", "spawn"])


@pytest.mark.parametrize("what", ["once", "interrupt"])
def test_what_a_worker_did_not_die_of_again_is_scanned(tmp_path: Path, how: str, what: str) -> None:
    assert answers(tmp_path, how, [11], what) == ([str(number) for number in range(40)], [])


def test_what_a_library_prints_is_no_answer(tmp_path: Path, how: str) -> None:
    done = run(tmp_path, how, [11], "print")
    assert json.loads(done.stdout.splitlines()[-1])[0] == [str(number) for number in range(40)]


@pytest.mark.parametrize(
    ("what", "reason"),
    [("kill", KILLED), ("term", KILLED), ("memory", KILLED), ("crash", "a worker crashed on it (SIGSEGV)")],
)
def test_only_what_workers_die_of_is_not_scanned(tmp_path: Path, how: str, what: str, reason: str) -> None:
    keys, skipped = answers(tmp_path, how, [3, 11, 39], what)
    assert keys == [str(number) for number in range(40) if number not in {3, 11, 39}]
    assert [(path, incomplete) for path, _, incomplete in skipped] == [
        (f"{number} {what}", True) for number in (3, 11, 39)
    ]
    assert all(told.startswith(reason) for _, told, _ in skipped)


def test_where_all_die_there_is_an_end(tmp_path: Path, how: str) -> None:
    keys, skipped = answers(tmp_path, how, list(range(40)), "kill")
    assert keys == []
    assert [path for path, _, _ in skipped] == [f"{number} kill" for number in range(40)]


def test_what_makes_the_run_impossible_is_raised_with_its_sentence(tmp_path: Path, how: str) -> None:
    done = run(tmp_path, how, [11], "error")
    assert done.stderr.endswith("auditor.errors.RepositoryError: a sentence for people\n")


def test_a_defect_comes_back_without_its_message(tmp_path: Path, how: str) -> None:
    done = run(tmp_path, how, [11], "defect")
    assert "WorkerError" in done.stderr
    assert "deadly.py" in done.stderr
    assert "nobody may see" not in done.stderr
