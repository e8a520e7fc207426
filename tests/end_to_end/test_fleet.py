"""A fleet from targets to a report: real repositories, real files, workers that die."""

from __future__ import annotations

import base64
import json
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from command import Command
from fleets import DAY, Fleet, Interrupting, SerialEngine, die_on_poison
from jsonschema import Draft202012Validator
from msgspec import json as msgspec_json
from msgspec import msgpack
from msgspec.structs import replace
from repositories import MakeRepository, Repository
from traces import Traces

from auditor.classification import ed25519
from auditor.classification.sample_keys import expand, specimen
from auditor.cli import fleet_scan
from auditor.cli.common import Common
from auditor.cli.fleet_plan import ReportArguments, reported
from auditor.errors import UsageError
from auditor.fleet.embedded_engine import EmbeddedEngine
from auditor.fleet.fleet_engine import EngineLostError
from auditor.fleet.fleet_key import create, load
from auditor.fleet.fleet_policy import FleetPolicy
from auditor.fleet.fleet_unit import encode_units
from auditor.fleet.plan_units import unreadable
from auditor.fleet.resolve_targets import resolve
from auditor.fleet.run_unit import Task, run_task
from auditor.fleet.unit_record import UnitRecord
from auditor.inventory.load_inventory import load_inventory
from auditor.inventory.probe_record import ProbeRecord, RecordedAnswer, written
from auditor.inventory.profiles import load_profiles
from auditor.model.exit_code import Exit
from auditor.model.finding import Finding
from auditor.model.location import Reach
from auditor.model.probed import State
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.model.secret import PlainBytes
from auditor.pipeline import audit
from auditor.reporters._shared import json_v1
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import formats, render
from auditor.suppression.baseline import Baseline, update
from auditor.suppression.baseline_file import render as baseline_text

SECRET = "BACKPACK_API_SECRET={{{{ {0}.secret }}}}\n"
KEY = "BACKPACK_API_KEY={{{{ {0}.key }}}}\n"


def secret(label: str) -> str:
    return expand(SECRET.format(label))


def key(label: str) -> str:
    return expand(KEY.format(label))


@pytest.fixture
def make(make_repository: MakeRepository) -> Callable[..., Repository]:
    def made(name: str, *versions: dict[str, str]) -> Repository:
        repository = make_repository(f"src/{name}")
        for number, version in enumerate(versions):
            for path, text in version.items():
                repository.write(path, text)
            repository.commit(f"step {number}", date=f"2026-0{number + 1}-01T00:00:00Z")
        return repository

    return made


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path, (str(tmp_path / "src"),))


def replace_targets(fleet: Fleet, *targets: str) -> Fleet:
    return Fleet(fleet.folder, targets)


def in_target(report: Report, name: str) -> list[Finding]:
    return [one for one in report.findings if one.location.target.endswith(f"/{name}")]


def without_targets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_targets(each) for name, each in value.items() if name != "target"}
    return [without_targets(each) for each in value] if isinstance(value, list) else value


def test_where_nothing_crosses_a_fleet_says_the_same_as_single_scans(
    make: Callable[..., Repository], fleet: Fleet, tmp_path: Path
) -> None:
    make("one", {".env": key("a") + secret("a"), "a.txt": "x"}, {".env": "gone\n"}, {"again.env": secret("a")})
    two = make("two", {"bot.py": f'client = BackpackClient("x")\n{secret("b")}', "pyproject.toml": ""})
    two.write("local.env", secret("c"))
    two.write("bot.py", secret("d"))
    make("three", {"x.env": f"{secret('e')[:-1]} # backpack-audit: ignore -- known\n", ".backpack-audit.yaml": "{}\n"})
    make("bare", {"k.env": secret("f")})
    shutil.move(tmp_path / "src/bare/.git", tmp_path / "src/bare.git")
    shutil.rmtree(tmp_path / "src/bare")
    (tmp_path / "src/loose").mkdir()
    (tmp_path / "src/loose/x.env").write_text(secret("g"))
    assert fleet.scan().complete
    report = fleet.report()
    for name in ("one", "two", "three", "bare.git"):
        path = tmp_path / "src" / name
        request = AuditRequest(
            paths=(path,), scope=Scope.HISTORY, generic=Generic.OFF, cache=False, jobs=1, describe_rules=False
        )
        alone = audit(request, today=DAY)
        own = [without_targets(json_v1.finding(one)) for one in in_target(report, name)]
        assert own
        assert json_v1.dump(own) == json_v1.dump([json_v1.finding(one) for one in alone.findings])
        assert [one.status for one in in_target(report, name)] == [one.status for one in alone.findings]
        skips = [replace(one, target="") for one in report.skipped if one.target.endswith(f"/{name}")]
        assert skips == list(alone.skipped)
    plain = AuditRequest(paths=(tmp_path / "src/loose",), generic=Generic.OFF, jobs=1, describe_rules=False)
    loose = Fleet(tmp_path / "other", (str(tmp_path / "src/loose"),))
    loose.folder.mkdir()
    loose.scan()
    assert [without_targets(json_v1.finding(one)) for one in loose.report().findings] == [
        json_v1.finding(one) for one in audit(plain, today=DAY).findings
    ]


