from __future__ import annotations

import os
import pickle
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fixing_cases import plan, put

from auditor.audits.fix import write
from auditor.classification.sample_keys import expand
from auditor.errors import OutputError

WRONG = "BACKPACK_API_SECRET={{ a.secret | hex }}\n"


def test_a_file_that_changed_since_is_left_alone(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", WRONG)
    found = plan(path)
    path.write_text("LOG=debug\n")
    with pytest.raises(OutputError, match="changed while it was scanned"):
        write(found.plan)
    assert path.read_text() == "LOG=debug\n"


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", WRONG)
    found = plan(path)
    path.unlink()
    with pytest.raises(OutputError, match="changed"):
        write(found.plan)
    assert list(tmp_path.iterdir()) == []


def test_a_second_name_of_a_file_keeps_it_from_being_replaced(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", WRONG)
    os.link(path, tmp_path / "other")
    found = plan(path)
    assert found.plan.changes == ()
    assert "hard link" in found.plan.remarks[0].why


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = put(tmp_path, "real.env", WRONG)
    link = tmp_path / ".env"
    link.symlink_to(path)
    write(plan(link).plan)
    assert link.is_symlink()
    assert path.read_text() == expand("BACKPACK_API_SECRET={{ a.secret }}\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be another user")
def test_a_file_of_another_user_is_not_taken_from_him() -> None:
    with TemporaryDirectory() as folder:
        path = put(Path(folder), ".env", WRONG, mode=0o644)
        Path(folder).chmod(0o755)
        os.seteuid(65534)
        try:
            found = plan(path)
        finally:
            os.seteuid(0)
    assert [change for change in found.plan.changes if change.content] == []
    assert any("belongs to another user" in remark.why for remark in found.plan.remarks)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_for_root_the_owner_stays_the_owner(tmp_path: Path) -> None:
    path = put(tmp_path, ".env", WRONG)
    os.chown(path, 65534, 65534)
    write(plan(path).plan)
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)
    assert path.read_text() == expand("BACKPACK_API_SECRET={{ a.secret }}\n")


def test_nothing_of_a_plan_can_be_shown_or_sent(tmp_path: Path) -> None:
    found = plan(put(tmp_path, ".env", WRONG))
    assert found.plan.changes[0].content is not None
    assert expand("{{ a.secret }}") not in repr(found)
    with pytest.raises(TypeError):
        pickle.dumps(found.plan.changes[0].content)
