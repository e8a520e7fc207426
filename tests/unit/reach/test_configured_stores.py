"""Files that hold credentials on purpose may be named in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Repository

from auditor.classification.sample_keys import expand
from auditor.model.location import Reach
from auditor.model.request import AuditRequest
from auditor.pipeline import audit

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
STORES = "names: {stores: ['desk-*.conf']}\n"


def written(folder: Path, configuration: str, mode: int) -> Path:
    (folder / ".backpack-audit.yaml").write_text(configuration)
    (folder / "desk-main.conf").write_text(PAIR)
    (folder / "desk-main.conf").chmod(mode)
    return folder


@pytest.mark.parametrize(
    ("configuration", "mode", "reaches"),
    [(STORES, 0o600, set()), (STORES, 0o644, {Reach.MACHINE}), ("{}\n", 0o600, {Reach.UNKNOWN})],
    ids=["a store of its owner", "a store that others read", "not named"],
)
def test_outside_git(tmp_path: Path, configuration: str, mode: int, reaches: set[Reach]) -> None:
    report = audit(AuditRequest(paths=(written(tmp_path, configuration, mode),), jobs=1))
    assert {one.reach for one in report.findings if one.api_key} == reaches
    assert report.in_place.pairs == (not reaches)


@pytest.mark.parametrize("configuration", [STORES, "{}\n"])
def test_an_ignored_file_is_read_if_it_is_a_store(repository: Repository, configuration: str) -> None:
    repository.write(".gitignore", "*.conf\n")
    written(repository.path, configuration, 0o600)
    report = audit(AuditRequest(paths=(repository.path,), jobs=1))
    assert report.in_place.pairs == (configuration == STORES)
