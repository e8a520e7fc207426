"""A second scan of a history says what the first one said, and reads only what is new or what has given something.

The reports are compared as a whole, so the context that one file gives another one, notes and settings are in them.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from msgspec.structs import replace
from repositories import MakeRepository, Repository

from auditor import AuditRequest, Generic, Scope, audit
from auditor.classification.sample_keys import expand
from auditor.model.report import Report, ScanFacts
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters.json import render
from auditor.storage.cache import directory as cache_folder

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
ALONE = expand("API_SECRET={{ b.secret }}\n")
"""A secret whose file says nothing of whose it is."""
CLIENT = "url = 'https://api.backpack.exchange'\nsecret = os.environ['BACKPACK_API_SECRET']\n"
TOKEN = "AKIA" + "Q7RZ" * 4


def scan(*repositories: Repository, generic: Generic = Generic.OFF, cache: bool = True, **more: object) -> Report:
    paths = tuple(repository.path for repository in repositories)
    return audit(AuditRequest(paths=paths, scope=Scope.HISTORY, generic=generic, jobs=1, cache=cache, **more))  # type: ignore[arg-type]


def said(report: Report) -> dict[str, Any]:
    """What a report says but for what differs between two runs by intention."""
    scanned = replace(report.scan, seconds=0.0, bytes=0)
    notes = tuple(note for note in report.notes if "not read again" not in note)
    said: dict[str, Any] = json.loads(render(replace(report, scan=scanned, notes=notes, timings=()), RenderOptions()))
    return said


def spared(report: Report) -> int:
    """How many objects an earlier run has spared a run."""
    return sum(int(note.split()[0]) for note in report.notes if "not read again" in note)


def bare(repository: Repository) -> Repository:
    repository.git("config", "core.bare", "true")
    return repository


def remembered() -> list[str]:
    """The entries of the cache that say what was found empty."""
    return sorted(entry.name for entry in cache_folder().glob("seen-*"))


def archive(**files: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return buffer.getvalue()


def test_a_second_run_says_what_the_first_one_said(repository: Repository) -> None:
    """The context of a secret is in other files, which give nothing: a caller, and the manifests that divide projects."""
    contents: dict[str, str | bytes] = {
        "bot/package.json": "{}\n",
        "bot/client.py": CLIENT,
        "bot/old/config.py": ALONE,
        "bot/zip/client.zip": archive(client=CLIENT),
        "web/pyproject.toml": "[project]\n",
        "web/config.py": expand("API_SECRET={{ c.secret }}\n"),
        "web/deploy/.env": expand("API_SECRET={{ d.secret }}\n"),
        "excluded/.env": PAIR,
        "pair.env": PAIR,
        "broken.zip": archive(a=PAIR)[:-30],
        "broken.json": '{"backpack": "api_secret" ' + ALONE,
        "aws.py": f'aws = "{TOKEN}"\n',
    }
    for name, content in contents.items():
        repository.write(name, content)
    repository.commit("Trade on Backpack")
    repository.git("rm", "-r", "--quiet", ".")
    repository.write(".backpack-audit.yaml", "exclude: [excluded/]\n")
    repository.commit("Remove everything")
    expected = said(scan(repository, generic=Generic.ALL, cache=False))
    first, second, third = (scan(repository, generic=Generic.ALL) for _ in range(3))
    assert said(first) == said(second) == said(third) == expected
    assert [spared(each) for each in (first, second, third)] == [0, 7, 7]
    assert (second.scan.blobs, second.scan.commits) == (first.scan.blobs, first.scan.commits)
    assert second.scan.bytes < first.scan.bytes
    messages = {finding.location.path: finding.message for finding in second.active}
    assert "`bot/client.py` calls" in messages["bot/old/config.py"]
    assert "`bot/client.py` calls api.backpack.exchange, in another project" in messages["web/deploy/.env"]
    assert [skip.path for skip in second.skipped] == ["broken.json", "broken.zip"]


def test_what_is_new_is_read(repository: Repository) -> None:
    repository.write("client.py", CLIENT)
    repository.commit("a")
    assert not scan(bare(repository)).active
    repository.git("config", "core.bare", "false")
    repository.write("settings.py", ALONE)
    repository.commit("b")
    second = scan(bare(repository))
    assert {finding.location.path for finding in second.active} == {"settings.py"}
    assert spared(second) == 2
    assert said(second) == said(scan(repository, cache=False))


def test_the_same_content_at_another_path_is_read(repository: Repository) -> None:
    """In a lock file any base64 is a checksum; elsewhere it may be a file with a pair."""
    repository.write("package-lock.json", b'"text": "' + b64encode(PAIR.encode()) + b'"\n')
    repository.commit("a")
    assert not scan(bare(repository)).active
    assert spared(scan(repository)) == 2
    repository.git("config", "core.bare", "false")
    repository.git("mv", "package-lock.json", "notes.txt")
    repository.commit("b")
    second = scan(bare(repository))
    assert {finding.location.path for finding in second.active} == {"notes.txt", "package-lock.json"}
    assert said(second) == said(scan(repository, cache=False))


def test_names_of_the_configuration_count(repository: Repository, tmp_path: Path) -> None:
    """A file that names a proxy gives nothing, unless the configuration says that it is a host of the exchange."""
    repository.write("client.py", "url = 'https://exchange-proxy.example.com'\n")
    repository.write("settings.py", ALONE)
    repository.commit("a")
    plain, named = tmp_path / "plain.yaml", tmp_path / "named.yaml"
    plain.write_text("{}\n", encoding="utf-8")
    named.write_text("names: {hosts: [exchange-proxy.example.com]}\n", encoding="utf-8")
    bare(repository)
    active = []
    for config in (plain, named, plain, named):
        report = scan(repository, config=config)
        active.append(len(report.active))
        assert said(report) == said(scan(repository, config=config, cache=False))
    assert active == [0, 1, 0, 1]


def test_what_is_looked_for_counts(repository: Repository) -> None:
    repository.write("aws.py", f'aws = "{TOKEN}"\n')
    repository.write("guess.py", 'password = "Xk29-qqpLm-81zz"\n')
    repository.commit("a")
    bare(repository)
    found = []
    for generic in (Generic.OFF, Generic.PRECISE, Generic.ALL, Generic.OFF):
        report = scan(repository, generic=generic)
        found.append(len(report.active))
        assert said(report) == said(scan(repository, generic=generic, cache=False))
    assert found == [0, 1, 2, 0]


def test_what_a_baseline_accepts_can_change(repository: Repository) -> None:
    """It says what becomes of a finding: the file that gives it is read by every run, whatever a baseline said of it."""
    repository.write("aws.py", f'aws = "{TOKEN}"\n')
    repository.commit("a")
    hashed = sha1(TOKEN.encode(), usedforsecurity=False).hexdigest()
    accepted = {"type": "AWS Access Key", "filename": "aws.py", "hashed_secret": hashed, "line_number": 1}
    baseline = repository.path / ".secrets.baseline"
    active = []
    for results in ({"aws.py": [accepted]}, {}, {"aws.py": [accepted]}):
        baseline.write_text(json.dumps({"version": "1.5.0", "results": results}), encoding="utf-8")
        report = scan(repository, generic=Generic.PRECISE)
        active.append(len(report.active))
        assert said(report) == said(scan(repository, generic=Generic.PRECISE, cache=False))
    assert active == [0, 1, 0]


def test_what_was_skipped_is_said_again(repository: Repository) -> None:
    repository.write("broken.zip", archive(a=PAIR)[:-30])
    repository.write("fine.zip", archive(a="nothing"))
    repository.commit("a")
    first, second = scan(bare(repository)), scan(repository)
    assert said(first) == said(second)
    assert [skip.path for skip in second.skipped] == ["broken.zip"]
    assert spared(second) == 2


def test_several_repositories_remember_by_the_paths_at_which_they_are_read(make_repository: MakeRepository) -> None:
    """A folder's name is part of a path, which may say whose a secret is and which files are a project."""
    bot, web = make_repository("group/bot"), make_repository("group/web")
    bot.write("client.py", CLIENT)
    bot.write("package.json", "{}\n")
    web.write("settings.py", ALONE)
    web.write("go.mod", "module web\n")
    for each in (bot, web):
        each.commit("a")
        bare(each)
    expected = said(scan(bot, web, cache=False))
    assert said(scan(bot, web)) == expected
    second = scan(bot, web)
    assert said(second) == expected
    assert spared(second) == 5
    assert said(scan(web)) == said(scan(web)) == said(scan(web, cache=False))
    assert said(scan(bot, web)) == expected


def test_without_the_cache_nothing_is_remembered(repository: Repository) -> None:
    repository.write("client.py", CLIENT)
    repository.commit("a")
    before = remembered()
    reports = [scan(repository, cache=False) for _ in range(2)]
    assert [spared(report) for report in reports] == [0, 0]
    assert reports[0].scan.bytes == reports[1].scan.bytes > ScanFacts().bytes
    assert remembered() == before
    scan(repository)
    assert len(remembered()) == len(before) + 1
