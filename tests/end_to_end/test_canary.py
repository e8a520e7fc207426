"""The invariant: no secret leaves classification. Planted in every format and source, sought in everything that comes out.

What comes out: every report format at every verbosity, standard output and error, temporary and cache files, and what a
crash prints. Sought is every encoding of each secret, and every stretch of twelve characters of its base64, hex and
base58 texts: a part of a secret in a log is a leak, too.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from command_server import run_command
from stand_in import Account, StandIn
from traces import Traces

from auditor.agents.agent import Agent
from auditor.classification.sample_keys import expand, specimen
from auditor.model.request import AuditRequest, Scope
from auditor.pipeline import audit
from auditor.reporters._shared.reporter_registry import formats

LABELS = ("canary-one", "canary-two", "canary-three", "canary-four-point", "canary-five-point", "canary-six")

FORMATS: dict[str, str] = {
    ".env": "BACKPACK_API_KEY={{ canary-one.key }}\nBACKPACK_API_SECRET={{ canary-one.secret }}\n",
    "swapped.env": "BACKPACK_API_KEY={{ canary-two.secret }}\nBACKPACK_API_SECRET={{ canary-two.key }}\n",
    "alone/key-field.json": '{"backpack": {"apiKey": "{{ canary-three.secret }}"}}',
    "alone/key-field-point.json": '{"backpack": {"apiKey": "{{ canary-four-point.secret }}"}}',
    "alone/secret-field-point.yaml": "backpack:\n  api_secret: {{ canary-five-point.secret }}\n",
    "both.ini": "[backpack]\napi_key = {{ canary-four-point.secret }}\napi_secret = {{ canary-four-point.secret }}\n",
    "config.toml": '[backpack]\nsecret = "{{ canary-one.secret | hex }}"\n',
    "client.py": 'client = BackpackClient("{{ canary-one.key }}",\n    "{{ canary-two.secret }}")  # api.backpack.exchange\n',
    "client.ts": 'const c = new BackpackClient({apiKey: "x", apiSecret: "{{ canary-one.secret | base64url | unpadded }}"});\n',
    "wallet.env": "BACKPACK_PRIVATE_KEY={{ canary-one.wallet | base58 }}\n",
    "id.json": "{{ canary-two.wallet | integers }}",
    "k8s.yaml": "kind: Secret\nmetadata: {name: backpack}\ndata:\n  api_secret: {{ canary-one.secret | double }}\n",
    "README.md": "# Backpack\n\n```bash\nexport BPX_API_SECRET='{{ canary-two.secret | noncanonical }}'\n```\n",
    "accounts.txt": "{{ canary-three.key }}:{{ canary-three.secret }}\n",
    "accounts.csv": "name,backpack_api_key,backpack_api_secret\nmain,{{ canary-six.key }},{{ canary-six.secret }}\n",
    "notes": "api key\n{{ canary-six.key }}\n\nsecret\n{{ canary-six.secret | drop }}\n",
    "key.pem": "{{ canary-two.secret | pem }}\n",
    "damaged.env": "BACKPACK_API_SECRET={{ canary-one.secret }}xyz!\nBACKPACK_SECRET='{{ canary-two.secret }},'\n",
    "broken.json": '{"backpack": {"api_secret": "{{ canary-one.secret }}", \n',
    "broken.yaml": "backpack: [\napi_secret: {{ canary-one.secret }}\n  - : :\n",
    "suppressed.env": "BACKPACK_API_SECRET={{ canary-one.secret }} # backpack-audit: ignore -- {{ canary-one.secret }}\n",
    "url.txt": "https://api.backpack.exchange/?api_secret={{ canary-two.secret }}\n",
    "log.txt": "2026-01-01 backpack secret={{ canary-one.secret }} password=hunter2hunter2\n",
    "generic.env": "AWS_SECRET_ACCESS_KEY={{ canary-six.secret | base64url | first }}\nJWT_SECRET={{ canary-six.secret }}\n",
    "name-{{ canary-one.secret | hex | first }}.txt": "api.backpack.exchange secret {{ canary-one.secret }}\n",
    "keys.env": "{{ canary-one.secret | unpadded }}=BACKPACK_API_SECRET\nBACKPACK_{{ canary-two.secret | hex }}_SECRET=x\n",
    "backpack-keys.yaml": (
        "version: 1\nkeys:\n  - {name: main, api_key: '{{ canary-two.secret }}', status: active, read_only: false,"
        " subaccount: a, ip_whitelist: [], used_by: [], owner: a@b.c, created: 2026-01-01, rotate_after_days: 90}\n"
    ),
}
PACKED = (".env", "client.py", "accounts.csv", "notes", "damaged.env", "broken.json", "log.txt", "generic.env")
"""What is in an archive, too: lines of members are shown as those of files are."""
IN_NAMES = ("name-", "keys.env")
"""Files whose secret is in a name, not in a value: a path is part of every report and cannot be hidden."""


@pytest.fixture(scope="module")
def traces() -> Traces:
    return Traces(LABELS)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canary") / "repository"
    for name, text in FORMATS.items():
        if name.startswith(IN_NAMES):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text), encoding="utf-8")
    (folder / "utf16.txt").write_text(expand(FORMATS[".env"]), encoding="utf-16")
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        for name in PACKED:
            archive.writestr(name, expand(FORMATS[name]))
    (folder / ".client.py.swp").write_bytes(b"b0VIM 9.0\0\0\0" + expand(FORMATS["client.py"]).encode() + b"\0\0\0")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "plant")
    (folder / ".env").write_text("BACKPACK_API_SECRET=\n")
    git(folder, "commit", "--quiet", "--all", "--message", "blank")
    (folder / "later.env").write_text(expand(FORMATS[".env"]))
    git(folder, "add", "later.env")
    git(folder, "commit", "--quiet", "--message", "once more")
    (folder / "staged.env").write_text(expand(FORMATS[".env"]))
    git(folder, "add", "staged.env")
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **identity})


REPORTS = formats()
SOURCES = {
    "tree": ["scan", "."],
    "history": ["scan", "--history"],
    "range": ["scan", "--range", "HEAD~1..HEAD"],
    "staged": ["scan", "--staged"],
    "hook": ["hook", "staged.env", "client.py"],
    "policy": ["policy", "."],
    "check": ["check", "."],
}
VERBOSITIES: list[list[str]] = [[], ["--quiet"], ["--verbose", "--show-suppressed", "--timings", "--no-inline-ignores"]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all runs: compiling takes longer than everything else."""
    return tmp_path_factory.mktemp("cache")


