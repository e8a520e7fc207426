"""The same fleet on Dask: a cluster of its own, one that exists, workers that die, and nothing secret in any log."""

from __future__ import annotations

import importlib
import io
import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
import trustme
from fleets import Fleet, die_on_poison, die_once, wait_on_poison
from repositories import MakeRepository
from traces import Traces

from auditor.classification.sample_keys import expand
from auditor.errors import UsageError
from auditor.fleet.dask_engine import Certificates, DaskEngine, check_address
from auditor.fleet.embedded_engine import EmbeddedEngine
from auditor.fleet.fleet_engine import EngineLostError

# Dask's own: sockets that its loops leave to the garbage collector when a cluster is closed.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

SECRET = "BACKPACK_API_SECRET={{{{ {0}.secret }}}}\n"
NAMES = ("a", "b", "poison", "y", "z")


@pytest.fixture
def fleet(make_repository: MakeRepository, tmp_path: Path) -> Fleet:
    for name in NAMES:
        repository = make_repository(f"src/{name}")
        repository.write("x.env", expand(SECRET.format(name)))
        repository.commit(date="2026-01-01T00:00:00Z")
    return Fleet(tmp_path, (str(tmp_path / "src"),))


class Deadly(DaskEngine):
    """Workers that run another task."""

    task: Callable[[bytes], bytes] = staticmethod(die_on_poison)

    def executor(self) -> Executor:
        real, task = super().executor(), self.task

        class Other(Executor):
            def submit(self, _fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
                return real.submit(task, *args)

        return Other()


def said(engine: DaskEngine) -> str:
    """The logs and events of scheduler and workers."""
    client = engine._started()
    logs = (client.get_scheduler_logs(), client.get_worker_logs())
    return repr((*logs, client.get_events(), client.run_on_scheduler(_story)))


def _story(dask_scheduler: Any) -> str:
    return repr([list(dask_scheduler.transition_log), {key: list(events) for key, events in _topics(dask_scheduler)}])


def _topics(scheduler: Any) -> Iterator[tuple[str, Any]]:
    return ((key, topic.events) for key, topic in scheduler._broker._topics.items())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Whatever Dask logs in this process, the scheduler's included."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger("distributed").addHandler(handler)
    yield stream
    logging.getLogger("distributed").removeHandler(handler)


class DiesOnce(Deadly):
    """A worker is killed once, on the first unit whose target has `poison` in its name."""

    task = staticmethod(die_once)


def files(fleet: Fleet) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in fleet.files()}


