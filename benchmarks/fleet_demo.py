"""`make fleet-demo`: forty repositories and a bucket, on two engines, with a worker killed in the middle.

The bucket is on an S3 server of this machine, and all keys are made on the spot.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from auditor.classification.sample_keys import Specimen
from benchmarks.fleet_corpora import fresh, log_lines, make_bucket, make_repository, s3_server

_REPOSITORIES = 40
_KILL_AFTER = 5
"""Units that have ended when a worker is killed."""
_FINDINGS = 1
"""The exit code of a report with findings, which is what the demonstration should end with."""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="backpack-fleet-") as name, s3_server() as server:
        folder = Path(name)
        environment = {**os.environ, **server}
        _say(f"{_REPOSITORIES} repositories with freshly made keys, and a bucket on {server['AWS_ENDPOINT_URL']}")
        _build(folder, server)
        _run(folder, environment, "init", "--key", "fleet.key")
        return _demonstrate(folder, environment)


def _demonstrate(folder: Path, environment: Mapping[str, str]) -> int:
    scan = ("scan", "repositories", "s3://logs", "--key", "fleet.key", "--generic", "off")
    _say("1. The embedded engine")
    _run(folder, environment, *scan, "--records", "embedded", "--jobs", "2")
    _say("2. A Dask cluster of two workers, one of which is killed in the middle; the records go into a bucket")
    _killing(folder, environment, *scan, "--records", "s3://records", "--engine", "dask", "--jobs", "2")
    _say("3. Again: nothing is read")
    _run(folder, environment, *scan, "--records", "s3://records")
    _say("4. Both have recorded the same")
    reports = [_report(folder, environment, records) for records in ("embedded", "s3://records")]
    same = reports[0] == reports[1]
    sys.stdout.write("the two reports are the same\n" if same else "the two reports DIFFER\n")
    _say("5. The report")
    code = _run(folder, environment, "report", "--records", "s3://records", "--key", "fleet.key")
    return 0 if same and code == _FINDINGS else 1


def _build(folder: Path, server: Mapping[str, str]) -> None:
    shared, logged, old = fresh(), fresh(), fresh()
    for number in range(_REPOSITORIES):
        first = {"README.md": b"# A bot for Backpack Exchange\n", "bot.log": log_lines(20_000, number)}
        second: dict[str, bytes] = {"config.env": b"BACKPACK_API_SECRET=${BACKPACK_API_SECRET}\n"}
        if number == 3:
            first["config.env"] = _secret(shared)
        elif number == 17:
            second["docs/setup.md"] = f"Our Backpack API key is `{shared.key}`.\n".encode()
        elif number == 29:
            second[".env"] = _secret(old)
        elif number == 31:
            second[".env"] = f"BACKPACK_API_KEY={logged.key}\n".encode()
        make_repository(folder / "repositories" / f"bot-{number:02}.git", first, second)
    logs = {f"2026/03/{day:02}/gateway-{part}.log.gz": log_lines(40_000, day) for day in range(1, 29) for part in "ab"}
    logs["2026/03/09/gateway-a.log.gz"] += f"debug: backpack api_secret={logged.secret}\n".encode()
    make_bucket(server, "logs", logs)
    make_bucket(server, "records", {})


def _secret(pair: Specimen) -> bytes:
    return f"BACKPACK_API_SECRET={pair.secret}\n".encode()


def _say(title: str) -> None:
    sys.stdout.write(f"\n{title}\n")
    sys.stdout.flush()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "auditor.cli.main", "fleet", *arguments]


def _run(folder: Path, environment: Mapping[str, str], *arguments: str) -> int:
    sys.stdout.write(f"$ backpack-audit fleet {' '.join(arguments)}\n")
    sys.stdout.flush()
    return subprocess.run(_command(*arguments), cwd=folder, env=dict(environment), check=False).returncode


def _killing(folder: Path, environment: Mapping[str, str], *arguments: str) -> None:
    import psutil  # comes with Dask

    sys.stdout.write(f"$ backpack-audit fleet {' '.join(arguments)}\n")
    sys.stdout.flush()
    process = subprocess.Popen(
        _command(*arguments, "--events", "-"), cwd=folder, env=dict(environment), stdout=subprocess.PIPE, text=True
    )
    for line in process.stdout or ():
        event = json.loads(line)
        if event["event"] == "unit" and event["ended"] == _KILL_AFTER:
            workers = [
                each
                for each in psutil.Process(process.pid).children()
                if any("spawn_main" in part for part in each.cmdline())
            ]
            workers[0].send_signal(signal.SIGKILL)
            sys.stdout.write(f"killed worker {workers[0].pid} after {event['ended']} of {event['units']} units\n")
            sys.stdout.flush()
    process.wait()


def _report(folder: Path, environment: Mapping[str, str], records: str) -> object:
    command = _command("report", "--records", records, "--key", "fleet.key", "--format", "json")
    done = subprocess.run(command, cwd=folder, env=dict(environment), check=False, capture_output=True)
    report = json.loads(done.stdout)
    return [report["findings"], report["skipped"]]


if __name__ == "__main__":
    sys.exit(main())