def run(
    folder: Path,
    home: Path,
    cache: Path,
    *arguments: str,
    stdin: bytes = b"",
    variables: Mapping[str, str] = MappingProxyType({}),
    is_cold: bool = False,
) -> tuple[int, bytes]:
    """Runs the command with a home and temporary folder of its own; everything it wrote, and its exit code."""
    environment = {**os.environ, **variables, "BACKPACK_AUDIT_CACHE_DIR": str(cache), "TMPDIR": str(home / "tmp")}
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    result = run_command(arguments, folder, environment, stdin, is_cold=is_cold)
    written = [*sorted(home.rglob("*")), *sorted(cache.rglob("*"))]
    files = b"".join(path.read_bytes() for path in written if path.is_file())
    return result.code, result.out + result.err + files


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("verbosity", VERBOSITIES, ids=["normal", "quiet", "verbose"])
def test_no_report_from_any_source_holds_a_secret(
    repository: Path,
    tmp_path: Path,
    cache: Path,
    traces: Traces,
    source: str,
    verbosity: list[str],
) -> None:
    formats = [option for name in REPORTS for option in ("--format", f"{name}={tmp_path / name}")]
    options = [*SOURCES[source], *verbosity, "--generic", "all", "--jobs", "2", *formats]
    code, output = run(repository, tmp_path, cache, *options, is_cold=not verbosity)
    assert code == 1 or (source == "policy" and code == 2), output.decode(errors="replace")
    assert traces.found_in(output) == []


