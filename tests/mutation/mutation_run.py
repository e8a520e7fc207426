"""Changes one condition after another and asks whether a test notices: `make mutate PACKAGE=pairing`.

mutmut's operators make the mutants (`mutants.py`); its runner is not used, because it only swaps plain functions and
collects the tests again for each mutant. cosmic-ray starts an interpreter for each, and has no wheel for all it needs.

The tests of a package are collected once. Each mutant gets a process of its own, forked from there, in which the code
of the changed function, or the private value of the module, is exchanged (`exchange_code.py`), and the tests that
execute its lines run until one fails: those that noticed the mutants before it first, then quick ones. Where more
changes, where tests share what the package compiles, and to check a survivor, everything of ours is imported again.
Every process has its own folder for temporary files and caches; nothing on disk changes.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import inspect
import json
import math
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import SourceFileLoader
from itertools import accumulate
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import pytest
import yaml
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

sys.path.insert(0, str(Path(__file__).parent))
from exchange_code import ROOT, assigned_again, exchanged, lines_that_load, module_of
from mutants import Mutant, mutants

EXPLAINED = Path(__file__).parent / "survivors.yaml"
RESULTS = ROOT / "build" / "mutation"
ENOUGH = 0.95
"""Share of mutants that must be killed in each package."""
PACKAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pairing": ("auditor/pairing.py", ("tests/unit/test_pairing.py", "tests/unit/test_token_index.py")),
    "classification": (
        "auditor/classification",
        ("tests/unit/classification", "tests/properties/test_passed_over_hashes.py"),
    ),
    "inventory": ("auditor/inventory", ("tests/unit/inventory", "tests/properties/test_whitelist.py")),
    "prefilter": ("auditor/prefilter", ("tests/unit/prefilter",)),
    "suppression": ("auditor/suppression", ("tests/unit/suppression",)),
}
"""What is mutated, and the tests that have to notice."""
_FIRST = {"inventory": "tests/unit/inventory/test_whole_tables.py"}
"""Tests that see most of what a package says, asked before the others where everything is imported again."""
_LIKELY = 4
"""Tests asked on their own there, because to collect all takes longer than to run a few."""
_SHARING = frozenset({"prefilter"})
"""Packages whose tests share what the first of them compiles, so that any may notice a change in what compiles it.

