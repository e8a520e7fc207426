"""A secret that somebody types is never repeated, and nothing else of a command line is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.classification.sample_keys import expand
from auditor.cli.refused_arguments import refuse_typed_secrets
from auditor.errors import UsageError

SECRETS = (
    "{{ a.secret }}",
    "{{ a.secret | hex }}",
    "0x{{ a.secret | hex }}",
    "{{ a.wallet | base58 }}",
    "{{ a.secret | base64url | unpadded }}",
    "{{ a.secret | integers }}",
    "{{ a.phrase }}",
    "https://user:{{ a.secret | hex | first }}@github.com/a/b",
)
PLACES = (
    "{}",
    "scan {}",
    "scan --config={}",
    "scan --range {}..HEAD",
    "scan -f json={}",
    "scan -o{}",
    "scan --{}",
    "hook {}",
    "check {}",
    "policy {}",
    "init {}",
    "rules explain {}",
    "baseline create --reason {}",
    "explain {}",
)


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_refused_and_not_repeated(text: str, place: str) -> None:
    secret = expand(text)
    arguments = [word.format(secret) for word in place.split(" ")]
    with pytest.raises(UsageError) as raised:
        refuse_typed_secrets(arguments)
    said = str(raised.value)
    assert not any(secret[at : at + 12] in said for at in range(len(secret) - 11))
    assert said.startswith(f"argument {len(arguments)} looks like a key or a secret")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "scan",
        "scan --range 3b18e512dba79e4c8300dd08aeb37f8e728b8dad..HEAD",
        "scan --select BPK101,BPK102,BPK103,BPK201,BPK202,BPK303",
        "scan -f sarif=build/reports/security/backpack-audit-2026-08-31.sarif",
        "hook bots/main/market-maker/config/production/credentials.yaml",
        "baseline create --reason accepted_until_the_desk_has_moved_to_the_new_accounts",
        "init --repo https://github.com/owner/backpack-audit",
    ],
)
def test_nothing_else_is_refused(line: str) -> None:
    refuse_typed_secrets(line.split())


def test_a_file_that_is_named_like_a_secret_is_audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = expand("{{ a.secret | hex }}")
    (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    refuse_typed_secrets(["hook", name])
    refuse_typed_secrets(["scan", f"--baseline={name}"])
    with pytest.raises(UsageError):
        refuse_typed_secrets(["hook", f"{name}.env"])


def test_an_api_key_may_be_named_to_purge_its_secret() -> None:
    refuse_typed_secrets(["purge", expand("{{ a.key }}")])
    for line in (["purge", expand("{{ a.secret }}")], ["scan", expand("{{ a.key }}")]):
        with pytest.raises(UsageError):
            refuse_typed_secrets(line)
