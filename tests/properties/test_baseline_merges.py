from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from auditor.suppression.baseline import Baseline, Entry
from auditor.suppression.baseline_file import parse, render

ENTRIES = st.builds(
    Entry,
    fingerprint=st.text("0123456789abcdef", min_size=32, max_size=32),
    digest=st.one_of(st.just(""), st.text("0123456789abcdef", min_size=32, max_size=32)),
    rule=st.sampled_from(["BPK101", "BPK102", "BPK304", "BPK901"]),
    path=st.text(max_size=12),
    field=st.text(max_size=12),
    history=st.booleans(),
    reason=st.text(max_size=12),
    expires=st.none() | st.dates(min_value=date(2000, 1, 1)),
)
DISTINCT = st.lists(ENTRIES, min_size=1, max_size=12, unique_by=lambda entry: entry.identity)
GIT = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text_of(*entries: Entry) -> str:
    return render(Baseline(bytes(16), entries)).decode()


def merged(folder: Path, ours: str, base: str, theirs: str, *options: str) -> tuple[int, str]:
    """What `git merge-file` makes of three versions: the number of conflicts, and the text."""
    for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_bytes(text.encode())
    command = ["git", "merge-file", "--stdout", *options, "ours", "base", "theirs"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return run.returncode, run.stdout.decode()


@given(entries=DISTINCT)
def test_what_is_written_is_read_back_and_each_entry_is_one_line(entries: list[Entry]) -> None:
    text = text_of(*entries)
    assert set(parse(text, "baseline").entries) == set(entries)
    lines = text.split("\n")[4:-4]
    assert [json.loads(line.rstrip(","))["fingerprint"] for line in lines] == [
        entry.fingerprint for entry in sorted(entries, key=lambda entry: entry.sort_key)
    ]


GAPS = st.lists(st.tuples(st.sampled_from(["ours", "theirs"]), st.integers(1, 3)), min_size=1, max_size=6)


@GIT
@given(gaps=GAPS, data=st.data())
def test_branches_that_add_in_different_gaps_merge_without_conflict(
    tmp_path: Path, gaps: list[tuple[str, int]], data: st.DataObject
) -> None:
    sides = [side for gap, number in gaps for side in (*[gap] * number, "base")]
    some = st.lists(ENTRIES, min_size=len(sides), max_size=len(sides), unique_by=lambda entry: entry.identity)
    entries = sorted(data.draw(some), key=lambda entry: entry.sort_key)
    versions = [
        text_of(*(entry for entry, side in zip(entries, sides, strict=True) if side in wanted))
        for wanted in (("ours", "base"), ("base",), ("theirs", "base"))
    ]
    assert merged(tmp_path, *versions) == (0, text_of(*entries))


@GIT
@given(base=DISTINCT, ours=DISTINCT, theirs=DISTINCT)
def test_a_union_of_any_two_branches_is_a_baseline_of_both(
    tmp_path: Path, base: list[Entry], ours: list[Entry], theirs: list[Entry]
) -> None:
    everything = (*base, *ours, *theirs)
    assume(len({entry.identity for entry in everything}) == len(everything))
    _, text = merged(tmp_path, text_of(*base, *ours), text_of(*base), text_of(*base, *theirs), "--union")
    assert set(parse(text, "baseline").entries) == set(everything)


@GIT
@given(base=DISTINCT, more=DISTINCT)
def test_both_branches_may_accept_the_same_finding(tmp_path: Path, base: list[Entry], more: list[Entry]) -> None:
    everything = (*base, *more)
    assume(len({entry.identity for entry in everything}) == len(everything))
    conflicts, text = merged(tmp_path, text_of(*everything), text_of(*base), text_of(*everything))
    assert (conflicts, text) == (0, text_of(*everything))


def test_one_branch_adds_what_sorts_last_while_another_drops_the_first(tmp_path: Path) -> None:
    first, middle, last = (Entry(fingerprint=digit * 32, rule="BPK102") for digit in "05f")
    conflicts, text = merged(tmp_path, text_of(first, middle, last), text_of(first, middle), text_of(middle))
    assert (conflicts, text) == (0, text_of(middle, last))


@pytest.mark.parametrize("options", [(), ("--union",)])
def test_two_baselines_made_apart_do_not_merge_in_silence(tmp_path: Path, options: tuple[str, ...]) -> None:
    entry = Entry(fingerprint="0" * 32, rule="BPK102")
    ours, theirs = (render(Baseline(bytes([salt]) * 16, (entry,))).decode() for salt in (1, 2))
    _, text = merged(tmp_path, ours, "", theirs, *options)
    with pytest.raises(Exception, match=r"a merge left a conflict here|'salt' is here twice|has ended before"):
        parse(text, "baseline")