Nothing is exchanged in place there: what is compiled already, or kept in the cache, would be tested unchanged."""
_SURVIVED = ("survived", "no test")
_QUICK = 3.0
"""Seconds of the shortest tests for each mutant of a quick run, as measured; of the others it asks so many:"""
_LONGER = 20
_SLOW = 3.0
"""Seconds from which a test is left out: it is one of properties that quick tests hold, too."""
_CACHE = Path("pytest/cache")
"""Where the tests of a process have their cache, in its own temporary folder; see tests/conftest.py."""
_CACHE_VARIABLE = "BACKPACK_AUDIT_CACHE_DIR"
_FAILED = "failed-test"
_NOT_EXCHANGED = 9
"""The status of a process in which a value could not be assigned again."""
_REMEMBERED = 20
_EVERY = 50
_MANY = 3
"""Tests that execute a line, from which on no others are asked: fewer may mean that it ran at import."""
_PLUGINS = (
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-o",
    "addopts=",
    "--assert=plain",  # nobody reads why a test fails
    "--tb=native",
    "-m",
    "not slow",
    "-q",
    "-s",
)


class Measured(NamedTuple):
    """What one run of all tests of a package tells."""

    tests_of_lines: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]


class Job(NamedTuple):
    """A mutant and the tests that execute it, quick ones first."""

    file: Path
    mutant: Mutant
    tests: tuple[str, ...]
    seconds: float
    again: bool = False
    """Whether it survived where only functions were exchanged."""


class Runner:
    """A pytest plugin that tests mutants in place of its loop over the tests."""

    def __init__(
        self,
        package: str,
        *,
        wanted: str,
        percent: int,
        seed: int,
        workers: int,
        known: dict[tuple[str, str], str],
        quick: bool,
    ) -> None:
        path, self.selected = PACKAGES[package]
        self.package = package
        self.asks_all = package in _SHARING
        self.files = sorted((ROOT / path).glob("*.py")) if (ROOT / path).is_dir() else [ROOT / path]
        self.wanted, self.percent, self.seed = wanted, percent, seed
        self.quick, self.known = quick, known
        """Outcomes that are taken over, by file and change."""
        self._folder = RESULTS / package
        self._folder.mkdir(parents=True, exist_ok=True)
        self.workers = workers
        self.outcomes: list[dict[str, Any]] = []
        self._items: dict[str, Any] = {}
        self._seconds: dict[str, float] = {}
        self._noticing: dict[Path, list[str]] = {}
        """The tests that noticed mutants of a file, the last one first: they are likely to notice the next."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        quick = settings(settings.get_profile("steady"), phases=[Phase.explicit, Phase.reuse, Phase.generate])
        settings.register_profile("mutation", quick, max_examples=40)
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        _factory.known = getattr(session.config, "_tmp_path_factory", None)
        measured = self._measured()
        self._seconds = measured.seconds
        for function in _cached_functions(self.files):
            if not inspect.signature(function).parameters:
                function()  # once, and not in each process
        for test in _one_of_each_file(self._seconds):
            _passes(
                self._items[test], None
            )  # imports and caches of all that is not mutated, once and not in each process
        gc.freeze()  # or else the first collection in each process copies the memory of this one
        self._all(self._jobs(measured), self._folder / "cache")
        return True

    def _jobs(self, measured: Measured) -> Iterator[Job]:
        for file in self.files:
            of_file = {
                test for (name, _), tests in measured.tests_of_lines.items() if name == str(file) for test in tests
            }
            for mutant in mutants(file.read_text("utf-8")):
                if not (re.search(self.wanted, f"{file.name} {mutant.change}") and self._is_in_sample(mutant)):
                    continue
                if outcome := self.known.get((file.relative_to(ROOT).as_posix(), mutant.change)):
                    self._note(Job(file, mutant, (), 0), outcome)
                    continue
                lines = set(mutant.lines)
                if not mutant.function and (again := assigned_again(file, mutant)):
                    lines |= lines_that_load(file, again.names)
                of_lines = {test for line in lines for test in measured.tests_of_lines.get((str(file), line), ())}
                # What runs when a test is imported may be noticed by any; those of this file come first.
                near = of_lines or of_file
                seen_by = of_lines if len(of_lines) >= _MANY and not self.asks_all else measured.seconds.keys()
                tests = sorted(seen_by, key=lambda test: (test not in near, measured.seconds[test], test))
                tests = [test for test in tests if measured.seconds[test] < _SLOW]
                # Some of each duration: as measured, with all caches cleared, the quickest seldom ask much.
                quick = _some(tests, measured.seconds) if self.quick else tests
                yield Job(file, mutant, tuple(quick), sum(measured.seconds[test] for test in quick))

    def _is_in_sample(self, mutant: Mutant) -> bool:
        """Returns whether a mutant is one of the so many in a hundred that this seed draws."""
        return zlib.crc32(f"{self.seed} {mutant.change}".encode()) % 100 < self.percent

    def _measured(self) -> Measured:
        """Runs all tests once in a process of its own, with the lines that each executes, and keeps the caches they fill.

        Neither is done again while the tests and what is mutated stay as they are.
        """
        report = self._folder / "measured.json"
        sources = [*self.files, *(file for test in self.selected for file in _python_files(ROOT / test))]
        if report.exists() and report.stat().st_mtime > max(file.stat().st_mtime for file in sources):
            return self._read(report)
        folder = Path(tempfile.mkdtemp(prefix="mutant-"))

        def measure() -> int:
            import coverage

            lines = coverage.Coverage(data_file=None, include=[str(file) for file in self.files])
            lines.start()
            seconds = {}
            cached = list(_cached_functions(self.files))
            for nodeid, item in self._items.items():
                # What is computed once would be seen in the first test only.
                for function in cached:
                    function.cache_clear()
                lines.switch_context(nodeid)
                before = time.process_time()
                if _passes(item, None):
                    seconds[nodeid] = time.process_time() - before
                else:
                    print(f"left out, because it fails without any mutant: {nodeid}")
            lines.stop()
            found = [
                [file, line, tests]
                for file in lines.get_data().measured_files()
                for line, tests in lines.get_data().contexts_by_lineno(file).items()
            ]
            report.write_text(json.dumps([found, seconds]), "utf-8")
            return 0

        if _waited(_forked(measure, folder, loud=True, seconds=3600)) != 0:
            raise pytest.UsageError("the tests do not run without any mutant")
        shutil.rmtree(self._folder / "cache", ignore_errors=True)
        if (folder / _CACHE).exists():
            shutil.copytree(folder / _CACHE, self._folder / "cache")
        shutil.rmtree(folder, ignore_errors=True)
        return self._read(report)

    def _read(self, report: Path) -> Measured:
        found, seconds = json.loads(report.read_text("utf-8"))
        known = {(file, line): set(tests) & self._items.keys() & seconds.keys() for file, line, tests in found}
        return Measured(known, seconds)

    def _all(self, jobs: Iterator[Job], warm: Path) -> None:
        running: dict[int, tuple[Job, Path, bool]] = {}
        doubtful: list[Job] = []
        started = time.monotonic()
        while True:
            while len(running) < self.workers and (job := doubtful.pop() if doubtful else next(jobs, None)):
                if not job.tests:
                    self._note(job, "no test")
                    continue
                folder = Path(tempfile.mkdtemp(prefix="mutant-"))
                job = job._replace(tests=self._likely_first(job))
                swapped = None if job.again or self.asks_all else exchanged(job.file, job.mutant)
                if swapped and warm.exists():
                    shutil.copytree(warm, folder / _CACHE)
                attempt = self._in_place(job, swapped) if swapped else self._imported_again(job)
                running[_forked(attempt, folder, seconds=10 + 5 * job.seconds)] = job, folder, not swapped
            if not running:
                break
            pid, status = os.wait()
            job, folder, last = running.pop(pid)
            if (failed := folder / _FAILED).exists():
                known = self._noticing.setdefault(job.file, [])
                test = failed.read_text("utf-8")
                known[:] = [test, *(one for one in known if one != test)][:_REMEMBERED]
            shutil.rmtree(folder, ignore_errors=True)
            unclear = status == 0 and not (last or self.quick)
            if unclear or (os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NOT_EXCHANGED):
                doubtful.append(job._replace(again=True))
            else:
                self._note(job, "survived" if status == 0 else "killed" if os.WIFEXITED(status) else "time")
        print(f"{len(self.outcomes)} mutants in {time.monotonic() - started:.0f} s")

    def _in_place(self, job: Job, swapped: Callable[[], bool]) -> Callable[[], int]:
        def attempt() -> int:
            for function in _cached_functions([job.file]):
                function.cache_clear()
            if not swapped():
                return _NOT_EXCHANGED
            items = [self._items[test] for test in job.tests]
            for item, following in zip(items, [*items[1:], None], strict=True):
                # A loop without an end ends here, and not where the time of all tests is up.
                signal.setitimer(signal.ITIMER_PROF, 1 + 10 * self._seconds[item.nodeid])
                if not _passes(item, following):
                    (Path(tempfile.gettempdir()) / _FAILED).write_text(item.nodeid, "utf-8")
                    return 1
            return 0

        return attempt

    def _imported_again(self, job: Job) -> Callable[[], int]:
        first = [test for test in self._items if test.partition("::")[0] == _FIRST.get(self.package)]
        return _imported_again(job, [*first, *job.tests[:_LIKELY]])

    def _likely_first(self, job: Job) -> tuple[str, ...]:
        likely = [test for test in self._noticing.get(job.file, ()) if test in set(job.tests)]
        return (*likely, *(test for test in job.tests if test not in likely))

    def _note(self, job: Job, outcome: str) -> None:
        name = job.file.relative_to(ROOT).as_posix()
        self.outcomes.append(
            {"outcome": outcome, "file": name, "line": job.mutant.lines.start, "change": job.mutant.change}
        )
        if len(self.outcomes) % _EVERY == 0:
            self.save()
            print(f"{len(self.outcomes)} mutants, now in {name}", flush=True)
        if outcome in _SURVIVED:
            print(
                f"{name}:{job.mutant.lines.start} {outcome} ({len(job.tests)} tests): {job.mutant.change}", flush=True
            )

    def save(self) -> None:
        """Writes the outcomes so far."""
        (self._folder / "outcomes.json").write_text(json.dumps(self.outcomes, indent=1), "utf-8")