def test_a_pair_across_repositories_is_named_as_such_in_every_format(
    make: Callable[..., Repository], fleet: Fleet
) -> None:
    make("bot", {"run.env": secret("a")})
    make("docs", {"README.md": f"Our Backpack key: {specimen('a').key}\n"})
    make("other", {"x.env": secret("b")})
    fleet.scan()
    report = fleet.report(describe_keys=True)
    (finding,) = in_target(report, "bot")
    assert (finding.rule_id, str(finding.confidence)) == ("BPK101", "proven")
    assert "README.md:1" in finding.message
    assert finding.message.rpartition(" of ")[2].endswith("/src/docs")
    assert report.fleet
    (pair,) = report.fleet.across
    assert pair.api_key == specimen("a").key
    assert [name.rpartition("/")[2] for name in (*pair.secret_in, *pair.key_in)] == ["bot", "docs"]
    rows = {row.target.rpartition("/")[2]: row for row in report.fleet.targets}
    assert {name: (row.state, row.high, row.reach) for name, row in rows.items()} == {
        "bot": ("read", 1, Reach.LOCAL),
        "docs": ("read", 0, None),
        "other": ("read", 1, Reach.LOCAL),
    }
    schema = json.loads(files("auditor").joinpath("schemas/report-v1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(render("json", report, RenderOptions())))
    for name in formats():
        text = render(name, report, RenderOptions())
        assert "src/bot" in text, name
        assert Traces("ab").found_in(text.encode()) == []
        if name == "html":
            drawing = text.partition('id="map"')[2].partition("</svg>")[0]
            assert "src/bot" in drawing
            assert "run.env" not in drawing, "the map is over targets"


def test_a_secret_counts_as_far_as_it_got_in_any_repository(make: Callable[..., Repository], fleet: Fleet) -> None:
    make("here", {"x.env": secret("a")})
    there = make("there", {"y.env": secret("a")})
    there.git("update-ref", "refs/remotes/origin/main", "HEAD")
    there.git("remote", "add", "origin", "https://example.org/x")
    fleet.scan()
    found = {one.location.path: (one.reach, one.severity.value) for one in fleet.report().findings}
    assert found == {"x.env": (Reach.PUBLISHED, "critical"), "y.env": (Reach.PUBLISHED, "critical")}


def test_a_second_run_reads_nothing_and_a_third_only_what_is_new(make: Callable[..., Repository], fleet: Fleet) -> None:
    repository = make("bot", {"old.env": secret("a"), "big.txt": "x" * 5000})
    first = fleet.scan()
    assert first.states == {"read": 1, "skipped": 0}
    again = fleet.scan()
    assert (again.states, again.bytes, again.complete) == ({"skipped": 1}, 0, True)
    repository.git("rm", "--quiet", "old.env", "big.txt")
    repository.write("new.md", f"Backpack API key {specimen('a').key}\n")
    gone = repository.commit(date="2026-05-01T00:00:00Z")
    third = fleet.scan()
    assert 0 < third.bytes < 1000
    (finding,) = fleet.report(ignore="BPK402").findings
    assert finding.rule_id == "BPK101"
    assert finding.removed
    assert finding.removed.commit == gone
    assert len(fleet.files()) == 2


def test_records_inside_a_repository_are_no_files_of_it(make: Callable[..., Repository]) -> None:
    repository = make("bot", {"x.env": secret("a")})
    fleet = Fleet(repository.path / "own", (str(repository.path),))
    fleet.folder.mkdir()
    assert fleet.key_file.exists()
    assert fleet.scan().states == {"read": 1, "skipped": 0}
    assert fleet.scan().bytes == 0
    assert repository.git("status", "--porcelain", "--untracked-files=all") == "?? own/fleet.key"


def test_names_in_any_encoding_are_as_in_a_single_scan(make: Callable[..., Repository], fleet: Fleet) -> None:
    repository = make("bot", {"a.txt": "x"})
    for name in (b"caf\xe9.env", "ключ.env".encode()):
        repository.write(os.fsdecode(name), secret("a"))
    repository.commit()
    loose = repository.path.parent / os.fsdecode(b"logs\xff")
    loose.mkdir()
    (loose / os.fsdecode(b"x\xfe.log")).write_text(secret("b"))
    assert fleet.scan().complete
    assert fleet.scan().bytes == 0
    report = fleet.report(ignore="BPK402")
    request = AuditRequest(
        paths=(repository.path,), scope=Scope.HISTORY, generic=Generic.OFF, cache=False, jobs=1, describe_rules=False
    )
    alone = audit(request, today=DAY)
    assert [one.location.path for one in in_target(report, "bot")] == [one.location.path for one in alone.findings]
    assert sum(os.fsencode(one.location.path).endswith(b"x\xfe.log") for one in report.findings) == 1
    for form in formats():
        render(form, report, RenderOptions()).encode("utf-8", "backslashreplace")


def test_an_empty_repository_is_read(make: Callable[..., Repository], fleet: Fleet) -> None:
    make("empty")
    assert fleet.scan().complete
    assert fleet.report().findings == ()


def test_what_a_forced_push_took_away_is_still_joined(make: Callable[..., Repository], fleet: Fleet) -> None:
    repository = make("bot", {"a.txt": "x"}, {"old.env": secret("a")})
    fleet.scan()
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")
    fleet.scan()
    (finding,) = fleet.report().findings
    assert (finding.location.path, finding.introduced is not None) == ("old.env", True)


def test_a_stopped_run_goes_on_where_it_was(make: Callable[..., Repository], fleet: Fleet) -> None:
    for name in ("one", "two", "three"):
        make(name, {"x.env": secret("a")})

    class Engine(SerialEngine):
        def executor(self) -> Executor:
            return executor

    executor = Interrupting(1)
    with pytest.raises(KeyboardInterrupt):
        fleet.scan(Engine())
    halfway = fleet.report()
    assert (halfway.exit_code, len(fleet.files())) == (1, 1)
    assert halfway.fleet
    assert [row.state for row in halfway.fleet.targets] == ["read", "not run", "not run"]
    assert halfway.incomplete
    assert fleet.scan().states == {"read": 2, "skipped": 1}
    assert not fleet.report().incomplete


def test_two_runs_at_once_keep_one_record_of_each_unit(make: Callable[..., Repository], fleet: Fleet) -> None:
    for name in ("one", "two"):
        make(name, {"x.env": secret("a")})
    units = fleet.plan()
    runs = [Thread(target=fleet.scan, args=(None, units)) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(fleet.files()) == 2
    assert not list(fleet.records.rglob(".part-*"))
    assert len(fleet.report().findings) == 2


class Poisoned(EmbeddedEngine):
    """Workers that the system kills on a unit whose target has `poison` in its name."""

    def executor(self) -> Executor:
        pool = super().executor()

        class Bitten(Executor):
            def submit(self, _fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
                return pool.submit(die_on_poison, *args)

        return Bitten()


def test_a_unit_that_kills_its_workers_is_set_aside_and_its_neighbours_finish(
    make: Callable[..., Repository], fleet: Fleet
) -> None:
    for name in ("a", "b", "poison", "y", "z"):
        make(name, {"x.env": secret("a")})
    engine = Poisoned(2)
    run = fleet.scan(engine)
    engine.close()
    assert run.states == {"read": 4, "failed": 1, "skipped": 0}
    (failed,) = run.failed
    assert failed.target.endswith("/poison")
    assert "worker ended" in failed.reason
    report = fleet.report()
    assert report.fleet
    assert {row.state for row in report.fleet.targets} == {"read", "failed"}
    assert any(failed.reason in skip.reason for skip in report.skipped)
    assert fleet.scan().complete
    assert not fleet.report().incomplete


def test_a_unit_without_enough_memory_or_time_is_named(make: Callable[..., Repository], fleet: Fleet) -> None:
    repository = make("big", {"x.env": secret("a")})
    for number in range(300):
        repository.write(f"{number}.txt", f"{number}")
    repository.commit()
    (failed,) = fleet.with_options(seconds=1e-6).scan().failed
    assert (failed.state, "seconds, the limit" in failed.reason) == ("partial", True)
    assert fleet.report().incomplete
    assert fleet.scan().complete
    assert not fleet.report().incomplete


def test_a_truncated_clone_is_partial_until_it_is_whole(
    make: Callable[..., Repository], fleet: Fleet, tmp_path: Path
) -> None:
    original = make("../original", {"x.env": secret("a")}, {"x.env": "gone\n"})
    original.git("clone", "--quiet", "--depth", "1", f"file://{original.path}", str(tmp_path / "src/cut"))
    (failed,) = fleet.scan().failed
    assert (failed.state, "shallow" in failed.reason) == ("partial", True)
    report = fleet.report()
    assert (report.exit_code, report.findings) == (3, ())
    Repository(tmp_path / "src/cut").git("fetch", "--quiet", "--unshallow")
    assert fleet.scan().complete
    assert [one.rule_id for one in fleet.report().findings] == ["BPK102"]


def test_a_large_repository_is_read_in_ranges_and_says_the_same(make: Callable[..., Repository], fleet: Fleet) -> None:
    repository = make("big", {f"{number}.env": secret("ab"[number % 2]) for number in range(6)}, {"0.env": "gone\n"})
    repository.git("gc", "--quiet")
    fleet.scan()
    whole = [without_targets(json_v1.finding(one)) for one in fleet.report().findings]
    ranges = Fleet(fleet.folder / "ranges", fleet.targets).with_options(split=300)
    ranges.folder.mkdir()
    units = ranges.plan()
    assert len(units) > 2
    assert ranges.scan().complete
    report = ranges.report()
    assert [without_targets(json_v1.finding(one)) for one in report.findings] == whole
    assert report.scan.commits == 2
    assert ranges.scan().bytes == 0
    repository.write("new.env", secret("c"))
    repository.commit()
    assert ranges.scan().complete
    assert {one.location.path for one in ranges.report().findings} >= {"new.env", "0.env"}


def test_files_of_a_folder_are_read_again_only_when_they_change(fleet: Fleet, tmp_path: Path) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    for name, label in (("a.log", "a"), ("b.log", "b"), ("c.md", "")):
        (folder / name).write_text(secret(label) if label else "nothing\n")
    fleet.scan()
    (folder / "b.log").write_text(f"# changed\n{key('a')}")
    (folder / "c.md").unlink()
    run = fleet.scan()
    assert run.bytes == (folder / "b.log").stat().st_size
    found = {(one.rule_id, one.location.path) for one in fleet.report(ignore="BPK402").findings}
    assert found == {("BPK101", "a.log"), ("BPK102", "b.log")}, "what a file held before stays a leak"
    assert fleet.scan().bytes == 0


@pytest.mark.usefixtures("unprivileged")
def test_a_file_that_cannot_be_read_is_tried_again_alone(open_folder: Path) -> None:
    fleet, folder = Fleet(open_folder, (str(open_folder / "src"),)), open_folder / "src"
    folder.mkdir()
    (folder / "a.log").write_text(secret("a"))
    closed = folder / "b.log"
    closed.write_text(secret("b"))
    closed.chmod(0)
    run = fleet.scan()
    assert [(one.state, "denied" in one.reason) for one in run.failed] == [("partial", True)]
    report = fleet.report()
    assert report.incomplete
    assert report.fleet
    assert [row.state for row in report.fleet.targets] == ["partial"]
    closed.chmod(0o600)
    run = fleet.scan()
    assert (run.complete, run.bytes) == (True, closed.stat().st_size)
    report = fleet.report(ignore="BPK402")
    assert (len(report.findings), report.incomplete) == (2, False)


def test_an_inventory_is_joined_with_all_targets(make: Callable[..., Repository], fleet: Fleet, tmp_path: Path) -> None:
    make("bot", {"x.env": secret("a")})
    make("other", {"y.env": secret("b")})
    path = tmp_path / "backpack-keys.yaml"
    path.write_text(
        f"version: 1\nkeys:\n  - name: main\n    api_key: {specimen('a').key}\n    status: active\n"
        f"  - name: old\n    api_key: {specimen('b').key}\n    status: revoked\n"
    )
    fleet.scan()
    inventory = load_inventory(path, shown_as=path.name, today=DAY, profiles=load_profiles())
    report = fleet.report(FleetPolicy(inventory, load(fleet.key_file)), describe_keys=True)
    assert [one.rule_id for one in report.findings if one.field == "main" or one.rule_id == "BPK510"]
    lowered = [one for one in in_target(report, "other") if one.rule_id == "BPK102"]
    assert [str(one.severity) for one in lowered] == ["low"]
    seen = {facts.name: [place.location.target for place in facts.places] for facts in report.keys}
    assert [len(places) for places in (seen["main"], seen["old"])] == [1, 1]
    assert seen["main"][0].endswith("/bot")


def test_a_probe_that_proved_a_revoked_key_to_work_counts_in_the_report(
    make: Callable[..., Repository], fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("bot", {"x.env": secret("a")})
    make("other", {"y.env": secret("b")})
    text = "".join(
        f"  - name: {label}\n    api_key: {specimen(label).key}\n    status: revoked\n    revoked_on: 2026-08-01\n"
        for label in "ab"
    )
    (tmp_path / "backpack-keys.yaml").write_text(f"version: 1\nkeys:\n{text}")
    answer = RecordedAnswer(
        key=ed25519.token(specimen("a").public_key).hex(),
        name="a",
        probed="2026-08-20T12:00:00Z",
        declared="revoked",
        state=State.ACTIVE,
        status=200,
    )
    elsewhere = replace(answer, key="not even hex", name="b")
    (tmp_path / "backpack-keys.probe.json").write_bytes(written(ProbeRecord(answers=(answer, elsewhere))))
    fleet.scan()
    monkeypatch.setenv("BACKPACK_AUDIT_FLEET_KEY", fleet.key_file.read_text().strip())
    arguments = ReportArguments(records=str(fleet.records), inventory=tmp_path / "backpack-keys.yaml")
    report = reported(Common(generic=Generic.OFF), arguments)
    proven = [one for one in report.findings if one.rule_id == "BPK513"]
    assert [one.field for one in proven] == ["keys.a"]
    leaks = {one.location.path: str(one.severity) for one in report.findings if one.rule_id == "BPK102"}
    assert leaks == {"x.env": "high", "y.env": "low"}, "what works is no old story"
    (tmp_path / "backpack-keys.probe.json").unlink()
    without = reported(Common(generic=Generic.OFF), arguments)
    assert {one.rule_id for one in without.findings} & {"BPK513"} == set()
    assert {str(one.severity) for one in without.findings if one.rule_id == "BPK102"} == {"low"}
    with pytest.raises(UsageError, match="no such file"):
        reported(Common(), replace(arguments, probes=tmp_path / "nothing.json"))
    with pytest.raises(UsageError, match="give --inventory too"):
        reported(Common(), ReportArguments(records=str(fleet.records), probes=tmp_path / "nothing.json"))


def test_a_clone_uses_nothing_of_any_audited_repository(
    make: Callable[..., Repository], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = make("../origin", {"x.env": secret("a")})
    hostile = make("../hostile", {"a": "b"})
    for name, value in (("core.sshCommand", "touch pwned"), ("url.ext::touch pwned.insteadOf", "file://")):
        hostile.git("config", name, value)
    monkeypatch.chdir(hostile.path)
    (target,) = resolve([f"git+file://{origin.path}"], clone=tmp_path / "mirrors")
    assert (target.kind, target.reason) == ("git", "")
    origin.write("y.env", secret("b"))
    origin.commit()
    (again,) = resolve([f"git+file://{origin.path}"], clone=tmp_path / "mirrors")
    assert again.location == target.location
    assert Repository(Path(again.location)).git("rev-list", "--all", "--count") == "2"
    (missing,) = resolve(["git+file:///nowhere"], clone=tmp_path / "mirrors")
    assert (missing.kind, "cannot clone" in missing.reason) == ("none", True)
    (uncloned,) = resolve(["git@example.org:org/bot.git"])
    assert (uncloned.kind, uncloned.name) == ("none", "example.org:org/bot")
    assert not list(tmp_path.rglob("pwned"))
    with pytest.raises(UsageError, match="credentials do not belong"):
        resolve(["git+https://user:password@example.org/x.git"])


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_unit_that_needs_too_much_memory_is_set_aside_and_its_neighbours_finish(fleet: Fleet, tmp_path: Path) -> None:
    pytest.importorskip("obstore")  # Workers are then new interpreters, and not as large as this one.
    for name in ("a", "big", "z"):
        (tmp_path / "src" / name).mkdir(parents=True)
        (tmp_path / "src" / name / "y.log").write_text(secret(name[0]))
    with (tmp_path / "src/big/x.log").open("wb") as file:
        file.truncate(60 << 20)  # A hole: nothing is written.
    apart = replace_targets(fleet, *(str(tmp_path / "src" / name) for name in ("a", "big", "z")))
    limited = apart.with_options(memory=60 << 20)
    engine = EmbeddedEngine(1, memory=60 << 20)
    run = limited.scan(engine)
    engine.close()
    assert run.states["read"] == 3
    (failed,) = run.failed
    assert (failed.target.rpartition("/")[2], "memory" in failed.reason) == ("big", True)
    report = apart.report(ignore="BPK402")
    assert {one.location.target.rpartition("/")[2] for one in report.findings} == {"a", "big", "z"}
    assert any("memory" in skip.reason for skip in report.skipped)
    assert apart.scan().complete
    assert not apart.report().incomplete


def test_a_pack_that_was_cut_off_is_named_and_its_neighbours_finish(
    make: Callable[..., Repository], fleet: Fleet
) -> None:
    make("good", {"x.env": secret("a")})
    cut = make("cut", {f"{number}.txt": f"{number}\n" * 50 for number in range(20)}, {"y.env": secret("b")})
    cut.git("gc", "--quiet")
    (pack,) = (cut.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o600)
    whole = pack.read_bytes()
    pack.write_bytes(whole[: len(whole) // 2])
    run = fleet.scan()
    assert [(one.target.rpartition("/")[2], one.state in ("failed", "partial")) for one in run.failed] == [
        ("cut", True)
    ]
    assert run.failed[0].reason
    report = fleet.report()
    assert report.incomplete
    assert [one.location.target.rpartition("/")[2] for one in report.findings if one.rule_id == "BPK102"][:1] != []
    pack.write_bytes(whole)
    assert fleet.scan().complete
    after = fleet.report()
    assert {one.location.path for one in after.findings} == {"x.env", "y.env"}
    assert not after.incomplete


def test_a_scheduler_that_is_lost_ends_the_run_and_the_next_reads_the_rest(
    make: Callable[..., Repository], fleet: Fleet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two", "three"):
        make(name, {"x.env": secret("a")})

    class Losing(SerialEngine):
        submitted = 0

        def executor(self) -> Executor:
            real = super().executor()

            class Lost(Executor):
                def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
                    Losing.submitted += 1
                    if Losing.submitted == 1:
                        return real.submit(fn, *args, **kwargs)
                    future: Future[Any] = Future()
                    future.cancel()  # What Dask's client does with all of them.
                    future.set_running_or_notify_cancel()
                    return future

            return Lost()

    with pytest.raises(EngineLostError, match="run it again, and only the rest is read"):
        fleet.scan(Losing())
    assert len(fleet.files()) == 1
    monkeypatch.setattr(fleet_scan, "EmbeddedEngine", lambda *_, **__: Losing())
    Losing.submitted = 1
    arguments = fleet_scan.ScanArguments(records=str(fleet.records), key=fleet.key_file)
    assert fleet_scan.run_plan(fleet.plan(), arguments, fleet.options) is Exit.INCOMPLETE
    assert "the scheduler went away" in capsys.readouterr().err
    assert fleet.scan().states == {"read": 2, "skipped": 1}


def test_a_worker_without_memory_fails_its_unit_alone(make: Callable[..., Repository], fleet: Fleet) -> None:
    make("bot", {"x.env": secret("a")})
    engine = EmbeddedEngine(1, memory=1 << 20)
    run = fleet.with_options(memory=1 << 20).scan(engine)
    engine.close()
    assert len(run.failed) == 1
    assert run.failed[0].state in ("failed", "partial")
    assert run.failed[0].reason
    assert fleet.scan().complete


def test_the_command_goes_from_targets_to_an_exit_code(make: Callable[..., Repository], tmp_path: Path) -> None:
    command = Command(tmp_path / "cache")
    make("bot", {"x.env": secret("a")})
    make("docs", {"README.md": f"Backpack API key: {specimen('a').key}\n"})
    assert command(tmp_path, "fleet", "init", "--key", "k").code == 0
    assert command(tmp_path, "fleet", "init", "--key", "k").code == 2
    plan = command(tmp_path, "fleet", "plan", "src", "--key", "k", "--generic", "off")
    assert "2 units of 2 targets" in plan.err
    assert Traces("a").found_in((plan.out + plan.err).encode()) == []
    (tmp_path / "units.jsonl").write_text(plan.out)
    run = command(
        tmp_path, "fleet", "scan", "units.jsonl", "--key", "k", "--generic", "off", "--events", "-", "-j", "1"
    )
    events = [json.loads(line) for line in run.out.splitlines()]
    assert [event["event"] for event in events] == ["planned", "unit", "unit", "finished"]
    assert (run.code, "2 read" in run.err) == (0, True)
    assert Traces("a").found_in((run.out + run.err).encode()) == []
    report = command(tmp_path, "fleet", "report", "--key", "k", "-f", "json", "--require", "complete")
    assert report.code == 1
    assert [(one["target"], one["rule_id"]) for one in report.report["findings"]] == [("src/bot", "BPK101")]
    shutil.rmtree(tmp_path / "src/docs/.git/objects")
    again = command(tmp_path, "fleet", "scan", "src", "--key", "k", "--generic", "off", "-j", "1")
    assert (again.code, "src/docs: failed" in again.out) == (3, True)
    report = command(tmp_path, "fleet", "report", "--key", "k", "--require", "complete")
    assert report.code == 3


def test_a_damaged_repository_fails_alone(make: Callable[..., Repository], fleet: Fleet) -> None:
    make("good", {"x.env": secret("a")})
    broken = make("broken", {"y.env": secret("b")})
    shutil.rmtree(broken.path / ".git/objects")
    run = fleet.scan()
    assert [(one.target.rpartition("/")[2], one.state) for one in run.failed] == [("broken", "failed")]
    assert run.states["read"] == 1


def test_a_failure_is_forgotten_once_its_target_is_read_again(
    make: Callable[..., Repository], fleet: Fleet, tmp_path: Path
) -> None:
    repository = make("bot", {"x.env": secret("a")})
    assert fleet.scan().complete
    away = tmp_path / "away"
    shutil.move(repository.path / ".git/objects", away)
    assert not fleet.scan().complete
    broken = fleet.report()
    assert (broken.incomplete, len(broken.findings)) == (True, 1), "what was read stays"
    shutil.move(away, repository.path / ".git/objects")
    run = fleet.scan()
    assert (run.complete, run.bytes) == (True, 0)
    assert not fleet.report().incomplete


def test_of_two_failures_the_newest_is_reported_and_both_of_one_plan(fleet: Fleet, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.log").write_text("nothing\n")
    (unit,) = fleet.plan()
    old, one, two = (unreadable(unit.target, unit.location, reason) for reason in ("old", "one", "two"))
    fleet.scan(units=[old])
    fleet.scan(units=[one, two, unit])
    report = fleet.report()
    assert {skip.reason for skip in report.skipped} == {"one", "two"}
    fleet.scan()
    assert not fleet.report().incomplete


def test_a_folder_of_a_list_that_is_missing_is_a_target_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (here, gone) = resolve([], listed=[str(tmp_path / "logs"), str(tmp_path / "gone")])
    assert (here.kind, gone.kind, gone.reason) == ("files", "none", "no such folder")
    with pytest.raises(UsageError, match=r"no such folder$"):
        resolve([str(tmp_path / "gone")])
    (tmp_path / "units.jsonl").touch()
    with pytest.raises(UsageError, match="a list of targets with --from"):
        resolve([str(tmp_path / "units.jsonl")])


def test_no_records_are_said_to_be_none(fleet: Fleet) -> None:
    with pytest.raises(UsageError, match="there are no records at"):
        fleet.report()


def test_records_of_another_version_or_key_are_never_taken_for_ours(
    make: Callable[..., Repository], fleet: Fleet
) -> None:
    make("bot", {"x.env": secret("a")})
    fleet.scan()
    (file,) = fleet.files()
    record = msgpack.decode(file.read_bytes())
    file.write_bytes(msgpack.encode(record | {"version": "0.0.1"}))
    assert any("version 0.0.1" in note for note in fleet.report().notes)
    file.write_bytes(msgpack.encode(record | {"schema": "backpack-audit/fleet-record/v0"}))
    report = fleet.report()
    assert report.incomplete
    assert any("of another version (backpack-audit/fleet-record/v0)" in skip.reason for skip in report.skipped)
    file.write_bytes(b"\x00")
    assert any("damaged" in skip.reason for skip in fleet.report().skipped)
    file.write_bytes(msgpack.encode(record))
    path = fleet.key_file
    path.unlink()
    create(path)
    with pytest.raises(UsageError, match="fleet key"):
        fleet.report()


def test_a_baseline_of_a_repository_counts_for_it_alone(make: Callable[..., Repository], fleet: Fleet) -> None:
    accepted = make("accepted", {"x.env": secret("a"), "y.txt": "BACKPACK_API_SECRET=abc/def+ghi=jklmnopq\n"})
    make("other", {"x.env": secret("a")})
    request = AuditRequest(
        paths=(accepted.path,), scope=Scope.HISTORY, generic=Generic.OFF, cache=False, jobs=1, describe_rules=False
    )
    accepted.write(".backpack-audit.baseline.json", baseline_text(Baseline(bytes(16))))
    findings = audit(request, today=DAY).findings
    change = update(Baseline(bytes(16)), findings, covers=lambda _: True, reason="known")
    accepted.write(".backpack-audit.baseline.json", baseline_text(change.baseline))
    fleet.scan()
    report = fleet.report()
    assert {str(one.status) for one in in_target(report, "accepted")} == {"baselined"}
    assert {str(one.status) for one in in_target(report, "other")} == {"active"}
    assert b"abc/def" not in b"".join(path.read_bytes() for path in fleet.files())


def test_nothing_that_is_kept_or_sent_holds_a_secret_or_confirms_a_guess(
    make: Callable[..., Repository], fleet: Fleet
) -> None:
    weak = bytes([7]) * 32
    text = base64.b64encode(weak).decode()
    repository = make("bot", {"x.env": secret("a") + key("a"), "weak.env": f"BACKPACK_API_SECRET={text}\n"})
    repository.write(f"notes/{specimen('b').secret.replace('/', '_')}.txt", secret("c"))
    repository.git("add", "-A")
    repository.git("commit", "--quiet", "-m", secret("d"))
    repository.write("untracked.env", secret("e"))
    repository.write(".backpack-audit.yaml", "{}\n")
    fleet.scan()
    units = fleet.plan()
    assert {unit.kind for unit in units} == {"git"}
    payloads = [
        msgpack.encode(Task(unit=unit, options=fleet.options, records=str(fleet.records), key_file=str(fleet.key_file)))
        for unit in units
    ]
    kept = [path.read_bytes() for path in fleet.records.rglob("*") if path.is_file()]
    told = [msgspec_json.encode(event) for event in fleet.events]
    pickled = [pickle.dumps((run_task, payload)) for payload in payloads]
    everything = b"\n".join((*kept, *payloads, *pickled, *told, encode_units(units)))
    assert Traces("abcde").found_in(everything) == []
    assert text.encode() not in everything
    public = ed25519.derive_public_key(PlainBytes(weak))
    for value in (weak, public, ed25519.token(weak), ed25519.token(public), specimen("a").public_key):
        assert value not in everything
        assert base64.b64encode(value).rstrip(b"=") not in everything
        assert value.hex().encode() not in everything
    assert bytes.fromhex(fleet.key_file.read_text().strip().rpartition(":")[2]) not in everything
    assert msgpack.decode(fleet.files()[0].read_bytes(), type=UnitRecord).examined
    found = {one.rule_id for one in fleet.report().findings}
    assert {"BPK101", "BPK305"} <= found


def test_a_secret_in_the_name_of_an_object_is_sent_to_the_worker_that_opens_it_and_nowhere_else(
    tmp_path: Path,
) -> None:
    fleet = Fleet(tmp_path, (f"local://{tmp_path}/src",))
    name, gone = (tmp_path / "src" / f"{specimen(label).secret.replace('/', '_')}.env" for label in "ac")
    name.parent.mkdir()
    name.write_text(secret("b"))
    gone.write_text("nothing\n")
    units = fleet.plan()
    gone.unlink()
    (failed,) = fleet.scan(units=units).failed
    assert Traces("a").found_in(encode_units(units)) != [], "what `fleet plan` prints names the files, as documented"
    kept = [path.read_bytes() for path in fleet.records.rglob("*") if path.is_file()]
    told = [msgspec_json.encode(event) for event in fleet.events]
    said = repr(failed).encode()
    assert Traces("abc").found_in(b"\n".join((*kept, *told, said))) == []
    assert any(b"<redacted>" in text for text in kept)
    report = fleet.report()
    assert Traces("abc").found_in(json_v1.dump(json_v1.finding(report.findings[0])).encode()) == []
