from __future__ import annotations

from pathlib import Path

import pytest

from auditor.fleet.current_records import ShelfEntry, live, whole_history
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.fleet_unit import ObjectRef, Unit, identified
from auditor.fleet.incremental import against, without
from auditor.fleet.plan_units import BATCH_OBJECTS, batches, cut
from auditor.fleet.record_store import LocalFiles
from auditor.fleet.resolve_targets import FleetTarget, resolve

KEY = FleetKey(bytes(range(32)))
BUCKET = FleetTarget(name="logs", kind="objects", location="s3://logs")


def history(content: str, *, engine: str = "e", start: int = 0, stop: int | None = None) -> Unit:
    unit = Unit(target="t", kind="git", location="/t", content=content, engine=engine, start=start, stop=stop)
    return identified(unit)


def entry(unit: Unit, place: int, *, is_partial: bool = False) -> ShelfEntry:
    return ShelfEntry(unit=unit, is_partial=is_partial, reason="", version="1", place=place)


def test_the_newest_whole_state_of_a_repository_replaces_all_before_it() -> None:
    old, new, partial = entry(history("1"), 0), entry(history("2"), 1), entry(history("3"), 2, is_partial=True)
    assert live([new, old]) == (new,)
    assert live([partial, old, new]) == (new, partial)
    other_engine = entry(history("2", engine="f"), 5)
    assert live([new, other_engine]) == (other_engine,)


def test_ranges_replace_what_was_before_once_all_of_them_are_there() -> None:
    old = entry(history("1"), 0)
    first, second = entry(history("2", stop=5), 1), entry(history("2", start=5), 2)
    assert live([old, first]) == (old, first)
    assert live([old, first, second]) == (first, second)


@pytest.mark.parametrize(
    ("ranges", "is_whole"),
    [([(0, None)], True), ([(0, 5), (5, None)], True), ([(5, None)], False), ([(0, 5), (6, None)], False), ([], False)],
)
def test_ranges_are_whole_when_they_follow_each_other_to_the_end(
    ranges: list[tuple[int, int | None]], is_whole: bool
) -> None:
    assert whole_history([history("1", start=start, stop=stop) for start, stop in ranges]) is is_whole


def test_a_batch_ends_before_it_is_too_large_or_too_many() -> None:
    sizes = [16 << 20, 1, 10 << 20, 6 << 20, 1, -1]
    objects = [ObjectRef(f"{number}", "1", size) for number, size in enumerate(sizes)]
    assert [[one.name for one in batch] for batch in cut(objects)] == [["0"], ["1", "2"], ["3", "4", "5"]]
    many = [ObjectRef(f"{number:04}", "1", 1) for number in range(BATCH_OBJECTS + 1)]
    assert [len(batch) for batch in cut(many)] == [BATCH_OBJECTS, 1]


def test_a_bucket_that_grew_is_read_where_it_grew() -> None:
    before = [ObjectRef("a", "1", 1), ObjectRef("b", "1", 1)]
    now = [ObjectRef("a", "1", 1), ObjectRef("b", "2", 1), ObjectRef("c", "1", 1)]
    (old,) = batches(BUCKET, before, "e")
    (new,) = batches(BUCKET, now, "e")
    to_read, done = against([new], [old], {old.id}, KEY)
    assert (done, [one.name for unit in to_read for one in unit.objects]) == ([], ["b", "c"])
    (unit,), _ = against([new], [old], set(), KEY)
    assert len(unit.objects) == 3, "what was planned and not read is no record"
    (other,) = batches(BUCKET, now, "f")
    (unit,), _ = against([other], [old], {old.id}, KEY)
    assert (len(unit.objects), unit.replaces) == (3, (old.id,))
    assert [one.name for one in without(new, ["b"], KEY).objects] == ["a", "c"]


def test_a_repository_is_read_from_the_commits_that_records_hold() -> None:
    old, new = history("1"), history("2")
    assert against([old], [old], {old.id}, KEY) == ([], [old])
    (unit,), _ = against([new], [old], {old.id}, KEY)
    assert (unit.base, unit.id) == ((old.id,), new.id)
    (unit,), _ = against([history("2", engine="f")], [old], {old.id}, KEY)
    assert (unit.base, unit.replaces) == ((), (old.id,))
    (unit,), _ = against([new], [history("1", stop=3)], {history("1", stop=3).id}, KEY)
    assert unit.base == ()


def test_a_file_is_created_once_and_never_seen_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: object, _target: object) -> None:
        raise OSError(95, "Operation not supported")

    files = LocalFiles(tmp_path)
    assert files.create("a/b", b"first")
    assert not files.create("a/b", b"second")
    assert files.read("a/b") == b"first"
    monkeypatch.setattr("os.link", refuse)
    assert files.create("a/c", b"first")
    assert not files.create("a/c", b"second")
    files.write("a/c", b"third")
    assert sorted(files.names("a")) == ["a/b", "a/c"]
    assert (files.read("a/c"), list(tmp_path.rglob(".part-*"))) == (b"third", [])


def test_targets_are_named_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text("x")
    (tmp_path / "logs" / "backpack-fleet-v1").mkdir()
    found = resolve(["logs", "logs/", f"file://{tmp_path}/logs", "s3://bucket/x/"])
    assert [(one.name, one.kind) for one in found] == [("logs", "files"), ("s3://bucket/x", "objects")]
    assert resolve(["."])[0].name == tmp_path.name