@pytest.mark.slow
def test_a_killed_worker_loses_no_unit(
    fleet: Fleet, log: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DIED", str(tmp_path / "died"))
    engine = DiesOnce(workers=2)
    try:
        run = fleet.scan(engine)
        events = said(engine)
    finally:
        engine.close()
    assert (tmp_path / "died").exists()
    # What a worker had read and not yet handed over when it died is read again, and found to be there.
    assert run.states["read"] + run.states["skipped"] == len(NAMES)
    assert run.complete
    assert "die_once" in events, "there are events to look through"
    assert Traces(NAMES).found_in((events + log.getvalue()).encode()) == []
    assert files(fleet) == files(on_this_machine(fleet))


def on_this_machine(fleet: Fleet) -> Fleet:
    """The same fleet, read by the embedded engine into other records."""
    other = Fleet(fleet.folder / "other", fleet.targets)
    other.folder.mkdir()
    shutil.copy2(fleet.key_file, other.folder / "fleet.key")
    embedded = EmbeddedEngine(1)
    assert other.scan(embedded).complete
    embedded.close()
    return other


@pytest.mark.slow
def test_a_unit_that_kills_its_workers_is_set_aside_and_its_neighbours_finish(fleet: Fleet) -> None:
    engine = Deadly(workers=2)
    try:
        run = fleet.scan(engine)
    finally:
        engine.close()
    (failed,) = run.failed
    assert failed.target.endswith("/poison")
    assert "worker ended" in failed.reason
    assert run.states["read"] + run.states["skipped"] == len(NAMES) - 1
    assert fleet.scan().states == {"read": 1, "skipped": len(NAMES) - 1}


def test_an_existing_cluster_is_joined_over_tls_and_gives_the_same_bytes(
    fleet: Fleet, tmp_path: Path, log: io.StringIO
) -> None:
    distributed: Any = importlib.import_module("distributed")
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    names = {"ca": tmp_path / "ca.pem", "cert": tmp_path / "cert.pem", "key": tmp_path / "key.pem"}
    roles = {
        f"tls_{role}_{part}": str(names[part]) for role in ("client", "scheduler", "worker") for part in ("cert", "key")
    }
    security = distributed.Security(tls_ca_file=str(names["ca"]), require_encryption=True, **roles)
    certificates = Certificates(authority=names["ca"], certificate=names["cert"], key=names["key"])
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tls",
        host="127.0.0.1",
        security=security,
        dashboard_address=None,
    ) as cluster:
        engine = DaskEngine(cluster.scheduler_address, certificates=certificates)
        assert engine.workers == 2
        assert fleet.scan(engine).complete
        events = said(engine)
        engine.close()
        assert len(cluster.workers) == 1, "it goes on"
        engine = DaskEngine(cluster.scheduler_address, certificates=certificates)
        assert fleet.scan(engine).bytes == 0
        engine.close()
    assert "run_task" in events, "there are events to look through"
    told = json.dumps([event.target + event.reason for event in fleet.events])
    kept = b"".join(path.read_bytes() for path in fleet.records.rglob("*") if path.is_file())
    assert Traces(NAMES).found_in((events + log.getvalue() + told).encode() + kept) == []
    other = on_this_machine(fleet)
    assert files(fleet) == files(other)
    assert fleet.report().findings == other.report().findings
    missing = Certificates(authority=tmp_path / "none.pem")
    with pytest.raises(UsageError, match="no such file of certificates"):
        DaskEngine("tls://127.0.0.1:1", certificates=missing).executor()


@pytest.mark.slow
def test_a_scheduler_that_goes_away_ends_the_run_with_a_sentence_and_the_next_reads_the_rest(
    fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask: Any = importlib.import_module("dask")
    distributed: Any = importlib.import_module("distributed")
    monkeypatch.setenv("TEST_WAITS", str(tmp_path / "waits"))
    quick = {"distributed.comm.timeouts.connect": "2s", "distributed.comm.retry.count": 0}
    with dask.config.set(quick):
        cluster = distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, host="tcp://127.0.0.1", dashboard_address=None
        )

        class Waiting(Deadly):
            task = staticmethod(wait_on_poison)

        engine = Waiting(cluster.scheduler_address)

        def close() -> None:
            while not (tmp_path / "waits").exists():
                time.sleep(0.05)
            cluster.close()

        thread = threading.Thread(target=close)
        thread.start()
        try:
            with pytest.raises(EngineLostError, match="the scheduler went away"):
                fleet.scan(engine)
        finally:
            thread.join()
            engine.close()
    assert 0 < len(fleet.files()) < len(NAMES)
    kept = len(fleet.files())
    assert fleet.scan().states == {"read": len(NAMES) - kept, "skipped": kept}


@pytest.mark.parametrize(
    "address", ["tls://dask.example.org:8786", "tcp://127.0.0.1:8786", "localhost:8786", "tcp://[::1]:8786"]
)
def test_encrypted_or_on_this_machine(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://dask.example.org:8786", "not encrypted"),
        ("dask.example.org:8786", "not encrypted"),
        ("tcp://128.0.0.1:8786", "not encrypted"),
        ("tcp://localhost.example.org:8786", "not encrypted"),
        ("ws://127.0.0.1:8786", "not encrypted"),
        ("tls://dask.example.org", "takes tls://HOST:PORT"),
        ("tls://:8786", "takes tls://HOST:PORT"),
        ("tls://host:port", "takes tls://HOST:PORT"),
        ("tls://user@host:8786", "takes tls://HOST:PORT"),
    ],
)
def test_any_other_address_is_refused(address: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        check_address(address)