def _cached_functions(files: Iterable[Path]) -> Iterator[Any]:
    for file in files:
        module = sys.modules.get(module_of(file))
        yield from (value for value in vars(module or object).values() if hasattr(value, "cache_clear"))


def _some(tests: Sequence[str], seconds: dict[str, float]) -> list[str]:
    """Returns the shortest tests, and some of the others of each duration."""
    by_length = sorted(tests, key=seconds.__getitem__)
    spent = accumulate(seconds[test] for test in by_length)
    short = {test for test, before in zip(by_length, spent, strict=True) if before < _QUICK}
    rest = [test for test in by_length if test not in short]
    asked = short.union(rest[:: math.ceil(len(rest) / _LONGER) or 1])
    return [test for test in tests if test in asked]


def _one_of_each_file(seconds: dict[str, float]) -> Iterable[str]:
    """Returns the test of median duration of each file."""
    of_files: dict[str, list[str]] = {}
    for test in sorted(seconds, key=lambda test: (seconds[test], test)):
        of_files.setdefault(test.partition("::")[0], []).append(test)
    return [tests[len(tests) // 2] for tests in of_files.values()]


def _python_files(path: Path) -> Iterable[Path]:
    return path.rglob("*.py") if path.is_dir() else (path,)


def _passes(item: Any, following: Any) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _forked(attempt: Callable[[], int], folder: Path, *, seconds: float, loud: bool = False) -> int:
    """Runs something in a process that has its own temporary folder and ends after so many seconds of processor time."""
    if pid := os.fork():
        return pid
    status = 2
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 3))
        signal.alarm(int(seconds * 20))  # One that waits for ever uses no processor.
        if not loud:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        os.environ[_CACHE_VARIABLE] = str(folder / _CACHE)  # for what tests do when they are imported
        _factory.clear()
        status = attempt()
    finally:  # An exception, whatever it is, means that the mutant was noticed.
        os._exit(status)