@pytest.mark.parametrize("scope", [Scope.WORKTREE, Scope.HISTORY, Scope.STAGED])
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_lines_that_workers_give_hold_no_secret(
    repository: Path, traces: Traces, monkeypatch: pytest.MonkeyPatch, scope: Scope, jobs: int
) -> None:
    monkeypatch.chdir(repository)
    request = AuditRequest(paths=(Path(),), scope=scope, use_config=False, jobs=jobs, cache=False, excerpts=True)
    report = audit(request)
    assert report.excerpts
    assert traces.found_in(pickle.dumps(report)) == []


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that has secrets in all names that people give: files, branches, tags, remotes, authors, messages."""
    folder = tmp_path_factory.mktemp("canary") / "named"
    one, two = expand("{{ canary-one.secret | base64url }}"), expand("{{ canary-two.secret | hex }}")
    files = {
        f"keys/{one}/.env": FORMATS[".env"],
        f"{two}.env": FORMATS["swapped.env"],
        f"{expand('{{ canary-three.secret | base58 }}')}.zip": "PK\x03\x04broken",
        "config.toml": FORMATS["config.toml"],
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text), encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch", f"feature/{two}")
    git(folder, "remote", "add", "origin", f"https://user:{one}@example.com/a.git")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", f"set secret {one}", "--author", f"{two} <a@b>")
    git(folder, "tag", f"release-{two}")
    (folder / f"{two}.env").write_text("")
    git(folder, "commit", "--quiet", "--all", "--message", expand("use {{ canary-one.phrase }}"))
    (folder / f"staged-{two}.env").write_text(expand(FORMATS[".env"]))
    git(folder, "add", "--all")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "."],
        ["scan", "--history"],
        ["scan", "--range", "HEAD~1..HEAD"],
        ["scan", "--range", "{{ canary-two.secret | hex }}..HEAD"],
        ["hook"],
        ["check", "."],
        ["policy", "."],
    ],
    ids=" ".join,
)
def test_a_secret_in_a_name_is_redacted(
    named: Path, tmp_path: Path, cache: Path, traces: Traces, arguments: list[str]
) -> None:
    formats = [option for name in REPORTS for option in ("--format", f"{name}={tmp_path / name}")]
    code, output = run(named, tmp_path, cache, *map(expand, arguments), "--verbose", "--jobs", "1", *formats)
    assert code in (0, 1, 2), output.decode(errors="replace")
    assert traces.found_in(output) == []
    assert b"redacted" in output or code != 1


@pytest.mark.parametrize("planted", ["repository", "named"])
def test_a_purge_shows_no_secret(
    request: pytest.FixtureRequest, planted: str, tmp_path: Path, cache: Path, traces: Traces
) -> None:
    code, output = run(request.getfixturevalue(planted), tmp_path, cache, "purge", "--all")
    assert code == 1, output.decode(errors="replace")
    assert b"git filter-repo" in output
    assert traces.found_in(output) == []


@pytest.mark.parametrize("options", [[], ["--move-to-env"]], ids=" ".join)
def test_a_fix_shows_no_secret_of_a_name(
    named: Path, tmp_path: Path, cache: Path, traces: Traces, options: list[str]
) -> None:
    code, output = run(named, tmp_path, cache, "fix", ".", *options)
    assert code == 1, output.decode(errors="replace")
    assert traces.found_in(output) == []


def test_what_is_remembered_of_a_history_holds_no_secret_and_no_text(
    named: Path, tmp_path: Path, cache: Path, traces: Traces
) -> None:
    """Neither of files nor of their names, of which some are secrets, nor of messages."""
    for _ in range(2):
        _, output = run(named, tmp_path, cache, "scan", "--history", "--generic", "off", "--verbose")
    assert b"not read again, because an earlier run found nothing there" in output
    entries = [entry.read_bytes() for entry in cache.iterdir() if entry.name.startswith("seen-")]
    assert entries
    assert traces.found_in(b"".join(entries)) == []
    for text in (b"config", b".env", b".zip", b"keys/", b"COMMIT", b"BACKPACK"):
        assert not any(text in entry for entry in entries)


def test_standard_input_and_standard_output(tmp_path: Path, cache: Path, traces: Traces) -> None:
    for name, text in FORMATS.items():
        if name.startswith(IN_NAMES):
            continue
        code, output = run(
            tmp_path, tmp_path / "home", cache, "scan", "--stdin", "--stdin-name", name, stdin=expand(text).encode()
        )
        assert traces.found_in(output) == [], name
        assert code in (0, 1, 3), name


@pytest.mark.parametrize("agent", Agent)
def test_an_answer_to_a_coding_agent_holds_no_secret(
    repository: Path, tmp_path: Path, cache: Path, traces: Traces, agent: Agent
) -> None:
    planted = {name: expand(text) for name, text in FORMATS.items() if not name.startswith(IN_NAMES)}
    everything = "\n".join(planted.values())
    secret = expand("{{ canary-one.secret }}")
    asked = {"cwd": str(repository), "session_id": secret, "transcript_path": secret}
    events: list[dict[str, object]] = [
        {"hook_event_name": "PreToolUse", "tool_name": secret, "tool_input": {"command": everything, secret: planted}},
        {
            "hook_event_name": "PreToolUse",
            "tool_input": {"file_path": f"{secret[:20]}/{secret}.py", "content": everything},
        },
        {"hook_event_name": "PostToolUse", "tool_name": "Read", "tool_input": {}, "tool_response": planted},
        {"hook_event_name": "UserPromptSubmit", "prompt": everything},
        {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "cat *; git add -f ."}},
    ]
    for event in events:
        data = json.dumps({**asked, **event}).encode()
        for options in ([], ["--fail-closed", "--config", "missing.yaml"]):
            _, output = run(repository, tmp_path / "home", cache, "hook", "--agent", agent.value, *options, stdin=data)
            assert b"backpack-audit" in output
            assert traces.found_in(output) == []
        if agent is not Agent.CLAUDE_CODE:
            break


def test_a_scan_of_transcripts_shows_no_secret(tmp_path: Path, cache: Path, traces: Traces) -> None:
    folder = tmp_path / "person" / ".claude" / "projects" / "bot"
    folder.mkdir(parents=True)
    lines = [json.dumps({"payload": json.dumps({"content": expand(text)})}) for text in FORMATS.values()]
    (folder / "session.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    variables = {"HOME": str(tmp_path / "person")}
    code, output = run(tmp_path, tmp_path / "home", cache, "scan", "--agents", "--verbose", variables=variables)
    assert code == 1
    assert traces.found_in(output) == []


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts}


@pytest.fixture
def work(repository: Path, tmp_path: Path) -> Path:
    """A copy of the repository that may be changed."""
    return Path(shutil.copytree(repository, tmp_path / "work"))


@pytest.mark.parametrize("options", [[], ["--move-to-env"], ["--write"], ["--write", "--move-to-env"]], ids=" ".join)
def test_a_fix_shows_no_secret(work: Path, tmp_path: Path, cache: Path, traces: Traces, options: list[str]) -> None:
    """A diff quotes what it changes and what is next to it: every value of it must be masked, old and new."""
    before = files_of(work)
    code, output = run(work, tmp_path / "home", cache, "fix", ".", *options)
    assert code == 1, output.decode(errors="replace")
    assert traces.found_in(output) == []
    assert (files_of(work) != before) is ("--write" in options)
    assert b"+++ b/swapped.env" in output
    assert b"secret of API key" in output


def test_the_environment_is_not_shown(tmp_path: Path, cache: Path, traces: Traces) -> None:
    for name, text in FORMATS.items():
        values = {"BACKPACK_API_SECRET": expand(text), "BPX_SECRET": expand("{{ canary-one.secret | hex }}")}
        code, output = run(tmp_path, tmp_path / "home", cache, "check", "--env", "--verbose", variables=values)
        assert traces.found_in(output) == [], name
        assert code == 1, name


def crashed(
    folder: Path, text: Path, cache: Path, target: str, *arguments: str, stdin: bytes = b""
) -> tuple[int, bytes]:
    """A run in which a function raises with every local and a text full of secrets in its message."""
    module, _, path = target.partition(":")
    before = f"""
