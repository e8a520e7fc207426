"""`backpack-audit scan` from the outside: what is read, what is said, in which form, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command import Command
from repositories import Repository

from auditor import AuditRequest, Generic, audit
from auditor.classification.sample_keys import expand, specimen

SECRET = "BACKPACK_API_SECRET={{ %s.secret }}\n"
TREE = {
    "tracked.py": 'BACKPACK_API_SECRET = "{{ tracked.secret }}"\n',
    "README.md": "The key of the Backpack Exchange bot is {{ apart.key }}.\n",
    "bot/settings.json": '{"seed": "{{ apart.secret }}"}\n',
    ".gitignore": "ignored.py\nlocal/\n",
}
UNTRACKED = {
    "untracked.py": 'BACKPACK_API_SECRET = "{{ untracked.secret }}"\n',
    "ignored.py": 'BACKPACK_API_SECRET = "{{ ignored.secret }}"\n',
    "local/.env": "BACKPACK_API_KEY={{ swapped.secret }}\nBACKPACK_API_SECRET={{ swapped.key }}\n",
    "local/notes.txt": SECRET % "notes",
}
OWN_RULE = """\
code: OWN001
slug: key-of-the-desk
title: The desk's own key is named
subject: value
severity: low
confidence: strong
when: 'field.role == "api_key"'
message: "{field} names an API key"
remediation: Ask the desk.
what: Finds API keys.
why: They are the desk's.
example: "`KEY=...`"
use_instead: "`KEY=`"
references: ["https://desk.example.com/keys"]
examples:
  flag: [{title: a key, files: {".env": "BACKPACK_API_KEY={{ a.key }}\\n"}}]
  pass: [{title: none, files: {".env": "BACKPACK_API_KEY=\\n"}}]
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    """Files that only their owner can read, so that their mode is no finding."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text), encoding="utf-8")
        path.chmod(0o600)
    return folder


def without_seconds(report: str) -> str:
    return re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', report)


@pytest.fixture(scope="module")
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work tree with one file of every exposure; key and secret of one pair in two files. Tests only read it."""
    repository = Repository(write(tmp_path_factory.mktemp("tree"), TREE))
    repository.git("init", "--quiet")
    repository.git("add", "--all")
    write(repository.path, {"staged.env": SECRET % "staged"})
    repository.git("add", "staged.env")
    write(repository.path, {"staged.env": "BACKPACK_API_SECRET=\n", **UNTRACKED})
    return repository.path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plain folder with a leaked pair and a lone key."""
    return write(
        tmp_path / "folder",
        {
            "leak.cfg": "BACKPACK_API_KEY={{ a.key }}\n" + SECRET % "a",
            "public.env": "BACKPACK_API_KEY={{ b.key }}\n",
        },
    )


def test_a_work_tree_is_read_as_git_sees_it(command: Command, tree: Path) -> None:
    found = command.scan(tree)
    assert [(one["location"]["path"], one["rule_id"], one["exposure"]) for one in found.report["findings"]] == [
        ("bot/settings.json", "BPK101", "tracked"),
        ("local/.env", "BPK201", "ignored"),
        ("tracked.py", "BPK102", "tracked"),
        ("untracked.py", "BPK401", "untracked"),
    ]
    assert found.code == 1
    scan = found.report["scan"]
    assert (scan["files"], scan["blobs"], scan["targets"], scan["commits"]) == (7, 7, ["."], 0)


def test_what_is_staged_is_read_from_the_index(command: Command, tree: Path) -> None:
    found = command.scan(tree, "--staged")
    assert ("staged.env", "BPK102") in found.rules
    assert {path for path, _ in found.rules} == {"bot/settings.json", "staged.env", "tracked.py"}
    assert {one["exposure"] for one in found.report["findings"]} == {"staged"}


def test_key_and_secret_in_two_files_are_a_proven_pair(command: Command, tree: Path) -> None:
    (finding,) = command.scan(tree, "--select", "BPK101").report["findings"]
    assert (finding["confidence"], finding["api_key"]) == ("proven", specimen("apart").key)
    assert finding["field"] == "seed"
    (key,) = finding["related"]
    assert (key["role"], key["location"]["path"], key["location"]["column"]) == ("api_key", "README.md", 41)


def test_a_part_of_a_work_tree_can_be_named(command: Command, tree: Path) -> None:
    assert command.scan(tree, "bot", "local").rules == [("local/.env", "BPK201")]
    assert command.scan(tree / "local").rules == [(".env", "BPK201")]
    assert command.scan(tree, "tracked.py").rules == [("tracked.py", "BPK102")]


def test_a_scan_changes_nothing_in_the_tree(command: Command, tree: Path) -> None:
    def state() -> list[tuple[str, int, int]]:
        found = ((path, path.lstat()) for path in sorted(tree.rglob("*")))
        return [(str(path), status.st_mtime_ns, status.st_size) for path, status in found]

    before = state()
    command(tree, "scan", "--generic", "all")
    command.scan(tree, "--staged")
    assert state() == before


def test_a_plain_folder_and_files_anywhere_are_outside_version_control(command: Command, folder: Path) -> None:
    found = command.scan(folder)
    assert found.rules == [("leak.cfg", "BPK101")]
    assert found.report["findings"][0]["exposure"] == "unversioned"
    other = write(folder.parent / "other", {"more.cfg": SECRET % "c"})
    paths = (folder / "leak.cfg", other / "more.cfg")
    assert command.scan(folder.parent, *paths).rules == [("folder/leak.cfg", "BPK101"), ("other/more.cfg", "BPK102")]


def test_a_scan_of_nothing_never_reads_as_clean(command: Command, tmp_path: Path) -> None:
    told = command(tmp_path, "scan")
    assert "NOTHING WAS SCANNED" in told.out
    assert "No findings" not in told.out
    assert command.scan(tmp_path).report["scan"]["files"] == 0


def test_the_exit_code_follows_the_severity(command: Command, folder: Path) -> None:
    assert command.scan(folder, "public.env").code == 0
    assert command.scan(folder).code == 1
    swapped = write(folder.parent / "low", {"x.env": "BACKPACK_API_SECRET={{ a.expanded }}\n"})
    only_low = ("--select", "BPK307")
    assert [command.scan(swapped, *only_low, *more).code for more in ((), ("--fail-on", "low"))] == [0, 1]
    assert [command.scan(folder, "--fail-on", level).code for level in ("high", "critical")] == [1, 0]


def test_what_could_not_be_read_makes_the_exit_code_three_unless_there_are_findings(
    command: Command, folder: Path
) -> None:
    Repository(folder).git("init", "--quiet", "--bare", "history.git")
    (folder / "leak.cfg").rename(folder.parent / "leak.cfg")
    incomplete = command(folder, "scan")
    assert incomplete.code == 3
    assert "history.git" in incomplete.out
    assert "No findings in what could be read" in incomplete.out
    quiet = command(folder, "scan", "--quiet")
    assert (quiet.code, quiet.out) == (3, "")
    assert "THE AUDIT IS INCOMPLETE: 1 input could not be read in full." in quiet.err
    (folder.parent / "leak.cfg").rename(folder / "leak.cfg")
    assert command.scan(folder).code == 1


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
def test_an_unreadable_file_is_skipped_with_its_reason(open_folder: Path, request: pytest.FixtureRequest) -> None:
    # In this process, for a superuser can lay down the right to read everything only after all modules are loaded.
    write(open_folder, {"locked.env": SECRET % "a", "public.env": "BACKPACK_API_KEY={{ b.key }}\n"})
    (open_folder / "public.env").chmod(0o644)
    (open_folder / "locked.env").chmod(0)
    audit(AuditRequest(paths=(open_folder / "public.env",)))
    request.getfixturevalue("unprivileged")
    report = audit(AuditRequest(paths=(open_folder,), generic=Generic.OFF, cache=False))
    assert report.exit_code == 3
    assert [(skip.path, skip.reason) for skip in report.skipped] == [
        ("locked.env", "cannot be read: Permission denied")
    ]


def test_several_formats_in_one_run(command: Command, folder: Path, tmp_path: Path) -> None:
    outputs = {name: tmp_path / f"report.{name}" for name in ("json", "sarif", "gitlab", "junit", "csv", "markdown")}
    options = [part for name, path in outputs.items() for part in ("-f", f"{name}={path}")]
    told = command(folder, "scan", "-f", "github", *options)
    assert told.code == 1
    assert told.out.startswith("::error ")
    assert json.loads(outputs["sarif"].read_text(encoding="utf-8"))["runs"][0]["results"][0]["ruleId"] == "BPK101"
    assert json.loads(outputs["json"].read_text(encoding="utf-8"))["summary"]["exit_code"] == 1
    assert json.loads(outputs["gitlab"].read_text(encoding="utf-8"))["vulnerabilities"]
    assert ET.parse(outputs["junit"]).getroot().tag == "testsuites"  # noqa: S314 - our own output
    assert "BPK101" in outputs["csv"].read_text(encoding="utf-8")
    assert "BPK101" in outputs["markdown"].read_text(encoding="utf-8")


def test_json_lines_end_in_a_line_that_says_that_they_are_all(command: Command, folder: Path) -> None:
    lines = [json.loads(line) for line in command(folder, "scan", "-f", "jsonl").out.splitlines()]
    assert lines[-1]["summary"]["exit_code"] == 1


def test_rules_can_be_chosen(command: Command, folder: Path) -> None:
    (folder / "leak.cfg").chmod(0o644)
    assert command.scan(folder).rules == [("leak.cfg", "BPK101"), ("leak.cfg", "BPK402")]
    assert command.scan(folder, "--select", "BPK4").rules == [("leak.cfg", "BPK402")]
    assert command.scan(folder, "--ignore", "BPK101,BPK4").rules == [("leak.cfg", "BPK102")]


def test_a_pack_of_own_rules_judges_too(command: Command, folder: Path, tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", {"pack.yaml": "name: own\nversion: 1.0.0\n"})
    (pack / "desk").mkdir()
    (pack / "desk" / "OWN001-key-of-the-desk.yaml").write_text(OWN_RULE, encoding="utf-8")
    assert ("public.env", "OWN001") in command.scan(folder, "--rules", pack).rules
    assert command(folder, "rules", "test", pack).out == "2 examples of 1 rule: all of them hold\n"


def test_a_wrong_rule_is_reported_with_file_line_and_caret(command: Command, folder: Path, tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", {"pack.yaml": "name: own\nversion: 1.0.0\n"})
    rule = OWN_RULE.replace("field.role ==", "field.roll ==")
    (pack / "OWN001-key-of-the-desk.yaml").write_text(rule, encoding="utf-8")
    told = command(folder, "scan", "--rules", pack)
    assert told.code == 2
    assert "OWN001-key-of-the-desk.yaml:7:" in told.err
    assert re.search(r"^ *\| +\^+$", told.err, re.MULTILINE)


def test_a_configuration_is_obeyed_said_and_can_be_refused(command: Command, folder: Path) -> None:
    write(folder, {".backpack-audit.yaml": "exclude: [leak.cfg]\n", "strict.yaml": "fail-on: info\nignore: [BPK101]\n"})
    told = command(folder, "scan")
    assert told.code == 0
    assert "configuration .backpack-audit.yaml is in use: it excludes leak.cfg" in re.sub(r"\s+", " ", told.out)
    assert command.scan(folder, "--no-config").rules == [("leak.cfg", "BPK101")]
    assert command.scan(folder, "--config", "strict.yaml").rules == [("leak.cfg", "BPK102")]


def test_an_inline_ignore_is_counted_shown_on_request_and_can_be_refused(command: Command, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", {"x.cfg": SECRET.strip() % "a" + " # backpack-audit: ignore -- revoked in May\n"})
    told = command(folder, "scan")
    assert told.code == 0
    assert "No findings; 1 suppressed (1 ignored)." in told.out
    assert "BPK102" not in told.out
    assert "revoked in May" in command(folder, "scan", "--show-suppressed").out
    assert [one["status"] for one in command.scan(folder).report["findings"]] == ["ignored"]
    assert command.scan(folder, "--no-inline-ignores").rules == [("x.cfg", "BPK102")]


def test_a_baseline_accepts_what_was_there_and_nothing_new(command: Command, folder: Path) -> None:
    assert command(folder, "baseline", "create", "--generic", "off").code == 0
    assert command.scan(folder).code == 0
    with (folder / "leak.cfg").open("a", encoding="utf-8") as file:
        file.write(expand(SECRET % "new"))
    assert command.scan(folder).rules == [("leak.cfg", "BPK102")]
    (folder / ".backpack-audit.baseline.json").rename(folder / "accepted.json")
    assert len(command.scan(folder).rules) == 2
    assert len(command.scan(folder, "--baseline", "accepted.json").rules) == 1


def test_quiet_is_one_line_a_finding_and_verbose_has_every_step(command: Command, folder: Path) -> None:
    quiet = command(folder, "scan", "--quiet").out
    assert re.fullmatch(r"leak\.cfg:2:21: high: .* \[BPK101 leaked-key-pair\]\n", quiet)
    usual, verbose = command(folder, "scan").out, command(folder, "scan", "--verbose").out
    assert "3. " not in usual
    assert "3. " in verbose


def test_the_report_is_the_same_with_any_number_of_workers(command: Command, tmp_path: Path) -> None:
    many = write(tmp_path / "many", {f"{number:03}/bot.cfg": SECRET % f"of-{number}" for number in range(40)})
    shutil.copytree(many / "000", many / "copy")
    one, four = (command.scan(many, "--jobs", str(jobs), "--no-cache").out for jobs in (1, 4))
    assert one.count('"rule_id"') == 41
    assert without_seconds(one) == without_seconds(four)


def test_standard_input_goes_by_a_name(command: Command, tmp_path: Path) -> None:
    text = expand(SECRET % "piped").encode()
    assert command.scan(tmp_path, "--stdin", stdin=text).rules == [("stdin", "BPK102")]
    docker = command.scan(tmp_path, "--stdin", "--stdin-name", "Dockerfile", stdin=b"FROM x\nENV " + text)
    assert docker.rules == [("Dockerfile", "BPK102"), ("Dockerfile", "BPK403")]
    assert re.search(
        r"1 \| BACKPACK_API_SECRET=(\S)\1+$", command(tmp_path, "scan", "--stdin", stdin=text).out, re.MULTILINE
    )


def test_what_is_staged_is_shown_as_it_is_staged(command: Command, repository: Repository) -> None:
    repository.write("a.env", expand(SECRET % "staged"))
    repository.git("add", "a.env")
    (repository.path / "a.env").write_text("# comment\nA=1\n")
    out = command(repository.path, "scan", "--staged").out
    assert re.search(r"1 \| BACKPACK_API_SECRET=(\S)\1+$", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("scan", "nowhere"), "nowhere: no such file or folder"),
        (("scan", "--staged", "--history"), "--history and --staged cannot be combined: use one of them"),
        (("scan", "--unreachable"), "--unreachable needs --history"),
        (("scan", "--quiet", "--verbose"), "--quiet and --verbose contradict each other"),
        (("scan", "--format", "jason"), "there is no format 'jason' (did you mean json?)"),
        (("scan", "-f", "json", "-f", "text"), "standard output"),
        (("scan", "-f", "json=leak.cfg/report.json"), "leak.cfg/report.json"),
        (("scan", "--select", "BPK999"), "there is no rule BPK999"),
        (("scan", "--baseline", "nowhere.json"), "nowhere.json"),
        (("scan", "--config", "nowhere.yaml"), "nowhere.yaml"),
        (("scan", "--rules", "nowhere"), "nowhere"),
        (("scan", "--history"), "not in a git repository"),
        (("scan", "--jobs", "-1"), "--jobs"),
        (("scan", "--fail-on", "severe"), "severe"),
        (("scan", "--frmat", "json"), "No such option '--frmat'. Did you mean '--format'?"),
        (("scna",), "No such command 'scna'. Did you mean 'scan'?"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_wrong_usage_is_a_sentence(command: Command, folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    told = command(folder, *arguments)
    assert (told.code, told.out) == (2, "")
    assert sentence in re.sub(r"\s+", " ", told.err)
