"""Every way to hide findings is named with what it took, in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import Command
from msgspec import Struct
from repositories import Repository

from auditor.classification.sample_keys import expand
from auditor.reporters._shared.reporter_registry import formats

CONFIGURATION = ".backpack-audit.yaml"


@pytest.fixture(scope="module")
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


class Way(Struct, frozen=True):
    """A way to hide something of a tree of three files, each with a leaked secret of its own."""

    means: str
    words: str
    """What every format says of it."""
    took: int | None
    configuration: str = ""
    options: tuple[str, ...] = ()
    mark: str = ""
    """Comment after the first file's secret."""
    command: str = "scan"


WAYS = {
    "exclude": Way("exclude", "excludes b.py (configuration): 1 path left out", 1, "exclude: [b.py]\n"),
    "exclude-folder": Way("exclude", "excludes deep/ (configuration): 1 path left out", 1, "exclude: [deep/]\n"),
    "--exclude": Way("exclude", "excludes b.py (option): 1 path left out", 1, options=("--exclude", "b.py")),
    "both-excludes": Way(
        "exclude",
        "excludes b.py and deep/ (configuration and option): 2 paths left out",
        2,
        "exclude: [b.py]\n",
        ("--exclude", "deep/"),
    ),
    "select": Way("select", "selects only BPK402 (configuration): 3 findings left out", 3, "select: [BPK402]\n"),
    "--select": Way("select", "selects only BPK402 (option): 3 findings left out", 3, options=("--select", "BPK402")),
    "ignore": Way("ignore", "ignores BPK102 (configuration): 3 findings left out", 3, "ignore: [BPK102]\n"),
    "--ignore": Way("ignore", "ignores BPK102 (option): 3 findings left out", 3, options=("--ignore", "leaked-secret")),
    "severity": Way("severity", "rates BPK102 info (configuration): 3 findings", 3, "severity: {BPK102: info}\n"),
    "names": Way("names", "hosts api.desk.example", None, "names: {hosts: [api.desk.example]}\n"),
    "paths": Way("paths", "scans only a.py", None, "paths: [a.py]\n"),
    "--generic": Way("generic", "generic detectors off (option)", None, options=("--generic", "off")),
    "comment": Way("comments", "inline comments: 2 findings ignored", 2, mark="  # backpack-audit: ignore"),
    "--fail-on": Way(
        "fail-on", "fails only from critical (option): 6 findings below it", 6, options=("--fail-on", "critical")
    ),
    "check": Way("command", "does not ask about leaks: 3 findings left out", 3, command="check"),
}


def tree(folder: Path, way: Way) -> Path:
    """Returns a folder without git, in which three files hold a secret each and can be read by all."""
    for name in ("a.py", "b.py", "deep/c.py"):
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        mark = way.mark if name == "a.py" else ""
        file.write_text(expand(f'BACKPACK_API_SECRET = "{{{{ {file.stem}.secret }}}}"{mark}\n'))
        file.chmod(0o644)
    if way.configuration:
        (folder / CONFIGURATION).write_text(way.configuration)
    return folder


def reports(command: Command, folder: Path, way: Way) -> dict[str, str]:
    """Returns the report in every format, with single spaces."""
    out = folder.parent / "out"
    out.mkdir()
    targets = [option for name in formats() for option in ("--format", f"{name}={out / name}")]
    command(folder, way.command, *way.options, *targets)
    return {name: " ".join((out / name).read_text(encoding="utf-8").split()) for name in formats()}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_to_hide_is_named_in_every_format(command: Command, tmp_path: Path, way: Way) -> None:
    (tmp_path / "tree").mkdir()
    found = reports(command, tree(tmp_path / "tree", way), way)
    (measure,) = [one for one in json.loads(found["json"])["in_force"]["measures"] if one["means"] == way.means]
    assert measure["took"] == way.took
    assert json.loads(found.pop("json"))["in_force"] == _last(found.pop("jsonl"))["in_force"]
    assert [name for name, text in found.items() if way.words not in text] == []
    if way.configuration:
        assert [name for name, text in found.items() if CONFIGURATION not in text] == []


def _last(lines: str) -> dict[str, object]:
    start = lines.rindex('{"type": "summary"')
    said: dict[str, object] = json.loads(lines[start:])
    return said


def test_nothing_is_in_force_where_nothing_hides(command: Command, tmp_path: Path) -> None:
    plain = Way("", "", None)
    (tmp_path / "tree").mkdir()
    found = reports(command, tree(tmp_path / "tree", plain), plain)
    assert json.loads(found["json"])["in_force"] == {"configuration": None, "trusted": None, "measures": []}
    assert [name for name, text in found.items() if "In force" in text] == []
    assert "Nothing was skipped." in found["html"]


def test_a_baseline_is_named_with_what_it_accepts(command: Command, tmp_path: Path) -> None:
    plain = Way("baseline", "", None)
    (tmp_path / "tree").mkdir()
    folder = tree(tmp_path / "tree", plain)
    command(folder, "baseline", "create")
    found = reports(command, folder, plain)
    found.pop("jsonl")
    assert json.loads(found.pop("json"))["in_force"]["measures"][0]["took"] == 6
    words = "baseline .backpack-audit.baseline.json (tree): 6 findings accepted"
    assert [name for name, text in found.items() if words not in text] == []


def test_history_that_was_not_scanned_is_counted(command: Command, repository: Repository) -> None:
    repository.write("a.txt", "nothing")
    repository.commit("one")
    found = reports(command, repository.path, Way("history", "", None))
    found.pop("jsonl")
    assert json.loads(found.pop("json"))["in_force"]["measures"][-1]["took"] == 1
    assert [name for name, text in found.items() if "history not scanned: 1 commit not read" not in text] == []
    assert "Nothing was skipped." not in found["html"]