import importlib, sys, pathlib
text = pathlib.Path({str(text)!r}).read_text()
def crash(*arguments, **named):
    local = text
    raise ValueError(text) from KeyError(text)
owner = importlib.import_module({module!r})
*between, last = {path!r}.split(".")
for name in between:
    owner = getattr(owner, name)
whole = getattr(owner, last)
setattr(owner, last, crash)
for loaded in list(sys.modules.values()):
    if getattr(loaded, last, None) is whole:
        setattr(loaded, last, crash)
"""
    environment = {**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(cache)}
    result = run_command(arguments, folder, environment, stdin, before=before)
    return result.code, result.out + result.err


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all that was planted."""
    path = tmp_path_factory.mktemp("text") / "text"
    path.write_text(expand("".join(FORMATS.values())), encoding="utf-8")
    return path


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    "target",
    [
        "auditor.readers.document:Document.span",
        "auditor.classification.classify:Classifier.classify_in",
        "auditor.classification.value_encodings:decode",
        "auditor.pairing:pair",
        "auditor.suppression.resolve:apply",
    ],
)
def test_a_crash_says_where_and_not_what(
    repository: Path, everything: Path, cache: Path, traces: Traces, target: str, jobs: str
) -> None:
    """A defect of ours: nothing of its message and of the locals is printed."""
    code, output = crashed(repository, everything, cache, target, "scan", ".", "--jobs", jobs, "--verbose")
    assert code == 70, output.decode()
    assert b"a bug in backpack-audit" in output
    assert traces.found_in(output) == []


@pytest.mark.parametrize("target", ["auditor.agents.decode_event:decode", "auditor.cli.common:Common.request"])
def test_a_crash_does_not_stop_an_agent_and_says_where_and_not_what(
    repository: Path, everything: Path, cache: Path, traces: Traces, target: str
) -> None:
    for options, expected in (([], 0), (["--fail-closed"], 2)):
        arguments = ["hook", "--agent", "claude-code", *options]
        code, output = crashed(repository, everything, cache, target, *arguments, stdin=b"{}")
        assert code == expected, output.decode()
        assert b"a bug in backpack-audit" in output
        assert traces.found_in(output) == []