def _waited(pid: int) -> int:
    return os.waitpid(pid, 0)[1]


class _Factory:
    """The folder below which pytest makes `tmp_path`: one for each process, so that none finds what another left."""

    known: Any = None

    def clear(self) -> None:
        if self.known is not None:
            self.known._basetemp = None
            self.known._given_basetemp = Path(tempfile.gettempdir()) / "pytest"


_factory = _Factory()


class _Only:
    """A plugin that leaves only the tests of a mutant, and stops at the first that fails."""

    def __init__(self, tests: Iterable[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )

    pytest_collection = Runner.pytest_collection


def _imported_again(job: Job, likely: Sequence[str]) -> Callable[[], int]:
    """Returns what imports everything of ours again, one file of it changed, and runs the tests, the likely ones first."""

    class Changed(SourceFileLoader):
        def get_code(self, _fullname: str) -> CodeType:
            return compile(job.mutant.code, str(job.file), "exec")

    class Finder:
        def find_spec(self, name: str, _path: object = None, _target: object = None) -> Any:
            if name == module_of(job.file):
                return importlib.util.spec_from_file_location(name, job.file, loader=Changed(name, str(job.file)))
            return None

    def attempt() -> int:
        for name, module in list(sys.modules.items()):
            ours = getattr(module, "__file__", None) or ""
            if name.partition(".")[0] == "auditor" or ours.startswith(str(ROOT / "tests")):
                del sys.modules[name]
        sys.meta_path.insert(0, Finder())
        return asked(likely) or asked(job.tests)

    def asked(tests: Sequence[str]) -> int:
        files = sorted({test.partition("::")[0] for test in tests})
        return int(pytest.main([*_PLUGINS, "-x", *files], plugins=[_Only(tests)]))

    return attempt


def explained() -> dict[str, set[str]]:
    """Returns the changes of each file that no test can notice, or need not: each is listed under its reason."""
    known: dict[str, dict[str, list[str]]] = yaml.safe_load(EXPLAINED.read_text("utf-8"))
    return {file: {change for changes in reasons.values() for change in changes} for file, reasons in known.items()}


def last_outcomes(package: str, *, survivors: bool) -> dict[tuple[str, str], str]:
    """Returns the outcomes of the last run of a package by file and change, of survivors only if they are wanted."""
    kept = RESULTS / package / "outcomes.json"
    outcomes = json.loads(kept.read_text("utf-8")) if kept.exists() else []
    found = {(one["file"], one["change"]): one["outcome"] for one in outcomes}
    # One change may be in two places of a function.
    found |= {(one["file"], one["change"]): one["outcome"] for one in outcomes if one["outcome"] in _SURVIVED}
    return {change: outcome for change, outcome in found.items() if survivors or outcome not in _SURVIVED}


def summary(package: str, outcomes: Sequence[dict[str, Any]]) -> bool:
    """Prints the score of a package; returns whether it is enough and every survivor is explained."""
    known = explained()
    survivors = [(one["file"], one["change"]) for one in outcomes if one["outcome"] in _SURVIVED]
    unexplained = sum(change not in known.get(file, {}) for file, change in survivors)
    killed = len(outcomes) - len(survivors)
    score = killed / (len(outcomes) or 1)
    print(f"{package}: {killed} of {len(outcomes)} killed ({score:.1%}), {unexplained} survivors are not explained")
    return score >= ENOUGH and not unexplained


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", default=list(PACKAGES), metavar="PACKAGE", help=", ".join(PACKAGES))
    parser.add_argument(
        "--only", default="", help="mutants whose file name, function or change this regular expression matches"
    )
    parser.add_argument("--percent", type=int, default=100, help="how many of a hundred mutants, drawn by the seed")
    parser.add_argument(
        "--again", action="store_true", help="take over what the last run noticed; for when tests were added since"
    )
    parser.add_argument("--resume", action="store_true", help="take over all that the last run did before it ended")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="ask few tests and check no survivor once more; --again does the rest later for what is left",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    os.chdir(ROOT)
    # Without it, each process that imports again compiles all of ours and rewrites the assertions of all tests.
    sys.dont_write_bytecode = False
    good = True
    for package in arguments.packages:
        runner = Runner(
            package,
            wanted=arguments.only,
            percent=arguments.percent,
            seed=arguments.seed,
            workers=arguments.jobs,
            quick=arguments.quick,
            known=last_outcomes(package, survivors=arguments.resume) if arguments.again or arguments.resume else {},
        )
        kept = RESULTS / package / "outcomes.json"
        pid = os.fork()
        if not pid:
            os.environ[_CACHE_VARIABLE] = str(RESULTS / package / "collecting")
            status = pytest.main([*_PLUGINS, *runner.selected], plugins=[runner])
            runner.save()
            sys.stdout.flush()
            os._exit(int(status not in {0, 5}))
        if _waited(pid):
            return 1
        good &= summary(package, json.loads(kept.read_text("utf-8")))
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
