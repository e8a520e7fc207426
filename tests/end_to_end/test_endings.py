"""How a run ends that somebody interrupts: with one sentence and the documented exit code, soon, and leaving nothing."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repositories import Repository

from auditor.classification.sample_keys import expand

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="real signals, and processes by /proc")

COMMAND = [sys.executable, "-m", "auditor.cli.main"]
INTERRUPTED = "backpack-audit: interrupted: the audit is incomplete, and there is no report\n"
SPAWN = """
import multiprocessing, sys
multiprocessing.set_start_method("spawn")
from auditor.cli.main import main
sys.argv[0] = "backpack-audit"
main()
"""
"""The command as macOS and Windows run it, from a script without a guard."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough for a few seconds of two workers, with one leak at its end."""
    folder = tmp_path_factory.mktemp("tree")
    line = "export const endpoint = 'https://example.org/' + name + '/' + String(count)\n"
    for number in range(1000):
        (folder / f"file{number:04}.ts").write_text(f"// {number}\n" + 300 * line, encoding="utf-8")
    # What takes long: every file is parsed that may be about the exchange.
    for number in range(100):
        text = "".join(f"backpack_api_secret_{at} = environ['SECRET_{at}']\n" for at in range(20))
        (folder / f"slow{number:04}.py").write_text(text, encoding="utf-8")
    (folder / "z.env").write_text(expand("BACKPACK_API_SECRET={{ end.secret }}\n"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all runs, filled: to compile takes long, and no signal gets through to it."""
    folder = tmp_path_factory.mktemp("cache")
    environment = {**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(folder)}
    for generic in ("off", "precise"):
        options = ["scan", "--generic", generic, "--quiet", __file__]
        subprocess.run([*COMMAND, *options], env=environment, check=True, stdout=subprocess.DEVNULL, timeout=100)
    return folder


@pytest.fixture(autouse=True)
def one_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(cache))


@pytest.fixture(params=["fork", "spawn"])
def command(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    if request.param == "fork":
        return COMMAND
    script = tmp_path / "script.py"
    script.write_text(SPAWN, encoding="utf-8")
    return [sys.executable, str(script)]


def scan(command: list[str], tree: Path, *options: str) -> subprocess.Popen[str]:
    everything = [*command, "scan", str(tree), "--generic", "off", *options]
    return subprocess.Popen(everything, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def children(pid: int) -> list[int]:
    """The workers of a process: its children that run Python and not git."""
    try:
        # A child belongs to the thread that started it.
        threads = [each / "children" for each in Path(f"/proc/{pid}/task").iterdir()]
        found = [each for thread in threads for each in thread.read_text(encoding="ascii").split()]
        return [int(each) for each in found if b"python" in Path(f"/proc/{each}/cmdline").read_bytes()]
    except OSError:
        return []


def workers_of(process: subprocess.Popen[str], count: int = 2) -> list[int]:
    """Waits until the workers are there."""
    until = time.monotonic() + 60
    while len(found := children(process.pid)) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    return found


def wait_until_prepared(process: subprocess.Popen[str]) -> None:
    """Waits until a run has its own handlers of signals: before, it is an interpreter that starts."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        if int(status.partition("SigCgt:")[2].split()[0], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_run_with_a_killed_worker_finishes_and_misses_nothing(command: list[str], tree: Path) -> None:
    process = scan(command, tree, "--jobs", "2", "--format", "json")
    os.kill(workers_of(process)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=100)
    report = json.loads(out)
    assert process.returncode == 1
    assert {finding["location"]["path"] for finding in report["findings"]} == {"z.env"}
    assert report["skipped"] == []
    assert report["scan"]["blobs"] == 1101
    assert err == ""


def test_a_run_whose_workers_are_always_killed_says_what_was_not_scanned(
    command: list[str], tree: Path, tmp_path: Path
) -> None:
    process = scan(command, tree, "--jobs", "2", "--format", f"json={tmp_path / 'report.json'}")
    while process.poll() is None:
        for worker in children(process.pid):
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    _, err = process.communicate(timeout=100)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert process.returncode == 3
    assert err == ""
    assert len(report["skipped"]) > 1000
    assert report["skipped"][0]["reason"].startswith(
        "a worker was killed, most likely because it ran out of memory: --jobs 1"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_ends_within_a_second(command: list[str], tree: Path, jobs: str, number: int) -> None:
    process = scan(command, tree, "--jobs", jobs)
    workers = workers_of(process) if jobs == "2" else []
    wait_until_prepared(process)
    time.sleep(0.3)
    assert process.poll() is None
    started = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert time.monotonic() - started < SOON
    assert (process.returncode, out, err) == (3, "", INTERRUPTED)
    assert not any(map(is_running, workers))


SOON = 3.0
"""Seconds: it takes a tenth of one, but the machine may be busy with other tests."""


def test_ctrl_c_in_a_terminal_reaches_all_and_is_said_once(command: list[str], tree: Path) -> None:
    everything = [*command, "scan", str(tree), "--generic", "off", "--jobs", "2"]
    process = subprocess.Popen(
        everything, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    workers = workers_of(process)
    wait_until_prepared(process)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (3, "", INTERRUPTED)
    assert not any(map(is_running, workers))


def test_workers_do_not_outlive_a_killed_run(command: list[str], tree: Path) -> None:
    process = scan(command, tree, "--jobs", "2")
    workers = workers_of(process)
    process.kill()
    process.communicate(timeout=60)
    until = time.monotonic() + 60
    while any(map(is_running, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_running, workers))


def piped(*arguments: str, to: int | None = None) -> tuple[int, str]:
    """The exit code and the messages of a run whose output nobody reads."""
    if to is None:
        read, to = os.pipe()
        os.close(read)
    process = subprocess.Popen([*COMMAND, *arguments], stdout=to, stderr=subprocess.PIPE, text=True)
    os.close(to)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


@pytest.mark.parametrize(
    "arguments", [("rules", "list"), ("--help",), ("scan", "--help"), ("--version",)], ids=" ".join
)
def test_a_closed_pipe_is_no_finding(arguments: tuple[str, ...]) -> None:
    code, err = piped(*arguments)
    assert (code, err) == (3, "backpack-audit: standard output was closed before everything was written\n")


@pytest.mark.parametrize(("text", "code"), [("BACKPACK_API_SECRET={{ a.secret }}\n", 1), ("a\n", 0)])
def test_a_report_that_nobody_reads_keeps_its_exit_code(tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "a.env").write_text(expand(text), encoding="utf-8")
    assert piped("scan", str(tmp_path)) == (code, "")


@pytest.mark.parametrize("arguments", [("rules", "list"), ("--help",)], ids=" ".join)
def test_a_full_disk_is_said(arguments: tuple[str, ...]) -> None:
    code, err = piped(*arguments, to=os.open("/dev/full", os.O_WRONLY))
    assert (code, err) == (3, "backpack-audit: cannot write (No space left on device): the output is incomplete\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_exit_code(tmp_path: Path, closed: str) -> None:
    (tmp_path / "a.env").write_text(expand("BACKPACK_API_SECRET={{ a.secret }}\n"), encoding="utf-8")
    code = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m auditor.cli.main scan "$1" {closed}', sys.executable, str(tmp_path)],
        check=False,
        capture_output=True,
        timeout=60,
    ).returncode
    assert code == 1


EXHAUSTED = """
import errno, sys
from auditor.cli.end_process import run
def fail():
    raise MemoryError("a value") if sys.argv[1] == "0" else OSError(int(sys.argv[1]), "a value")
run(fail)
"""


@pytest.mark.parametrize(("number", "what"), [(0, "memory"), (errno.ENOMEM, "memory"), (errno.EMFILE, "files at once")])
def test_a_system_that_gives_no_more_makes_the_audit_incomplete(number: int, what: str) -> None:
    done = subprocess.run([sys.executable, "-c", EXHAUSTED, str(number)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"backpack-audit: the system gives no more {what}")
    assert done.stderr.count("\n") == 1
    assert "a value" not in done.stderr


@pytest.mark.parametrize("files", [8, 16, 24])
@pytest.mark.parametrize("options", [("--history",), ("--jobs", "2")], ids=" ".join)
def test_few_files_at_once_make_no_audit_clean(repository: Repository, files: int, options: tuple[str, ...]) -> None:
    repository.write("a.env", expand("BACKPACK_API_SECRET={{ a.secret }}\n"))
    repository.commit()
    limited = f'ulimit -n {files}; exec "$0" -m auditor.cli.main scan --generic off "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", limited, sys.executable, *options],
        cwd=repository.path,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in ({2, 3} if files == 8 else {1}), done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