@pytest.mark.parametrize(
    ("target", "arguments"),
    [
        ("auditor.audits.stored_keys:rows", ["check", "."]),
        ("auditor.audits.check:environment_source", ["check", "--env"]),
        ("auditor.reporters._text.check_table_layout:check_text", ["check", "."]),
        ("auditor.fix.file_text:FileText.edited", ["fix", "."]),
        ("auditor.fix.file_text:reads_as_meant", ["fix", "."]),
        ("auditor.fix.masking:Masker.lines", ["fix", "."]),
        ("auditor.fix.move_to_env.python:_beginning", ["fix", ".", "--move-to-env"]),
        ("auditor.audits.fix:write_each", ["fix", ".", "--write"]),
        ("auditor.storage.atomic_write:write", ["fix", ".", "--write"]),
    ],
)
def test_a_crash_of_check_and_fix_says_where_and_not_what(
    work: Path, everything: Path, cache: Path, traces: Traces, target: str, arguments: list[str]
) -> None:
    before = files_of(work)
    code, output = crashed(work, everything, cache, target, *arguments)
    assert code == 70, output.decode()
    assert b"a bug in backpack-audit" in output
    assert traces.found_in(output) == []
    assert files_of(work) == before


PROBED = {
    ".env": FORMATS[".env"],
    "two.json": '{"backpack": {"apiKey": "{{ canary-two.key }}", "apiSecret": "{{ canary-two.expanded }}"}}',
    "backpack-keys.yaml": """\
version: 1
keys:
  - {name: one, api_key: "{{ canary-one.key }}", status: active, owner: a@b.c, ip_whitelist: [203.0.113.7]}
  - {name: two, api_key: "{{ canary-two.key }}", status: revoked, owner: a@b.c}
""",
}


@pytest.fixture
def probed(tmp_path: Path, exchange: StandIn) -> Path:
    """A folder whose keys the stand-in of the exchange knows."""
    exchange.keys = {specimen(label).key: Account() for label in LABELS}
    folder = tmp_path / "probed"
    folder.mkdir()
    for name, text in PROBED.items():
        (folder / name).write_text(expand(text), encoding="utf-8")
    return folder


@pytest.mark.parametrize("how", ["", "echo"])
def test_a_probe_sends_keeps_and_shows_no_secret(
    probed: Path, tmp_path: Path, cache: Path, traces: Traces, exchange: StandIn, how: str
) -> None:
    """Sought in what is printed, in every report, in the record, in temporary and cache files, and on the wire."""
    exchange.misbehaviour = {"/api/v1/account": how}
    formats = [option for name in REPORTS for option in ("--format", f"{name}={tmp_path / 'home' / name}")]
    (tmp_path / "home").mkdir()
    where = ["--base-url", exchange.url, "--ca", str(exchange.authority), "--from", "198.51.100.7"]
    code, output = run(probed, tmp_path / "home", cache, "probe", "--yes", "--verbose", "--timings", *where, *formats)
    kept = (probed / "backpack-keys.probe.json").read_bytes()
    sent = b"".join(exchange.requests)
    assert code == (3 if how else 1), output.decode(errors="replace")
    assert sent.count(b"X-Signature") == 3
    assert traces.found_in(output + kept + sent) == []


@pytest.mark.parametrize(
    "target",
    [
        "auditor.audits.read_files_again:sign_again",
        "auditor.classification.signed_request:signature_of",
        "auditor.probe.exchange:account_reply",
        "auditor.probe.https_client:Client.get",
    ],
)
def test_a_crash_of_a_probe_says_where_and_not_what(
    probed: Path, everything: Path, cache: Path, traces: Traces, exchange: StandIn, target: str
) -> None:
    where = ["--base-url", exchange.url, "--ca", str(exchange.authority)]
    code, output = crashed(probed, everything, cache, target, "probe", "one", "--yes", *where)
    assert code == 70, output.decode()
    assert b"a bug in backpack-audit" in output
    assert traces.found_in(output) == []


def test_the_search_itself_finds_what_it_should(traces: Traces) -> None:
    """Without this, a broken search would pass as a kept promise."""
    for text in FORMATS.values():
        if "canary" in text and "| drop" not in text:
            assert traces.found_in(expand(text).encode()), text
    public = "".join(specimen(label).key for label in LABELS)
    assert traces.found_in(public.encode()) == []
