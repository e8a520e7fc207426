from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixing_cases import put
from repositories import Repository
from rulebook_examples import GOOD_NAME, rule_text, write_pack

from auditor.audits.check import check_stored
from auditor.audits.stored_keys import named_files, stored_request
from auditor.classification.sample_keys import expand
from auditor.configuration.load_configuration import resolved
from auditor.errors import UsageError
from auditor.model.request import AuditRequest, Generic, Scope

PAIR = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"


def codes(*paths: Path) -> list[str]:
    return [one.rule_id for one in check_stored(AuditRequest(paths=paths, use_config=False, jobs=1)).findings]


def asked(request: AuditRequest, *, movable: bool = False) -> AuditRequest:
    return stored_request(resolved(request), movable=movable).request


def test_a_leak_is_no_matter_of_stored_keys(repository: Repository) -> None:
    repository.write(
        "bot.py", expand('BACKPACK_API_SECRET = "{{ a.secret }}"\nAWS = "AKIA{{ a.secret | base32 | first }}"\n')
    )
    repository.write("Dockerfile", expand("FROM x\nENV BACKPACK_API_SECRET={{ a.secret }}\n"))
    repository.write(".github/workflows/ci.yml", expand("env:\n  BACKPACK_API_SECRET: {{ a.secret }}\n"))
    repository.write("id.json", expand("{{ w.wallet | integers }}"))
    repository.commit()
    assert codes(repository.path) == []


def test_the_leak_rules_are_left_out_and_nothing_else() -> None:
    left_out = {"BPK101", "BPK102", "BPK103", "BPK104", "BPK105", "BPK403", "BPK404", "BPK701", "BPK702", "BPK703"}
    assert set(asked(AuditRequest(use_config=False)).ignore) == left_out
    moved = {"BPK101", "BPK102", "BPK103", "BPK403", "BPK404"}
    assert set(asked(AuditRequest(use_config=False), movable=True).ignore) == left_out - moved


def test_the_leak_rules_of_a_pack_are_left_out_too(tmp_path: Path) -> None:
    rule = rule_text(leak="true")
    pack = write_pack(tmp_path, {GOOD_NAME: rule})
    assert "ORG001" in asked(AuditRequest(use_config=False, rules=(pack,))).ignore


def test_nobody_can_ask_for_a_leak_rule() -> None:
    with pytest.raises(UsageError, match="scan --select BPK102"):
        asked(AuditRequest(select=("BPK3", "BPK102")))
    with pytest.raises(UsageError, match="scan --select BPK7"):
        asked(AuditRequest(select=("BPK7",)))
    assert asked(AuditRequest(select=("BPK1",))).select == ("BPK1",)


def test_a_choice_of_rules_stays_a_choice(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", "BACKPACK_API_SECRET={{ a.secret | hex }}\n", mode=0o644)
    request = AuditRequest(paths=(path,), select=("BPK4",), use_config=False)
    assert [one.rule_id for one in check_stored(request).findings] == ["BPK402"]
    assert asked(request).generic is Generic.OFF


def test_a_file_that_is_asked_for_needs_no_word_of_backpack(tmp_path: Path) -> None:
    """The exchange's own guide calls the fields PUBLIC_KEY and SECRET_KEY."""
    path = put(tmp_path, "deploy/.env", "PUBLIC_KEY={{ a.secret }}\nSECRET_KEY={{ a.key }}\n")
    assert codes(path) == ["BPK201"]
    assert codes(tmp_path) == []
    link = tmp_path / "link.env"
    link.symlink_to(path)
    assert codes(link) == ["BPK201"]


def test_another_products_field_stays_another_products(tmp_path: Path) -> None:
    assert codes(put(tmp_path, ".env", "KRAKEN_API_KEY={{ a.secret }}\nJWT_SECRET={{ b.secret | hex }}\n")) == []


def test_ignored_files_are_checked(repository: Repository) -> None:
    repository.write(".gitignore", ".env\n")
    repository.write(".env", expand(PAIR)).chmod(0o644)
    repository.commit()
    assert codes(repository.path) == ["BPK402"]


def test_files_are_named_as_reports_name_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a/.env", PAIR)
    put(tmp_path, "b/c/.env", PAIR)
    monkeypatch.chdir(tmp_path / "b")
    paths = (Path(os.pardir, "a", ".env"), Path("c", ".env"), Path(os.pardir))
    assert named_files(resolved(AuditRequest(paths=paths[:2], use_config=False))) == frozenset({"a/.env", "b/c/.env"})
    assert named_files(resolved(AuditRequest(paths=paths, use_config=False))) == frozenset({"a/.env", "b/c/.env"})
    assert named_files(resolved(AuditRequest(scope=Scope.STDIN))) is None


def test_a_scope_without_credentials_is_no_finding(tmp_path: Path) -> None:
    report = check_stored(AuditRequest(paths=(put(tmp_path, ".env", "LOG=debug\n"),), use_config=False))
    assert (report.checks, report.findings, report.exit_code) == ((), (), 0)


def test_an_unofficial_host_is_a_wrong_setting(tmp_path: Path) -> None:
    assert codes(put(tmp_path, ".env", f"{PAIR}BACKPACK_BASE_URL=https://api.backpack.work\n")) == ["BPK107"]
