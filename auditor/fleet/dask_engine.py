"""The Dask engine: worker processes of a cluster of its own on this machine, or of one that exists.

No other module imports Dask. Kubernetes, Slurm and the clouds come through the same address of a scheduler. Dask's own
configuration counts (`~/.config/dask`, `DASK_…`), nothing of an audited repository does.
"""

from __future__ import annotations

import ipaddress
import logging
from concurrent.futures import Executor
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from auditor._version import __version__
from auditor.errors import DependencyError, UsageError
from auditor.fleet.embedded_engine import available_processors

_PACKAGE = "backpack-audit"
_PATIENCE = 60
"""Seconds in which a scheduler must answer and its first worker appear."""
_COUNT_AGAIN = 5.0
"""Seconds after which the threads of a cluster, which may grow, are counted again."""
_OWN_CLUSTER = {
    # A unit on which two workers died is given up; the default is four.
    "distributed.scheduler.allowed-failures": 1,
    # A worker is handed one unit at a time, so that its death makes no other unit suspect.
    "distributed.scheduler.worker-saturation": 1.0,
}


class Certificates(Struct, frozen=True, kw_only=True):
    """The PEM files with which workers, scheduler and this program know each other; Dask's own settings where empty."""

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


class DaskEngine:
    """Workers of a Dask cluster. They are restarted by Dask after one has died; what it ran is run again once."""

    may_die = False

    def __init__(
        self, address: str = "", *, workers: int = 0, memory: int = 0, certificates: Certificates | None = None
    ) -> None:
        """Prepares workers: a cluster on this machine, or the one at an address. Nothing is started before the first unit.

        Args:
            address: The scheduler, `tls://host:port`; empty for a cluster on this machine.
            workers: The number of processes on this machine; 0 for one for each processor.
            memory: Bytes that one of them may use; 0 for all there are.
            certificates: Those for the scheduler at the address.

        Raises:
            UsageError: the address is refused.
            DependencyError: Dask is not installed.
        """
        if address:
            check_address(address)
        try:
            import distributed  # 0.7 s, in the extra `fleet`
            from distributed.scheduler import KilledWorker
        except ImportError as error:
            name = error.name or "a package"
            raise DependencyError(f"--engine dask needs {name}: pip install 'backpack-audit[fleet]'") from None
        self._dask: Any = distributed
        self.lost: tuple[type[BaseException], ...] = (KilledWorker,)
        self._cluster: Any = None
        self._client: Any = None
        self._executor: Any = None
        self._count, self._counted = 0, 0.0
        self._address, self._certificates = address, certificates or Certificates()
        self._processes, self._memory = workers or available_processors(), memory

    @property
    def workers(self) -> int:
        """How many units run at once: a thread of a worker for each."""
        now = monotonic()
        if not self._count or now - self._counted > _COUNT_AGAIN:
            self._count, self._counted = max(1, sum(self._started().nthreads().values())), now
        return self._count

    def executor(self) -> Executor:
        """Returns the executor of the client; starts or joins the cluster where that is not done.

        Raises:
            UsageError: nothing that can do the work answers at the address.
            DependencyError: what makes certificates is not installed.
        """
        if self._executor is None:
            self._executor = self._started().get_executor(pure=False)
        executor: Executor = self._executor
        return executor

    def rebuild(self) -> None:
        """Does nothing: Dask restarts workers by itself."""

    def stop(self) -> None:
        """Takes back what was handed out, and ends the cluster if it is ours."""
        if self._executor is not None:
            self._executor.shutdown(wait=False)
        self.close()

    def close(self) -> None:
        """Leaves the cluster, and ends it if it is ours."""
        for each in (self._client, self._cluster):
            if each is not None:
                each.close()
        self._client = self._cluster = self._executor = None

    def _started(self) -> Any:
        """Returns the client."""
        if self._client is None:
            if self._address:
                self._join(self._address)
            else:
                self._start()
        return self._client

    def _start(self) -> None:
        import dask

        try:
            security = self._dask.Security.temporary()
        except ImportError:
            raise DependencyError("--engine dask needs cryptography: pip install 'backpack-audit[fleet]'") from None
        with dask.config.set(_OWN_CLUSTER):
            self._cluster = self._dask.LocalCluster(
                n_workers=self._processes,
                threads_per_worker=1,
                memory_limit=self._memory,
                host="tls://127.0.0.1",
                security=security,
                dashboard_address="127.0.0.1:0",  # a port that is free; None takes 8787
                # What became of a unit is part of its outcome; a worker that was restarted is no news.
                silence_logs=logging.CRITICAL,
            )
        self._client = self._dask.Client(self._cluster, security=security, set_as_default=False)

    def _join(self, address: str) -> None:
        security = self._dask.Security(**_files(self._certificates))
        try:
            self._client = self._dask.Client(address, security=security, timeout=_PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            versions = self._client.get_versions(packages=[_PACKAGE])["workers"].values()
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            self.close()
            raise UsageError(
                f"--scheduler {address}: no worker could be reached within {_PATIENCE} seconds "
                f"({type(error).__name__}): check the address, the certificates, and that workers run"
            ) from None
        others = sum(each["packages"].get(_PACKAGE) != __version__ for each in versions)
        if others:
            self.close()
            raise UsageError(
                f"--scheduler {address}: {others} of {len(versions)} workers have no backpack-audit {__version__}: "
                "install that version on all of them"
            )


def _files(certificates: Certificates) -> dict[str, str]:
    """Returns Dask's names of certificates.

    Raises:
        UsageError: one is no file.
    """
    named = {
        "tls_ca_file": certificates.authority,
        "tls_client_cert": certificates.certificate,
        "tls_client_key": certificates.key,
    }
    for path in named.values():
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: no such file of certificates")
    return {name: str(path) for name, path in named.items() if path is not None}


def check_address(address: str) -> None:
    """Refuses an address to which anybody on the way could send tasks of their own.

    Raises:
        UsageError: it is not encrypted and not of this machine, or no address.
    """
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not parts.hostname or port is None or parts.username is not None:
        raise UsageError(f"--scheduler takes tls://HOST:PORT, not {address}")
    if parts.scheme == "tls" or (parts.scheme == "tcp" and _is_loopback(parts.hostname)):
        return
    raise UsageError(
        f"--scheduler {address}: the connection is not encrypted, and whoever can reach it can run code on the workers: "
        "use tls://HOST:PORT with --tls-ca, --tls-cert and --tls-key (tcp:// only on this machine)"
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
