"""What every test stands on: a user without configuration and cache, and real git repositories in a moment."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from repositories import MakeRepository, Repository

if TYPE_CHECKING:
    from stand_in import StandIn

    from auditor.model.case import FactTable

# A test run says the same of the same code every time, on a slow machine too;
# `pytest --hypothesis-profile=searching` looks for new examples.
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("searching"), derandomize=True)
settings.load_profile("steady")

_HOMES = count()
_LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES")
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00+00:00",
    "GIT_COMMITTER_NAME": "C",
    "GIT_COMMITTER_EMAIL": "c@example.org",
    "GIT_COMMITTER_DATE": "2024-01-01T00:00:00+00:00",
}


def pytest_configure(config: pytest.Config) -> None:
    """Keeps the steady examples from depending on which modules happen to be imported in a process of the run.

    Hypothesis takes constants of local modules into its examples, also of those that another test imports late.
    """
    if config.getoption("hypothesis_profile", default=None) is None:
        # Said so that it fails where hypothesis no longer has it.
        pytest.MonkeyPatch().setattr(
            "hypothesis.internal.conjecture.providers.is_local_module_file", lambda _path: False
        )


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of all tests and processes of a run: compiling takes longer than most tests."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "cache"


@pytest.fixture(scope="session", autouse=True)
def nobody_in_particular(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> None:
    """No test reads the configuration or touches the cache of whoever runs it."""
    # Ignored by a shell that runs this in the background: children inherit it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in [name for name in os.environ if name.startswith(("GIT_", "BACKPACK_", "BPX_", "XDG_"))]:
        del os.environ[name]
    # In CI, every commit counts as published; a test that means it says so. Reports are English.
    for name in ("CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", *_LOCALE):
        os.environ.pop(name, None)
    os.environ.update(_ENVIRONMENT)
    os.environ["BACKPACK_AUDIT_CACHE_DIR"] = str(shared_cache)
    _move_to(tmp_path_factory)


@pytest.fixture(scope="session", autouse=True)
def rules_read_once() -> Iterator[None]:
    """Audits in one thread share our rules: reading and compiling them takes six times as long as a small audit."""
    from auditor import evaluation
    from auditor.rulebook.rulebook import RuleBook, load

    own = local()

    def load_once(packs: Sequence[Path] = (), tables: Iterable[FactTable] = ()) -> RuleBook:
        if packs:
            return load(packs, tables)
        if not hasattr(own, "rules"):
            own.rules = load((), tables)
        rules: RuleBook = own.rules
        return rules

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "load", load_once)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test begins with an empty home; most leave it so, and the next test has it, too."""
    home = Path(os.environ["HOME"])
    if not home.is_dir() or any(home.iterdir()):
        _move_to(tmp_path_factory)


def _move_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Not by `mktemp`, which reads the names of all folders made so far.
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_HOMES))
    home.mkdir(parents=True)
    os.environ.update(dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA"), str(home)))


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    """Makes repositories below `tmp_path` by their names."""

    def make(name: str = "repository", *options: str) -> Repository:
        path = tmp_path / name
        path.mkdir(parents=True, exist_ok=True)
        repository = Repository(path)
        repository.git("init", "--quiet", "--initial-branch=main", *options)
        return repository

    return make


@pytest.fixture
def repository(make_repository: MakeRepository) -> Repository:
    """An empty repository."""
    return make_repository()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can enter and write to, unlike those of `tmp_path`."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o777)
        yield path


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Permissions hold, also where the tests run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in of the exchange with the living keys a and b, the deleted key c, and the key d with a whitelist."""
    from stand_in import Account, stand_in  # few tests need its certificates

    from auditor.classification.sample_keys import specimen

    with stand_in(tmp_path) as running:
        running.keys = {
            specimen("a").key: Account(),
            specimen("b").key: Account(),
            specimen("c").key: Account(alive=False),
            specimen("d").key: Account(whitelist=("9.9.9.9",)),
        }
        yield running


@pytest.fixture
def probe_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of a probe."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    return path
