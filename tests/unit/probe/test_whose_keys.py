"""Which keys are asked about, and which are not, whatever the user names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from probe_scene import inventory, key, only_key, probe, secret, write
from repositories import Repository
from stand_in import StandIn

from auditor.audits.probe_plan import ProbeRequest, planned
from auditor.classification.sample_keys import expand
from auditor.errors import AuditError, UsageError
from auditor.model.probed import State
from auditor.model.request import AuditRequest


def chosen(variables: dict[str, str] | None = None, **fields: Any) -> list[str]:
    request = ProbeRequest(**fields)
    plan = planned(AuditRequest(jobs=1, cache=False), request, variables=variables or {})
    return [one.name for one in plan.chosen]


def refused(**fields: Any) -> str:
    with pytest.raises(UsageError) as raised:
        chosen(**fields)
    return str(raised.value)


def test_without_a_name_all_declared_keys_with_an_owner_whose_secrets_are_near(probe_folder: Path) -> None:
    keys = inventory(key("a"), key("b", owner=""), key("c"))
    files = {"a.env": secret("a"), "b.env": secret("b"), "d.env": secret("d"), "backpack-keys.yaml": keys}
    write(probe_folder, files)
    assert chosen() == ["a"]
    assert chosen(names=("b",)) == ["b"], "the user names it"
    assert "no `owner`" in refused(names=("a", "b"))


def test_a_name_needs_a_secret_somewhere(probe_folder: Path) -> None:
    write(probe_folder, {"backpack-keys.yaml": inventory(key("a", "grid"))})
    assert "the secret of grid was not found" in refused(names=("grid",))
    assert "did you mean grid?" in refused(names=("gird",))
    write(probe_folder, {"elsewhere.txt": secret("a")})
    assert chosen(names=("grid",), files=(Path("elsewhere.txt"),)) == ["grid"]


def test_the_environment_is_looked_at_last(probe_folder: Path) -> None:
    write(probe_folder, {"backpack-keys.yaml": inventory(key("a", "grid"))})
    variables = {"BACKPACK_API_SECRET": expand("{{ a.secret }}")}
    assert chosen(variables) == ["grid"]
    assert chosen(environment=variables) == ["grid"]


def test_one_undeclared_key_is_named_by_its_place(probe_folder: Path) -> None:
    write(
        probe_folder,
        {"one.env": secret("a"), "two.env": secret("a") + secret("b"), "pair.env": "SECRET={{ a.secret }}\n"},
    )
    name = f"API key {expand('{{ a.key }}')[:8]}…"
    assert chosen(files=(Path("one.env"),)) == [name]
    assert chosen(files=(Path("pair.env"),)) == [name]
    assert chosen(stdin=expand(secret("a")).encode()) == [name]
    assert chosen(environment={"BPX_SECRET_KEY": expand("{{ a.secret }}")}) == [name]
    for named in ({"files": (Path("two.env"),)}, {"files": (Path("one.env"), Path("two.env"))}):
        sentence = refused(**named)
        assert "the secrets of 2 API keys" in sentence
        assert "other people's repositories" in sentence


def test_an_undeclared_key_next_to_declared_ones_is_refused(probe_folder: Path) -> None:
    write(probe_folder, {"both.env": secret("a") + secret("b"), "backpack-keys.yaml": inventory(key("a"))})
    assert "backpack-keys.yaml does not declare" in refused(files=(Path("both.env"),))
    assert chosen(names=("a",), files=(Path("both.env"),)) == ["a"]


@pytest.mark.parametrize("text", ["{{ a.secret }}", "{{ a.secret }}\n", "{{ a.expanded }}\n", "{{ a.secret | pem }}\n"])
def test_a_bare_secret_may_be_piped_in(probe_folder: Path, text: str) -> None:
    assert chosen(stdin=expand(text).encode()) == [f"API key {expand('{{ a.key }}')[:8]}…"]


@pytest.mark.parametrize(
    "text", ["{{ a.key }}\n", "BACKPACK_API_KEY={{ a.key }}\n", "", "hello\n", "{{ a.signature }}\n"]
)
def test_an_api_key_signs_nothing(probe_folder: Path, text: str) -> None:
    assert "no API secret was found in standard input" in refused(stdin=expand(text).encode())


def test_without_an_inventory_something_must_be_named(probe_folder: Path) -> None:
    write(probe_folder, {"a.env": secret("a")})
    assert "name the file" in refused()
    with pytest.raises(AuditError, match=r"backpack-keys\.yaml"):
        chosen(names=("grid",))


def test_history_and_archives_are_not_searched(probe_folder: Path) -> None:
    import zipfile

    write(probe_folder, {"backpack-keys.yaml": inventory(key("a"))})
    with zipfile.ZipFile(probe_folder / "old.zip", "w") as archive:
        archive.writestr(".env", expand(secret("a")))
    assert "was not found" in refused(names=("a",))
    assert "no API secret was found" in refused(files=(Path("old.zip"),))


def test_every_form_of_a_secret_can_be_asked_about(exchange: StandIn, probe_folder: Path) -> None:
    forms = {"hex.env": secret("a", " | hex"), "config.json": '{"backpack": {"apiSecret": "{{ a.expanded }}"}}'}
    write(probe_folder, forms)
    for name in forms:
        assert only_key(probe(exchange, files=(Path(name),))).state is State.ACTIVE


def test_a_bare_secret_may_be_a_file(exchange: StandIn, probe_folder: Path) -> None:
    write(probe_folder, {"secret": "{{ a.secret }}\n", "key": "{{ a.key }}\n", "point": "{{ e-point.secret }}"})
    assert only_key(probe(exchange, files=(Path("secret"),))).state is State.ACTIVE
    assert "no API secret was found in key" in refused(files=(Path("key"),))
    assert "no API secret was found in point" in refused(files=(Path("point"),)), "it could be an API key"


@pytest.mark.parametrize("text", ["{{ a.key }}:{{ a.secret }}\n", "API Key\n{{ a.key }}\nCopy\n{{ a.secret }}\n"])
def test_a_pair_without_names_is_proven_by_itself(exchange: StandIn, probe_folder: Path, text: str) -> None:
    write(probe_folder, {"accounts.txt": text})
    assert only_key(probe(exchange, files=(Path("accounts.txt"),))).state is State.ACTIVE
    write(probe_folder, {"accounts.txt": text + text.replace("a.", "b.")})
    assert "the secrets of 2 API keys" in refused(files=(Path("accounts.txt"),))


def test_files_that_git_ignores_are_where_secrets_belong(
    repository: Repository, exchange: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.path)
    write(
        repository.path,
        {".gitignore": "*.json\n.env\n", ".env": secret("a"), "prod.json": '{"secret": "{{ b.secret }}"}'},
    )
    write(repository.path, {"backpack-keys.yaml": inventory(key("a"), key("b"))})
    assert chosen() == ["a"], "a credential store is found"
    assert chosen(files=(Path("prod.json"),)) == ["b"], "any other file is named"
    report = probe(exchange, files=(Path("prod.json"),))
    assert only_key(report).state is State.ACTIVE


def test_an_inventory_elsewhere_does_not_count(probe_folder: Path) -> None:
    theirs = inventory(key("a", owner="them@example.com"), key("b", owner="them@example.com"))
    write(probe_folder, {"theirs/backpack-keys.yaml": theirs, "theirs/.env": secret("a") + secret("b")})
    assert "the secrets of 2 API keys" in refused(files=(Path("theirs/.env"),))
