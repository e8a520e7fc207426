"""`backpack-audit probe` as its users run it: the question, the answers, the record, and what `policy` makes of them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command import Command, Outcome
from jsonschema import Draft202012Validator
from stand_in import StandIn

import auditor
from auditor.classification.sample_keys import expand, specimen

SCHEMA = json.loads((Path(auditor.__file__).parent / "schemas" / "report-v1.json").read_text(encoding="utf-8"))
KEYS = """\
version: 1
keys:
  - {name: grid, api_key: "{{ a.key }}", status: active, read_only: false, owner: me@example.com}
  - {name: old, api_key: "{{ b.key }}", status: revoked, read_only: false, owner: me@example.com}
"""


@pytest.fixture
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture
def work(probe_folder: Path) -> Path:
    (probe_folder / "backpack-keys.yaml").write_text(expand(KEYS))
    (probe_folder / ".env").write_text(expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"))
    (probe_folder / "old.env").write_text(expand("BACKPACK_API_SECRET={{ b.secret }}\n"))
    return probe_folder


def asked(exchange: StandIn) -> list[str]:
    return ["--base-url", exchange.url, "--ca", str(exchange.authority)]


def test_two_keys_are_asked_about_and_one_should_be_dead(command: Command, exchange: StandIn, work: Path) -> None:
    formats = ["-f", "json", "-f", "html=page.html", "-f", "markdown=page.md", "-f", "text=page.txt"]
    told = command(work, "probe", "--yes", *asked(exchange), *formats)
    Draft202012Validator(SCHEMA).validate(told.report)
    assert told.code == told.report["summary"]["exit_code"] == 1
    assert [key["state"] for key in told.report["probe"]["keys"]] == ["active", "active"]
    assert told.rules == [("backpack-keys.yaml", "BPK513")]
    for page in ("page.html", "page.md", "page.txt"):
        text = (work / page).read_text(encoding="utf-8")
        assert "active (proven)" in text
        assert "BPK513" in text
    later = command(work, "policy", "--no-scan", "--generic", "off", "-f", "json")
    assert ("backpack-keys.yaml", "BPK513") in later.rules
    probed = {row["name"]: row["probed"] for row in later.report["policy"]["keys"]}
    assert probed["grid"].startswith("active on 20")
    assert later.report["probe"] is None
    # Deleted by now, and probed again.
    exchange.keys[specimen("b").key].alive = False
    assert command(work, "probe", "old", "--yes", "--expect", "revoked", *asked(exchange)).code == 0
    assert ("backpack-keys.yaml", "BPK513") not in command(
        work, "policy", "--no-scan", "--generic", "off", "-f", "json"
    ).rules


def test_the_record_is_no_finding_and_no_sighting(command: Command, exchange: StandIn, work: Path) -> None:
    assert command(work, "probe", "grid", "--yes", *asked(exchange)).code == 0
    record = work / "backpack-keys.probe.json"
    assert json.loads(record.read_text())["answers"][0]["state"] == "active"
    assert [path for path, _ in command.scan(work).rules if path == record.name] == []
    (work / ".env").unlink()
    row = command(work, "policy", "--generic", "off", "-f", "json").report["policy"]["keys"][0]
    assert row["seen"] == "nowhere"


def test_a_record_may_be_anywhere(command: Command, exchange: StandIn, work: Path) -> None:
    assert command(work, "probe", "old", "--yes", "--record", "answers.json", *asked(exchange)).code == 1
    assert not (work / "backpack-keys.probe.json").exists()
    policy = ("policy", "--no-scan", "--generic", "off", "-f", "json")
    assert ("backpack-keys.yaml", "BPK513") not in command(work, *policy).rules
    assert ("backpack-keys.yaml", "BPK513") in command(work, *policy, "--record", "answers.json").rules
    told = command(work, *policy, "--record", "absent.json")
    assert (told.code, "no such file" in told.err) == (2, True)
    (work / "answers.json").write_text("{}")
    told = command(work, "probe", "old", "--yes", "--record", "answers.json", *asked(exchange))
    assert (told.code, "not a record of `backpack-audit probe`" in told.err) == (2, True)


def test_a_gate_for_a_leaked_key(command: Command, exchange: StandIn, probe_folder: Path) -> None:
    text = expand("BACKPACK_API_SECRET={{ a.secret }}\n").encode()
    told = command(probe_folder, "probe", "--stdin", "--yes", "--expect", "revoked", *asked(exchange), stdin=text)
    assert told.code == 1
    assert "NOT AS EXPECTED: 1 of 1 key." in told.out
    told = command(probe_folder, "probe", "-", "-q", "-y", "--base-url", "https://127.0.0.1:1", stdin=text)
    assert (told.code, told.out) == (3, "")
    assert "THE REASON IS NOT KNOWN: 1 of 1 key not accepted" in told.err
    assert list(probe_folder.iterdir()) == []


def answered(work: Path, cache: Path, answer: str, *arguments: str) -> Outcome:
    """Runs the command on a terminal of its own, where a person types an answer."""
    leader, follower = pty.openpty()
    os.write(leader, f"{answer}\n".encode())
    done = subprocess.run(
        [sys.executable, "-m", "auditor.cli.main", "probe", *arguments],
        cwd=work,
        env={**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(cache)},
        stdin=follower,
        capture_output=True,
        check=False,
        timeout=120,
    )
    os.close(leader)
    os.close(follower)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_person_learns_what_is_sent_and_may_say_no(exchange: StandIn, work: Path, shared_cache: Path) -> None:
    told = answered(work, shared_cache, "n", "grid", *asked(exchange))
    assert (told.code, told.out) == (3, "")
    assert exchange.requests == []
    for words in (
        f"This goes online. To {exchange.url} on this machine, one request a second:",
        "1. GET /api/v1/time ",
        "2. GET /api/v1/account  signed by a throw-away key, which must be refused",
        f"3. GET /api/v1/account  signed by API key {specimen('a').key[:8]}… (grid, secret in .env:2)",
        "No secret is",
        "Send it? [y/N]",
        "Nothing was sent.",
    ):
        assert words in told.err
    assert answered(work, shared_cache, "", "grid", *asked(exchange)).code == 3
    assert exchange.requests == []
    told = answered(work, shared_cache, "y", "grid", *asked(exchange))
    assert (told.code, len(exchange.requests)) == (0, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grid"], "use --yes in scripts"),
        (["--stdin"], "use --yes in scripts"),
        (["--yes", "."], "other people's repositories"),
        (["--yes", "grdi"], "did you mean grid?"),
        (["--yes", "./nothing.env"], "no such file"),
        (["--yes", "--env", ".env"], "cannot be combined"),
        (["--yes", "grid", "--base-url", "http://127.0.0.1:1"], "--base-url takes https"),
        (["--yes", "grid", "--from", "here"], "--from takes one address"),
        (["--yes", "grid", "--ca", "a.pem"], "--ca is for a stand-in"),
        (["--yes", "grid", "--expect", "dead"], "'active', 'revoked'"),
        (["--yes", "grid", "--system-proxy"], "names no proxy"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_before_anything_is_sent(
    command: Command, work: Path, arguments: list[str], said: str
) -> None:
    offline = [] if {"--base-url", "--ca"} & set(arguments) else ["--base-url", "https://127.0.0.1:1"]
    told = command(work, "probe", *arguments, *offline)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_a_key_may_be_called_like_its_folder(command: Command, exchange: StandIn, work: Path) -> None:
    (work / "grid").mkdir()
    (work / "old").write_text("nothing")
    assert command(work, "probe", "grid", "--yes", *asked(exchange)).code == 0
    told = command(work, "probe", "./old", "--yes", *asked(exchange))
    assert (told.code, "no API secret was found in old" in told.err) == (2, True)


def test_a_secret_on_the_command_line_is_refused(command: Command, work: Path) -> None:
    told = command(work, "probe", "--yes", expand("{{ a.secret }}"), "--base-url", "https://127.0.0.1:1")
    assert told.code == 2
    assert "looks like a key or a secret" in told.err
    assert specimen("a").secret not in told.err


def test_an_environment_of_proxies_is_not_used_unless_asked(
    command: Command, exchange: StandIn, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert command(work, "probe", "grid", "--yes", *asked(exchange)).code == 0
    told = command(work, "probe", "grid", "--yes", "--system-proxy", *asked(exchange))
    assert told.code == 3
    assert "the connection was refused" in told.out
